// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/image/bead_spectra.hpp"
#include "hardware/simulator/image/blur.hpp"
#include "hardware/simulator/image/fourier.hpp"
#include "hardware/simulator/optics/lens.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace etalon::hardware {

/// The beads that one lens images: those of a patch of the field, or all.
class BeadPatch {
 public:
  virtual ~BeadPatch() = default;
  /// Computes what the plane needs that lies at `shift` from the first one.
  virtual void focus(const NodePlace& shift, std::size_t threads) = 0;
  /// Adds the spectrum of that plane, without the pixel, to the columns of a strip.
  virtual void add_to(int strip, std::span<Complex> columns) const = 0;
};

/// The lens as it is in the patch, and the blur in focus for its scale.
struct PatchOptics {
  Lens lens;
  std::vector<Wavelength> light;
  Blur blur;

  Transfer at(double z_um) const { return transfer_of(lens, light, z_um); }
};

/// A lens without azimuth: its transfer functions are curves over the modulus of frequency, and
/// cost next to nothing; so do those of a sphere, which all beads of one kind share.
std::unique_ptr<BeadPatch> radial_beads(const PatchOptics& optics, const BeadGrid& grid,
                                        const std::vector<PlacedBead>& beads, std::size_t threads);

/// Any lens.
std::unique_ptr<BeadPatch> azimuthal_beads(const PatchOptics& optics, const BeadGrid& grid,
                                           const std::vector<PlacedBead>& beads,
                                           std::size_t threads);

}  // namespace etalon::hardware
