// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/stage_axes.hpp"

#include "suite/core/uncertainty.hpp"
#include "suite/metrics/stage_play.hpp"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>
#include <map>

namespace etalon::metrics {

namespace {

using Matrix2 = Eigen::Matrix2d;
using Vector2 = Eigen::Vector2d;

constexpr double kLeastTravel = 1e-9;  // of the squared travel of the longer axis

constexpr double kNothingLeft = 1e-9;  // points that residuals could see

struct Point {
  Vector2 commanded_um;  ///< from the first place
  Vector2 measured_px;   ///< half of the reversal taken out on either side
  Vector2 sides;         ///< mean of the sides of approach: 0 where either came as often
  std::size_t origin;    ///< points of one origin: stage_play.hpp
  double visits;         ///< of which it is the mean
  double of_origin = 0;  ///< points that share its origin
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

std::vector<Point> points_of(const StageVisits& visits, const StagePlay& play,
                             const std::vector<std::optional<Vector2>>& places) {
  std::vector<Point> points;
  for (std::size_t p = 0; p < places.size(); ++p) {
    const PlaceMean& mean = play.places[p];
    if (!places[p] || mean.visits == 0) continue;
    points.push_back({{visits.places[p].x_um, visits.places[p].y_um},
                      *places[p] + mean.at_px - play.half * mean.sides,
                      mean.sides,
                      mean.axes_known,
                      mean.visits});
  }
  return points;
}

/// Takes the means of each origin away, so that it is free. How many origins there are.
std::size_t centre(std::vector<Point>& points) {
  std::map<std::size_t, std::vector<Point*>> of_origin;
  for (Point& point : points) of_origin[point.origin].push_back(&point);
  for (const auto& [origin, all] : of_origin) {
    const auto n = static_cast<double>(all.size());
    Point mean{Vector2::Zero(), Vector2::Zero(), Vector2::Zero(), origin, 0};
    for (const Point* point : all) {
      mean.commanded_um += point->commanded_um / n;
      mean.measured_px += point->measured_px / n;
      mean.sides += point->sides / n;
    }
    for (Point* point : all) {
      point->commanded_um -= mean.commanded_um;
      point->measured_px -= mean.measured_px;
      point->sides -= mean.sides;
      point->of_origin = n;
    }
  }
  return of_origin.size();
}

Vector2 turned(const Vector2& v) { return {-v.y(), v.x()}; }

/// What the fit leaves of the points, per coordinate, with its degrees of freedom.
struct Residuals {
  double variance = 0;
  double degrees = kInfiniteDegreesOfFreedom;
};

Residuals residuals_of(const std::vector<Point>& points, const Matrix2& map, std::size_t unknown,
                       const StagePositions& positions) {
  double squares = 0;
  for (const Point& p : points) squares += (p.measured_px - map * p.commanded_um).squaredNorm();
  const double degrees = 2 * (static_cast<double>(points.size()) - static_cast<double>(unknown));
  double registered = 0;
  for (const StageLink& link : positions.links)
    registered += link.u_px * link.u_px / static_cast<double>(positions.links.size());
  if (degrees < 1 || squares / degrees < registered) return {registered, kInfiniteDegreesOfFreedom};
  return {squares / degrees, degrees};
}

/// Of the least squares for map * commanded = measured; of an axis that was not commanded, zeros.
Matrix2 inverse_of(const Matrix2& travel) {
  const double longest = std::max(travel(0, 0), travel(1, 1));
  if (travel.determinant() > kLeastTravel * longest * longest) return travel.inverse();
  Matrix2 inverse = Matrix2::Zero();
  if (longest <= 0) return inverse;  // every place has an origin of its own
  for (const int k : {0, 1})
    if (travel(1 - k, 1 - k) <= kLeastTravel * longest) inverse(k, k) = 1 / travel(k, k);
  return inverse;
}

/// Variance of each point, of which `left` is the mean as the residuals see it. The part of it that
/// the scatter of the visits explains is larger where there were fewer: at the ends of a line, on
/// which the scale hangs, and which the fit follows.
std::vector<double> variances_of(const std::vector<Point>& points, const Matrix2& inverse,
                                 double left, double scatter) {
  double seen = 0;
  double by_visits = 0;
  for (const Point& p : points) {
    const double leverage = p.commanded_um.dot(inverse * p.commanded_um) + 1 / p.of_origin;
    seen += 1 - leverage;
    by_visits += (1 - leverage) / p.visits;
  }
  const double mean = seen > kNothingLeft ? by_visits / seen : 1;
  const double explained = left > 0 ? std::min(1.0, scatter * mean / left) : 0;
  std::vector<double> variances;
  for (const Point& p : points)
    variances.push_back(left * (1 - explained + explained / p.visits / mean));
  return variances;
}

StageScale scale_of(int axis, const Matrix2& map, const Matrix2& inverse,
                    const std::vector<Point>& points, const StagePlay& play,
                    const Residuals& left) {
  const auto variances = variances_of(points, inverse, left.variance, play.scatter);
  Vector2 lever = Vector2::Zero();
  double variance = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double weight = inverse.col(axis).dot(points[i].commanded_um);
    variance += weight * weight * variances[i];
    lever += points[i].sides * weight;
  }
  variance += lever.dot(play.variance * lever);
  return {map.col(axis).norm(), std::sqrt(variance), left.degrees};
}

std::array<double, 2> direction(const Vector2& v) { return {v.x() / v.norm(), v.y() / v.norm()}; }

}  // namespace

std::array<double, 2> StageAxes::along(double x_px, double y_px) const {
  const double determinant = x[0] * y[1] - x[1] * y[0];
  return {(x_px * y[1] - y_px * y[0]) / determinant, (x[0] * y_px - x[1] * x_px) / determinant};
}

StageAxes stage_axes(const StageVisits& visits, const StagePositions& positions) {
  StageAxes axes;
  const auto places = measured_places(visits, positions);
  axes.places.resize(places.size());
  const StagePlay play = stage_play(visits, positions);
  auto points = points_of(visits, play, places);
  if (points.size() < 2) return axes;
  const std::size_t origins = centre(points);
  Matrix2 travel = Matrix2::Zero();
  Matrix2 products = Matrix2::Zero();
  for (const Point& p : points) {
    travel += p.commanded_um * p.commanded_um.transpose();
    products += p.measured_px * p.commanded_um.transpose();
  }
  const Matrix2 inverse = inverse_of(travel);
  const bool along_x = inverse(0, 0) > 0;
  const bool along_y = inverse(1, 1) > 0;
  if (!along_x && !along_y) return axes;  // along a diagonal: neither axis by itself
  axes.measured = true;
  const Matrix2 map = products * inverse;
  const std::size_t unknown = origins + (along_x && along_y ? 2U : 1U);
  const Residuals left = residuals_of(points, map, unknown, positions);
  if (along_x) axes.scale_x = scale_of(0, map, inverse, points, play, left);
  if (along_y) axes.scale_y = scale_of(1, map, inverse, points, play, left);
  axes.x = direction(along_x ? Vector2(map.col(0)) : Vector2(-turned(map.col(1))));
  axes.y = direction(along_y ? Vector2(map.col(1)) : turned(map.col(0)));
  for (std::size_t p = 0; p < places.size(); ++p)
    if (places[p]) axes.places[p] = axes.along(places[p]->x(), places[p]->y());
  return axes;
}

}  // namespace etalon::metrics
