// SPDX-License-Identifier: Apache-2.0
#include "protocols/grading_of_run.hpp"

#include <optional>
#include <set>
#include <string>

namespace etalon::protocols {
namespace {

std::string condition(const records::RunDetail& run, const std::string& key) {
  const auto found = run.start.conditions.find(key);
  return found == run.start.conditions.end() ? "" : found->second;
}

Tier tier_from(const std::string& word) {
  if (word == "traceable") return Tier::traceable;
  return word == "comparable" ? Tier::comparable : Tier::indicative;
}

grading::GradedInput input_of(const records::RunDetail& run,
                              const records::RecordedEvaluation& recorded) {
  const Evaluation& evaluation = recorded.evaluation;
  const std::string key = "slide." + recorded.step;
  return {evaluation.metric,         evaluation.method,
          evaluation.method_version, recorded.step,
          evaluation.results,        evaluation.failures,
          condition(run, key),       tier_from(condition(run, key + ".tier"))};
}

}  // namespace

std::vector<grading::GradedInput> graded_inputs(const records::RunDetail& run) {
  std::set<std::string> replaced;
  for (const auto& recorded : run.evaluations) {
    if (recorded.superseded_by) continue;
    replaced.insert(recorded.sources.begin(), recorded.sources.end());
  }
  std::vector<grading::GradedInput> inputs;
  for (const auto& recorded : run.evaluations) {
    if (recorded.superseded_by || replaced.count(recorded.id) > 0) continue;
    inputs.push_back(input_of(run, recorded));
  }
  return inputs;
}

Grade grade_run(const records::RunDetail& run, const grading::Profile& profile) {
  const auto& lens_na = run.start.instrument.objective.lens_na;
  return grading::judge(profile, graded_inputs(run),
                        lens_na ? std::optional<double>(lens_na->value) : std::nullopt);
}

records::DocumentIdentity identity_of(const ProfileFile& file) {
  return {"profile", file.profile.id, file.profile.version, file.profile.sha256, file.text};
}

}  // namespace etalon::protocols
