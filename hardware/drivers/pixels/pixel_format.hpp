// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace etalon::hardware {

/// How the samples of a row lie in its bytes.
enum class Packing {
  bytes,       ///< one byte each
  words,       ///< two bytes each, the lower one first
  lsb_packed,  ///< a stream of bits, the lowest first (GenICam's Mono10p, Mono12p)
  gige12,      ///< two in three bytes, low halves in the middle (GigE Vision's Mono12Packed)
  mipi10,      ///< four in five bytes, low bits in the fifth (V4L2's Y10P, raw of a Raspberry Pi)
  mipi12,      ///< two in three bytes, low bits in the third
  luma_first   ///< Y of YUYV: every second byte
};

struct PixelFormat {
  Packing packing = Packing::bytes;
  int bits = 8;      ///< that carry information, 1 to 16
  int channels = 1;  ///< 1, or 3 interleaved (bytes and words only)
  Mosaic mosaic = Mosaic::none;
  bool blue_first = false;  ///< of three channels
};

/// Bytes of a row without padding behind it.
std::size_t row_bytes(const PixelFormat& format, int width);

/// The samples as they were recorded, no interpolation, no scaling: 8 bits and fewer in bytes, more
/// in words. Rows begin every `stride` bytes (0: without padding). Nothing when there are too few
/// bytes, or the size or format cannot be. Transfer is left unknown: the driver knows.
std::optional<Frame> unpacked(const PixelFormat& format, int width, int height,
                              std::span<const std::uint8_t> bytes, std::size_t stride = 0);

}  // namespace etalon::hardware
