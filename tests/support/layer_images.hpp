// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/core/observation.hpp"
#include "suite/core/options.hpp"

#include <cstdint>
#include <functional>
#include <vector>

namespace etalon::test {

/// A stack of a thin layer whose axial response is known in closed form.
struct LayerStack {
  std::function<double(double)> response;  ///< over planes from the layer; 1 at 0
  int size = 96;                           ///< px, both sides
  int planes = 41;
  double middle = 20.2;  ///< plane in focus in the middle of the image
  double rise_x = 0;     ///< planes per px
  double rise_y = 0;
  double light = 20'000;   ///< e in focus
  double haze = 0;         ///< e in all planes
  double flicker = 0;      ///< relative, from plane to plane
  std::uint64_t seed = 1;  ///< of flicker and noise
};

std::function<double(double)> gaussian_response(double fwhm_planes);
/// Two planes of focus, there and back: 1/(1 + z^2)^2.
std::function<double(double)> lorentz_squared_response(double fwhm_planes);

/// As the camera of exposed() records it: photon and read noise, offset 100 DN stated.
std::vector<Frame> exposed_stack(const LayerStack& stack);
/// The same without noise and rounding, but with flicker.
std::vector<Frame> noise_free_stack(const LayerStack& stack);

/// Planes in order, a step of 0.1 um known to 1 nm.
Observation layer_stack_of(std::vector<Frame> frames);

}  // namespace etalon::test
