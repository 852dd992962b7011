// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/pixels/pixel_format.hpp"

#include <utility>
#include <vector>

namespace etalon::hardware {
namespace {

constexpr int kLargestSide = 65536;

std::size_t up(std::size_t value, std::size_t by) { return (value + by - 1) / by; }

bool possible(const PixelFormat& format, int width, int height) {
  const bool plain = format.packing == Packing::bytes || format.packing == Packing::words;
  const bool channels = format.channels == 1 || (format.channels == 3 && plain);
  const int most = format.packing == Packing::words || format.packing == Packing::lsb_packed ? 16
                   : format.packing == Packing::mipi10                                       ? 10
                   : plain || format.packing == Packing::luma_first                          ? 8
                                                                                             : 12;
  return width > 0 && height > 0 && width <= kLargestSide && height <= kLargestSide && channels &&
         format.bits >= 1 && format.bits <= most;
}

/// Sample `i` of a row.
unsigned sample(const PixelFormat& format, const std::uint8_t* row, std::size_t i) {
  switch (format.packing) {
    case Packing::bytes:
      return row[i];
    case Packing::words:
      return row[2 * i] | static_cast<unsigned>(row[2 * i + 1]) << 8U;
    case Packing::lsb_packed: {
      const auto bits = static_cast<std::size_t>(format.bits);
      unsigned value = 0;
      for (std::size_t k = 0; k < bits; ++k) {
        const std::size_t at = i * bits + k;
        value |= ((row[at / 8] >> (at % 8)) & 1U) << k;
      }
      return value;
    }
    case Packing::gige12: {
      const std::uint8_t* pair = row + i / 2 * 3;
      return i % 2 == 0 ? static_cast<unsigned>(pair[0]) << 4U | (pair[1] & 15U)
                        : static_cast<unsigned>(pair[2]) << 4U | pair[1] >> 4U;
    }
    case Packing::mipi10: {
      const std::uint8_t* four = row + i / 4 * 5;
      return static_cast<unsigned>(four[i % 4]) << 2U | ((four[4] >> (2 * (i % 4))) & 3U);
    }
    case Packing::mipi12: {
      const std::uint8_t* pair = row + i / 2 * 3;
      return static_cast<unsigned>(pair[i % 2]) << 4U | ((pair[2] >> (4 * (i % 2))) & 15U);
    }
    case Packing::luma_first:
      return row[2 * i];
  }
  return 0;
}

template <class Sample>
std::vector<Sample> samples(const PixelFormat& format, int width, int height,
                            const std::uint8_t* bytes, std::size_t stride) {
  const auto per_row = static_cast<std::size_t>(width) * static_cast<std::size_t>(format.channels);
  std::vector<Sample> values;
  values.reserve(per_row * static_cast<std::size_t>(height));
  for (std::size_t y = 0; y < static_cast<std::size_t>(height); ++y) {
    const std::uint8_t* row = bytes + y * stride;
    for (std::size_t i = 0; i < per_row; ++i) {
      values.push_back(static_cast<Sample>(sample(format, row, i)));
    }
  }
  if (format.blue_first) {
    for (std::size_t i = 0; i + 2 < values.size(); i += 3) std::swap(values[i], values[i + 2]);
  }
  return values;
}

}  // namespace

std::size_t row_bytes(const PixelFormat& format, int width) {
  const auto count = static_cast<std::size_t>(width) * static_cast<std::size_t>(format.channels);
  switch (format.packing) {
    case Packing::bytes:
      return count;
    case Packing::words:
    case Packing::luma_first:
      return 2 * count;
    case Packing::lsb_packed:
      return up(count * static_cast<std::size_t>(format.bits), 8);
    case Packing::gige12:
    case Packing::mipi12:
      return up(count, 2) * 3;
    case Packing::mipi10:
      return up(count, 4) * 5;
  }
  return 0;
}

std::optional<Frame> unpacked(const PixelFormat& format, int width, int height,
                              std::span<const std::uint8_t> bytes, std::size_t stride) {
  if (!possible(format, width, height)) return std::nullopt;
  const std::size_t row = row_bytes(format, width);
  if (stride == 0) stride = row;
  const auto rows = static_cast<std::size_t>(height);
  if (stride < row || bytes.size() < stride * (rows - 1) + row) return std::nullopt;
  Frame frame;
  frame.info.width = width;
  frame.info.height = height;
  frame.info.channels = format.channels;
  frame.info.sample_type = format.bits <= 8 ? SampleType::u8 : SampleType::u16;
  frame.info.mosaic = format.mosaic;
  frame.info.significant_bits = format.bits;
  if (format.bits <= 8) {
    frame.samples = samples<std::uint8_t>(format, width, height, bytes.data(), stride);
  } else {
    frame.samples = samples<std::uint16_t>(format, width, height, bytes.data(), stride);
  }
  return frame;
}

}  // namespace etalon::hardware
