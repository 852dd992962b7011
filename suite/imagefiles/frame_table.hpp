// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/core/frame_setting.hpp"
#include "suite/imagefiles/image_file.hpp"

#include <filesystem>
#include <vector>

namespace etalon::imagefiles {

struct SettingsTable {
  std::vector<FrameSetting> settings;  ///< a row for each frame, in the order of the frames
  InputFile identity;
};

/// A table of frames without the column `file`: its rows belong to images that are named elsewhere.
/// Throws FileError, and TextError with line and cell.
SettingsTable read_settings_table(const std::filesystem::path& path,
                                  const ReadOptions& options = {});

}  // namespace etalon::imagefiles
