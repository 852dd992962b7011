// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/imagefiles/image_file.hpp"

#include <filesystem>
#include <vector>

namespace etalon::imagefiles {

/// The functions that format_table.cpp names.

bool detect_tiff(const std::vector<unsigned char>& first_bytes);
ImageFile open_tiff(const std::filesystem::path& path, const ReadOptions& options);

bool detect_png(const std::vector<unsigned char>& first_bytes);
ImageFile open_png(const std::filesystem::path& path, const ReadOptions& options);

bool detect_jpeg(const std::vector<unsigned char>& first_bytes);
ImageFile open_jpeg(const std::filesystem::path& path, const ReadOptions& options);

/// Raw photographs that do not begin like TIFF.
bool detect_raw(const std::vector<unsigned char>& first_bytes);

bool detect_ome_companion(const std::vector<unsigned char>& first_bytes);
ImageFile open_ome_companion(const std::filesystem::path& path, const ReadOptions& options);

}  // namespace etalon::imagefiles
