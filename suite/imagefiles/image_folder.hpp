// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <vector>

namespace etalon::imagefiles {

/// By name only, so that notes may lie beside the images; the content decides later. Hidden files
/// are none.
bool is_named_like_an_image(const std::filesystem::path& file);

/// The ordinary files of a folder in natural order: edge-2 before edge-10. Throws FileError.
std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder);

/// The folders in a folder, in the same order. Throws FileError.
std::vector<std::filesystem::path> folders_in(const std::filesystem::path& folder);

/// Those among the files that are named like images, of an OME-TIFF set the first. Throws FileError
/// when there is none.
std::vector<std::filesystem::path> images_in(const std::filesystem::path& folder);

}  // namespace etalon::imagefiles
