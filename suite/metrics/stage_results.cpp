// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/stage_results.hpp"

#include "suite/core/translate.hpp"
#include "suite/metrics/scatter_result.hpp"
#include "suite/metrics/stage_iso230.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace etalon::metrics {

namespace {

using numerics::Bounded;
using numerics::Scatter;
using numerics::VisitFit;
using numerics::VisitProblem;

constexpr const char* kScatterSource = "scatter of the visits";
constexpr const char* kReading = "registration";

using Subject = std::map<std::string, std::string>;

Subject approach(const StageAxis& axis, char sign) {
  return {{"approach", std::string(1, sign) + axis.name}};
}

Bounded bounded(const Scatter& scatter, double times) {
  return {times * scatter.value, {times * scatter.interval.lower, times * scatter.interval.upper}};
}

class Appender {
 public:
  Appender(const StageAnalysis& analysis, const Observation& observation,
           std::vector<Caveat> caveats, Evaluation& evaluation)
      : analysis_(analysis),
        caveats_(std::move(caveats)),
        evaluation_(evaluation),
        axes_(axes_caveat(analysis, observation)) {
    if (!observation.references.pixel_size) return;
    const auto& size = *observation.references.pixel_size;
    object_ = UncertainFactor{
        size.value.per_px.in(um), "um", {}, size.distribution, size.degrees_of_freedom, size.id,
        size.shared_variance};
    if (size.standard_uncertainty)
      object_->relative_uncertainty = size.standard_uncertainty->per_px.in(um) / object_->value;
  }

  void axis(const StageAxis& axis) {
    if (auto wrong = unfit(axis)) {
      evaluation_.failures.push_back(*wrong);
      return;
    }
    own_caveats_ = axis_caveats(analysis_, axis);
    repeatability(axis);
    backlash(axis);
    drift(axis);
    statistic("repeatability_with_drift", axis, axis.fit.all_with_drift.value);
    statistic("localisation", axis, axis.fit.reading);
    if (evaluation_.method == kIso230) iso(axis);
    accuracy(axis);
    if (object_) {
      evaluation_.peers.push_back({fmt::format("peer.quarep_tool_kit.stage_sd_{}", axis.name),
                                   axis.fit.all_with_drift.total * object_->value, "um"});
    }
  }

 private:
  std::optional<Failure> unfit(const StageAxis& axis) const {
    if (axis.fit.problem == VisitProblem::too_few) {
      return Failure{
          "stage_repeatability.few_visits",
          fmt::format(fmt::runtime(tr("{} visits that can be compared are too few for axis {}")),
                      analysis_.used.size(), axis.name),
          tr("Come back to the same place five times from each side, or five times in all "
             "where the side is not known; ten are better.")};
    }
    if (axis.fit.problem == VisitProblem::no_drift) {
      return Failure{"stage_repeatability.no_time",
                     tr("no time passes between visits that can be compared"),
                     tr("Check the times of the frames, or leave them out.")};
    }
    return std::nullopt;
  }

  void below(const StageAxis& axis, const Scatter& scatter, const std::string& of) {
    const double scale = object_ ? object_->value : 1;
    evaluation_.failures.push_back(
        {"stage_repeatability.below_localisation",
         fmt::format(fmt::runtime(tr("the scatter of {}{} is not more than that of the "
                                     "registration, {:.2g} {}; with 95 % it is below {:.2g} {}")),
                     axis.name, of, scale * scatter.known, object_ ? "um" : "px",
                     scale * scatter.interval.upper, object_ ? "um" : "px"),
         tr("Expose longer, focus on a richer texture, or use a higher magnification.")});
  }

  void repeatability(const StageAxis& axis) {
    if (evaluation_.method == kIso230) return full_width(axis);
    scatter(axis, axis.fit.all, 1, {});
    for (const auto& [sign, of] : {std::pair('+', &axis.fit.up), std::pair('-', &axis.fit.down)})
      if (of->degrees > 0) scatter(axis, *of, 1, approach(axis, sign));
  }

