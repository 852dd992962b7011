// SPDX-License-Identifier: Apache-2.0
#include "suite/grading/judge.hpp"

#include "suite/core/translate.hpp"
#include "suite/grading/caps.hpp"
#include "suite/grading/decision.hpp"
#include "suite/grading/verdict.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace etalon::grading {
namespace {

struct Candidate {
  const GradedInput* input = nullptr;
  const MeasurementResult* result = nullptr;
};

std::string method_of(const GradedInput& input) {
  return fmt::format("{} v{}", input.method, input.method_version);
}

std::vector<Candidate> candidates_for(const Limit& limit, const std::vector<GradedInput>& inputs) {
  std::vector<Candidate> candidates;
  for (const GradedInput& input : inputs) {
    if (input.metric != limit.metric) continue;
    for (const MeasurementResult& result : input.results) {
      if (result.measurand == limit.measurand) candidates.push_back({&input, &result});
    }
  }
  return candidates;
}

/// Why this limit may not judge this result; empty when it may.
std::string unlike(const Limit& limit, const Candidate& candidate) {
  const std::string method = method_of(*candidate.input);
  if (std::find(limit.methods.begin(), limit.methods.end(), method) == limit.methods.end()) {
    return fmt::format(fmt::runtime(tr("measured by {}; the limit is for {}: unlike methods are "
                                       "never judged by each other's limits")),
                       method, fmt::join(limit.methods, ", "));
  }
  // A limit set to a relative uncertainty has a unit of its own.
  if (limit.judged == Judged::value && candidate.result->unit != limit.unit) {
    return fmt::format(fmt::runtime(tr("measured in {}; the limit is in {}")),
                       candidate.result->unit, limit.unit);
  }
  return "";
}

/// What the metric itself said about why there is no result, else that nobody measured it.
std::string why_missing(const Limit& limit, const std::vector<GradedInput>& inputs) {
  for (const GradedInput& input : inputs) {
    if (input.metric != limit.metric || input.failures.empty()) continue;
    const Failure& failure = input.failures.front();
    return failure.advice.empty() ? failure.detail : failure.detail + " → " + failure.advice;
  }
  const bool others = std::any_of(inputs.begin(), inputs.end(), [&](const GradedInput& input) {
    return input.metric == limit.metric && !input.results.empty();
  });
  if (others) {
    return tr("something that it needs is not known: the pixel size, the lens or the light");
  }
  return fmt::format(fmt::runtime(tr("no result of {} in this run")), limit.metric);
}

Judgement judged(const Limit& limit, const Candidate& candidate, std::optional<double> lens_na) {
  const GradedInput& input = *candidate.input;
  Judgement judgement;
  judgement.limit = limit;
  judgement.result = *candidate.result;
  judgement.method = method_of(input);
  judgement.caps = caps_of(*candidate.result, {input.slide, input.slide_tier, lens_na});
  judgement.tier = capped(input.slide_tier, judgement.caps);
  if (const auto refusal = refusal_of(*candidate.result)) {
    judgement.verdict = refusal->verdict;
    judgement.reason = refusal->reason;
    return judgement;
  }
  Decision decision = decide(limit, *candidate.result);
  judgement.verdict = decision.verdict;
  judgement.guard_band = decision.guard_band;
  judgement.conformance_probability = decision.conformance_probability;
  judgement.reason = std::move(decision.reason);
  return judgement;
}

bool worse(const Judgement& a, const Judgement& b) {
  if (a.verdict != b.verdict) return weight(a.verdict) > weight(b.verdict);
  return a.conformance_probability < b.conformance_probability;
}

}  // namespace

Judgement judge(const Limit& limit, const std::vector<GradedInput>& inputs,
                std::optional<double> lens_na) {
  Judgement none;
  none.limit = limit;
  const std::vector<Candidate> candidates = candidates_for(limit, inputs);
  if (candidates.empty()) {
    none.reason = why_missing(limit, inputs);
    return none;
  }
  std::vector<Candidate> alike;
  for (const Candidate& candidate : candidates) {
    if (unlike(limit, candidate).empty()) alike.push_back(candidate);
  }
  if (alike.empty()) {
    none.reason = unlike(limit, candidates.front());
    return none;
  }
  std::size_t fewest = alike.front().result->subject.size();
  for (const Candidate& candidate : alike) {
    fewest = std::min(fewest, candidate.result->subject.size());
  }
  std::optional<Judgement> worst;
  for (const Candidate& candidate : alike) {
    if (candidate.result->subject.size() != fewest) continue;
    Judgement judgement = judged(limit, candidate, lens_na);
    if (!worst || worse(judgement, *worst)) worst = std::move(judgement);
  }
  return *worst;
}

namespace {

Grade empty_grade(const Profile& profile) {
  Grade grade;
  grade.profile = profile.id;
  grade.profile_version = profile.version;
  grade.profile_sha256 = profile.sha256;
  grade.title = profile.title;
  grade.fit_for = profile.fit_for;
  grade.rule = kGuardedRule;
  return grade;
}

}  // namespace

Grade not_judged(const Profile& profile, const std::string& contrast_of_run) {
  Grade grade = empty_grade(profile);
  for (const Limit& limit : profile.limits) {
    Judgement judgement;
    judgement.limit = limit;
    judgement.reason =
        fmt::format(fmt::runtime(tr("the run was made in {}, the profile is about {}")),
                    contrast_of_run, profile.contrast);
    grade.judgements.push_back(judgement);
  }
  return grade;
}

Grade judge(const Profile& profile, const std::vector<GradedInput>& inputs,
            std::optional<double> lens_na) {
  Grade grade = empty_grade(profile);
  for (const Limit& limit : profile.limits) {
    grade.judgements.push_back(judge(limit, inputs, lens_na));
  }
  grade.verdict = overall_verdict(grade.judgements);
  grade.tier = overall_tier(grade.judgements);
  return grade;
}

}  // namespace etalon::grading
