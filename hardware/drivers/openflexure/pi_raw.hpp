// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"

#include <optional>
#include <string_view>

namespace etalon::hardware {

/// Whether a JPEG file from a Raspberry Pi camera has the sensor's raw values behind its image.
bool has_pi_raw(std::string_view jpeg);

/// These raw values: before white balance, shading correction and tone curve, so linear. The block
/// begins with "BRCM"; its header tells size and colours, 32,768 bytes on begin the rows, four
/// samples in five bytes (10 bit) or two in three (12 bit), padded to 32 bytes, and 16 rows
/// (picamera 1.13, "Raw Bayer data captures"). The black level is not told. Nothing where bytes are
/// missing.
std::optional<Frame> pi_raw(std::string_view jpeg);

}  // namespace etalon::hardware
