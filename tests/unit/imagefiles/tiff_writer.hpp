// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tiffio.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace etalon::test {

/// A TIFF file to be written by libtiff itself: what Etalon reads is not written by Etalon.
struct TiffRecipe {
  std::string mode = "wl";  ///< l little-endian, b big-endian, 8 BigTIFF
  int width = 23;
  int height = 17;
  int pages = 1;
  int samples = 1;  ///< per pixel, with alpha
  int bits = 8;
  int format = SAMPLEFORMAT_UINT;
  int photometric = PHOTOMETRIC_MINISBLACK;
  int planar = PLANARCONFIG_CONTIG;
  int compression = COMPRESSION_NONE;
  int predictor = 0;
  int tile = 0;  ///< side in pixels; 0 = strips
  int rows_per_strip = 5;
  std::string description;                     ///< of the first page
  std::function<void(TIFF*, int page)> extra;  ///< sets further tags
};

/// What the recipes store at a place: different for each page, pixel and channel.
template <class T>
T recipe_value(int page, int x, int y, int channel) {
  return static_cast<T>(1 + page * 7 + x * 3 + y * 11 + channel * 50);
}

template <class T>
void write_tiff(const std::filesystem::path& path, const TiffRecipe& recipe);

extern template void write_tiff<std::uint8_t>(const std::filesystem::path&, const TiffRecipe&);
extern template void write_tiff<std::uint16_t>(const std::filesystem::path&, const TiffRecipe&);
extern template void write_tiff<float>(const std::filesystem::path&, const TiffRecipe&);

}  // namespace etalon::test
