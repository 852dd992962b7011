// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/axial_results.hpp"

#include "suite/core/translate.hpp"
#include "suite/metrics/frame_planes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace etalon::metrics {

namespace {

const std::string kMetric = "axial_response";
constexpr double kVisibleAsymmetry = 0.1;  // of the width
constexpr double kSteepLayer = 0.25;       // rise across a zone over the width
constexpr double kThickLayer = 0.1;        // correction over the width
constexpr double kVisibleSlope = 0.02;     // of the height of a step
constexpr std::size_t kMiddleZone = 4;

BudgetComponent component(std::string source, EvaluationType type, Distribution distribution,
                          double u, double degrees_of_freedom = kInfiniteDegreesOfFreedom) {
  BudgetComponent part;
  part.source = std::move(source);
  part.type = type;
  part.distribution = distribution;
  part.standard_uncertainty = u;
  part.degrees_of_freedom = degrees_of_freedom;
  return part;
}

/// Of the width in planes.
Budget budget_of(const AxialMeasurement& m) {
  constexpr auto kA = EvaluationType::A;
  constexpr auto kB = EvaluationType::B;
  const double freedom = m.degrees_of_freedom;
  Budget budget;
  const auto add = [&](const char* source, EvaluationType type, Distribution distribution, double u,
                       double degrees) {
    if (u > 0) budget.push_back(component(source, type, distribution, u, degrees));
  };
  add("light from plane to plane", kA, Distribution::normal, m.noise, freedom);
  add("curve between planes", kB, Distribution::normal, m.shape, freedom);
  add("level without light", kB, Distribution::rectangular, m.level, kInfiniteDegreesOfFreedom);
  add("shape of the step", kB, Distribution::rectangular, m.model, kInfiniteDegreesOfFreedom);
  add("tilt within a zone", kB, Distribution::rectangular, m.tilt, kInfiniteDegreesOfFreedom);
  return budget;
}

std::vector<Caveat> caveats_of(const AxialResponseOptions& options, const AxialStack& stack,
                               const AxialMeasurement& m) {
  auto caveats = frame_caveats(kMetric, stack.info, options.linear, 0);
  const auto add = [&](const char* reason, std::string detail) {
    caveats.push_back({kMetric + "." + reason, std::move(detail)});
  };
  if (std::abs(m.plateau_slope) > kVisibleSlope) {
    add("uneven_plateau",
        fmt::format(fmt::runtime(tr("the light within the specimen changes by {:.0f} %: bleaching, "
                                    "absorption, or another index than that of the immersion; the "
                                    "90 % are then not well defined")),
                    100 * std::abs(m.plateau_slope)));
  }
  if (!stack.dark_known && !m.step) {
    add("no_dark", tr("the level without light is not known and was taken from the ends of the "
                      "stack; take frames without light and add --dark"));
  }
  if (std::abs(m.asymmetry) > kVisibleAsymmetry) {
    add("asymmetric",
        fmt::format(fmt::runtime(tr("one side is wider than the other by {:.0f} % of the width: "
                                    "spherical aberration (cover glass, correction collar, "
                                    "immersion), or dye that bleaches during the stack")),
                    100 * std::abs(m.asymmetry)));
  }
  if (m.measured < static_cast<int>(kAllAxialZones)) {
    add("zones_left_out",
        fmt::format(fmt::runtime(tr("{} of 9 zones could be measured; the items say why not the "
                                    "others")),
                    m.measured));
  }
  if (m.rise > kSteepLayer * m.width) {
    add("tilted", fmt::format(fmt::runtime(tr("the layer rises by {:.2g} planes across a zone; "
                                              "level the slide")),
                              m.rise));
  }
  if (stack.saturated > 0) {
    add("saturated_few",
        fmt::format(fmt::runtime(tr("{} pixels are at full scale; shorten the exposure")),
                    stack.saturated));
  }
  return caveats;
}

class Appender {
 public:
  Appender(const Observation& observation, const AxialResponseOptions& options,
           const AxialStack& stack, const AxialChannel& channel, const AxialMeasurement& m,
           Evaluation& evaluation)
      : options_(options),
        channel_(channel),
        m_(m),
        step_(observation.references.axial_step),
        caveats_(caveats_of(options, stack, m)),
        evaluation_(evaluation),
        pitch_(stack.zone_px) {}

