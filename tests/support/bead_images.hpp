// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"

#include <cstdint>
#include <vector>

namespace etalon::test {

/// A point's image as a Gaussian sampled at the pixel centres; spread xx, yy, zz, xy, xz, yz in
/// px^2.
struct BeadTruth {
  double x = 0;
  double y = 0;
  double z = 0;
  double amplitude = 1000;  ///< electrons
  double sigma_x = 1.3;
  double sigma_y = 1.3;
  double sigma_z = 3;
  double xy = 0;  ///< covariances
  double xz = 0;
  double yz = 0;
};

/// Electrons expected, z by z, row by row.
struct BeadScene {
  int width = 96;
  int height = 96;
  int planes = 31;
  std::vector<double> electrons;
  double& at(int x, int y, int z) {
    return electrons[(static_cast<std::size_t>(z) * static_cast<std::size_t>(height) +
                      static_cast<std::size_t>(y)) *
                         static_cast<std::size_t>(width) +
                     static_cast<std::size_t>(x)];
  }
};

BeadScene bead_scene(const std::vector<BeadTruth>& beads, int width, int height, int planes,
                     double background = 20);

/// value = gain * Poisson + offset + read noise.
struct BeadCamera {
  double gain = 1;
  double offset = 100;
  double read_noise_dn = 2;
  bool noise = true;
  double full_scale = 65535;
  SampleType type = SampleType::u16;
};

std::vector<Frame> recorded(const BeadScene& scene, std::uint64_t seed,
                            const BeadCamera& camera = {});

/// `columns` x `rows` beads about 40 px apart, each at a random place within its cell.
std::vector<BeadTruth> field_of_beads(int columns, int rows, double z, double low, double high,
                                      std::uint64_t seed);

}  // namespace etalon::test
