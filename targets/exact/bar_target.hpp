// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/options.hpp"
#include "suite/core/quantity.hpp"
#include "targets/exact/expected_image.hpp"

#include <vector>

namespace etalon::targets {

/// A USAF 1951 target (shapes/usaf_1951.hpp) through a point spread that is a sum of round
/// Gaussians: each has an image in closed form, so the picture is exact, and shares may be negative
/// (a defocused lens turns contrast over). The pixel box belongs to the spread.
struct BarTargetImage {
  struct Part {
    double share = 1;  ///< of the light; all together 1
    Length sigma = um(0.5);
  };

  int width = 600;
  int height = 500;
  Length pixel = um(0.5);             ///< object length per pixel along x
  Ratio pixel_aspect = percent(100);  ///< length along y over that along x
  Angle angle = deg(0);               ///< of the target, from x towards y
  bool mirrored = false;              ///< left and right exchanged before it is turned
  Length x = um(0);                   ///< place of the target that falls on the middle of the image
  Length y = um(0);
  OptionTexts geometry;  ///< options of the shape
  std::vector<Part> blur{Part{}};
  Electrons bright = electrons(20000);
};

ExpectedImage render(const BarTargetImage& image);

/// Contrast (I_max - I_min)/(I_max + I_min) of an element that stands alone, by quadrature: mean
/// over the central thirds of three bars and of two gaps, along 60 % of the length. Positive when
/// bars and gaps are what they are on the target. `dark`: share of the light that passes dark
/// parts.
double true_bar_contrast(const BarTargetImage& image, double line_pairs_per_mm, double dark = 0.02,
                         bool dark_bars = true);

/// Line pairs per mm at which that contrast, over the one at `reference`, first falls to
/// `threshold`.
double true_bar_limit(const BarTargetImage& image, double reference, double threshold,
                      double dark = 0.02, bool dark_bars = true);

}  // namespace etalon::targets
