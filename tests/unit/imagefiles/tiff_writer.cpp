// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/imagefiles/tiff_writer.hpp"

#include <algorithm>
#include <stdexcept>

namespace etalon::test {
namespace {

void set_tags(TIFF* tiff, const TiffRecipe& recipe, int page) {
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, recipe.width);
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, recipe.height);
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, recipe.samples);
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, recipe.bits);
  TIFFSetField(tiff, TIFFTAG_SAMPLEFORMAT, recipe.format);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, recipe.photometric);
  TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, recipe.planar);
  TIFFSetField(tiff, TIFFTAG_COMPRESSION, recipe.compression);
  if (recipe.predictor != 0) TIFFSetField(tiff, TIFFTAG_PREDICTOR, recipe.predictor);
  if (recipe.tile > 0) {
    TIFFSetField(tiff, TIFFTAG_TILEWIDTH, recipe.tile);
    TIFFSetField(tiff, TIFFTAG_TILELENGTH, recipe.tile);
  } else {
    TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, recipe.rows_per_strip);
  }
  if (page == 0 && !recipe.description.empty())
    TIFFSetField(tiff, TIFFTAG_IMAGEDESCRIPTION, recipe.description.c_str());
  if (recipe.extra) recipe.extra(tiff, page);
}

/// One strip or tile with its left upper corner at (x0, y0); `plane` is -1 when colours are
/// interleaved.
template <class T>
std::vector<T> block(const TiffRecipe& recipe, int page, int x0, int y0, int columns, int rows,
                     int plane) {
  std::vector<T> samples;
  for (int y = y0; y < y0 + rows; ++y)
    for (int x = x0; x < x0 + columns; ++x)
      for (int c = 0; c < recipe.samples; ++c)
        if (plane < 0 || c == plane) samples.push_back(recipe_value<T>(page, x, y, c));
  return samples;
}

template <class T>
void write_page(TIFF* tiff, const TiffRecipe& recipe, int page) {
  const bool planar = recipe.planar == PLANARCONFIG_SEPARATE;
  const bool tiled = recipe.tile > 0;
  const int step_x = tiled ? recipe.tile : recipe.width;
  const int step_y = tiled ? recipe.tile : recipe.rows_per_strip;
  std::uint32_t id = 0;
  for (int plane = planar ? 0 : -1; plane < (planar ? recipe.samples : 0); ++plane) {
    for (int y = 0; y < recipe.height; y += step_y) {
      for (int x = 0; x < recipe.width; x += step_x, ++id) {
        const int rows = tiled ? step_y : std::min(step_y, recipe.height - y);
        std::vector<T> samples = block<T>(recipe, page, x, y, step_x, rows, plane);
        const auto size = static_cast<tmsize_t>(samples.size() * sizeof(T));
        const tmsize_t written = tiled ? TIFFWriteEncodedTile(tiff, id, samples.data(), size)
                                       : TIFFWriteEncodedStrip(tiff, id, samples.data(), size);
        if (written != size) throw std::runtime_error("libtiff did not write");
      }
    }
  }
}

}  // namespace

template <class T>
void write_tiff(const std::filesystem::path& path, const TiffRecipe& recipe) {
  TIFF* tiff = TIFFOpen(path.c_str(), recipe.mode.c_str());
  if (tiff == nullptr) throw std::runtime_error("libtiff cannot create " + path.string());
  for (int page = 0; page < recipe.pages; ++page) {
    set_tags(tiff, recipe, page);
    write_page<T>(tiff, recipe, page);
    TIFFWriteDirectory(tiff);
  }
  TIFFClose(tiff);
}

template void write_tiff<std::uint8_t>(const std::filesystem::path&, const TiffRecipe&);
template void write_tiff<std::uint16_t>(const std::filesystem::path&, const TiffRecipe&);
template void write_tiff<float>(const std::filesystem::path&, const TiffRecipe&);

}  // namespace etalon::test
