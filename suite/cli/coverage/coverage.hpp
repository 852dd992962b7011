// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/core/uncertainty.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace etalon::cli {

/// Are the stated intervals true? In each simulated run every input of the budget is drawn anew
/// from its stated distribution; the 95 % interval should hold the truth in 95 % of the runs.
/// Accepted: at least 93 %, and at most 97 % unless type B components make up more than half of the
/// variance (they are drawn from their distributions only where they are inputs; the others are
/// bounds).

/// One result of one simulated run beside its truth.
struct Draw {
  double value = 0;
  double standard_uncertainty = 0;
  Interval interval;
  double truth = 0;
  double type_b_share = 0;  ///< of the variance
};

/// What is simulated at one level of noise. `draw` is a function of the seed alone and answers one
/// Draw per measurand, empty where the run was refused.
struct Condition {
  std::string metric;
  std::string subject;  ///< "an image", "a run of five focusings"
  std::string level;    ///< "20 000 e", "hardly any noise"
  std::vector<std::string> measurands;
  std::function<std::vector<std::optional<Draw>>(std::uint64_t seed)> draw;
};

/// Every study, in the order of the table of metrics. A new metric adds its file and its line.
std::vector<Condition> coverage_conditions();

std::vector<Condition> slanted_edge_conditions();
std::vector<Condition> refocused_edge_conditions();
std::vector<Condition> edge_chart_conditions();
std::vector<Condition> edge_stack_conditions();
std::vector<Condition> pixel_size_conditions();
std::vector<Condition> field_uniformity_conditions();
std::vector<Condition> psf_fwhm_conditions();
std::vector<Condition> siemens_star_conditions();
std::vector<Condition> frc_conditions();
std::vector<Condition> usaf_1951_conditions();
std::vector<Condition> axial_response_conditions();
std::vector<Condition> camera_noise_conditions();
std::vector<Condition> dark_noise_conditions();
std::vector<Condition> illumination_stability_conditions();
std::vector<Condition> stage_repeatability_conditions();
std::vector<Condition> focus_repeatability_conditions();
std::vector<Condition> drift_conditions();

/// The whole-image result beside its truth; nothing when it is missing.
std::optional<Draw> draw_of(const Evaluation& evaluation, const std::string& measurand,
                            double truth);

struct Coverage {
  std::string metric;
  std::string subject;
  std::string level;
  std::string measurand;
  int runs = 0;
  int refused = 0;
  int contained = 0;
  double fraction = 0;                ///< contained / (runs - refused)
  Interval fraction_interval;         ///< 95 %, Clopper-Pearson
  double relative_bias = 0;           ///< mean error over the truth; the mean where that is 0
  double relative_uncertainty = 0;    ///< median of u over the truth
  double error_over_uncertainty = 0;  ///< rms error over rms u
  double type_b_share = 0;            ///< median
  bool accepted = false;
  std::string remark;  ///< why not, or why more than 97 % is accepted
};

/// Interval for a proportion of which `successes` of `trials` were seen (Clopper-Pearson).
Interval proportion_interval(int successes, int trials, double probability = 0.95);

/// Runs 0 ... runs - 1 of one condition on so many threads; the same answer for any number of them.
/// `advance` is called after each run.
std::vector<Coverage> study(const Condition& condition, int runs, std::size_t threads,
                            const std::function<void()>& advance);

}  // namespace etalon::cli