  void results() {
    if (!step_) {
      caveats_.push_back({kMetric + ".no_axial_step",
                          tr("the step between planes is not known, so that the width is in planes "
                             "only; add --axial-step")});
      add(name() + "_planes", m_.width, "1", budget_of(m_));
      return;
    }
    if (!step_->standard_uncertainty) {
      caveats_.push_back({kMetric + ".axial_step_uncertainty_unknown",
                          tr("the step between planes came without an uncertainty; the interval "
                             "leaves it out (--axial-step-uncertainty)")});
    }
    const Budget budget = budget_in_um();
    add(name(), m_.width * step_um(), "um", budget);
    add(name() + "_planes", m_.width, "1", budget_of(m_));
    if (options_.layer_thickness && !m_.step) corrected(options_.layer_thickness->in(um), budget);
  }

  void zones() {
    for (std::size_t i = 0; i < kAllAxialZones; ++i) {
      const ZoneProfile& profile = channel_.zones[i];
      const AxialZone& zone = m_.zones[i];
      Item item;
      item.id = prefix() + fmt::format("zone-{}", i + 1);
      item.position_px = {{"x", profile.x_px}, {"y", profile.y_px}};
      item.subject = channel_.subject;
      if (zone.fit) {
        const double k = scale();
        const double u = std::hypot(zone.fit->width_noise, zone.fit->width_shape);
        item.values[m_.step ? "edge_10_90" : "fwhm"] = {k * zone.fit->width, unit(), k * u};
        item.values[m_.step ? "surface_z" : "peak_z"] = {k * zone.fit->middle, unit(),
                                                         k * zone.fit->middle_uncertainty};
        item.values["scatter"] = {100 * zone.fit->scatter, "%", {}};
      } else {
        item.flags.push_back(zone.flag);
      }
      evaluation_.items.push_back(std::move(item));
    }
  }

  void map() {
    if (m_.measured < static_cast<int>(kAllAxialZones)) return;
    Map map;
    map.name = "layer_height";
    map.unit = unit();
    map.width = map.height = kAxialZones;
    map.x0_px = channel_.zones.front().x_px;
    map.y0_px = channel_.zones.front().y_px;
    map.pitch_px = pitch_;
    map.subject = channel_.subject;
    double mean = 0;
    for (const AxialZone& zone : m_.zones) mean += zone.fit->middle / kAllAxialZones;
    for (const AxialZone& zone : m_.zones) {
      map.values.push_back(scale() * (zone.fit->middle - mean));
      map.standard_uncertainty.push_back(scale() * zone.fit->middle_uncertainty);
    }
    evaluation_.maps.push_back(std::move(map));
  }

  void curves() {
    const AxialZone& zone = m_.zones[kMiddleZone];
    const double below =
        m_.step ? zone.level : 0;  // a step is fitted with the level, a peak without
    const double highest =
        *std::max_element(zone.fit->curve.begin(), zone.fit->curve.end()) - below;
    Curve profile{"axial_profile", unit(), "1", {}, {}, {}, channel_.subject};
    const ZoneProfile& values = channel_.zones[kMiddleZone];
    for (std::size_t i = 0; i < values.mean.size(); ++i) {
      profile.x.push_back(scale() * (static_cast<double>(i) - zone.fit->middle));
      profile.y.push_back((values.mean[i] - zone.level) / highest);
    }
    Curve smooth{"axial_smooth", unit(), "1", {}, {}, {}, channel_.subject};
    for (std::size_t i = 0; i < zone.fit->at.size(); ++i) {
      smooth.x.push_back(scale() * (zone.fit->at[i] - zone.fit->middle));
      smooth.y.push_back((zone.fit->curve[i] - below) / highest);
      smooth.standard_uncertainty.push_back(zone.fit->curve_uncertainty[i] / highest);
    }
    evaluation_.curves.push_back(std::move(profile));
    evaluation_.curves.push_back(std::move(smooth));
  }

