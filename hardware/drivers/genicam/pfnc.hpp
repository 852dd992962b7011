// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/drivers/pixels/pixel_format.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace etalon::hardware {

/// What a code of GenICam's Pixel Format Naming Convention (PFNC 2.4) and of GigE Vision 2 means;
/// nothing for formats that no metric reads (planar, YUV, 3D, alpha).
std::optional<PixelFormat> pfnc_format(std::uint32_t code);

/// Of the formats that a camera offers the one that tells most: untouched (mono or Bayer) before
/// colours that were computed, then the deeper, then Bayer, then the unpacked. Nothing when none
/// can be read.
std::optional<std::uint32_t> richest_format(const std::vector<std::uint32_t>& offered);

}  // namespace etalon::hardware
