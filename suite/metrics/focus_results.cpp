// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/focus_results.hpp"

#include "suite/core/translate.hpp"
#include "suite/metrics/scatter_result.hpp"
#include "suite/numerics/visit_fit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace etalon::metrics {

namespace {

using numerics::Bounded;
using numerics::Scatter;
using numerics::VisitFit;
using numerics::VisitProblem;
using Subject = std::map<std::string, std::string>;

constexpr const char* kRuns = "scatter of the runs";
constexpr double kBend = 0.99;  // probability with which a bent drift is not chance
constexpr std::size_t kFewRuns = 5;

const UncertainFactor kUm{.value = 1, .unit = "um"};

/// Of the noise of the images alone: what else moves single planes is what is being measured.
double localisation(const FocusReach& reach) {
  return reach.peak.position.noise / reach.peak.widened;
}

std::vector<numerics::Visit> visits_of(const std::vector<const FocusReach*>& found) {
  const bool both = std::any_of(found.begin(), found.end(), [&](const FocusReach* r) {
    return r->run.direction != found.front()->run.direction;
  });
  std::vector<numerics::Visit> visits;
  for (const FocusReach* r : found) {
    visits.push_back(
        {r->peak.position.value, r->time, 0, both ? r->run.direction : 0, localisation(*r)});
  }
  return visits;
}

/// What kept most of the runs from having a best focus.
Failure mostly(const std::vector<FocusReach>& reaches, std::size_t found) {
  std::map<std::string, std::size_t> counts;
  for (const FocusReach& r : reaches)
    if (!r.found()) ++counts[r.flag];
  std::string most;
  for (const auto& [flag, count] : counts)
    if (most.empty() || count > counts[most]) most = flag;
  const auto said = [&](const char* code, std::string detail, std::string advice) {
    return Failure{std::string("focus_repeatability.") + code, std::move(detail),
                   std::move(advice)};
  };
  if (2 * found >= reaches.size() || most == "short") {
    return said("few_runs",
                fmt::format(fmt::runtime(tr("{} runs through focus with at least five planes are "
                                            "too few")),
                            found),
                tr("Go through focus five times, or three times in each direction; ten are "
                   "better."));
  }
  if (most == "no_texture")
    return said("no_texture", tr("no frame shows more than noise"),
                tr("Put something with structure under the objective: dust on a slide will do."));
  if (most == "few_planes")
    return said("few_planes",
                tr("most runs have fewer than five planes about focus, sharp enough to tell where "
                   "it is"),
                tr("Use smaller steps: five within the range in which the image looks sharp."));
  if (most == "focus_outside")
    return said("focus_outside", tr("the sharpest plane is at an end of most runs"),
                tr("Begin and end each run on either side of focus."));
  return said("no_peak", tr("sharpness hardly changes within most runs, or has no clear peak"),
              tr("Use a longer run, a richer texture or more light."));
}

class Appender {
 public:
  Appender(VisitFit fit, std::vector<Caveat> caveats, std::size_t runs, double duration,
           Evaluation& evaluation)
      : fit_(std::move(fit)),
        caveats_(std::move(caveats)),
        runs_(runs),
        duration_(duration),
        evaluation_(evaluation) {}

  void run(double depth_um) {
    add_own_caveats();
    scatter(fit_.all, {});
    if (fit_.up.degrees > 0) scatter(fit_.up, {{"approach", "+z"}});
    if (fit_.down.degrees > 0) scatter(fit_.down, {{"approach", "-z"}});
    if (fit_.reversal_places > 0)
      straight("backlash_z", fit_.reversal, fit_.reversal_uncertainty, "difference of the means");
    straight("drift_z", fit_.drift * duration_, fit_.drift_uncertainty * duration_, kRuns);
    statistic("repeatability_with_drift_z", fit_.all_with_drift.value);
    statistic("localisation_z", fit_.reading);
    if (depth_um > 0) statistic("depth_of_focus", depth_um);
  }

 private:
  void add_own_caveats() {
    const double drift = fit_.drift * duration_;
    if (drift * drift > 12 * fit_.all.total * fit_.all.total)
      caveats_.push_back({"focus_repeatability.drift_dominates",
                          tr("focus crept further during the test than it scatters; let the "
                             "microscope warm up, or test faster")});
    if (fit_.within.degrees > 1 && fit_.curvature > coverage_factor(fit_.within.degrees - 1, kBend))
      caveats_.push_back({"focus_repeatability.drift_not_steady",
                          tr("the drift changed during the test; what a straight line leaves of "
                             "it counts as scatter")});
  }

  void scatter(const Scatter& scatter, const Subject& subject) {
    if (!scatter.visible()) {
      evaluation_.failures.push_back(
          {"focus_repeatability.below_localisation",
           fmt::format(fmt::runtime(tr("the scatter of best focus is not more than the noise of "
                                       "the images adds, {:.2g} um; with 95 % it is below {:.2g} "
                                       "um")),
                       scatter.known, scatter.interval.upper),
           tr("Expose longer, use a richer texture, or smaller steps.")});
      return;
    }
    MeasurementResult result =
        bounded_result("repeatability_z", Bounded{scatter.value, scatter.interval},
                       budget_of(scatter, 1, kRuns, "noise of the images"), kUm);
    result.subject = subject;
    if (scatter.interval.lower == 0)
      result.caveats.push_back(
          {"focus_repeatability.near_localisation",
           fmt::format(fmt::runtime(tr("noise of the images alone scatters best focus by {:.2g} "
                                       "um; what is left cannot be told from nothing")),
                       scatter.known)});
    add(std::move(result));
  }

