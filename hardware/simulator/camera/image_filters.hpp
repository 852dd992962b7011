// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"

#include <array>
#include <cstddef>
#include <vector>

namespace etalon::hardware {

/// A frame on its way through the computer of a camera: samples as numbers, channels interleaved.
struct Picture {
  std::size_t width = 0;
  std::size_t height = 0;
  std::size_t channels = 1;
  std::vector<float> values;
};

/// The steps of in_camera.hpp that look at places and neighbours.

void correct_shading(Picture& picture, Mosaic mosaic, const std::array<double, 3>& corner_gain,
                     double black, std::size_t threads);
Picture demosaiced(const Picture& picture, Mosaic mosaic, std::size_t threads);
Picture denoised(const Picture& picture, std::size_t threads);
Picture sharpened(const Picture& picture, double amount, std::size_t threads);

}  // namespace etalon::hardware
