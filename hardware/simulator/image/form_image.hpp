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
LightImage form_image(const targets::Scene& scene, const Lens& lens, const Field& field,
                      double defocus_um, std::size_t threads);

/// One image after the other of the same scene at several defocuses, the same as form_image gives
/// to 1e-4 of the brightest pixel, but what serves several planes is computed once.
using DeliverImage = std::function<void(std::size_t plane, LightImage image)>;
void form_stack(const targets::Scene& scene, const Lens& lens, const Field& field,
                std::span<const double> defocus_um, std::size_t threads,
                const DeliverImage& deliver);

}  // namespace etalon::hardware
