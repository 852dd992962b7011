// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/edge_results.hpp"

#include "suite/core/translate.hpp"
#include "suite/metrics/edge_theory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace etalon::metrics {

namespace {

/// Mean over the frames with the budget of that mean, in samples of the plane.
struct Combined {
  std::size_t n = 0;
  double value = 0;
  Budget budget;
};

BudgetComponent component(std::string source, EvaluationType type, double u,
                          double degrees_of_freedom) {
  BudgetComponent c;
  c.source = std::move(source);
  c.type = type;
  c.distribution = type == EvaluationType::A ? Distribution::normal : Distribution::rectangular;
  c.standard_uncertainty = u;
  c.degrees_of_freedom = degrees_of_freedom;
  return c;
}

Combined combine(const EdgeSeries& series, EdgeReading EdgeMeasurement::*member) {
  std::vector<EdgeReading> readings;
  for (const auto& frame : series.frames) {
    if (frame.measurement && ((*frame.measurement).*member).exists)
      readings.push_back((*frame.measurement).*member);
  }
  Combined c;
  c.n = readings.size();
  if (readings.empty()) return c;
  const double n = static_cast<double>(c.n);
  double noise = 0;
  double location = 0;
  double tail = 0;
  double model = 0;
  double focus = 0;
  double degrees = 0;
  for (const auto& r : readings) {
    c.value += r.value / n;
    noise += r.noise * r.noise / n;
    location += r.location * r.location / n;
    tail += r.tail / n;
    model += r.model / n;
    focus += r.focus / n;
    degrees += r.degrees_of_freedom;
  }
  double scatter = 0;
  for (const auto& r : readings)
    scatter += (r.value - c.value) * (r.value - c.value) / std::max(1.0, n - 1);
  c.budget.push_back(component("noise", EvaluationType::A, std::sqrt(noise / n), degrees));
  c.budget.push_back(
      component("edge location", EvaluationType::A, std::sqrt(location / n), degrees));
  if (c.n > 1) {
    const double excess = std::max(0.0, scatter - noise - location) / n;
    c.budget.push_back(component("repeat", EvaluationType::A, std::sqrt(excess), n - 1));
  }
  if (tail > 0)
    c.budget.push_back(
        component("light beyond the region", EvaluationType::B, tail, kInfiniteDegreesOfFreedom));
  if (model > 0) {
    c.budget.push_back(
        component("profile model", EvaluationType::B, model, kInfiniteDegreesOfFreedom));
  }
  if (focus > 0) {
    c.budget.push_back(component(kPeakShape, EvaluationType::B, focus, kInfiniteDegreesOfFreedom));
    c.budget.back().distribution = Distribution::normal;
  }
  return c;
}

class Appender {
 public:
  Appender(const EdgeSeries& series, const Observation& observation, Evaluation& evaluation)
      : series_(series), observation_(observation), evaluation_(evaluation) {
    for (const auto& frame : series.frames) {
      for (const auto& caveat : frame.caveats) {
        if (std::find(caveats_.begin(), caveats_.end(), caveat) == caveats_.end() &&
            frame.measurement) {
          caveats_.push_back(caveat);
        }
      }
    }
  }

  MeasurementResult& add(const std::string& measurand, double value, const std::string& unit,
                         Budget budget, std::size_t n) {
    MeasurementResult result = estimate_from_budget(measurand, value, unit, std::move(budget));
    result.n = n;
    result.subject = series_.subject;
    result.caveats = caveats_;
    evaluation_.results.push_back(std::move(result));
    return evaluation_.results.back();
  }

  /// A spatial frequency in the image, and in the object plane when the scale is known.
  void frequency(const std::string& measurand, EdgeReading EdgeMeasurement::*member) {
    const Combined c = combine(series_, member);
    if (c.n == 0) return;
    const double value = c.value / series_.pitch;
    const Budget budget = scaled(c.budget, 1 / series_.pitch);
    add(measurand, value, "cycles/px", budget, c.n);
    if (!observation_.references.pixel_size) return;
    const PixelSize size = observation_.references.pixel_size->value;
    const double object = size.object(cycles_per_px(value)).in(cycles_per_mm);
    add_scaled(measurand + "_object", object, "cycles/mm", scaled(budget, object / value), -object,
               c.n);
  }

  /// A length in the image, and in the object plane when the scale is known.
  void length(const std::string& measurand, EdgeReading EdgeMeasurement::*member) {
    const Combined c = combine(series_, member);
    if (c.n == 0) return;
    const double value = c.value * series_.pitch;
    const Budget budget = scaled(c.budget, series_.pitch);
    add(measurand + "_px", value, "px", budget, c.n);
    if (!observation_.references.pixel_size) return;
    const double object = observation_.references.pixel_size->value.object(px(value)).in(um);
    add_scaled(measurand, object, "um", scaled(budget, object / value), object, c.n);
  }

