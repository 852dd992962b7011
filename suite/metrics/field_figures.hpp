// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/numerics/spline_surface.hpp"

#include <array>
#include <cstddef>

namespace etalon::metrics {

/// What is read off an illumination surface. Ratios in %, places in samples of the plane.
enum class FieldFigure : std::size_t { uniformity, cv, centring_x, centring_y, roll_off, zone };
inline constexpr std::size_t kZones = 9;
inline constexpr std::size_t kFieldFigures = static_cast<std::size_t>(FieldFigure::zone) + kZones;
using FieldFigures = std::array<double, kFieldFigures>;
constexpr std::size_t index_of(FieldFigure figure, std::size_t zone = 0) {
  return static_cast<std::size_t>(figure) + zone;
}

/// Reads the figures of many surfaces over one field. Exact for the surface: means, zones and the
/// standard deviation come from means and products of the splines over the pixel centres, the
/// extremes from the surface itself.
class FieldReader {
 public:
  explicit FieldReader(const numerics::SurfaceGrid& grid);
  /// Of a surface whose maximum is above zero.
  FieldFigures figures(const numerics::SurfaceMatrix& surface) const;

 private:
  using Thirds = Eigen::Matrix<double, 3, numerics::kSurfaceFunctions>;
  const numerics::SurfaceGrid& grid_;
  numerics::SurfaceVector mean_x_;
  numerics::SurfaceVector mean_y_;
  Thirds thirds_x_;
  Thirds thirds_y_;
  numerics::SurfaceMatrix circle_;  ///< mean over the circle of roll_off
};

}  // namespace etalon::metrics
