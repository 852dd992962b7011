// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/frc_measurement.hpp"

#include "suite/core/translate.hpp"
#include "suite/core/uncertainty.hpp"
#include "suite/metrics/frc_threshold.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>

namespace etalon::metrics {

namespace {

constexpr double kHighestClaim = 1.0 / 3;  // cycles/sample: 2/3 of the Nyquist frequency
constexpr double kFewestRings = 6;         // below the crossing: shading alone has as many
constexpr double kLargestUncertainty = 0.2;
constexpr double kSuspect = 2;         // standard uncertainties: goes into the budget
constexpr double kSignificant = 4;     // is said
constexpr double kHarmless = 0.2;      // of the threshold; below, the budget has room for it
constexpr double kStripeSamples = 12;  // of a ring on both axes, three wide

using Threshold = std::function<double(double)>;

/// n grows with the circumference of a ring.
Threshold threshold_of(const AlignedSpectra& aligned, const std::string& method) {
  const auto width = static_cast<double>(aligned.weights.x.size());
  const auto height = static_cast<double>(aligned.weights.y.size());
  const double per_frequency =
      std::numbers::pi * width * height / std::min(width, height) * aligned.weights.independent;
  return [=](double frequency) { return frc_threshold(method, per_frequency * frequency); };
}

/// Standard deviation of a correlation rho, of so many real pairs in `frames` frames.
double deviation_of(double rho, double pairs, double frames) {
  return (1 - rho) * (1 + (frames - 1) * rho) * std::sqrt(2 / (frames * (frames - 1) * pairs));
}

double mean_between(const FrcCurve& curve, double lower, double upper) {
  double sum = 0;
  double pairs = 0;
  for (std::size_t k = 0; k < curve.rings.frequency.size(); ++k) {
    if (curve.rings.frequency[k] < lower || curve.rings.frequency[k] > upper) continue;
    sum += curve.rings.pairs[k] * curve.rings.correlation[k];
    pairs += curve.rings.pairs[k];
  }
  return pairs > 0 ? sum / pairs : 0;
}

Failure fixed_pattern(const std::string& seen) {
  return {
      "frc.fixed_pattern", seen,
      tr("Take 16 or more frames without light and add --dark. If it stays, pixels that respond "
         "unlike each other do it (use less light and more frames), or the camera software "
         "processes "
         "the images, or the pixels are too coarse for the lens: use a higher magnification.")};
}

Failure stripes(double correlation) {
  return fixed_pattern(fmt::format(
      fmt::runtime(tr("stripes along the rows or columns of the sensor are the same in both frames "
                      "(correlation {:.2f} at high frequencies)")),
      correlation));
}

Failure without_crossing(const FrcCurve& curve, double pitch) {
  const double at_limit = mean_between(curve, 0.28, 0.36);
  if (curve.locked > kSignificant * curve.locked_uncertainty && curve.locked > at_limit / 2) {
    return fixed_pattern(fmt::format(
        fmt::runtime(tr("the frames agree at all frequencies, by {:.2f} even where no lens leaves "
                        "detail: noise that belongs to the pixels, which counts as detail")),
        curve.locked));
  }
  if (curve.stripes > kSignificant * curve.stripes_uncertainty && curve.stripes > at_limit)
    return stripes(curve.stripes);
  return {
      "frc.sampling_limited",
      fmt::format(fmt::runtime(tr("the correlation is still {:.2f} at two thirds of the Nyquist "
                                  "frequency: the pixels, not lens and light, limit the "
                                  "detail, and nothing finer than {:.2f} px is claimed")),
                  at_limit, pitch / kHighestClaim),
      tr("Use a higher magnification or less binning, so that the finest detail covers more "
         "than three pixels.")};
}

Failure no_structure(double frequency, double pitch) {
  return {"frc.no_structure",
          fmt::format(fmt::runtime(tr("the frames have nothing in common that is finer than {:.0f} "
                                      "px; that is shading, not detail")),
                      pitch / frequency),
          tr("Was a specimen with fine detail in focus? Do both frames show the same place? More "
             "light or a longer exposure may help.")};
}

std::optional<Failure> locked_noise(const FrcCurve& curve, double threshold, double crossing) {
  if (curve.locked > kSignificant * curve.locked_uncertainty &&
      curve.locked > kHarmless * threshold) {
    return fixed_pattern(fmt::format(
        fmt::runtime(tr("beyond the Nyquist frequency, where hardly any lens leaves detail, the "
                        "frames still agree by {:.3f}: noise that belongs to the pixels")),
        curve.locked));
  }
  const std::size_t ring = static_cast<std::size_t>(std::min(
      crossing / curve.rings.spacing + 0.5, static_cast<double>(curve.rings.pairs.size() - 1)));
  const double share = std::min(1.0, kStripeSamples / std::max(curve.rings.pairs[ring], 1.0));
  if (curve.stripes > kSignificant * curve.stripes_uncertainty &&
      curve.stripes * share > kHarmless * threshold) {
    return stripes(curve.stripes);
  }
  return std::nullopt;
}

/// What the weights add to ln(signal/noise) of a falling spectrum: they blur the power by `spread`
/// along each axis, S + spread/2 (S'' + S'/q).
double window_gain(const numerics::CorrelationCrossing& smooth, double spread) {
  const double curvature =
      smooth.log_slope * smooth.log_slope + smooth.log_bend + smooth.log_slope / smooth.frequency;
  return std::log1p(std::max(-0.5, spread / 2 * curvature));
}

FrcCrossing described(const FrcCurve& curve, const AlignedSpectra& aligned,
                      const numerics::CorrelationCrossing& smooth, double level) {
  FrcCrossing crossing;
  crossing.smooth = smooth;
  crossing.noise = smooth.uncertainty;
  crossing.curve = standard_from_half_width(smooth.between_fits);
  const double steepness = std::abs(smooth.slope);
  const double per_log = level * (1 - level) / steepness;  // frequency per ln(signal/noise)
  crossing.correction = window_gain(smooth, aligned.weights.spread) * per_log;
  crossing.frequency = smooth.frequency - crossing.correction;
  crossing.window = standard_from_half_width(std::abs(crossing.correction) / 2);
  crossing.locked_visible = curve.locked > kSignificant * curve.locked_uncertainty;
  if (curve.locked > kSuspect * curve.locked_uncertainty)
    crossing.locked = curve.locked * (1 - level) / steepness;
  const double worst = *std::max_element(aligned.uncertainty.begin(), aligned.uncertainty.end());
  const double loss = std::pow(2 * std::numbers::pi * smooth.frequency * worst, 2) / 2;
  crossing.registration = level * loss / steepness;
  return crossing;
}

}  // namespace

FrcCurve frc_curve(const AlignedSpectra& aligned, const std::string& method) {
  const auto rings = imaging::ring_correlation(aligned.spectra, aligned.shifts);
  const auto far = imaging::far_correlation(aligned.spectra, aligned.of_sensor());
  const auto frames = static_cast<double>(aligned.spectra.size());
  const double independent = aligned.weights.independent;
  const Threshold threshold = threshold_of(aligned, method);
  FrcCurve curve;
  curve.rings.frequency = rings.frequency;
  curve.rings.correlation = rings.correlation;
  curve.rings.frames = static_cast<int>(aligned.spectra.size());
  curve.rings.spacing =
      1 / static_cast<double>(std::min(aligned.weights.x.size(), aligned.weights.y.size()));
  for (std::size_t k = 0; k < rings.count.size(); ++k) {
    const double pairs = std::max(1.0, rings.count[k] * independent);
    curve.rings.pairs.push_back(pairs);
    curve.uncertainty.push_back(deviation_of(rings.correlation[k], pairs, frames));
    curve.threshold.push_back(threshold(rings.frequency[k]));
  }
  curve.locked = far.correlation[0];
  curve.locked_uncertainty = deviation_of(0, std::max(1.0, far.count[0] * independent), frames);
  const std::size_t along = far.correlation[1] > far.correlation[2] ? 1 : 2;
  curve.stripes = far.correlation[along];
  curve.stripes_uncertainty =
      deviation_of(0, std::max(1.0, far.count[along] * independent), frames);
  return curve;
}

Outcome<FrcCrossing> frc_crossing(const FrcCurve& curve, const AlignedSpectra& aligned,
                                  const std::string& method, double pitch) {
  const Threshold threshold = threshold_of(aligned, method);
  const double lowest = kFewestRings * curve.rings.spacing;
  const auto start = numerics::first_below(curve.rings, threshold);
  if (!start || *start > kHighestClaim) return fail(without_crossing(curve, pitch));
  if (*start < lowest) return fail(no_structure(*start, pitch));
  const auto smooth = numerics::fit_crossing(curve.rings, threshold, *start);
  if (smooth && smooth->frequency < lowest) return fail(no_structure(smooth->frequency, pitch));
  if (smooth && smooth->frequency > kHighestClaim) return fail(without_crossing(curve, pitch));
  if (!smooth || !(smooth->uncertainty < kLargestUncertainty * smooth->frequency)) {
    return fail("frc.uncertain",
                fmt::format(fmt::runtime(tr("the correlation falls through the threshold somewhere "
                                            "near {:.3f} cycles/px, too slowly or too noisily to "
                                            "say where")),
                            *start / pitch),
                tr("Take more frames, more light, or a larger field."));
  }
  const double level = threshold(smooth->frequency);
  if (auto failure = locked_noise(curve, level, smooth->frequency)) return fail(*failure);
  return described(curve, aligned, *smooth, level);
}

}  // namespace etalon::metrics