  void straight(const std::string& measurand, double value, double u, const std::string& source) {
    BudgetComponent part;
    part.source = source;
    part.standard_uncertainty = u;
    part.degrees_of_freedom = fit_.within.degrees;
    add(estimate_from_budget(measurand, value, "um", {part}));
  }

  void statistic(const std::string& measurand, double value) {
    MeasurementResult result;
    result.measurand = measurand;
    result.kind = ResultKind::statistic;
    result.value = value;
    result.unit = "um";
    add(std::move(result));
  }

  void add(MeasurementResult result) {
    result.n = runs_;
    result.caveats.insert(result.caveats.end(), caveats_.begin(), caveats_.end());
    evaluation_.results.push_back(std::move(result));
  }

  VisitFit fit_;
  std::vector<Caveat> caveats_;
  std::size_t runs_;
  double duration_;
  Evaluation& evaluation_;
};

double median_depth(const std::vector<const FocusReach*>& found) {
  std::vector<double> depths;
  for (const FocusReach* r : found)
    if (r->peak.depth) depths.push_back(r->peak.depth->value);
  if (depths.empty()) return 0;
  const auto middle = depths.begin() + static_cast<std::ptrdiff_t>(depths.size() / 2);
  std::nth_element(depths.begin(), middle, depths.end());
  return *middle;
}

}  // namespace

void append_focus_figures(const std::vector<FocusReach>& reaches, bool timed,
                          Evaluation& evaluation) {
  Curve course{"best_focus", timed ? "s" : "1", "um", {}, {}, {}, {}};
  for (std::size_t k = 0; k < reaches.size(); ++k) {
    const FocusReach& reach = reaches[k];
    Item item;
    item.id = fmt::format("run-{}", k + 1);
    item.subject["approach"] = reach.run.direction > 0 ? "+z" : "-z";
    item.values["frames"] = {static_cast<double>(reach.run.frames.size()), "1", {}};
    if (reach.found()) {
      item.values["best_focus"] = {reach.peak.position.value, "um", localisation(reach)};
      if (timed) item.values["time"] = {reach.time, "s", {}};
      course.x.push_back(reach.time);
      course.y.push_back(reach.peak.position.value);
      course.standard_uncertainty.push_back(localisation(reach));
    } else {
      item.flags.push_back(reach.flag);
    }
    evaluation.items.push_back(std::move(item));
    if (reach.readings.size() < 2) continue;
    Curve curve{"sharpness_through_focus", "um", "1/px", {}, {}, {}, {}};
    curve.subject = {{"run", std::to_string(k + 1)}};
    for (const auto& r : reach.readings) {
      curve.x.push_back(r.z);
      curve.y.push_back(r.sharpness);
      curve.standard_uncertainty.push_back(r.noise);
    }
    evaluation.curves.push_back(std::move(curve));
  }
  if (course.x.size() > 1) evaluation.curves.insert(evaluation.curves.begin(), std::move(course));
}

void append_focus_results(const std::vector<FocusReach>& reaches,
                          const std::vector<Caveat>& caveats, Evaluation& evaluation) {
  std::vector<const FocusReach*> found;
  for (const FocusReach& r : reaches)
    if (r.found()) found.push_back(&r);
  if (found.size() < 2) {
    evaluation.failures.push_back(mostly(reaches, found.size()));
    return;
  }
  VisitFit fit = numerics::fit_visits(visits_of(found));
  if (fit.problem == VisitProblem::no_drift) {
    evaluation.failures.push_back({"focus_repeatability.no_time",
                                   tr("no time passes between runs that can be compared"),
                                   tr("Check the times of the frames, or leave them out.")});
    return;
  }
  if (fit.problem == VisitProblem::too_few) {
    evaluation.failures.push_back(mostly(reaches, found.size()));
    return;
  }
  auto all = caveats;
  if (found.size() < reaches.size())
    all.push_back(
        {"focus_repeatability.runs_left_out",
         fmt::format(fmt::runtime(tr("{} of {} runs have no best focus and are left out")),
                     reaches.size() - found.size(), reaches.size())});
  if (fit.reversal_places == 0)
    all.push_back({"focus_repeatability.one_direction",
                   tr("all runs go the same way: nothing is said of backlash")});
  if (found.size() < 2 * kFewRuns)
    all.push_back({"focus_repeatability.few_runs_used",
                   fmt::format(fmt::runtime(tr("{} runs tell a scatter roughly; ten and more are "
                                               "better")),
                               found.size())});
  const double duration = found.back()->time - found.front()->time;
  Appender(std::move(fit), std::move(all), found.size(), duration, evaluation)
      .run(median_depth(found));
}

}  // namespace etalon::metrics
