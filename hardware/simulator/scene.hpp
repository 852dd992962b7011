// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/settings.hpp"
#include "targets/exact/expected_image.hpp"

#include <string>

namespace etalon::hardware {

/// What lies under the objective, and where.
struct View {
  std::string slide{};  ///< catalogue id; empty: nothing, an evenly lit field
  Length defocus{};     ///< slide to plane of focus
  Length x{};           ///< the slide was moved so far to the right in the image
  Length y{};           ///< and so far down
  friend bool operator==(const View&, const View&) = default;
};

/// Does the simulator know what this slide looks like?
bool is_known_slide(const std::string& slide);
bool is_ruler(const std::string& slide);
/// "blank_field, chrome_edge ..."
std::string known_slides();

/// Light at a place (from the centre of the image) over its greatest: (1 + a r^2/R^2)^-2, the fall
/// of a tilted bundle, r from the centre of the light, R half the diagonal, a such that it is
/// `corner_brightness` at r = R.
double illumination(const SimulatorSettings& settings, double x_px, double y_px);

/// The expected image, in units of the light at the centre of illumination: the slide seen through
/// the optics, integrated over each pixel, times the illumination of that pixel. The dark side of
/// an edge and the lines of a ruler pass 2 % of the light. The slide must be a known one.
targets::ExpectedImage expected_image(const SimulatorSettings& settings, const View& view);

}  // namespace etalon::hardware
