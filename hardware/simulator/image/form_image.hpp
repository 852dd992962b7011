// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/image/field.hpp"
#include "hardware/simulator/image/light_image.hpp"
#include "hardware/simulator/optics/lens.hpp"
#include "targets/scene.hpp"

#include <cstddef>
#include <functional>
#include <span>

namespace etalon::hardware {

/// The scene seen through the lens, integrated over each pixel, evenly lit: 1 where a pattern is
/// fully bright. `defocus_um`: z of the middle of the slide minus that of the plane of focus,
/// positive away from the objective. Bit for bit the same on any number of threads.
///
/// Incoherent image formation: the transfer function of the lens times that of the square pixel
/// (none in a confocal microscope, whose pixel is the light at a point), on averages of the pattern
/// over a known Gaussian that is divided out again. Checked against the exact image of an edge:
/// 1e-4 of the step at any angle and cutoffs of 0.15 to 4 cycles/px, over the whole image (far
/// light: far_light.hpp). Where the blur changes over the field, images for places on a net are
/// mixed (patches.hpp): the transfer function is right to 0.003. The diffraction pattern scales
/// with local distortion; the light of a pixel does not. Beads by sums of transfer functions
/// (bead_light.hpp): 1e-3 of the brightest pixel, widths 0.3 %, no light lost.
///
/// Throws DeviceError for what refusal.hpp names and for more memory than three quarters of the
/// machine's. Memory: about 8 bytes for each of (2 x cutoff in cycles/px)^2 samples per pixel.
/// Time on two cores: 2048 x 2048 pixels of a pattern 0.16 s, with 9 x 9 patches some seconds.
LightImage form_image(const targets::Scene& scene, const Lens& lens, const Field& field,
                      double defocus_um, std::size_t threads);

/// One image after the other of the same scene at several defocuses, the same as form_image gives
/// to 3e-4 of the brightest pixel, but what serves several planes is computed once. Quickest where
/// planes come in order and in regular steps. 61 planes of 1024 x 1024 pixels with 200 beads at NA
/// 1.4: 4 s on two cores; aberrations without symmetry about the axis take some times longer.
using DeliverImage = std::function<void(std::size_t plane, LightImage image)>;
void form_stack(const targets::Scene& scene, const Lens& lens, const Field& field,
                std::span<const double> defocus_um, std::size_t threads,
                const DeliverImage& deliver);

}  // namespace etalon::hardware
