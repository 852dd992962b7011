// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/axial_step.hpp"

#include "suite/numerics/smooth_step.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace etalon::metrics {

namespace {

constexpr std::size_t kFewestValues = 11;
constexpr double kFewestPlanes = 3;       // from 10 to 90 %
constexpr double kLevelEnds = 1;          // widths that must follow on either side of the middle
constexpr double kLeastVariance = 1e-12;  // of the height squared: rounding
constexpr double kMostSlope = 0.1;        // of the height, along the plateau

struct Levels {
  double low = 0;
  double high = 0;
  double flicker = 0;  // relative, of the planes above three quarters
};

/// Scatter between neighbouring bright planes, beyond that of their pixels.
double flicker_of(const ZoneProfile& profile, double bright) {
  double squares = 0;
  double own = 0;
  double pairs = 0;
  for (std::size_t i = 1; i < profile.mean.size(); ++i) {
    if (std::min(profile.mean[i], profile.mean[i - 1]) < bright) continue;
    squares += std::pow(profile.mean[i] - profile.mean[i - 1], 2) / 2;
    own += std::pow(profile.uncertainty[i], 2);
    ++pairs;
  }
  return pairs > 0 ? std::sqrt(std::max(squares - own, 0.0) / pairs) : 0;
}

Levels levels_of(const ZoneProfile& profile) {
  const auto [low, high] = std::minmax_element(profile.mean.begin(), profile.mean.end());
  Levels levels{*low, *high, 0};
  const double bright = levels.low + 0.75 * (levels.high - levels.low);
  levels.flicker = flicker_of(profile, bright) / levels.high;
  return levels;
}

/// The light above the level without it flickers; without a dark frame that is taken from the
/// darkest plane.
std::vector<double> variances(const ZoneProfile& profile, const Levels& levels) {
  const double height = levels.high - levels.low;
  std::vector<double> all;
  for (std::size_t i = 0; i < profile.mean.size(); ++i) {
    const double lamp = levels.flicker * (profile.mean[i] - levels.low);
    all.push_back(std::pow(profile.uncertainty[i], 2) + lamp * lamp +
                  kLeastVariance * height * height);
  }
  return all;
}

/// Change along the bright side, from its half next to the step to the other, over the height.
double slope_of_plateau(const ZoneProfile& profile, const numerics::SmoothCurve& step,
                        const Levels& levels) {
  const bool rising = profile.mean.back() > profile.mean.front();
  std::vector<double> plateau;
  for (std::size_t i = 0; i < profile.mean.size(); ++i) {
    const double beyond = (static_cast<double>(i) - step.middle) * (rising ? 1 : -1);
    if (beyond > kLevelEnds * step.width) plateau.push_back(profile.mean[i]);
  }
  if (!rising) std::reverse(plateau.begin(), plateau.end());
  if (plateau.size() < 4) return 0;
  const auto half = static_cast<std::ptrdiff_t>(plateau.size() / 2);
  double near = 0;
  double far = 0;
  for (auto it = plateau.begin(); it != plateau.begin() + half; ++it) near += *it;
  for (auto it = plateau.end() - half; it != plateau.end(); ++it) far += *it;
  return (far - near) / static_cast<double>(half) / (levels.high - levels.low);
}

}  // namespace

AxialZone measure_step_zone(const ZoneProfile& profile) {
  AxialZone zone;
  zone.flag = "few_planes";
  if (profile.mean.size() < kFewestValues) return zone;
  std::vector<double> z;
  for (std::size_t i = 0; i < profile.mean.size(); ++i) z.push_back(static_cast<double>(i));
  const Levels levels = levels_of(profile);
  zone.flag = "step_incomplete";
  auto fit = numerics::fit_step(z, profile.mean, variances(profile, levels));
  if (!fit) return zone;
  const double reach = kLevelEnds * fit->width;
  if (fit->middle - reach < z.front() || fit->middle + reach > z.back()) return zone;
  zone.flag = "few_planes";
  if (fit->width < kFewestPlanes) return zone;
  zone.plateau_slope = slope_of_plateau(profile, *fit, levels);
  zone.flag = "uneven_plateau";
  if (std::abs(zone.plateau_slope) > kMostSlope) return zone;
  zone.flag.clear();
  zone.level = levels.low;
  zone.fit = std::move(fit);
  return zone;
}

}  // namespace etalon::metrics
