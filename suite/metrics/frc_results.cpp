// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/frc_results.hpp"

#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <string>
#include <utility>

namespace etalon::metrics {

namespace {

BudgetComponent component(std::string source, EvaluationType type, Distribution distribution,
                          double u) {
  BudgetComponent part;
  part.source = std::move(source);
  part.type = type;
  part.distribution = distribution;
  part.standard_uncertainty = u;
  return part;
}

/// Of the frequency.
Budget budget_of(const FrcCrossing& c) {
  constexpr auto kB = EvaluationType::B;
  Budget budget{component("noise", EvaluationType::A, Distribution::normal, c.noise)};
  const auto add = [&](const char* source, Distribution distribution, double u) {
    if (u > 0) budget.push_back(component(source, kB, distribution, u));
  };
  add("stiffness of the smooth curve", Distribution::rectangular, c.curve);
  add("window", Distribution::rectangular, c.window);
  add("noise that stays with the sensor", Distribution::normal, c.locked);
  add("registration", Distribution::normal, c.registration);
  return budget;
}

class Appender {
 public:
  Appender(const FrcCurve& curve, const FrcCrossing& crossing, double pitch,
           const Observation& observation, const std::vector<Caveat>& caveats,
           Evaluation& evaluation)
      : curve_(curve),
        crossing_(crossing),
        pitch_(pitch),
        observation_(observation),
        caveats_(caveats),
        evaluation_(evaluation) {}

  void results() {
    const double frequency = crossing_.frequency / pitch_;
    const Budget of_frequency = scaled(budget_of(crossing_), 1 / pitch_);
    const Budget of_length = scaled(of_frequency, 1 / (frequency * frequency));
    add("frc_resolution_px", 1 / frequency, "px", of_length);
    if (observation_.references.pixel_size) object(1 / frequency, of_length);
    add("frc_frequency", frequency, "cycles/px", of_frequency);
    add("frc_locked", curve_.locked, "1",
        {component("noise", EvaluationType::A, Distribution::normal, curve_.locked_uncertainty)});
  }

  void smooth_curve() {
    const auto& smooth = crossing_.smooth;
    Curve fit{"frc_smooth", "cycles/px", "1", {}, smooth.fitted, smooth.fitted_uncertainty, {}};
    for (const double q : smooth.fitted_frequency) fit.x.push_back(q / pitch_);
    evaluation_.curves.push_back(std::move(fit));
  }

  /// The first ring at which the mean of three rings is below 1/7, as most programs have it.
  void peer() {
    const auto& rings = curve_.rings;
    for (std::size_t k = 2; k + 1 < rings.frequency.size(); ++k) {
      const double mean =
          (rings.correlation[k - 1] + rings.correlation[k] + rings.correlation[k + 1]) / 3;
      if (mean >= 1.0 / 7) continue;
      evaluation_.peers.push_back(
          {"peer.first_three_rings_below_1_7", rings.frequency[k] / pitch_, "cycles/px"});
      return;
    }
  }

 private:
  void object(double length_px, Budget budget) {
    const Uncertain<PixelSize>& size = *observation_.references.pixel_size;
    const double value = size.value.object(px(length_px)).in(um);
    budget = scaled(std::move(budget), value / length_px);
    if (size.standard_uncertainty) {
      BudgetComponent part = component("pixel size", EvaluationType::B, size.distribution,
                                       size.standard_uncertainty->per_px.in(um));
      part.degrees_of_freedom = size.degrees_of_freedom;
      part.input = size.id;
      part.sensitivity = length_px;
      for (auto& half : split_by_input(part, size.shared_variance)) budget.push_back(half);
    }
    auto& result = add("frc_resolution", value, "um", std::move(budget));
    if (!size.standard_uncertainty) {
      result.caveats.push_back(
          {"frc.pixel_size_uncertainty_unknown",
           tr("the pixel size came without an uncertainty; the interval leaves it out")});
    }
  }

  MeasurementResult& add(const std::string& measurand, double value, const std::string& unit,
                         Budget budget) {
    MeasurementResult result = estimate_from_budget(measurand, value, unit, std::move(budget));
    result.n = static_cast<std::size_t>(curve_.rings.frames);
    result.caveats = caveats_;
    evaluation_.results.push_back(std::move(result));
    return evaluation_.results.back();
  }

  const FrcCurve& curve_;
  const FrcCrossing& crossing_;
  double pitch_;
  const Observation& observation_;
  const std::vector<Caveat>& caveats_;
  Evaluation& evaluation_;
};

}  // namespace

void append_curve(const FrcCurve& curve, double pitch, Evaluation& evaluation) {
  Curve rings{"frc", "cycles/px", "1", {}, {}, {}, {}};
  Curve threshold{"frc_threshold", "cycles/px", "1", {}, {}, {}, {}};
  for (std::size_t k = 1; k < curve.rings.frequency.size(); ++k) {
    rings.x.push_back(curve.rings.frequency[k] / pitch);
    rings.y.push_back(curve.rings.correlation[k]);
    rings.standard_uncertainty.push_back(curve.uncertainty[k]);
    threshold.y.push_back(curve.threshold[k]);
  }
  threshold.x = rings.x;
  evaluation.curves.push_back(std::move(rings));
  evaluation.curves.push_back(std::move(threshold));
}

void append_frames(const FrcFrames& frames, const AlignedSpectra& aligned, Evaluation& evaluation) {
  const Plane& first = frames.planes.front();
  for (std::size_t i = 0; i < frames.planes.size(); ++i) {
    Item item;
    item.id = fmt::format("frame-{}", i + 1);
    item.position_px = {{"x", first.x0 + first.pitch * (first.width - 1) / 2},
                        {"y", first.y0 + first.pitch * (first.height - 1) / 2}};
    item.values["mean"] = {frames.means[i], "DN", {}};
    if (aligned.measured) {
      const double u = first.pitch * aligned.uncertainty[i];
      const std::optional<double> known = u > 0 ? std::optional(u) : std::nullopt;
      item.values["shift_x"] = {first.pitch * aligned.total(i).x, "px", known};
      item.values["shift_y"] = {first.pitch * aligned.total(i).y, "px", known};
    } else if (i > 0) {
      item.flags.push_back("shift_unknown");
    }
    evaluation.items.push_back(std::move(item));
  }
}

void append_crossing(const FrcCurve& curve, const FrcCrossing& crossing, double pitch,
                     const Observation& observation, const std::vector<Caveat>& caveats,
                     Evaluation& evaluation) {
  Appender appender(curve, crossing, pitch, observation, caveats, evaluation);
  appender.results();
  appender.smooth_curve();
  appender.peer();
}

}  // namespace etalon::metrics
