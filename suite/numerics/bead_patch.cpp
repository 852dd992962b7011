// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/bead_patch.hpp"

#include <Eigen/LU>

#include <algorithm>
#include <cmath>

namespace etalon::numerics {

BeadPatch empty_patch(int nx, int ny, int nz) {
  BeadPatch patch;
  patch.nx = nx;
  patch.ny = ny;
  patch.nz = nz;
  patch.values.assign(patch.at(0, nz) + 4, 0.0F);
  patch.clear.assign(patch.at(0, 1), 0.0F);
  for (int j = 0; j < ny; ++j) std::fill_n(patch.clear_row(j), nx, 1.0F);
  return patch;
}

BeadPatch plane_of(const BeadPatch& patch, int k) {
  BeadPatch plane;
  plane.x0 = patch.x0;
  plane.y0 = patch.y0;
  plane.z0 = patch.z0 + k;
  plane.nx = patch.nx;
  plane.ny = patch.ny;
  plane.nz = 1;
  plane.base = patch.base;
  plane.clear = patch.clear;
  plane.values.assign(patch.row(0, k), patch.row(0, k) + patch.at(0, 1));
  plane.values.resize(plane.values.size() + 4, 0.0F);
  return plane;
}

BeadBox box_around(const BeadPatch& patch, const GaussianBead& bead, double sigmas) {
  BeadBox box;
  const auto cut = [&](int axis, int first, int count, int& from, int& length) {
    const double reach = sigmas * std::sqrt(bead.spread(axis, axis));
    const double centre = bead.centre(axis) - first;
    const double low = std::clamp(std::ceil(centre - reach), 0.0, 1.0 * count);
    const double high = std::clamp(std::floor(centre + reach) + 1, 0.0, 1.0 * count);
    from = static_cast<int>(low);
    length = static_cast<int>(high) - from;
  };
  cut(0, patch.x0, patch.nx, box.x0, box.nx);
  cut(1, patch.y0, patch.ny, box.y0, box.ny);
  cut(2, patch.z0, patch.nz, box.z0, box.nz);
  return box;
}

namespace {

/// exp(-d^2 / (2 variance)) of a row of samples.
std::vector<double> gaussian_along(double centre, double variance, int first, int count) {
  std::vector<double> values;
  for (int i = 0; i < count; ++i)
    values.push_back(std::exp(-0.5 * std::pow(first + i - centre, 2) / variance));
  return values;
}

/// What has its axes along x, y, z: fewer exponentials.
void add_upright_bead(BeadPatch& patch, const GaussianBead& bead, const BeadBox& box,
                      double factor) {
  const auto along = [&](int axis, int first, int count) {
    return gaussian_along(bead.centre(axis), bead.spread(axis, axis), first, count);
  };
  const auto x = along(0, patch.x0 + box.x0, box.nx);
  const auto y = along(1, patch.y0 + box.y0, box.ny);
  const auto z = along(2, patch.z0 + box.z0, box.nz);
  for (std::size_t k = 0; k < z.size(); ++k) {
    for (std::size_t j = 0; j < y.size(); ++j) {
      float* row = patch.row(box.y0 + static_cast<int>(j), box.z0 + static_cast<int>(k)) + box.x0;
      const double height = factor * bead.amplitude * z[k] * y[j];
      for (std::size_t i = 0; i < x.size(); ++i) row[i] += static_cast<float>(height * x[i]);
    }
  }
}

}  // namespace

void add_bead(BeadPatch& patch, const GaussianBead& bead, double factor) {
  const BeadBox box = box_around(patch, bead, 5);
  if (bead.spread.isDiagonal(0)) return add_upright_bead(patch, bead, box, factor);
  const Eigen::Matrix3d precision = bead.spread.inverse();
  for (int k = box.z0; k < box.z0 + box.nz; ++k) {
    for (int j = box.y0; j < box.y0 + box.ny; ++j) {
      float* row = patch.row(j, k);
      for (int i = box.x0; i < box.x0 + box.nx; ++i) {
        const Eigen::Vector3d d =
            Eigen::Vector3d(patch.x0 + i, patch.y0 + j, patch.z0 + k) - bead.centre;
        row[i] +=
            static_cast<float>(factor * bead.amplitude * std::exp(-0.5 * d.dot(precision * d)));
      }
    }
  }
}

void hide_column(BeadPatch& patch, double x, double y, double radius) {
  for (int j = 0; j < patch.ny; ++j) {
    float* clear = patch.clear_row(j);
    for (int i = 0; i < patch.nx; ++i) {
      const double dx = patch.x0 + i - x;
      const double dy = patch.y0 + j - y;
      if (dx * dx + dy * dy < radius * radius) clear[i] = 0;
    }
  }
}

}  // namespace etalon::numerics
