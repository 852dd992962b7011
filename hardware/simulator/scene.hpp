// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/image/field.hpp"
#include "hardware/simulator/image/light_image.hpp"
#include "hardware/simulator/settings.hpp"
#include "targets/scene.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace etalon::hardware {

/// What lies under the objective, and where.
struct View {
  std::string shape{};  ///< of the target table; empty: nothing, an evenly lit field
  OptionTexts draw{};   ///< its options
  Length defocus{};     ///< z of the slide minus that of the plane of focus
  Length x{};           ///< the slide was moved so far to the right in the image
  Length y{};           ///< and so far down
  friend bool operator==(const View&, const View&) = default;
};

/// Something with lines at known distances: without it, steps that need one are skipped.
bool is_ruler(const std::string& shape);

/// The target laid out, angles and pitch as the settings of the slide say. Throws DeviceError for a
/// shape that there is not, or options that it does not understand.
targets::Scene scene_of(const SimulatorSettings& settings, const std::string& shape,
                        const OptionTexts& draw);

/// Pixels, aberrations over the field, and colours of the camera.
Field field_of(const SimulatorSettings& settings);

/// What one exposure collects on average, in units of a fully bright place at the centre of a
/// steady lamp: the slide seen through the optics, integrated over each pixel, lit unevenly.
/// Throws as scene_of() does, and when it does not fit into memory.
LightImage expected_image(const SimulatorSettings& settings, const View& view,
                          std::size_t threads = 1);

/// The same through focus, one image after the other: `defocus` takes the place of the view's own.
void expected_stack(const SimulatorSettings& settings, const View& view,
                    const std::vector<Length>& defocus, std::size_t threads,
                    const std::function<void(std::size_t plane, LightImage image)>& deliver);

}  // namespace etalon::hardware
