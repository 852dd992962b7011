// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

namespace etalon::numerics {

/// Where the dye of a bead is: throughout the ball, or on its surface.
enum class Dye { solid, shell };

/// Variances of a Gaussian along x, y and z; without z the image is that in a plane, light summed
/// along z. Lengths in one unit.
struct Variances {
  double x = 0;
  double y = 0;
  std::optional<double> z{};
};

/// What must be known to tell a point's image from that of a bead on a camera.
struct Blur {
  double diameter = 0;  ///< of the bead; 0: a point
  Dye dye = Dye::solid;
  double box = 0;  ///< side of the square pixel in x and y; 0: values at points
};

/// Variances of the point's image whose blur, by bead and pixel, a Gaussian fitted by least squares
/// reads as `read` (centre known, no background, no noise, dense sampling). With t^2 = read, s^2 =
/// the point's and the blur's places u weighted by exp(-u^2 / 2 (s^2 + t^2)), each axis has
/// s^2 = t^2 sqrt(1 - 2 <u^2> / t^2). The pixel is taken out before the bead. For small beads this
/// is s^2 = t^2 - d^2/20 (solid), d^2/12 (shell), p^2/12 (pixel). Nothing when the blur alone is
/// wider than what was read. Some 0.1 ms.
std::optional<Variances> without_blur(const Variances& read, const Blur& blur);

/// The same by moments, for which variances add: what a fit to light without a background reads.
std::optional<Variances> without_blur_by_moments(const Variances& read, const Blur& blur);

}  // namespace etalon::numerics
