// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/dot_profile.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace etalon::imaging {

namespace {

constexpr std::size_t kFolded = 1000;
constexpr double kFlat = 0.7;     // of the reach, with full weight ...
constexpr double kLeastFall = 3;  // ... but so many samples of it for the fall, from the middle on

/// Empty bins take the value of the one before; [1 2 1]/4 against noise.
std::vector<double> smooth_bins(const std::vector<double>& sums,
                                const std::vector<double>& weights) {
  std::vector<double> means(sums.size(), 0.0);
  for (std::size_t k = sums.size(); k-- > 0;)
    means[k] = weights[k] > 0 ? sums[k] / weights[k] : (k + 1 < sums.size() ? means[k + 1] : 0.0);
  std::vector<double> smooth(means.size());
  for (std::size_t k = 0; k < means.size(); ++k) {
    const double before = means[k == 0 ? 0 : k - 1];  // symmetric about r = 0
    const double after = means[std::min(k + 1, means.size() - 1)];
    smooth[k] = 0.25 * before + 0.5 * means[k] + 0.25 * after;
  }
  return smooth;
}

/// Scaled to 1 in the middle and 0 at the end, with slopes by differences.
DotProfile profile_of(std::vector<double> values) {
  DotProfile profile;
  const double end = values.back();
  const double top = values.front() - end;
  for (double& v : values) v = top != 0 ? (v - end) / top : 0;
  profile.values = std::move(values);
  const auto& t = profile.values;
  for (std::size_t k = 0; k < t.size(); ++k) {
    const double before = k == 0 ? t[0] : t[k - 1];
    const double after = k + 1 < t.size() ? t[k + 1] : t[k];
    const double across = k == 0 || k + 1 == t.size() ? 1.0 : 2.0;
    profile.slopes.push_back(k == 0 ? 0.0 : (after - before) / (across * profile.step));
  }
  return profile;
}

double weight_at(double r, double reach) {
  const double flat = std::clamp(reach - kLeastFall, 0.0, kFlat * reach);
  if (r <= flat) return 1;
  if (r >= reach) return 0;
  return 0.5 + 0.5 * std::cos(std::numbers::pi * (r - flat) / (reach - flat));
}

}  // namespace

double DotProfile::value(double r) const {
  const double place = r / step;
  const auto k = static_cast<std::size_t>(place);
  if (k + 1 >= values.size()) return values.back();
  const double t = place - static_cast<double>(k);
  return (1 - t) * values[k] + t * values[k + 1];
}

double DotProfile::slope(double r) const {
  const double place = r / step;
  const auto k = static_cast<std::size_t>(place);
  if (k + 1 >= slopes.size()) return slopes.back();
  const double t = place - static_cast<double>(k);
  return (1 - t) * slopes[k] + t * slopes[k + 1];
}

DotProfile fold_dots(const Plane& plane, const std::vector<LocatedDot>& dots,
                     const std::vector<LightSlope>& light, double reach) {
  const double step = DotProfile{}.step;
  const auto bins = static_cast<std::size_t>(reach / step) + 1;
  std::vector<double> sums(bins, 0.0);
  std::vector<double> weights(bins, 0.0);
  const std::size_t stride = 1 + dots.size() / kFolded;
  for (std::size_t n = 0; n < dots.size(); n += stride) {
    if (dots[n].fate != DotFate::good) continue;
    double own = 0;
    double count = 0;
    visit_samples(plane, dots[n], light[n], reach, [&](double v, double, double, double) {
      own += v;
      count += 1;
    });
    if (!(own > 0) || count < 1) continue;
    const double scale = count / own;
    visit_samples(plane, dots[n], light[n], reach, [&](double v, double, double, double r) {
      const auto k = std::min(bins - 1, static_cast<std::size_t>(r / step + 0.5));
      sums[k] += v * scale;
      weights[k] += 1;
    });
  }
  return profile_of(smooth_bins(sums, weights));
}

DotFitTable::DotFitTable(const DotProfile& profile, double reach) : per_sample_(1 / profile.step) {
  for (std::size_t k = 0; k < profile.values.size() + 2; ++k) {
    const double r = static_cast<double>(k) * profile.step;
    const double near = std::max(r, profile.step);
    entries_.push_back({profile.value(r), -profile.slope(near) / near, weight_at(r, reach)});
  }
}

}  // namespace etalon::imaging
