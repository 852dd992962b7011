// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/drivers/pixels/pixel_format.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace etalon::hardware {

/// Bytes of the frame that a result of camera.snap describes. Throws nlohmann's exceptions for what
/// is missing or of the wrong type, std::invalid_argument for what cannot be.
std::size_t announced_bytes(const nlohmann::json& result);

/// The frame itself; nothing where format and size cannot be.
std::optional<Frame> described_frame(const nlohmann::json& result,
                                     const std::vector<std::uint8_t>& bytes);

}  // namespace etalon::hardware
