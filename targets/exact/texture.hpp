// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/quantity.hpp"
#include "targets/exact/expected_image.hpp"

#include <vector>

namespace etalon::targets {

/// A random texture whose power spectrum is known in closed form: white noise through Gaussians.
struct Texture {
  struct Layer {
    double contrast = 0.1;  ///< standard deviation over the mean
    Pixels blur = px(2);    ///< standard deviation of the Gaussian; 1 px at least
  };
  int width = 256;
  int height = 256;
  Electrons mean = electrons(1000);
  std::vector<Layer> layers = {{}};
  Pixels offset_x = px(0);  ///< the same texture moved; any part of a pixel, 16 px at most
  Pixels offset_y = px(0);
  int seed = 1;
};

/// Not periodic: the noise reaches beyond the borders. Values below zero (five standard deviations
/// at a contrast of 0.2) become zero.
ExpectedImage render(const Texture& texture);

/// Expected power of the texture at a frequency (cycles/px), electrons^2 per pixel, on the scale on
/// which the noise of a pixel has its variance:
/// mean^2 sum contrast^2 4 pi blur^2 exp(-4 pi^2 blur^2 q^2).
double power_of(const Texture& texture, double cycles_per_px);

}  // namespace etalon::targets
