// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/microscope.hpp"
#include "suite/records/store.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace etalon::protocols {

/// Frames from where the record says that they are; they are read when they are asked for, and no
/// file stays open. Nothing when one of them was not kept. With `check` each file must have the
/// SHA-256 that was recorded. Throws FileError when it has not, or cannot be read.
std::optional<hardware::AcquiredFrames> recorded_frames(
    const std::vector<records::FrameRecord>& frames, const std::filesystem::path& folder,
    bool check);

/// Begins of texts that are recorded with a frame, and that no device told: what images say against
/// a person (doubts.hpp), and how far a person moved the stage.
inline constexpr const char* kDoubtText = "doubt.";
inline constexpr const char* kMoveText = "moved.";

/// How a frame was set, among the texts that are recorded with it ("setting.exposure": "20 ms"),
/// and back; what devices say that they reached beside it ("reached.x": "99.96 um").
void put_setting(const FrameSetting& setting, std::map<std::string, std::string>& texts);
void put_reached(const FrameSetting& reached, std::map<std::string, std::string>& texts);
FrameSetting setting_in(const std::map<std::string, std::string>& texts);

}  // namespace etalon::protocols
