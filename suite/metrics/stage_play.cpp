// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/stage_play.hpp"

#include <Eigen/QR>

#include <algorithm>
#include <cstddef>

namespace etalon::metrics {

namespace {

using Matrix2 = Eigen::Matrix2d;
using Vector2 = Eigen::Vector2d;

/// A located visit: where, and from which side each axis was last moved.
struct Approach {
  std::size_t place = 0;
  Vector2 at_px;
  Vector2 sides;  ///< -1, +1; 0 as long as the axis has not moved
};

std::size_t axes_known(const Vector2& sides) {
  return (sides.x() != 0 ? 1U : 0U) + (sides.y() != 0 ? 2U : 0U);
}

std::vector<Approach> approaches_of(const StageVisits& visits, const StagePositions& positions) {
  std::vector<Approach> all;
  std::vector<std::size_t> known(visits.places.size());
  Vector2 sides = Vector2::Zero();
  for (std::size_t k = 0; k < visits.visits.size(); ++k) {
    const StageVisit& visit = visits.visits[k];
    if (visit.direction_x != 0) sides.x() = visit.direction_x;
    if (visit.direction_y != 0) sides.y() = visit.direction_y;
    const StagePosition& p = positions.of_visit[k];
    if (k == 0 && visits.commanded) continue;  // nobody knows where it was approached from
    if (!p.located()) continue;
    all.push_back({visit.place, {p.x_px, p.y_px}, sides});
    known[visit.place] = std::max(known[visit.place], axes_known(sides));
  }
  // Of a place that was seen before and after an axis first moved, what came after.
  std::erase_if(all, [&](const Approach& a) { return axes_known(a.sides) < known[a.place]; });
  return all;
}

std::vector<PlaceMean> means_of(const std::vector<Approach>& approaches, std::size_t places) {
  std::vector<PlaceMean> means(places);
  for (const Approach& a : approaches) {
    PlaceMean& mean = means[a.place];
    mean.visits += 1;
    mean.at_px += (a.at_px - mean.at_px) / mean.visits;
    mean.sides += (a.sides - mean.sides) / mean.visits;
    mean.axes_known = axes_known(a.sides);
  }
  return means;
}

}  // namespace

StagePlay stage_play(const StageVisits& visits, const StagePositions& positions) {
  const auto approaches = approaches_of(visits, positions);
  StagePlay play;
  play.places = means_of(approaches, visits.places.size());
  Matrix2 sides = Matrix2::Zero();
  Matrix2 products = Matrix2::Zero();
  double squares = 0;
  double degrees = static_cast<double>(approaches.size());
  for (const PlaceMean& mean : play.places) degrees -= mean.visits > 0 ? 1 : 0;
  for (const Approach& a : approaches) {
    const Vector2 away = a.at_px - play.places[a.place].at_px;
    const Vector2 side = a.sides - play.places[a.place].sides;
    sides += side * side.transpose();
    products += away * side.transpose();
    squares += away.squaredNorm();
  }
  const Eigen::CompleteOrthogonalDecomposition<Matrix2> solver(sides);
  const Matrix2 inverse = solver.pseudoInverse();
  play.half = products * inverse;
  squares -= (play.half * products.transpose()).trace();
  degrees -= static_cast<double>(solver.rank());
  if (degrees > 0) play.scatter = std::max(0.0, squares) / (2 * degrees);
  play.variance = play.scatter * inverse;
  return play;
}

}  // namespace etalon::metrics
