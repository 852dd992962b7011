// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/transfer_results.hpp"

#include "suite/core/translate.hpp"
#include "suite/metrics/transfer_budget.hpp"
#include "suite/metrics/transfer_light.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace etalon::metrics {

namespace {

double square(double v) { return v * v; }

class Appender {
 public:
  Appender(const TransferMeasurement& measured, const TransferPlane& plane, Evaluation& evaluation)
      : m_(measured),
        plane_(plane),
        evaluation_(evaluation),
        caveats_(transfer_caveats(measured, plane)) {}

  void gain_alone() {
    add("gain", m_.gain(), "DN/e", {1 / m_.method.excess_noise, 0, 0});
    dark_figures();
  }

  void run() {
    gain_alone();
    range_figures();
    dark_current();
    linearity();
    responsivity();
  }

 private:
  void refuse(const std::string& code, const std::string& detail, const std::string& advice) {
    evaluation_.failures.push_back({"camera_noise." + code, detail, advice});
  }

  MeasurementResult& add(const std::string& measurand, double value, const std::string& unit,
                         const Sensitivity& by, const Budget& own = {}) {
    Budget budget = transfer_budget(m_, by);
    for (const BudgetComponent& part : own) add_part(budget, part);
    return push(estimate_from_budget(measurand, value, unit, std::move(budget)));
  }

  MeasurementResult& push(MeasurementResult result) {
    result.subject = plane_.subject;
    result.caveats = caveats_;
    result.n = m_.series.transfer_levels(true).size();
    evaluation_.results.push_back(std::move(result));
    return evaluation_.results.back();
  }

  /// Temporal dark noise in DN, no less than can be told from rounding.
  double dark_sigma() const { return std::sqrt(std::max(m_.dark->variance, m_.floor())); }
  bool below_rounding() const { return m_.dark->variance < m_.floor(); }

  /// Without a line over exposure the noise of dark current is not told from that of reading.
  void mark_exposed(MeasurementResult& result) const {
    if (m_.dark->extrapolated) return;
    result.caveats.push_back(
        {"camera_noise.exposed_dark",
         tr("of the dark frames fewer than three different exposures are known: noise of their "
            "dark current counts as read noise; say the exposures, or take short dark frames")});
  }

  void dark_figures() {
    if (!m_.dark) {
      return refuse("no_dark",
                    tr("there is no pair of dark frames, so read noise, threshold, dynamic range "
                       "and dark non-uniformity are not known"),
                    tr("Cover the camera and give frames of the same exposures with --dark."));
    }
    const double k = m_.gain();
    const double variance = square(dark_sigma()) - square(m_.step()) / 12;
    if (below_rounding() && !m_.of_standard()) {
      return refuse(
          "below_rounding",
          fmt::format(fmt::runtime(tr("the dark noise is smaller than rounding ({:.2g} DN): the "
                                      "read noise is at most {:.2g} e; neither it nor the "
                                      "sensitivity threshold and the dynamic range can be "
                                      "told")),
                      dark_sigma(), std::sqrt(variance) / k),
          tr("Raise the gain of the camera until its dark noise is at least half a step."));
    }
    const double noise = std::sqrt(variance);
    auto& read = add("read_noise", noise / k, "e",
                     {-noise / k / m_.fit.gain, below_rounding() ? 0 : 0.5 / noise / k, 0});
    mark_exposed(read);
    if (below_rounding()) {
      read.caveats.push_back({"camera_noise.rounding_floor",
                              tr("the dark noise is smaller than rounding; as in EMVA 1288, 0.24 "
                                 "squared steps are taken for it: an upper bound")});
    }
  }

  void range_figures() {
    if (!m_.saturation_reached) {
      return refuse(
          "saturation_not_reached",
          fmt::format(fmt::runtime(tr("noise still grows at the brightest level ({:.0f} DN "
                                      "above dark): the camera is not full there")),
                      m_.saturation_signal()),
          tr("Add levels with more light, until the image is white everywhere."));
    }
    if (!m_.series.offset_known) {
      return refuse("no_offset", tr("the value without light is not known, so the capacity is not"),
                    tr("Give dark frames with --dark, or the value with --offset."));
    }
    const double k = m_.gain();
    const double slope = m_.fit.gain;
    const double x = m_.capacity_signal();
    add("saturation_capacity", x / k, "e", {-x / k / slope, 0, 1 / k});
    threshold_figures(k, x);
    const double snr = std::sqrt(x / slope);
    add("snr_max", snr, "1", {-snr / 2 / slope, 0, snr / 2 / x});
  }

