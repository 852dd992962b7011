// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/axial_measurement.hpp"

#include "suite/core/translate.hpp"
#include "suite/metrics/axial_step.hpp"

#include <Eigen/QR>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

namespace etalon::metrics {

namespace {

constexpr std::size_t kFewestPlanes = 7;
constexpr double kFittedShare = 0.2;    // of the maximum
constexpr double kStaysUp = 0.75;       // of the maximum
constexpr double kMostUncertain = 0.2;  // of the width
constexpr double kStandsOut = 6;        // standard uncertainties
constexpr std::size_t kMiddleZone = 4;
constexpr int kFewestZones = 5;  // never on one line, so that they tell the tilt
// d(width^2)/d(variance) of a Gaussian. A noisy curve is not believed when it says quite another
// one.
const double kGaussian = 8 * std::numbers::ln2;
constexpr double kGaussianStep = 6.5695;  // (2 x 1.28155)^2
// Largest errors without noise, of the width: numerics/smooth_step.hpp.
constexpr double kStepModel = 0.006;
constexpr double kLeastOfGaussian = 0.5;
constexpr double kMostOfGaussian = 2.5;

/// What is below the profile.
struct Level {
  double value = 0;
  double uncertainty = 0;
};

double mean_of(const std::vector<double>& values, std::size_t first, std::size_t count) {
  double sum = 0;
  for (std::size_t i = 0; i < count; ++i) sum += values[first + i];
  return sum / static_cast<double>(count);
}

std::size_t index_of_maximum(const std::vector<double>& values) {
  return static_cast<std::size_t>(std::max_element(values.begin(), values.end()) - values.begin());
}

/// At one end, from the tail: light at the distance d and at 0.7 d from the maximum.
Level level_at_end(double at_end, double further_in) {
  const double excess = std::max(further_in - at_end, 0.0) / (1 / (0.7 * 0.7) - 1);
  return {at_end - excess / 2, excess / std::sqrt(12.0)};
}

Level level_from_ends(const std::vector<double>& y) {
  const std::size_t top = index_of_maximum(y);
  const std::size_t last = y.size() - 1;
  const std::size_t tenth = std::max<std::size_t>(1, y.size() / 20);
  const auto inner = [](std::size_t distance) {
    return static_cast<std::size_t>(std::lround(0.7 * static_cast<double>(distance)));
  };
  const Level left = level_at_end(mean_of(y, 0, tenth), y[top - inner(top)]);
  const Level right = level_at_end(mean_of(y, y.size() - tenth, tenth), y[top + inner(last - top)]);
  return left.value < right.value ? left : right;
}

/// Scatter of neighbouring planes, robust against the peak: third quartile of the differences would
/// follow it, the median does not.
double scatter_of(const std::vector<double>& y) {
  std::vector<double> steps;
  for (std::size_t i = 1; i < y.size(); ++i) steps.push_back(std::abs(y[i] - y[i - 1]));
  std::nth_element(steps.begin(), steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2),
                   steps.end());
  return steps[steps.size() / 2] / (0.6745 * std::numbers::sqrt2);
}

/// Planes around the maximum that stay above a share of it.
struct Range {
  std::size_t first = 0;
  std::size_t last = 0;
  bool falls_left = false;
  bool falls_right = false;
};

Range range_above(const std::vector<double>& y, double share) {
  const std::size_t top = index_of_maximum(y);
  const double limit = share * y[top];
  Range range{top, top, false, false};
  while (range.first > 0 && y[range.first - 1] > limit) --range.first;
  while (range.last + 1 < y.size() && y[range.last + 1] > limit) ++range.last;
  range.falls_left = range.first > 0;
  range.falls_right = range.last + 1 < y.size();
  return range;
}

/// One side stays up over many planes.
bool is_step(const std::vector<double>& y, const Range& half) {
  const std::size_t tenth = std::max<std::size_t>(2, y.size() / 10);
  const double end = half.falls_left ? mean_of(y, y.size() - tenth, tenth) : mean_of(y, 0, tenth);
  const double top = *std::max_element(y.begin(), y.end());
  const auto high = static_cast<std::size_t>(
      std::count_if(y.begin(), y.end(), [&](double v) { return v > kStaysUp * top; }));
  return end > kStaysUp * top && high >= std::max<std::size_t>(5, y.size() / 4);
}

std::string refusal_of_shape(const std::vector<double>& y) {
  const Range half = range_above(y, 0.5);
  if (!half.falls_left && !half.falls_right) return "no_sectioning";
  if (!half.falls_left || !half.falls_right) return is_step(y, half) ? "step" : "peak_at_end";
  const Range fitted = range_above(y, kFittedShare);
  if (fitted.last - fitted.first + 1 < kFewestPlanes) return "too_few_planes";
  return "";
}

std::string refusal_of_light(const std::vector<double>& y, const ZoneProfile& zone,
                             bool dark_known) {
  const std::size_t top = index_of_maximum(y);
  const double noise = kStandsOut * zone.uncertainty[top];
  if (dark_known) return y[top] > noise && y[top] > 0 ? "" : "no_light";
  const double change = y[top] - *std::min_element(y.begin(), y.end());
  const double scatter = kStandsOut * scatter_of(y);
  return change > std::max(noise, scatter) && change > 1e-6 * std::abs(y[top]) ? "" : "no_change";
}

AxialZone measure_zone(const ZoneProfile& profile, const AxialStack& stack) {
  AxialZone zone;
  std::vector<double> y = profile.mean;
  zone.flag = refusal_of_light(y, profile, stack.dark_known);
  if (!zone.flag.empty()) return zone;
  Level level{0, stack.dark_uncertainty};
  if (!stack.dark_known) level = level_from_ends(y);
  for (double& v : y) v -= level.value;
  zone.level = level.value;
  zone.flag = refusal_of_shape(y);
  if (!zone.flag.empty()) return zone;
  const Range range = range_above(y, kFittedShare);
  std::vector<double> z;
  std::vector<double> log_y;
  for (std::size_t i = range.first; i <= range.last; ++i) {
    z.push_back(static_cast<double>(i));
    log_y.push_back(std::log(y[i]));
  }
  zone.fit = numerics::fit_peak(z, log_y);
  if (!zone.fit) {
    zone.flag = "uncertain";
    return zone;
  }
  zone.level_effect = 1 / zone.fit->left_slope + 1 / zone.fit->right_slope;
  zone.level_share = level.uncertainty / *std::max_element(y.begin(), y.end());
  return zone;
}

/// Variance of the mean over the zones of a plane, over that of one zone: 1/9 for photons, 1 for a
/// lamp that flickers.
double variance_of_mean(const AxialMeasurement& measurement) {
  std::map<long, std::vector<double>> planes;
  for (const AxialZone& zone : measurement.zones) {
    if (!zone.fit) continue;
    const auto first = std::lround(zone.fit->at.front());
    for (Eigen::Index i = 0; i < zone.fit->residuals.size(); ++i)
      planes[first + i].push_back(zone.fit->residuals[i]);
  }
  double of_means = 0;
  double squares = 0;
  double values = 0;
  for (const auto& [plane, residuals] : planes) {
    const auto n = static_cast<double>(residuals.size());
    const double mean = mean_of(residuals, 0, residuals.size());
    of_means += n * mean * mean;
    for (const double r : residuals) squares += r * r;
    values += n;
  }
  if (!(squares > 0)) return 1;
  const double zones = values / static_cast<double>(planes.size());
  return of_means / static_cast<double>(planes.size()) / zones / (squares / values);
}

/// Variance of the height of the layer within a zone, from the plane through the middles.
double tilt_variance(const AxialMeasurement& measurement) {
  Eigen::MatrixXd places(measurement.measured, 3);
  Eigen::VectorXd heights(measurement.measured);
  Eigen::Index n = 0;
  for (std::size_t i = 0; i < kAllAxialZones; ++i) {
    if (!measurement.zones[i].fit) continue;
    places.row(n) << 1, static_cast<double>(i % kAxialZones), static_cast<double>(i / kAxialZones);
    heights[n++] = measurement.zones[i].fit->middle;
  }
  const Eigen::VectorXd plane = places.colPivHouseholderQr().solve(heights);
  return (plane[1] * plane[1] + plane[2] * plane[2]) / 12;
}

void combine(AxialMeasurement& m) {
  double noise = 0;
  double freedom = 0;
  for (const AxialZone& zone : m.zones) {
    if (!zone.fit) continue;
    const double share = 1.0 / m.measured;
    m.width += share * zone.fit->width;
    m.broadening += share * 2 * zone.fit->width * zone.fit->broadening;
    m.asymmetry += share * zone.fit->asymmetry;
    m.plateau_slope += share * zone.plateau_slope;
    m.shape += share * zone.fit->width_shape;
    m.level += share * zone.level_effect * zone.level_share;
    noise += share * zone.fit->width_noise;
    freedom += share * zone.fit->degrees_of_freedom;
  }
  m.noise = noise * std::sqrt(variance_of_mean(m));
  // The share of the lamp in the scatter comes from the same planes.
  m.degrees_of_freedom = std::max(freedom - 1, 1.0);
  const double gaussian = m.step ? kGaussianStep : kGaussian;
  m.broadening = std::clamp(m.broadening, kLeastOfGaussian * gaussian, kMostOfGaussian * gaussian);
  const double variance = tilt_variance(m);
  m.rise = std::sqrt(12 * variance);
  const double recorded = m.width;
  m.width = std::sqrt(std::max(recorded * recorded - m.broadening * variance, 0.0));
  m.tilt = (recorded - m.width) / 2 / std::sqrt(3.0);
  if (m.step) m.model = kStepModel * m.width / std::sqrt(3.0);
}

Failure refused(const std::string& reason, const AxialStack& stack) {
  const std::string code = "axial_response." + reason;
  if (reason == "no_light")
    return {code, tr("no plane stands out from the dark"),
            tr("Was the light on, the right filter in place, and the layer within the stack?")};
  if (reason == "no_change")
    return {code, tr("the light is the same in all planes, and the level without light is unknown"),
            tr("Take frames without light and add --dark; does the stack hold the layer?")};
  if (reason == "no_sectioning")
    return {code, tr("the light never falls to half of its maximum on either side"),
            tr("A widefield microscope does not section: its light only blurs. On a confocal one, "
               "close the pinhole to one Airy unit and record a longer stack.")};
  if (reason == "peak_at_end")
    return {code,
            tr("the stack ends before the light has fallen to half of its maximum on both sides"),
            tr("Record a longer stack with the layer in its middle.")};
  if (reason == "step_incomplete")
    return {code,
            tr("the light rises and stays up, as with a thick specimen, but the stack ends before "
               "it is level on both sides"),
            tr("Record a longer stack with the surface in its middle; for axial_fwhm use a thin "
               "layer.")};
  if (reason == "uneven_plateau")
    return {code,
            tr("the light rises and does not stay up: it changes by more than a tenth within the "
               "specimen"),
            tr("Bleaching, absorption or another index than that of the immersion; use a clear, "
               "even specimen, or a layer thinner than a third of the expected width.")};
  if (reason == "few_planes")
    return {code, tr("fewer than 3 planes lie between 10 and 90 % of the step, or 11 in the stack"),
            fmt::format(fmt::runtime(tr("Record the stack in smaller steps: this one has {} "
                                        "planes.")),
                        stack.planes)};
  if (reason == "too_few_planes")
    return {code, tr("fewer than 7 planes have more than a fifth of the maximum"),
            fmt::format(fmt::runtime(tr("Record the stack in smaller steps: this one has {} "
                                        "planes.")),
                        stack.planes)};
  return {code, tr("the width at half of the maximum is known to 20 % only, or not at all"),
          tr("Let the lamp warm up, expose longer, and check that there is one layer only.")};
}

}  // namespace

Outcome<AxialMeasurement> measure_axial(const AxialStack& stack, const AxialChannel& channel) {
  AxialMeasurement m;
  m.step = measure_zone(channel.zones[kMiddleZone], stack).flag == "step";
  for (std::size_t i = 0; i < kAllAxialZones; ++i) {
    m.zones[i] =
        m.step ? measure_step_zone(channel.zones[i]) : measure_zone(channel.zones[i], stack);
    if (m.zones[i].fit) ++m.measured;
  }
  const AxialZone& middle = m.zones[kMiddleZone];
  if (!middle.fit) return fail(refused(middle.flag, stack));
  if (m.measured < kFewestZones) {
    return fail("axial_response.few_zones",
                fmt::format(fmt::runtime(tr("only {} of 9 zones could be measured, too few to tell "
                                            "a tilted layer from a thick one")),
                            m.measured),
                tr("Level the slide, light the whole field, and record a longer stack."));
  }
  combine(m);
  const double u = std::hypot(std::hypot(m.noise, m.shape, m.model), m.level, m.tilt);
  if (!(u < kMostUncertain * m.width)) return fail(refused("uncertain", stack));
  return m;
}

}  // namespace etalon::metrics
