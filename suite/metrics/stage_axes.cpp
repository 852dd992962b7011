// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/stage_axes.hpp"

#include "suite/core/uncertainty.hpp"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>

namespace etalon::metrics {

namespace {

using Matrix2 = Eigen::Matrix2d;
using Vector2 = Eigen::Vector2d;

constexpr double kLeastTravel = 1e-9;  // of the squared travel of the longer axis

struct Point {
  Vector2 commanded_um;  ///< from the first place
  Vector2 measured_px;
};

std::vector<std::optional<Vector2>> measured_places(const StageVisits& visits,
                                                    const StagePositions& positions) {
  std::vector<std::optional<Vector2>> places(visits.places.size());
  if (positions.links.empty()) return places;
  places[positions.links.front().from] = Vector2::Zero();
  for (const StageLink& link : positions.links)
    places[link.to] = *places[link.from] + Vector2(link.x_px, link.y_px);
  return places;
}

/// Mean of what was located at a place, from its reference frame.
Vector2 mean_at(std::size_t place, const StageVisits& visits, const StagePositions& positions) {
  Vector2 mean = Vector2::Zero();
  double n = 0;
  for (std::size_t k = 0; k < visits.visits.size(); ++k) {
    const StagePosition& p = positions.of_visit[k];
    if (visits.visits[k].place != place || !p.located()) continue;
    n += 1;
    mean += (Vector2(p.x_px, p.y_px) - mean) / n;
  }
  return mean;
}

/// Without the means, so that the origin is free.
std::vector<Point> points_of(const StageVisits& visits, const StagePositions& positions,
                             const std::vector<std::optional<Vector2>>& places) {
  std::vector<Point> points;
  Vector2 commanded = Vector2::Zero();
  Vector2 measured = Vector2::Zero();
  for (std::size_t p = 0; p < places.size(); ++p) {
    if (!places[p]) continue;
    points.push_back({{visits.places[p].x_um, visits.places[p].y_um},
                      *places[p] + mean_at(p, visits, positions)});
    commanded += points.back().commanded_um;
    measured += points.back().measured_px;
  }
  const auto n = static_cast<double>(points.size());
  for (Point& point : points) {
    point.commanded_um -= commanded / n;
    point.measured_px -= measured / n;
  }
  return points;
}

Vector2 turned(const Vector2& v) { return {-v.y(), v.x()}; }

/// What the fit leaves of the points, per coordinate, with its degrees of freedom.
struct Residuals {
  double variance = 0;
  double degrees = kInfiniteDegreesOfFreedom;
};

Residuals residuals_of(const std::vector<Point>& points, const Matrix2& map, int axes,
                       const StagePositions& positions) {
  double squares = 0;
  for (const Point& p : points) squares += (p.measured_px - map * p.commanded_um).squaredNorm();
  const double degrees = 2 * (static_cast<double>(points.size()) - 1 - axes);
  double registered = 0;
  for (const StageLink& link : positions.links)
    registered += link.u_px * link.u_px / static_cast<double>(positions.links.size());
  if (degrees < 1 || squares / degrees < registered) return {registered, kInfiniteDegreesOfFreedom};
  return {squares / degrees, degrees};
}

void set_scale(const Vector2& along, double inverse_travel, const Residuals& left,
               std::array<double, 2>& axis, std::optional<StageScale>& scale) {
  const double length = along.norm();
  axis = {along.x() / length, along.y() / length};
  scale = StageScale{length, std::sqrt(left.variance * inverse_travel), left.degrees};
}

}  // namespace

std::array<double, 2> StageAxes::along(double x_px, double y_px) const {
  const double determinant = x[0] * y[1] - x[1] * y[0];
  return {(x_px * y[1] - y_px * y[0]) / determinant, (x[0] * y_px - x[1] * x_px) / determinant};
}

StageAxes stage_axes(const StageVisits& visits, const StagePositions& positions) {
  StageAxes axes;
  const auto places = measured_places(visits, positions);
  axes.places.resize(places.size());
  const auto points = points_of(visits, positions, places);
  if (points.size() < 2) return axes;
  Matrix2 travel = Matrix2::Zero();
  Matrix2 products = Matrix2::Zero();
  for (const Point& p : points) {
    travel += p.commanded_um * p.commanded_um.transpose();
    products += p.measured_px * p.commanded_um.transpose();
  }
  const double longest = std::max(travel(0, 0), travel(1, 1));
  const bool both = travel.determinant() > kLeastTravel * longest * longest;
  const bool only_x = !both && travel(1, 1) <= kLeastTravel * longest;
  const bool only_y = !both && travel(0, 0) <= kLeastTravel * longest;
  if (!both && !only_x && !only_y) return axes;  // along a diagonal: neither axis by itself
  axes.measured = true;
  Matrix2 map = Matrix2::Zero();
  if (both) {
    map = products * travel.inverse();
    const Residuals left = residuals_of(points, map, 2, positions);
    const Matrix2 inverse = travel.inverse();
    set_scale(map.col(0), inverse(0, 0), left, axes.x, axes.scale_x);
    set_scale(map.col(1), inverse(1, 1), left, axes.y, axes.scale_y);
  } else if (only_x) {
    map.col(0) = products.col(0) / travel(0, 0);
    const Residuals left = residuals_of(points, map, 1, positions);
    set_scale(map.col(0), 1 / travel(0, 0), left, axes.x, axes.scale_x);
    const Vector2 other = turned({axes.x[0], axes.x[1]});
    axes.y = {other.x(), other.y()};
  } else {
    map.col(1) = products.col(1) / travel(1, 1);
    const Residuals left = residuals_of(points, map, 1, positions);
    set_scale(map.col(1), 1 / travel(1, 1), left, axes.y, axes.scale_y);
    const Vector2 other = -turned({axes.y[0], axes.y[1]});
    axes.x = {other.x(), other.y()};
  }
  for (std::size_t p = 0; p < places.size(); ++p)
    if (places[p]) axes.places[p] = axes.along(places[p]->x(), places[p]->y());
  return axes;
}

}  // namespace etalon::metrics
