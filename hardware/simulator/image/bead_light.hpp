// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/image/bead_patch.hpp"
#include "hardware/simulator/image/bead_spectra.hpp"
#include "hardware/simulator/image/field.hpp"
#include "hardware/simulator/image/fourier.hpp"
#include "hardware/simulator/image/patches.hpp"
#include "targets/scene.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace etalon::hardware {

/// The beads of a scene in one colour, for any number of planes of focus.
///
/// All in Fourier space, where places are exact and no light is lost: the image of a bead is the
/// sum over its slices of T(f, z) B(f) exp(-2 pi i f x), with the transfer function T at the
/// slice's own distance from focus and the slice's form factor B. Over z, T has no frequency above
/// n (1 - cos alpha)/wavelength; it is computed at nodes in z, at least eleven to that shortest
/// period, and interpolated through six: between slices and nodes once, and a second time where
/// planes do not stand in regular steps. Either is right to 1.5e-4 of the fastest component. Each
/// bead so leaves a few spectra, one by node, that serve all planes. Behind a lens without azimuth,
/// beads of one kind are points, and their sphere goes with the transfer function (bead_patch.hpp):
/// beads at one depth then share a single spectrum.
///
/// Where coma, astigmatism or scale change over the field there are spectra for each patch. A bead
/// beyond the margin (64 px and its cone of light) is left out.
class BeadLight {
 public:
  BeadLight(const targets::Scene& scene, const Lens& lens, const Field& field, std::size_t colour,
            std::span<const double> defocus_um, std::size_t threads);
  /// Adds the light of all beads to an image of the field.
  void add_to(std::span<float> image, double defocus_um, std::size_t threads);

 private:
  std::vector<PatchOptics> optics_of_patches() const;
  void choose_grid(const targets::Scene& scene, const std::vector<PatchOptics>& patches,
                   std::span<const double> defocus_um);
  std::vector<std::vector<PlacedBead>> placed_beads(const targets::Scene& scene,
                                                    std::size_t colour) const;
  double bytes_for(const std::vector<PlacedBead>& beads, bool radial) const;

  Lens lens_;
  Field field_;
  Colour colour_;
  double first_defocus_um_;
  Patches net_;
  BeadGrid grid_;
  Window within_;
  std::vector<std::unique_ptr<BeadPatch>> patches_;
};

}  // namespace etalon::hardware