  void scatter(const StageAxis& axis, const Scatter& scatter, double times,
               const Subject& subject) {
    if (!scatter.visible()) {
      const auto at = subject.find("approach");
      return below(axis, scatter, at == subject.end() ? "" : " (" + at->second + ")");
    }
    estimate("repeatability", axis, bounded(scatter, times),
             budget_of(scatter, times, kScatterSource, kReading), subject,
             scatter.interval.lower == 0);
  }

  /// 2 s_up + 2 s_down + |B|, or 4 s of one direction where that is more.
  void full_width(const StageAxis& axis) {
    const VisitFit& fit = axis.fit;
    if (fit.reversal_places == 0 || fit.up.degrees == 0 || fit.down.degrees == 0) {
      evaluation_.failures.push_back(
          {"stage_repeatability.one_sided",
           fmt::format(fmt::runtime(tr("no place was approached three times from either side "
                                       "along {}, as ISO 230-2 has it")),
                       axis.name),
           tr("Approach each place from both sides, five times each; or use the method "
              "stage_repeatability/quarep_wg6.")});
      return;
    }
    for (const auto& [sign, of] : {std::pair('+', &fit.up), std::pair('-', &fit.down)})
      scatter(axis, *of, 4, approach(axis, sign));
    if (!fit.up.visible() || !fit.down.visible() || !fit.within.visible())
      return below(axis, fit.within, "");
    // Both directions are taken to scatter alike, so the interval is that of all visits; as it
    // holds what is not known of the scatter, the means need not allow for that again.
    const double reach = coverage_factor(kInfiniteDegreesOfFreedom) * fit.reversal_uncertainty;
    const double b = std::abs(fit.reversal);
    const double times = 2 * (fit.up.value + fit.down.value) / fit.within.value;
    const Bounded joint =
        numerics::sum_of(bounded(fit.within, times), {b, {std::max(0.0, b - reach), b + reach}});
    const Scatter& wider = fit.up.value > fit.down.value ? fit.up : fit.down;
    if (4 * wider.value > joint.value)
      return estimate("repeatability", axis, bounded(wider, 4),
                      budget_of(wider, 4, kScatterSource, kReading), {}, wider.interval.lower == 0);
    Budget budget = budget_of(fit.within, times, kScatterSource, kReading);
    budget.push_back(reversal_part(fit));
    estimate("repeatability", axis, joint, std::move(budget), {}, fit.within.interval.lower == 0);
  }

  static BudgetComponent reversal_part(const VisitFit& fit) {
    BudgetComponent part;
    part.source = "difference of the means";
    part.standard_uncertainty = fit.reversal_uncertainty;
    part.degrees_of_freedom = fit.within.degrees;
    return part;
  }

  void backlash(const StageAxis& axis) {
    const VisitFit& fit = axis.fit;
    if (fit.reversal_places == 0) return;
    const Interval interval =
        coverage_interval(fit.reversal, fit.reversal_uncertainty, fit.within.degrees);
    estimate("backlash", axis, {fit.reversal, interval}, {reversal_part(fit)}, {}, false);
  }

  void drift(const StageAxis& axis) {
    const double length = analysis_.duration();
    BudgetComponent part;
    part.source = kScatterSource;
    part.standard_uncertainty = axis.fit.drift_uncertainty * length;
    part.degrees_of_freedom = axis.fit.within.degrees;
    const double value = axis.fit.drift * length;
    const Interval interval =
        coverage_interval(value, part.standard_uncertainty, part.degrees_of_freedom);
    estimate("drift", axis, {value, interval}, {part}, {}, false);
  }

  void iso(const StageAxis& axis) {
    const auto figures = stage_iso230(analysis_, axis);
    if (!figures) return;
    statistic("iso_bidirectional", axis, figures->r);
    statistic("iso_unidirectional", axis, figures->r_up, approach(axis, '+'));
    statistic("iso_unidirectional", axis, figures->r_down, approach(axis, '-'));
    statistic("iso_reversal", axis, figures->reversal);
  }

