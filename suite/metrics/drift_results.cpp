// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/drift_results.hpp"

#include "suite/core/translate.hpp"
#include "suite/metrics/drift_figures.hpp"
#include "suite/metrics/scatter_result.hpp"
#include "suite/numerics/drift_fit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace etalon::metrics {

namespace {

using numerics::DriftFit;

constexpr double kHour = 3600;  // s
// Twice the logarithm of a likelihood: as for settling, and what chance seldom does.
constexpr double kWanders = 8;
constexpr double kMayWander = 2.7;
constexpr std::array<const char*, 2> kAxes{"x", "y"};

std::optional<UncertainFactor> object_of(const Observation& observation) {
  if (!observation.references.pixel_size) return std::nullopt;
  const auto& size = *observation.references.pixel_size;
  UncertainFactor factor{
      size.value.per_px.in(um), "um", {}, size.distribution, size.degrees_of_freedom, size.id,
      size.shared_variance};
  if (size.standard_uncertainty)
    factor.relative_uncertainty = size.standard_uncertainty->per_px.in(um) / factor.value;
  return factor;
}

/// rms of what the fitted course leaves.
double rms_about(const DriftFit& fit, const std::vector<double>& times,
                 const std::vector<double>& positions) {
  double sum = 0;
  for (std::size_t i = 0; i < times.size(); ++i) {
    const double t = times[i] - times.front();
    double course = fit.start + fit.velocity * t;
    if (fit.settling)
      course += fit.settling->amplitude * std::exp(-t / fit.settling->time_constant);
    sum += std::pow(positions[i] - course, 2);
  }
  return std::sqrt(sum / static_cast<double>(times.size()));
}

class Appender {
 public:
  Appender(const DriftTrack& track, const Observation& observation, std::vector<Caveat> caveats,
           Evaluation& evaluation)
      : track_(track),
        object_(object_of(observation)),
        caveats_(std::move(caveats)),
        evaluation_(evaluation) {}

  void velocities() {
    if (track_.points.size() < numerics::kFewestForDriftFit) {
      refuse("few_frames",
             fmt::format(fmt::runtime(tr("{} positions cannot tell a drift from a wander; a "
                                         "velocity needs {}")),
                         track_.points.size(), numerics::kFewestForDriftFit),
             tr("Take an image every 30 s for an hour, or as many over any other time."));
      return;
    }
    const auto times = track_.times();
    std::array<DriftFit, 2> fits;
    for (std::size_t axis = 0; axis < 2; ++axis) {
      fits[axis] = numerics::fit_drift(times, track_.along(axis));
      velocity(kAxes[axis], fits[axis]);
    }
    speed(fits);
    for (std::size_t axis = 0; axis < 2; ++axis)
      length(fmt::format("rms_{}", kAxes[axis]), rms_about(fits[axis], times, track_.along(axis)));
  }

  void distances(Length band) {
    const double duration = track_.points.back().time_s - track_.points.front().time_s;
    length("excursion", excursion_px(track_));
    length("displacement", *displacement_px(track_, duration));
    if (const auto after = displacement_px(track_, kHour)) length("displacement_1h", *after);
    for (std::size_t axis = 0; axis < 2; ++axis)
      length(fmt::format("localisation_{}", kAxes[axis]), track_.localisation_px(axis));
    if (!object_) return;
    if (const auto time = settling_time_s(track_, band.in(um) / object_->value))
      statistic("settling_time", *time, "s");
    evaluation_.peers.push_back({"peer.metroloj_qc.drift_velocity",
                                 kHour * object_->value * speed_of_steps_px(track_), "um/h"});
  }

 private:
  void refuse(const char* reason, std::string detail, std::string advice) {
    evaluation_.failures.push_back(
        {std::string("drift.") + reason, std::move(detail), std::move(advice)});
  }

  void speed(const std::array<DriftFit, 2>& fits) {
    if (!fits[0].settled || !fits[1].settled) return;
    const double px = kHour * std::hypot(fits[0].velocity, fits[1].velocity);
    statistic("drift_speed_px", px, "px/h");
    if (object_) statistic("drift_speed", object_->value * px, "um/h");
  }

  void velocity(const char* axis, const DriftFit& fit) {
    if (!fit.settled) {
      refuse("not_settled",
             fmt::format(fmt::runtime(tr("along {} the image was still settling at the end, with a "
                                         "time constant of {:.2g} min: no steady velocity yet")),
                         axis, fit.settling->time_constant / 60),
             tr("Wait until the instrument has warmed up, or record for longer."));
      return;
    }
    const UncertainFactor pixels;
    estimate(fmt::format("drift_velocity_{}_px", axis), fit, pixels, "px/h");
    if (object_) estimate(fmt::format("drift_velocity_{}", axis), fit, *object_, "um/h");
  }

  void estimate(std::string measurand, const DriftFit& fit, const UncertainFactor& factor,
                const char* unit) {
    BudgetComponent seen;
    seen.source = "noise and wander";
    seen.standard_uncertainty = kHour * factor.value * fit.seen;
    seen.degrees_of_freedom = fit.degrees_of_freedom;
    BudgetComponent hidden;
    hidden.source = "wander and settling that hardly show";
    hidden.type = EvaluationType::B;
    hidden.standard_uncertainty = kHour * factor.value * fit.hidden;
    Budget budget{seen, hidden};
    const double value = kHour * factor.value * fit.velocity;
    add_factor(factor, value, budget);
    auto result = estimate_from_budget(std::move(measurand), value, unit, std::move(budget));
    add_own_caveats(fit, result.caveats);
    add(std::move(result));
  }

  static void add_own_caveats(const DriftFit& fit, std::vector<Caveat>& caveats) {
    if (fit.wander_seen > kWanders)
      caveats.push_back({"drift.wandering",
                         tr("the image wanders to and fro; the interval holds what it would do on "
                            "the average of many such series, not only in this one")});
    else if (fit.wander_seen > kMayWander)
      caveats.push_back({"drift.wander_undecided",
                         tr("it cannot be told whether the image wanders or only the reading "
                            "scatters; the interval allows for both, and a longer series helps")});
    if (fit.settling)
      caveats.push_back(
          {"drift.settling",
           fmt::format(fmt::runtime(tr("at the begin the image settled, with a time constant of "
                                       "{:.2g} min; the velocity is what remains after it")),
                       fit.settling->time_constant / 60)});
  }

  void length(const std::string& name, double px) {
    statistic(name + "_px", px, "px");
    if (object_) statistic(name, object_->value * px, "um");
  }

  void statistic(std::string measurand, double value, const char* unit) {
    MeasurementResult result;
    result.measurand = std::move(measurand);
    result.kind = ResultKind::statistic;
    result.value = value;
    result.unit = unit;
    add(std::move(result));
  }

  void add(MeasurementResult result) {
    result.n = track_.points.size();
    result.caveats.insert(result.caveats.end(), caveats_.begin(), caveats_.end());
    evaluation_.results.push_back(std::move(result));
  }

  const DriftTrack& track_;
  std::optional<UncertainFactor> object_;
  std::vector<Caveat> caveats_;
  Evaluation& evaluation_;
};

}  // namespace

void append_drift_results(const DriftTrack& track, const Observation& observation,
                          const DriftOptions& options, const std::vector<Caveat>& caveats,
                          Evaluation& evaluation) {
  Appender appender(track, observation, caveats, evaluation);
  appender.velocities();
  appender.distances(options.band);
}

}  // namespace etalon::metrics
