// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/camera/expose.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <variant>
#include <vector>

namespace etalon::test {

/// Even light, the same for each colour.
inline hardware::LightImage flat_light(double photons, int width, int height,
                                       std::size_t colours = 1) {
  const std::vector<float> plane(static_cast<std::size_t>(width) * static_cast<std::size_t>(height),
                                 static_cast<float>(photons));
  return {width, height, std::vector(colours, plane)};
}

inline const std::vector<std::uint16_t>& words_of(const Frame& frame) {
  return std::get<std::vector<std::uint16_t>>(frame.samples);
}

inline std::vector<double> numbers_of(const Frame& frame) {
  return std::visit(
      [](const auto& samples) { return std::vector<double>(samples.begin(), samples.end()); },
      frame.samples);
}

struct Moments {
  double mean = 0;
  double variance = 0;
  double skewness = 0;
};

inline Moments moments_of(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  Moments m;
  for (const double v : values) m.mean += v / n;
  double third = 0;
  for (const double v : values) {
    const double d = v - m.mean;
    m.variance += d * d / (n - 1);
    third += d * d * d / n;
  }
  m.skewness = m.variance > 0 ? third / std::pow(m.variance, 1.5) : 0;
  return m;
}

inline Moments moments_of(const Frame& frame) { return moments_of(numbers_of(frame)); }

/// Mean and temporal variance from two frames of the same setting, by EMVA 1288.
struct TwoFrames {
  double mean = 0;
  double variance = 0;
};

inline TwoFrames two_frames(const Frame& a, const Frame& b) {
  const auto x = numbers_of(a);
  const auto y = numbers_of(b);
  const auto n = static_cast<double>(x.size());
  double mean_x = 0;
  double mean_y = 0;
  double squares = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    mean_x += x[i] / n;
    mean_y += y[i] / n;
    squares += (x[i] - y[i]) * (x[i] - y[i]) / n;
  }
  return {(mean_x + mean_y) / 2, squares / 2 - (mean_x - mean_y) * (mean_x - mean_y) / 2};
}

}  // namespace etalon::test
