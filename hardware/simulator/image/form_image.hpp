// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/image/field.hpp"
#include "hardware/simulator/image/light_image.hpp"
#include "hardware/simulator/optics/lens.hpp"
#include "targets/scene.hpp"

#include <cstddef>

namespace etalon::hardware {

/// The scene seen through the lens, integrated over each pixel, evenly lit: 1 where a pattern is
/// fully bright. `defocus_um`: z of the middle of the slide minus that of the plane of focus,
/// positive away from the objective. Bit for bit the same on any number of threads.
LightImage form_image(const targets::Scene& scene, const Lens& lens, const Field& field,
                      double defocus_um, std::size_t threads);

}  // namespace etalon::hardware
