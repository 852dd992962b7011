// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/drivers/micromanager/core_server.hpp"
#include "hardware/safety/camera_board.hpp"

#include <string>

namespace etalon::hardware {

/// What Micro-Manager does not tell of its camera, and its owner may.
struct CameraMeaning {
  Transfer transfer = Transfer::unknown;
  Mosaic mosaic = Mosaic::none;
};

/// GRAY8 and GRAY16 as they are, RGB32 and RGB64 without their fourth channel; not complete where
/// bytes are missing. Throws DeviceError, by `server`, for other kinds and for what contradicts
/// itself.
Snap snap_of(const TaggedImage& image, const CameraMeaning& meaning, const CoreServer& server);

/// A tag as text, whatever kind it has; empty where there is none.
std::string tag_text(const nlohmann::json& tags, const std::string& key);

}  // namespace etalon::hardware
