// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/drift_figures.hpp"

#include "suite/numerics/straight_line.hpp"

#include <algorithm>
#include <cmath>

namespace etalon::metrics {

namespace {

constexpr double kGiveOrTake = 3;
constexpr double kLagGrows = 1.1;
constexpr double kFarStep = 10;  // times the median step
constexpr double kUnlike = 3;
constexpr double kBeyondLocalisation = 8;  // times u of a step

double distance(const DriftPoint& a, const DriftPoint& b) {
  return std::hypot(b.px[0] - a.px[0], b.px[1] - a.px[1]);
}

double variance_of(const DriftPoint& p) { return p.u_px[0] * p.u_px[0] + p.u_px[1] * p.u_px[1]; }

numerics::StraightLine late_line(const DriftTrack& track, std::size_t axis) {
  const auto half = static_cast<std::ptrdiff_t>(track.points.size() / 2);
  const auto times = track.times();
  const auto positions = track.along(axis);
  return numerics::fit_straight_line({times.begin() + half, times.end()},
                                     {positions.begin() + half, positions.end()});
}

}  // namespace

std::vector<DisplacementPoint> mean_squared_displacement(const DriftTrack& track) {
  std::vector<DisplacementPoint> curve;
  if (!track.regular()) return curve;
  const auto& points = track.points;
  const std::size_t n = points.size();
  for (std::size_t lag = 1; 2 * lag <= n;) {
    const auto pairs = static_cast<double>(n - lag);
    DisplacementPoint mean;
    for (std::size_t i = 0; i + lag < n; ++i) {
      mean.lag_s += (points[i + lag].time_s - points[i].time_s) / pairs;
      mean.squared += std::pow(distance(points[i], points[i + lag]), 2) / pairs;
      mean.localisation += (variance_of(points[i]) + variance_of(points[i + lag])) / pairs;
    }
    curve.push_back(mean);
    lag = std::max(lag + 1, static_cast<std::size_t>(kLagGrows * static_cast<double>(lag)));
  }
  return curve;
}

double excursion_px(const DriftTrack& track) {
  double farthest = 0;
  for (const DriftPoint& p : track.points)
    farthest = std::max(farthest, distance(track.points.front(), p));
  return farthest;
}

std::optional<double> displacement_px(const DriftTrack& track, double time_s) {
  const DriftPoint& first = track.points.front();
  for (std::size_t i = 1; i < track.points.size(); ++i) {
    const DriftPoint& a = track.points[i - 1];
    const DriftPoint& b = track.points[i];
    if (b.time_s - first.time_s < time_s) continue;
    const double part = (time_s - (a.time_s - first.time_s)) / (b.time_s - a.time_s);
    return std::hypot(a.px[0] + part * (b.px[0] - a.px[0]) - first.px[0],
                      a.px[1] + part * (b.px[1] - a.px[1]) - first.px[1]);
  }
  return std::nullopt;
}

std::optional<double> settling_time_s(const DriftTrack& track, double band_px) {
  const auto& points = track.points;
  const std::size_t n = points.size();
  if (n < kFewestForSettling) return std::nullopt;
  const auto in_x = late_line(track, 0);
  const auto in_y = late_line(track, 1);
  std::size_t from = n;
  while (from > 0) {
    const DriftPoint& p = points[from - 1];
    const double off = std::hypot(p.px[0] - in_x.at(p.time_s), p.px[1] - in_y.at(p.time_s));
    if (off > band_px + kGiveOrTake * std::sqrt(variance_of(p))) break;
    --from;
  }
  if (4 * from > 3 * n) return std::nullopt;
  return points[from].time_s - points.front().time_s;
}

std::optional<std::size_t> jump_in(const DriftTrack& track) {
  const auto& points = track.points;
  if (points.size() < kFewestForSettling) return std::nullopt;
  std::vector<double> steps;
  for (std::size_t i = 1; i < points.size(); ++i)
    steps.push_back(distance(points[i - 1], points[i]));
  const auto largest = std::max_element(steps.begin(), steps.end());
  const auto at = static_cast<std::size_t>(largest - steps.begin());
  std::vector<double> sorted = steps;
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  const double u = std::sqrt(variance_of(points[at]) + variance_of(points[at + 1]));
  // A settling image makes its largest steps at the begin, one after the other.
  const double beside =
      std::max(at > 0 ? steps[at - 1] : 0.0, at + 1 < steps.size() ? steps[at + 1] : 0.0);
  if (*largest < kFarStep * *middle || *largest < kBeyondLocalisation * u ||
      *largest < kFarStep / 2 * beside)
    return std::nullopt;
  return at + 1;
}

bool grows_unlike(const DriftTrack& track) {
  const auto& points = track.points;
  if (points.size() < kFewestForSettling) return false;
  // The reference has what is typical of the others.
  const auto quarter = static_cast<std::ptrdiff_t>((points.size() - 1) / 4);
  const auto mean = [](auto first, auto last) {
    double sum = 0;
    for (auto p = first; p != last; ++p) sum += std::sqrt(variance_of(*p));
    return sum / static_cast<double>(last - first);
  };
  return mean(points.end() - quarter, points.end()) >
         kUnlike * mean(points.begin() + 1, points.begin() + 1 + quarter);
}

double speed_of_steps_px(const DriftTrack& track) {
  double way = 0;
  for (std::size_t i = 1; i < track.points.size(); ++i)
    way += distance(track.points[i - 1], track.points[i]);
  return way / (track.points.back().time_s - track.points.front().time_s);
}

}  // namespace etalon::metrics
