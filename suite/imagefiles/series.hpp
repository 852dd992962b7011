// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/power_series.hpp"
#include "suite/imagefiles/image_file.hpp"
#include "suite/imagefiles/text_file.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace etalon::imagefiles {

/// What one name on the command line stands for.
struct Series {
  std::vector<ImageFile> files;  ///< one after another
  std::vector<ImageFile> dark;   ///< without light
  std::optional<PowerSeries> power;
  std::vector<InputFile> tables;  ///< the texts that described all this
};

/// Texts that describe a series: a name, how it is recognised, how it is opened. A new one is one
/// file pair and one line in series_table.cpp.
struct SeriesFormat {
  std::string name;
  std::string extensions;
  std::string meaning;
  bool (*detect)(const TextFile& text);
  Series (*open)(const TextFile& text, const ReadOptions& options);
};
const std::vector<SeriesFormat>& series_table();

/// Opens an image, a folder of images in natural order (folders in it are not looked into), an EMVA
/// 1288 descriptor, a table of frames, or the readings of a power meter: by content, not by name.
/// Frames are read when they are asked for, and no file stays open. Throws FileError; TextError
/// with line and column for what is wrong in a text.
Series open_series(const std::filesystem::path& path, const ReadOptions& options = {});

}  // namespace etalon::imagefiles
