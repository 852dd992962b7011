// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>

namespace etalon::test {

struct EdgeScene {
  double angle_deg = 5;
  double bright_electrons = 20'000;
  double dark_electrons = 2'000;
  int side = 200;
  std::uint64_t seed = 1;
};

/// A Gaussian edge of sigma 1.5 px, recorded at 0.1 DN per electron with 12 bits and an offset of
/// 100 DN.
Frame edge_frame(const EdgeScene& scene = {});

/// A frame of 16 bits, or of floating point, whose samples are a function of their place.
Frame painted_u16(int side, const std::function<std::uint16_t(int x, int y)>& value);
Frame painted_f32(int side, const std::function<float(int x, int y)>& value);

/// One frame as OME-TIFF with a pixel size of 0.2618 um.
void write_image(const std::filesystem::path& path, Frame frame);

/// A TIFF of a few bytes whose header promises 2 000 000 000 x 2 000 000 000 pixels.
void write_giant_header(const std::filesystem::path& path);

}  // namespace etalon::test
