// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/image/light_image.hpp"
#include "hardware/simulator/light/light_settings.hpp"

#include <cstddef>
#include <cstdint>

namespace etalon::hardware {

/// Light at a place (from the centre of the image) over its greatest: (1 + a r^2/R^2)^-2, the fall
/// of a tilted bundle, r from the centre of the light, R half the diagonal of the image, a such
/// that it is `corner_brightness` at r = R.
double illumination(const LightSettings& settings, int width, int height, double x_px, double y_px);

/// The image of an evenly lit slide, lit as the settings say: multiplied by illumination() and the
/// shadows of dust on the glass near the sensor (drawn from the seed, the same in every frame),
/// then a share `veil` of all light spread evenly.
LightImage lit(LightImage image, const LightSettings& settings, std::uint64_t seed,
               std::size_t threads = 1);

}  // namespace etalon::hardware
