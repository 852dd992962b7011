// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/field_figures.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace etalon::metrics {

namespace {

using numerics::SurfaceAxis;
using numerics::SurfaceMatrix;
using numerics::SurfacePoint;
using numerics::SurfaceVector;

constexpr int kCirclePoints = 72;
constexpr double kCircleShare = 0.9;  // of half the shorter side

/// Means over the three parts of an axis; where it does not divide by three, the middle one
/// differs.
Eigen::Matrix<double, 3, numerics::kSurfaceFunctions> thirds_of(const SurfaceAxis& axis) {
  const int outer = static_cast<int>(std::lround(axis.samples / 3.0));
  Eigen::Matrix<double, 3, numerics::kSurfaceFunctions> thirds;
  thirds.row(0) = numerics::mean_functions(axis, 0, outer).transpose();
  thirds.row(1) = numerics::mean_functions(axis, outer, axis.samples - outer).transpose();
  thirds.row(2) = numerics::mean_functions(axis, axis.samples - outer, axis.samples).transpose();
  return thirds;
}

SurfaceMatrix circle_of(const numerics::SurfaceGrid& grid) {
  const double x = (grid.x.samples - 1) / 2.0;
  const double y = (grid.y.samples - 1) / 2.0;
  const double radius = kCircleShare * std::min(grid.x.samples, grid.y.samples) / 2.0;
  SurfaceMatrix sum = SurfaceMatrix::Zero();
  for (int k = 0; k < kCirclePoints; ++k) {
    const double angle = 2 * std::numbers::pi * k / kCirclePoints;
    sum += numerics::surface_functions(grid.y, y + radius * std::sin(angle)) *
           numerics::surface_functions(grid.x, x + radius * std::cos(angle)).transpose();
  }
  return sum / kCirclePoints;
}

}  // namespace

FieldReader::FieldReader(const numerics::SurfaceGrid& grid)
    : grid_(grid),
      mean_x_(numerics::mean_functions(grid.x, 0, grid.x.samples)),
      mean_y_(numerics::mean_functions(grid.y, 0, grid.y.samples)),
      thirds_x_(thirds_of(grid.x)),
      thirds_y_(thirds_of(grid.y)),
      circle_(circle_of(grid)) {}

FieldFigures FieldReader::figures(const SurfaceMatrix& surface) const {
  const SurfacePoint highest = numerics::surface_maximum(grid_, surface);
  const SurfacePoint lowest = numerics::surface_minimum(grid_, surface);
  const double mean = mean_y_.dot(surface * mean_x_);
  const double square = surface.cwiseProduct(grid_.y.gram * surface * grid_.x.gram).sum();
  const Eigen::Matrix3d zones = thirds_y_ * surface * thirds_x_.transpose();
  FieldFigures figures;
  figures[index_of(FieldFigure::uniformity)] = 100 * lowest.value / highest.value;
  figures[index_of(FieldFigure::cv)] = 100 * std::sqrt(std::max(0.0, square - mean * mean)) / mean;
  figures[index_of(FieldFigure::centring_x)] = highest.x;
  figures[index_of(FieldFigure::centring_y)] = highest.y;
  figures[index_of(FieldFigure::roll_off)] =
      100 * circle_.cwiseProduct(surface).sum() / highest.value;
  for (Eigen::Index k = 0; k < static_cast<Eigen::Index>(kZones); ++k) {
    figures[index_of(FieldFigure::zone, static_cast<std::size_t>(k))] =
        100 * zones(k / 3, k % 3) / highest.value;
  }
  return figures;
}

}  // namespace etalon::metrics