  void accuracy(const StageAxis& axis) {
    if (!object_) return;
    const auto& scale = axis.name == 'x' ? analysis_.axes.scale_x : analysis_.axes.scale_y;
    if (!scale) return;
    BudgetComponent part;
    part.source = "places";
    part.standard_uncertainty = 100 * object_->value * scale->uncertainty;
    part.degrees_of_freedom = scale->degrees_of_freedom;
    const double ratio = 100 * object_->value * scale->px_per_um;
    Budget budget{part};
    add_factor(*object_, ratio, budget);
    auto result = estimate_from_budget(fmt::format("scale_error_{}", axis.name), ratio - 100, "%",
                                       std::move(budget));
    if (axes_) result.caveats.push_back(*axes_);
    add(std::move(result));
    const auto range =
        accuracy_range(analysis_, axis, object_->value, evaluation_.method == kIso230 ? 2 : 0);
    if (!range) return;
    add(statistic_result(fmt::format("accuracy_{}", axis.name), *range, "um"));
  }

  /// In px and, where the pixel size is known, in the object plane.
  void estimate(const std::string& name, const StageAxis& axis, const Bounded& value,
                const Budget& budget, const Subject& subject, bool near_localisation) {
    const UncertainFactor pixels;
    const std::string measurand = fmt::format("{}_{}", name, axis.name);
    std::vector<MeasurementResult> both{bounded_result(measurand + "_px", value, budget, pixels)};
    if (object_) both.push_back(bounded_result(measurand, value, budget, *object_));
    for (MeasurementResult& result : both) {
      result.subject = subject;
      const bool has_sign = name == "backlash" || name == "drift";
      if (axes_ && has_sign) result.caveats.push_back(*axes_);
      if (near_localisation) {
        result.caveats.push_back(
            {"stage_repeatability.near_localisation",
             fmt::format(fmt::runtime(tr("the registration alone scatters by {:.2g} px; what is "
                                         "left cannot be told from nothing")),
                         axis.fit.reading)});
      }
      add(std::move(result));
    }
  }

  static MeasurementResult statistic_result(std::string measurand, double value, std::string unit) {
    MeasurementResult result;
    result.measurand = std::move(measurand);
    result.kind = ResultKind::statistic;
    result.value = value;
    result.unit = std::move(unit);
    return result;
  }

  void statistic(const std::string& name, const StageAxis& axis, double value_px,
                 const Subject& subject = {}) {
    const std::string measurand = fmt::format("{}_{}", name, axis.name);
    std::vector<MeasurementResult> both{statistic_result(measurand + "_px", value_px, "px")};
    if (object_) both.push_back(statistic_result(measurand, value_px * object_->value, "um"));
    for (MeasurementResult& result : both) {
      result.subject = subject;
      add(std::move(result));
    }
  }

  void add(MeasurementResult result) {
    result.n = analysis_.used.size();
    result.caveats.insert(result.caveats.end(), caveats_.begin(), caveats_.end());
    result.caveats.insert(result.caveats.end(), own_caveats_.begin(), own_caveats_.end());
    evaluation_.results.push_back(std::move(result));
  }

  const StageAnalysis& analysis_;
  std::vector<Caveat> caveats_;
  std::vector<Caveat> own_caveats_{};
  Evaluation& evaluation_;
  std::optional<Caveat> axes_;
  std::optional<UncertainFactor> object_{};
};

}  // namespace

void append_stage_results(const StageAnalysis& analysis, const Observation& observation,
                          const std::vector<Caveat>& caveats, Evaluation& evaluation) {
  Appender appender(analysis, observation, caveats, evaluation);
  for (const StageAxis& axis : analysis.axis) appender.axis(axis);
}

}  // namespace etalon::metrics
