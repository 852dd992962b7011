// SPDX-License-Identifier: Apache-2.0
#include "tests/support/emulated_openflexure.hpp"

#include <cstdint>
#include <stdexcept>

namespace etalon::test {
namespace {

constexpr std::size_t kHeader = 176;
constexpr std::size_t kRows = 32768;
constexpr std::size_t kPadded = 32;

void put_word(std::string& bytes, std::size_t at, std::size_t value) {
  bytes[at] = static_cast<char>(value & 0xffU);
  bytes[at + 1] = static_cast<char>(value >> 8U & 0xffU);
}

char order_of(Mosaic mosaic) {
  switch (mosaic) {
    case Mosaic::rggb:
      return 0;
    case Mosaic::gbrg:
      return 1;
    case Mosaic::bggr:
      return 2;
    case Mosaic::grbg:
      return 3;
    case Mosaic::none:
      break;
  }
  throw std::invalid_argument("no mosaic");
}

/// Four samples by their upper eight bits, then a byte of their lower two.
std::string row_of(const std::uint16_t* samples, std::size_t width) {
  std::string row;
  for (std::size_t x = 0; x < width; x += 4) {
    unsigned low = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      const unsigned sample = x + i < width ? samples[x + i] : 0U;
      row += static_cast<char>(sample >> 2U);
      low |= (sample & 3U) << (2 * i);
    }
    row += static_cast<char>(low);
  }
  row.resize((row.size() + kPadded - 1) / kPadded * kPadded, '\x5a');
  return row;
}

}  // namespace

std::string pi_jpeg_of(const Frame& frame) {
  const auto width = static_cast<std::size_t>(frame.info.width);
  const auto height = static_cast<std::size_t>(frame.info.height);
  // Two rows more, then to sixteen: 2480 for the 2464 of the IMX219, 1952 for the 1944 of the
  // OV5647.
  const std::size_t down = (height + 2 + 15) / 16 * 16 - height;
  std::string block(kRows, '\0');
  block.replace(0, 4, "BRCM");
  block.replace(kHeader, 6, "imx219");
  put_word(block, kHeader + 32, width);
  put_word(block, kHeader + 34, height);
  put_word(block, kHeader + 38, down);
  block[kHeader + 68] = order_of(frame.info.mosaic);
  const auto& samples = std::get<std::vector<std::uint16_t>>(frame.samples);
  std::string row;
  for (std::size_t y = 0; y < height; ++y) {
    row = row_of(samples.data() + y * width, width);
    block += row;
  }
  block.append(down * row.size(), '\xa5');
  return "\xff\xd8 a picture with the letters BRCM in it \xff\xd9" + block;
}

}  // namespace etalon::test
