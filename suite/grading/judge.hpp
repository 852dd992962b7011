// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/grade.hpp"

#include <optional>
#include <string>
#include <vector>

namespace etalon::grading {

/// Judges the results of a run by the limits of a profile: numbers in, judgement out. Knows no
/// database and no file.

/// What a microscope should be able to do: limits with their sources, and what it is fit for when
/// it meets them. Written as YAML (protocols/profile_file.hpp).
struct Profile {
  std::string id;  ///< "screening"
  std::string version;
  std::string sha256;  ///< of the file
  std::string title;
  std::vector<std::string> fit_for;  ///< in a lay reader's words
  std::string contrast;              ///< what a run must have been made in; empty: anything
  std::vector<Limit> limits;
};

/// One evaluation that may be judged.
struct GradedInput {
  std::string metric;
  std::string method;  ///< "slanted_edge/spline"
  int method_version = 1;
  std::string step;
  std::vector<MeasurementResult> results;
  std::vector<Failure> failures;
  std::string slide;  ///< id in the catalogue; empty: unknown, which is a cap
  Tier slide_tier = Tier::indicative;
};

/// One limit. A result is judged only by a limit for its metric, measurand, unit and method (with
/// version): unlike methods are never judged by each other's limits, and the reason says so. Among
/// those that fit, results of the whole image (fewest subject keys) come first; where several are
/// of equal rank (colour planes, repeats that were not combined) the worst verdict decides, of
/// equal verdicts the one with the lowest conformance probability. The rule: decision.hpp; tiers:
/// caps.hpp.
Judgement judge(const Limit& limit, const std::vector<GradedInput>& inputs,
                std::optional<double> lens_na);

/// The same profile with nothing to judge: the run was made in another contrast than the one that
/// the profile is about ("brightfield" for "fluorescence").
Grade not_judged(const Profile& profile, const std::string& contrast_of_run);

/// All limits of a profile, with the verdict and the tier over them (verdict.hpp).
Grade judge(const Profile& profile, const std::vector<GradedInput>& inputs,
            std::optional<double> lens_na);

}  // namespace etalon::grading
