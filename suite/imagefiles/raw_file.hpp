// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/imagefiles/image_file.hpp"

#include <filesystem>

namespace etalon::imagefiles {

/// A raw photograph (DNG, CR2, NEF ...), decoded by LibRaw: the values of the sensor in its visible
/// area, before any demosaicing, with the mosaic, the black level, the bits of the white level and
/// the exposure that the file states. Where LibRaw was not found when this program was built, it
/// always throws the FileError that says so.
///
/// Throws FileError: damaged, several images, floating-point values, a mosaic other than 2 x 2 of
/// red, green and blue.
ImageFile open_raw(const std::filesystem::path& path, const ReadOptions& options);

}  // namespace etalon::imagefiles
