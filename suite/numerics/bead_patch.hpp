// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>

#include <cstddef>
#include <vector>

namespace etalon::numerics {

/// The samples around one bead, x fastest, as differences from `base`: single precision then holds
/// them exactly. Sample (i, j, k) sits at (x0 + i, y0 + j, z0 + k).
struct BeadPatch {
  int x0 = 0;
  int y0 = 0;
  int z0 = 0;
  int nx = 0;
  int ny = 0;
  int nz = 0;
  float base = 0;
  std::vector<float> values;  ///< rows of `stride()`, with four spare samples behind the last
  /// By column: 1 where it shows background, 0 near another bead and in the spare samples of a row.
  std::vector<float> clear;

  int stride() const { return (nx + 3) / 4 * 4; }
  std::size_t at(int j, int k) const {
    return static_cast<std::size_t>(k * ny + j) * static_cast<std::size_t>(stride());
  }
  float* row(int j, int k) { return values.data() + at(j, k); }
  const float* row(int j, int k) const { return values.data() + at(j, k); }
  float* clear_row(int j) { return clear.data() + at(j, 0); }
  const float* clear_row(int j) const { return clear.data() + at(j, 0); }
};

/// A patch of that size full of zeros, all of it clear.
BeadPatch empty_patch(int nx, int ny, int nz);

/// One plane of a patch as a patch of its own.
BeadPatch plane_of(const BeadPatch& patch, int k);

/// Part of a patch, in its indices.
struct BeadBox {
  int x0 = 0;
  int y0 = 0;
  int z0 = 0;
  int nx = 0;
  int ny = 0;
  int nz = 0;
  bool empty() const { return nx <= 0 || ny <= 0 || nz <= 0; }
  std::size_t samples() const {
    return static_cast<std::size_t>(nx) * static_cast<std::size_t>(ny) *
           static_cast<std::size_t>(nz);
  }
  friend bool operator==(const BeadBox&, const BeadBox&) = default;
};

/// background + amplitude exp(-d' S^-1 d / 2), d from the centre. In planes z has no meaning.
struct GaussianBead {
  Eigen::Vector3d centre = Eigen::Vector3d::Zero();
  double amplitude = 0;
  double background = 0;
  Eigen::Matrix3d spread = Eigen::Matrix3d::Identity();  ///< S
};

/// What lies within `sigmas` of the centre along each axis.
BeadBox box_around(const BeadPatch& patch, const GaussianBead& bead, double sigmas);

/// Adds `factor` times the bead without its background to the values, within 5 sigma.
void add_bead(BeadPatch& patch, const GaussianBead& bead, double factor);

/// Marks the columns within `radius` px as not clear.
void hide_column(BeadPatch& patch, double x, double y, double radius);

}  // namespace etalon::numerics
