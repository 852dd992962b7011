// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/drivers/genicam/aravis_camera.hpp"

#include <string>

namespace etalon::hardware {

/// Switches off all that changes an image by itself: automatic exposure, gain, black level, white
/// balance; gamma, look-up table, sharpening, noise reduction; test pictures. Each is read back.
/// Throws DeviceError when one of them stays on.
void make_image_plain(const std::string& device, const AravisFeatures& features);

}  // namespace etalon::hardware
