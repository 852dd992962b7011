// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/openflexure/pi_raw.hpp"

#include "hardware/drivers/pixels/pixel_format.hpp"

#include <array>
#include <cstdint>
#include <span>

namespace etalon::hardware {
namespace {

constexpr std::string_view kMark = "BRCM";
constexpr std::size_t kRows = 32768;  // begin there
constexpr std::size_t kHeader = 176;  // begins there, with a name of 32 bytes
constexpr std::size_t kWidth = kHeader + 32;
constexpr std::size_t kMostAdded = 17;  // 2, then to sixteen
constexpr std::size_t kOrder = kHeader + 68;
constexpr std::array kOrders{Mosaic::rggb, Mosaic::gbrg, Mosaic::bggr, Mosaic::grbg};

std::size_t byte(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

std::size_t word(std::string_view bytes, std::size_t at) {
  return byte(bytes, at) | byte(bytes, at + 1) << 8U;
}

std::size_t up(std::size_t value, std::size_t by) { return (value + by - 1) / by * by; }

/// The frame, where a block of that packing ends with `block`.
std::optional<Frame> unpacked_as(Packing packing, int bits, std::string_view block) {
  const std::size_t width = word(block, kWidth);
  const std::size_t height = word(block, kWidth + 2);
  const std::size_t across = width + word(block, kWidth + 4);
  const std::size_t order = byte(block, kOrder);
  if (order >= kOrders.size() || width == 0 || height == 0) return std::nullopt;
  PixelFormat format;
  format.packing = packing;
  format.bits = bits;
  format.mosaic = kOrders[order];
  const std::size_t stride = up(row_bytes(format, static_cast<int>(across)), 32);
  // Whole rows, and few more than there are: how many the sensor adds is not told.
  const std::size_t rows = (block.size() - kRows) / stride;
  if (block.size() != kRows + stride * rows || rows < height || rows > height + kMostAdded) {
    return std::nullopt;
  }
  const std::span bytes(reinterpret_cast<const std::uint8_t*>(block.data()), block.size());
  return unpacked(format, static_cast<int>(width), static_cast<int>(height), bytes.subspan(kRows),
                  stride);
}

}  // namespace

bool has_pi_raw(std::string_view jpeg) { return jpeg.find(kMark) != std::string_view::npos; }

std::optional<Frame> pi_raw(std::string_view jpeg) {
  // The four letters may stand in the picture by chance, before the block or within it.
  for (auto at = jpeg.find(kMark); at != std::string_view::npos; at = jpeg.find(kMark, at + 1)) {
    const std::string_view block = jpeg.substr(at);
    if (block.size() <= kRows) return std::nullopt;
    auto frame = unpacked_as(Packing::mipi10, 10, block);
    if (!frame) frame = unpacked_as(Packing::mipi12, 12, block);
    if (!frame) continue;
    frame->info.transfer = Transfer::linear;
    frame->info.processed = false;
    return frame;
  }
  return std::nullopt;
}

}  // namespace etalon::hardware
