// SPDX-License-Identifier: Apache-2.0
#include "protocols/grading_of_run.hpp"

#include "protocols/minimum_record.hpp"
#include "protocols/procedure.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
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

/// What the protocol of the run demands; empty when it demands nothing, or was not recorded.
std::string contrast_of(const records::RunDetail& run) {
  const auto& protocol = run.start.protocol;
  if (protocol.text.empty()) return "";
  const Procedure procedure = read_procedure_text(protocol.text, protocol.id);
  const auto found = procedure.requires_.find("contrast");
  return found == procedure.requires_.end() ? "" : found->second;
}

bool is_named(const std::string& input) { return !input.empty() && input != "nominal"; }

/// A ruler in the same run is a calibration.
bool has_measured_scale(const std::vector<grading::GradedInput>& inputs) {
  return std::any_of(inputs.begin(), inputs.end(), [](const grading::GradedInput& input) {
    return std::any_of(input.results.begin(), input.results.end(),
                       [](const auto& r) { return r.measurand == "pixel_size_x"; });
  });
}

/// A scale that names no certificate and no calibration is a nominal one, however small its
/// uncertainty is said to be.
void mark_nominal_scale(std::vector<grading::GradedInput>& inputs) {
  if (has_measured_scale(inputs)) return;
  for (auto& input : inputs) {
    for (MeasurementResult& result : input.results) {
      const bool nominal = std::any_of(
          result.budget.begin(), result.budget.end(), [](const BudgetComponent& component) {
            return component.source == "pixel size" && !is_named(component.input);
          });
      if (nominal) {
        result.caveats.push_back({input.metric + ".pixel_size_nominal",
                                  tr("the pixel size names no certificate and no calibration")});
      }
    }
  }
}

void mark_incomplete_record(std::vector<grading::GradedInput>& inputs,
                            const records::RunDetail& run) {
  const bool measured_scale = has_measured_scale(inputs);
  for (auto& input : inputs) {
    const auto of_the_run = missing_from_record(run, input.step);
    for (MeasurementResult& result : input.results) {
      auto missing = of_the_run;
      if (!measured_scale && lacks_source_of_scale(run.start.instrument, result))
        missing.push_back("pixel_size.source");
      if (missing.empty()) continue;
      result.caveats.push_back(
          {input.metric + ".record_incomplete",
           fmt::format(fmt::runtime(tr("the record does not say: {}")), fmt::join(missing, ", "))});
    }
  }
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
  mark_nominal_scale(inputs);
  mark_incomplete_record(inputs, run);
  return inputs;
}

Grade grade_run(const records::RunDetail& run, const grading::Profile& profile) {
  const std::string contrast = contrast_of(run);
  if (!profile.contrast.empty() && !contrast.empty() && contrast != profile.contrast) {
    return grading::not_judged(profile, contrast);
  }
  const auto& lens_na = run.start.instrument.objective.lens_na;
  return grading::judge(profile, graded_inputs(run),
                        lens_na ? std::optional<double>(lens_na->value) : std::nullopt);
}

records::DocumentIdentity identity_of(const ProfileFile& file) {
  return {"profile", file.profile.id, file.profile.version, file.profile.sha256, file.text};
}

}  // namespace etalon::protocols
