// SPDX-License-Identifier: Apache-2.0
// Decoding of the strips and tiles of one page (declared in tiff_page.hpp).
#include "suite/imagefiles/byte_source.hpp"
#include "suite/imagefiles/tiff_page.hpp"

#include <algorithm>
#include <limits>
#include <new>

namespace etalon::imagefiles {
namespace {

std::size_t index(int number) { return static_cast<std::size_t>(number); }

/// A strip or tile: where it starts in the page and what of it belongs to the page.
struct Block {
  std::uint32_t id = 0;
  int x = 0;
  int y = 0;
  int columns = 0;
  int rows = 0;
  std::size_t samples = 0;  ///< decoded, with the padding of tiles
};

template <class T>
class PageReader {
 public:
  PageReader(TiffHandle& tiff, const TiffPage& page, const std::filesystem::path& path,
             std::vector<T>& samples)
      : tiff_(tiff), page_(page), path_(path), samples_(samples) {}

  void read() {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    if (page_.tiled) {
      TIFFGetField(tiff_.get(), TIFFTAG_TILEWIDTH, &width);
      TIFFGetField(tiff_.get(), TIFFTAG_TILELENGTH, &height);
    } else {
      width = static_cast<std::uint32_t>(page_.info.width);
      TIFFGetFieldDefaulted(tiff_.get(), TIFFTAG_ROWSPERSTRIP, &height);
      height = std::min(height, static_cast<std::uint32_t>(page_.info.height));
    }
    block_width_ = static_cast<int>(width);
    const int planes = page_.planar ? page_.info.channels : 1;
    for (int plane = 0; plane < planes; ++plane)
      for (std::int64_t y = 0; y < page_.info.height; y += height)
        for (std::int64_t x = 0; x < page_.info.width; x += width)
          read_block(block_at(static_cast<int>(x), static_cast<int>(y), height, plane), plane);
  }

 private:
  std::size_t samples_per_pixel() const { return page_.planar ? 1 : page_.stored; }

  Block block_at(int x, int y, std::uint32_t height, int plane) const {
    Block block;
    block.x = x;
    block.y = y;
    block.columns = std::min(block_width_, page_.info.width - x);
    block.rows =
        static_cast<int>(std::min<std::int64_t>(height, std::int64_t{page_.info.height} - y));
    const auto column = static_cast<std::uint32_t>(x);
    const auto row = static_cast<std::uint32_t>(y);
    const auto sample = static_cast<std::uint16_t>(plane);
    block.id = page_.tiled ? TIFFComputeTile(tiff_.get(), column, row, 0, sample)
                           : TIFFComputeStrip(tiff_.get(), row, sample);
    const std::size_t rows = page_.tiled ? height : index(block.rows);
    block.samples = index(block_width_) * rows * samples_per_pixel();
    return block;
  }

  void read_block(const Block& block, int plane) {
    const auto channels = index(page_.info.channels);
    const std::size_t row_samples = index(page_.info.width) * channels;
    T* target = samples_.data() + index(block.y) * row_samples + index(block.x) * channels;
    if (!page_.tiled && !page_.planar && page_.stored == channels) {
      decode(block, target);
      return;
    }
    buffer_.resize(std::max(buffer_.size(), block.samples));
    decode(block, buffer_.data());
    const std::size_t step = samples_per_pixel();
    const std::size_t copied = page_.planar ? 1 : channels;
    for (int row = 0; row < block.rows; ++row) {
      const T* from = buffer_.data() + index(row) * index(block_width_) * step;
      T* to = target + index(row) * row_samples + index(plane);
      for (int column = 0; column < block.columns; ++column, from += step, to += channels)
        std::copy(from, from + copied, to);
    }
  }

  void decode(const Block& block, T* target) {
    const auto size = static_cast<tmsize_t>(block.samples * sizeof(T));
    const tmsize_t got = page_.tiled ? TIFFReadEncodedTile(tiff_.get(), block.id, target, size)
                                     : TIFFReadEncodedStrip(tiff_.get(), block.id, target, size);
    const std::string error = tiff_.take_error();
    const std::string warning = tiff_.take_warning();
    // Damaged JPEG and PackBits data only cause a warning; the bit order of old LZW files is
    // harmless.
    const bool damaged = !warning.empty() && warning.find("Old-style LZW") == std::string::npos;
    if (got == size && error.empty() && !damaged) return;
    refuse(path_,
           tr("page {} cannot be decoded ({}). Nothing was measured. Copy the file again from the "
              "instrument."),
           page_.number, error.empty() ? (warning.empty() ? "too short" : warning) : error);
  }

  TiffHandle& tiff_;
  const TiffPage& page_;
  const std::filesystem::path& path_;
  std::vector<T>& samples_;
  std::vector<T> buffer_;
  int block_width_ = 0;
};

template <class T>
void invert(std::vector<T>& samples) {
  for (T& sample : samples) sample = static_cast<T>(std::numeric_limits<T>::max() - sample);
}

}  // namespace

void prepare_frame(Frame& frame, const FrameInfo& info, const std::filesystem::path& path) {
  const std::size_t count = index(info.width) * index(info.height) * index(info.channels);
  frame.info = info;
  const auto resize = [&](auto samples) {
    using Samples = decltype(samples);
    if (!std::holds_alternative<Samples>(frame.samples)) frame.samples = Samples();
    std::get<Samples>(frame.samples).resize(count);
  };
  try {
    if (info.sample_type == SampleType::u8) resize(std::vector<std::uint8_t>());
    if (info.sample_type == SampleType::u16) resize(std::vector<std::uint16_t>());
    if (info.sample_type == SampleType::f32) resize(std::vector<float>());
  } catch (const std::bad_alloc&) {
    refuse(path,
           tr("a frame of {} x {} pixels does not fit into the memory. Crop it or use a larger "
              "computer."),
           info.width, info.height);
  }
}

Frame make_frame(const FrameInfo& info, const std::filesystem::path& path) {
  Frame frame;
  prepare_frame(frame, info, path);
  return frame;
}

Frame read_page(TiffHandle& tiff, const TiffPage& page, const std::filesystem::path& path) {
  Frame frame = make_frame(page.info, path);
  if (page.photometric == PHOTOMETRIC_YCBCR)
    TIFFSetField(tiff.get(), TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
  tiff.take_warning();  // of the directory: unknown tags and the like
  std::visit(
      [&](auto& samples) {
        PageReader reader(tiff, page, path, samples);
        reader.read();
        if constexpr (!std::is_same_v<std::decay_t<decltype(samples)>, std::vector<float>>)
          if (page.min_is_white) invert(samples);
      },
      frame.samples);
  return frame;
}

}  // namespace etalon::imagefiles
