// SPDX-License-Identifier: Apache-2.0
#include "suite/imagefiles/raw_file.hpp"

#include "suite/imagefiles/plausible_size.hpp"
#include "suite/imagefiles/single_frame.hpp"

#include <libraw/libraw.h>

#include <algorithm>
#include <bit>
#include <memory>
#include <string>
#include <utility>

namespace etalon::imagefiles {
namespace {

/// LibRaw reads from memory: so the bytes that are decoded are those that are hashed.
struct Unpacked {
  std::vector<unsigned char> bytes;
  std::unique_ptr<LibRaw> raw = std::make_unique<LibRaw>();
};

[[noreturn]] void refuse_damaged(const std::filesystem::path& path, const char* what) {
  refuse(
      path,
      tr("cannot be decoded as a raw photograph ({}). Copy it again from the camera, or save its "
         "raw values as a 16-bit TIFF, for example with dcraw -D -4 -T."),
      what);
}

Unpacked unpacked(const HashedFile& hashed) {
  const ByteSource file = hashed.open();
  Unpacked result;
  result.bytes.resize(file.size());
  if (hashed.read(file, 0, result.bytes.data(), result.bytes.size()) != result.bytes.size())
    refuse(file.path(), tr("cannot be read. Check the disk or the network."));
  LibRaw& raw = *result.raw;
  raw.set_dataerror_handler(nullptr, nullptr);  // its own one prints
  int error = raw.open_buffer(result.bytes.data(), result.bytes.size());
  if (error == LIBRAW_SUCCESS) {
    if (raw.imgdata.idata.raw_count > 1)
      refuse(file.path(), tr("holds {} raw images. Save each as a file of its own."),
             raw.imgdata.idata.raw_count);
    require_plausible_size(file.path(), raw.imgdata.sizes.raw_width, raw.imgdata.sizes.raw_height);
    error = raw.unpack();
  }
  if (error != LIBRAW_SUCCESS) refuse_damaged(file.path(), libraw_strerror(error));
  if (raw.error_count() > 0) refuse_damaged(file.path(), tr("its data end early or are damaged"));
  return result;
}

char colour_at(LibRaw& raw, int row, int column) {
  const auto index = static_cast<std::size_t>(raw.COLOR(row, column));
  return index < 4 ? raw.imgdata.idata.cdesc[index] : '?';
}

Mosaic mosaic_of(LibRaw& raw, const std::filesystem::path& path) {
  if (raw.imgdata.idata.filters == 0) return Mosaic::none;
  std::string cell;
  bool repeats = true;
  for (int row = 0; row < 12; ++row) {
    for (int column = 0; column < 12; ++column) {
      const char colour = colour_at(raw, row, column);
      if (row < 2 && column < 2) cell += colour;
      repeats = repeats && colour == colour_at(raw, row % 2, column % 2);
    }
  }
  constexpr std::pair<const char*, Mosaic> kCells[] = {{"RGGB", Mosaic::rggb},
                                                       {"BGGR", Mosaic::bggr},
                                                       {"GRBG", Mosaic::grbg},
                                                       {"GBRG", Mosaic::gbrg}};
  for (const auto& [word, mosaic] : kCells)
    if (repeats && cell == word) return mosaic;
  refuse(path,
         tr("has a colour filter mosaic that is not 2 x 2 red, green, blue. Export one colour as a "
            "16-bit TIFF."));
}

/// The level of each place of the mosaic; nothing where they differ by more than a digital number,
/// because a frame has one.
std::optional<double> black_level(LibRaw& raw) {
  const auto& color = raw.imgdata.color;
  const unsigned* repeated = color.cblack + 4;  // height and width of a pattern, then the pattern
  double least = 0;
  double most = 0;
  double sum = 0;
  for (int i = 0; i < 4; ++i) {
    const auto row = static_cast<unsigned>(i / 2);
    const auto column = static_cast<unsigned>(i % 2);
    const int colour = raw.imgdata.idata.filters == 0 ? 0 : raw.COLOR(i / 2, i % 2);
    double level = color.black + color.cblack[std::clamp(colour, 0, 3)];
    if (repeated[0] > 0 && repeated[1] > 0)
      level += repeated[2 + row % repeated[0] * repeated[1] + column % repeated[1]];
    least = i == 0 ? level : std::min(least, level);
    most = i == 0 ? level : std::max(most, level);
    sum += level;
  }
  return most - least <= 1 ? std::optional(sum / 4) : std::nullopt;
}

/// What LibRaw knows of the methods that lose values; of those that it does not tell apart,
/// nothing is said.
bool is_lossy(LibRaw& raw) {
  const std::string method = raw.unpack_function_name();
  constexpr int kNikonLossy[] = {1, 4};
  const int nikon = raw.imgdata.makernotes.nikon.NEFCompression;
  return method.rfind("lossy_dng", 0) == 0 || method.rfind("sony_arw2", 0) == 0 ||
         std::find(std::begin(kNikonLossy), std::end(kNikonLossy), nikon) != std::end(kNikonLossy);
}

/// The visible area, row by row. `stored` samples lie behind each other for a pixel, of which the
/// first `channels` are colours.
std::vector<std::uint16_t> visible(const LibRaw& raw, const std::uint16_t* first, int stored,
                                   int channels) {
  const auto& sizes = raw.imgdata.sizes;
  const std::size_t row_length = sizes.raw_pitch / sizeof(std::uint16_t);
  std::vector<std::uint16_t> samples;
  samples.reserve(std::size_t{1} * sizes.width * sizes.height * static_cast<std::size_t>(channels));
  for (std::size_t y = 0; y < sizes.height; ++y) {
    const std::uint16_t* pixel = first + (y + sizes.top_margin) * row_length +
                                 std::size_t{1} * sizes.left_margin * static_cast<unsigned>(stored);
    for (std::size_t x = 0; x < sizes.width; ++x, pixel += stored)
      samples.insert(samples.end(), pixel, pixel + channels);
  }
  return samples;
}

Frame frame_of(LibRaw& raw, const std::filesystem::path& path) {
  const auto& data = raw.imgdata.rawdata;
  Frame frame;
  FrameInfo& info = frame.info;
  std::vector<std::uint16_t> samples;
  if (data.raw_image != nullptr) {
    info.mosaic = mosaic_of(raw, path);
    samples = visible(raw, data.raw_image, 1, 1);
  } else if (data.color3_image != nullptr || data.color4_image != nullptr) {
    if (raw.imgdata.idata.colors != 3)
      refuse(path, tr("is neither a raw mosaic nor grey nor RGB. Export it as a 16-bit TIFF."));
    info.channels = 3;
    samples = data.color3_image != nullptr ? visible(raw, *data.color3_image, 3, 3)
                                           : visible(raw, *data.color4_image, 4, 3);
    info.processed = true;  // each pixel has all colours: they were interpolated
  } else {
    refuse(path, tr("holds floating-point values. Export it as a 32-bit floating-point TIFF."));
  }
  if (samples.empty()) refuse_damaged(path, tr("no visible pixels"));
  info.width = raw.imgdata.sizes.width;
  info.height = raw.imgdata.sizes.height;
  info.sample_type = SampleType::u16;
  info.transfer = Transfer::linear;  // DNG 1.4, chapter 5: after its linearisation table
  info.lossy = is_lossy(raw);
  const unsigned largest = *std::max_element(samples.begin(), samples.end());
  const unsigned white = std::min(raw.imgdata.color.maximum, 65535U);
  info.significant_bits = std::max(1, static_cast<int>(std::bit_width(std::max(white, largest))));
  info.black_level = black_level(raw);
  frame.samples = std::move(samples);
  return frame;
}

Frame decode(const HashedFile& file) {
  const Unpacked unpacked_file = unpacked(file);
  return frame_of(*unpacked_file.raw, file.path());
}

void describe(const LibRaw& raw, ImageMetadata& metadata) {
  Detector& camera = metadata.instrument.detector;
  camera.manufacturer = raw.imgdata.idata.make;
  camera.model = raw.imgdata.idata.model;
  camera.serial_number = raw.imgdata.shootinginfo.BodySerial;
  const double exposure = static_cast<double>(raw.imgdata.other.shutter);
  if (exposure > 0) metadata.settings = {FrameSetting{.exposure = s(exposure)}};
}

}  // namespace

ImageFile open_raw(const std::filesystem::path& path, const ReadOptions& options) {
  const ByteSource file(path);
  // All is decoded once here: what is damaged is found when the file is opened.
  const Unpacked first = unpacked(HashedFile(file, {.hash = false}));
  frame_of(*first.raw, path);
  ImageFile image = single_frame_file(file, options, tr("raw photograph"), decode);
  describe(*first.raw, image.metadata);
  return image;
}

}  // namespace etalon::imagefiles