 private:
  double step_um() const { return step_->value.per_plane.in(um); }
  double scale() const { return step_ ? step_um() : 1; }
  std::string name() const { return m_.step ? "edge_10_90" : "axial_fwhm"; }
  std::string unit() const { return step_ ? "um" : "1"; }
  std::string prefix() const { return channel_.subject.empty() ? "" : channel_.name + "-"; }

  Budget budget_in_um() const {
    Budget budget = scaled(budget_of(m_), step_um());
    if (!step_->standard_uncertainty) return budget;
    BudgetComponent part =
        component("step between planes", EvaluationType::B, step_->distribution,
                  step_->standard_uncertainty->per_plane.in(um), step_->degrees_of_freedom);
    part.input = step_->id;
    part.sensitivity = m_.width;
    for (auto& half : split_by_input(part, step_->shared_variance)) budget.push_back(half);
    return budget;
  }

  void corrected(double thickness, Budget budget) {
    const double recorded = m_.width * step_um();
    const double left = recorded * recorded - m_.broadening * thickness * thickness / 12;
    if (!(left > 0.25 * recorded * recorded)) {
      evaluation_.failures.push_back(
          {kMetric + ".layer_too_thick",
           fmt::format(fmt::runtime(tr("a layer of {:.3g} um is too thick to be taken out of a "
                                       "width of {:.3g} um")),
                       thickness, recorded),
           tr("Use a thinner layer, or read axial_fwhm, the width as recorded.")});
      return;
    }
    const double width = std::sqrt(left);
    budget = scaled(std::move(budget), recorded / width);
    // Exact for thin layers only: half of the correction may be wrong.
    budget.push_back(component("thickness of the layer", EvaluationType::B,
                               Distribution::rectangular, (recorded - width) / 2 / std::sqrt(3.0)));
    auto& result = add("axial_fwhm_corrected", width, "um", std::move(budget));
    if (recorded - width > kThickLayer * recorded) {
      result.caveats.push_back(
          {kMetric + ".thick_layer",
           tr("the thickness of the layer makes up more than a tenth of the width")});
    }
  }

  MeasurementResult& add(const std::string& measurand, double value, const std::string& unit,
                         Budget budget) {
    MeasurementResult result = estimate_from_budget(measurand, value, unit, std::move(budget));
    result.n = static_cast<std::size_t>(m_.measured);
    result.subject = channel_.subject;
    result.caveats = caveats_;
    evaluation_.results.push_back(std::move(result));
    return evaluation_.results.back();
  }

  const AxialResponseOptions& options_;
  const AxialChannel& channel_;
  const AxialMeasurement& m_;
  const std::optional<Uncertain<AxialStep>>& step_;
  std::vector<Caveat> caveats_;
  Evaluation& evaluation_;
  double pitch_;
};

/// Whoever asked for axial_fwhm is told why there is none.
void append_step_noted(const AxialChannel& channel, Evaluation& evaluation) {
  Failure failure{kMetric + ".step",
                  tr("the light rises and stays up: this is a thick specimen, which has an "
                     "edge_10_90 and no axial_fwhm"),
                  tr("Read edge_10_90, or use a layer that is thinner than a third of the expected "
                     "width.")};
  if (!channel.subject.empty()) failure.detail += " (" + channel.name + ")";
  evaluation.failures.push_back(std::move(failure));
}

}  // namespace

void append_axial(const Observation& observation, const AxialResponseOptions& options,
                  const AxialStack& stack, const AxialChannel& channel,
                  const AxialMeasurement& measurement, Evaluation& evaluation) {
  Appender appender(observation, options, stack, channel, measurement, evaluation);
  appender.results();
  appender.zones();
  appender.map();
  appender.curves();
  if (measurement.step) append_step_noted(channel, evaluation);
}

void append_refused(const AxialChannel& channel, const Failure& failure, Evaluation& evaluation) {
  evaluation.failures.push_back(failure);
  if (!channel.subject.empty()) evaluation.failures.back().detail += " (" + channel.name + ")";
  const ZoneProfile& profile = channel.zones[kMiddleZone];
  Curve curve{"axial_light", "1", "DN", {}, profile.mean, {}, channel.subject};
  for (std::size_t i = 0; i < profile.mean.size(); ++i) curve.x.push_back(static_cast<double>(i));
  evaluation.curves.push_back(std::move(curve));
}

}  // namespace etalon::metrics
