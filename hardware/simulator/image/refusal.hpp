// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/image/field.hpp"
#include "targets/scene.hpp"

#include <span>

namespace etalon::hardware {

/// Throws DeviceError for a field or scene of which no image exists: sizes that are not positive or
/// above 32,768 px, numbers that are not finite, a distortion that folds the image within its
/// corners, a tilt of 45 degrees or more; also for a lens or light that optics/objection.hpp
/// objects to.
void refuse_impossible(const targets::Scene& scene, const Lens& lens, const Field& field,
                       std::span<const double> defocus_um);

}  // namespace etalon::hardware
