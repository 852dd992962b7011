// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "targets/scene.hpp"

#include <vector>

namespace etalon::hardware {

/// A sphere as a pile of thin slices at right angles to the optical axis.
struct BeadSlice {
  double z_um = 0;  ///< from the middle of the sphere
  double radius_um = 0;
  double weight = 1;  ///< share of the light; all together 1
};

/// Gauss-Legendre in z, enough slices for light that turns by `cycles_per_um` over the sphere. Of a
/// solid sphere the slices are discs, a share 3/4 (1 - z^2/R^2)/R of the light; of a shell rings,
/// all with the same share (Archimedes).
std::vector<BeadSlice> slices_of(const targets::Bead& bead, double cycles_per_um);

/// Fourier transform of a slice with light 1: 2 J1(x)/x of a disc, J0(x) of a ring, x = 2 pi f r.
double slice_transfer(targets::DyeDistribution dye, double radius_um, double cycles_per_um);

}  // namespace etalon::hardware