  void angle() {
    double sum = 0;
    double variance = 0;
    std::size_t n = 0;
    double rows = 0;
    for (const auto& frame : series_.frames) {
      if (!frame.measurement) continue;
      sum += std::abs(frame.track.angle_deg());
      variance += std::pow(frame.track.angle_uncertainty_deg(), 2);
      rows += frame.track.rows_used - 2;
      ++n;
    }
    if (n == 0) return;
    const double count = static_cast<double>(n);
    add("edge_angle", sum / count, "deg",
        {component("noise", EvaluationType::A, std::sqrt(variance) / count, rows)}, n);
  }

  void ratio() {
    const Combined c = combine(series_, &EdgeMeasurement::mtf50);
    if (c.n == 0) return;
    const double angle = series_.frames.front().track.angle_deg();
    const auto theory = perfect_lens_mtf50(observation_, angle);
    if (!theory) return;
    const double value = c.value / series_.pitch / theory->mtf50;
    Budget budget = scaled(c.budget, value / c.value);
    for (BudgetComponent part : theory->budget) {
      part.sensitivity *= -value / theory->mtf50;
      budget.push_back(part);
    }
    auto& result = add("mtf50_ratio", value, "1", std::move(budget), c.n);
    result.caveats.insert(result.caveats.end(), theory->caveats.begin(), theory->caveats.end());
    if (result.interval.lower > 1) {
      result.caveats.push_back(
          {"slanted_edge.above_ideal", tr("sharper than a perfect lens can be: check pixel size, "
                                          "NA and wavelength, and whether the "
                                          "camera sharpens or the condenser is closed")});
    }
  }

  void curves() {
    const auto first = std::find_if(series_.frames.begin(), series_.frames.end(),
                                    [](const auto& f) { return f.measurement; });
    if (first == series_.frames.end()) return;
    const EdgeMeasurement& m = *first->measurement;
    Curve mtf{"mtf", "cycles/px", "1", m.frequency, m.mtf, m.mtf_uncertainty, series_.subject};
    for (double& f : mtf.x) f /= series_.pitch;
    Curve esf{"esf", "px", "1", m.distance, m.esf, {}, series_.subject};
    Curve lsf{"lsf", "px", "1/px", m.distance, m.lsf, {}, series_.subject};
    for (double& x : esf.x) x *= series_.pitch;
    for (double& x : lsf.x) x *= series_.pitch;
    for (double& y : lsf.y) y /= series_.pitch;
    for (Curve* curve : {&mtf, &esf, &lsf}) evaluation_.curves.push_back(std::move(*curve));
  }

 private:
  /// `proportional`: +value when the result grows with the pixel size, -value when it falls.
  void add_scaled(const std::string& measurand, double value, const std::string& unit,
                  Budget budget, double proportional, std::size_t n) {
    const Uncertain<PixelSize>& size = *observation_.references.pixel_size;
    if (size.standard_uncertainty) {
      BudgetComponent part =
          component("pixel size", EvaluationType::B, size.standard_uncertainty->per_px.in(um),
                    size.degrees_of_freedom);
      part.distribution = size.distribution;
      part.input = size.id;
      part.sensitivity = proportional / size.value.per_px.in(um);
      for (auto& half : split_by_input(part, size.shared_variance)) budget.push_back(half);
    }
    auto& result = add(measurand, value, unit, std::move(budget), n);
    if (!size.standard_uncertainty) {
      result.caveats.push_back(
          {"slanted_edge.pixel_size_uncertainty_unknown",
           tr("the pixel size came without an uncertainty; the interval leaves it out")});
    }
  }

  const EdgeSeries& series_;
  const Observation& observation_;
  Evaluation& evaluation_;
  std::vector<Caveat> caveats_;
};

}  // namespace

void append_results(const EdgeSeries& series, const Observation& observation,
                    Evaluation& evaluation) {
  Appender appender(series, observation, evaluation);
  appender.frequency("mtf50", &EdgeMeasurement::mtf50);
  appender.frequency("mtf10", &EdgeMeasurement::mtf10);
  appender.length("edge_width_10_90", &EdgeMeasurement::edge_width);
  appender.length("lsf_fwhm", &EdgeMeasurement::lsf_fwhm);
  appender.angle();
  appender.ratio();
  appender.curves();
}

}  // namespace etalon::metrics