  void threshold_figures(double k, double x) {
    if (!m_.dark) return;
    if (below_rounding() && !m_.of_standard()) return;
    const double slope = m_.fit.gain;
    const double sigma = dark_sigma();
    const double by_variance = below_rounding() ? 0 : 0.5 / sigma;
    const double threshold = sigma / k + 0.5;
    mark_exposed(
        add("sensitivity_threshold", threshold, "e", {-sigma / k / slope, by_variance / k, 0}));
    const double range = x / k / threshold;
    mark_exposed(add("dynamic_range", range, "1",
                     {-range / slope * (1 - sigma / k / threshold),
                      -range / threshold * by_variance / k, range / x}));
  }

  void dark_current() {
    if (!m_.dark) return;
    if (!m_.dark_slope) {
      return refuse("few_dark_exposures",
                    tr("the dark current needs dark frames of at least three exposures"),
                    tr("Take dark frames at the shortest, the longest and other exposures, and say "
                       "them."));
    }
    const double k = m_.gain();
    const double current = m_.dark_slope->slope / k;
    add("dark_current", current, "e/s", {-current / m_.fit.gain, 0, 0},
        {{"scatter of the dark means", "", EvaluationType::A, Distribution::normal,
          m_.dark_slope->uncertainty, 1 / k, m_.dark_slope->degrees_of_freedom},
         {"rounding of the dark means", "", EvaluationType::B, Distribution::u_shaped,
          standard_from_half_width(m_.dark_slope->rounding, Distribution::u_shaped), 1 / k,
          kInfiniteDegreesOfFreedom}});
  }

  void linearity() {
    if (!m_.series.offset_known)
      return refuse("no_offset",
                    tr("the value without light is not known, so the linearity is not"),
                    tr("Give dark frames with --dark, or the value with --offset."));
    const auto line = light_linearity(m_);
    if (line && line->slope <= 0)
      return refuse(
          "falling_signal",
          tr("the signal falls where the stated light grows: exposures or levels of light "
             "belong to other frames, and the dark frames that were subtracted do, too"),
          tr("Check in which order the frames were named, or the table of the series."));
    if (!line) {
      return refuse("no_light_scale",
                    tr("linearity needs at least three levels between 5 % and 95 % of saturation "
                       "whose exposure, light or photons are known and differ"),
                    tr("Say the exposure of each frame."));
    }
    const auto [least, largest] =
        std::minmax_element(line->deviations.begin(), line->deviations.end());
    for (const auto& [name, value] :
         {std::pair{"linearity_error_min", *least}, std::pair{"linearity_error_max", *largest}}) {
      MeasurementResult result;
      result.measurand = name;
      result.kind = ResultKind::statistic;
      result.value = value;
      result.unit = "%";
      push(std::move(result)).n = line->deviations.size();
    }
  }

  void responsivity() {
    const auto response = light_response(m_);
    if (!response) return;
    const Caveat unknown{
        "camera_noise.photons_uncertainty",
        tr("the numbers of photons came without an uncertainty; the interval leaves "
           "it out")};
    const BudgetComponent scatter{
        "scatter of the levels", "", EvaluationType::A,           Distribution::normal,
        response->uncertainty,   1,  response->degrees_of_freedom};
    push(estimate_from_budget("responsivity", response->slope, "DN/photon", {scatter}))
        .caveats.push_back(unknown);
    const double k = m_.gain();
    const double efficiency = 100 * response->slope / k;
    BudgetComponent part = scatter;
    part.sensitivity = 100 / k;
    add("quantum_efficiency", efficiency, "%", {-efficiency / m_.fit.gain, 0, 0}, {part})
        .caveats.push_back(unknown);
  }

  const TransferMeasurement& m_;
  const TransferPlane& plane_;
  Evaluation& evaluation_;
  std::vector<Caveat> caveats_;
};

}  // namespace

void append_transfer(const TransferMeasurement& measured, const TransferPlane& plane,
                     Evaluation& evaluation) {
  Appender(measured, plane, evaluation).run();
}

void append_gain(const TransferMeasurement& measured, const TransferPlane& plane,
                 Evaluation& evaluation) {
  Appender(measured, plane, evaluation).gain_alone();
}

}  // namespace etalon::metrics
