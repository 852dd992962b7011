// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/camera/image_filters.hpp"

#include "hardware/simulator/camera/colour_filters.hpp"
#include "suite/core/parallel.hpp"

#include <algorithm>

namespace etalon::hardware {
namespace {

/// Nine places around one, row by row, the border repeated.
struct Neighbours {
  std::array<std::size_t, 3> x;
  std::array<std::size_t, 3> y;
};

Neighbours around(const Picture& picture, std::size_t x, std::size_t y) {
  return {{x == 0 ? 0 : x - 1, x, std::min(x + 1, picture.width - 1)},
          {y == 0 ? 0 : y - 1, y, std::min(y + 1, picture.height - 1)}};
}

std::size_t place(const Picture& picture, std::size_t x, std::size_t y, std::size_t channel) {
  return (y * picture.width + x) * picture.channels + channel;
}

/// A picture of which each value is value(neighbours, x, y, channel).
template <class Value>
Picture made(const Picture& like, std::size_t channels, std::size_t threads, const Value& value) {
  Picture result{like.width, like.height, channels, {}};
  result.values.resize(like.width * like.height * channels);
  in_parallel(like.height, threads, [&](std::size_t first, std::size_t end) {
    for (std::size_t y = first; y < end; ++y) {
      for (std::size_t x = 0; x < like.width; ++x) {
        const Neighbours near = around(like, x, y);
        for (std::size_t c = 0; c < channels; ++c)
          result.values[place(result, x, y, c)] = value(near, x, y, c);
      }
    }
  });
  return result;
}

float mean_of_colour(const Picture& raw, Mosaic mosaic, const Neighbours& near,
                     std::size_t colour) {
  // Across a border the same pixel would count twice, so a place is taken once.
  float sum = 0;
  float count = 0;
  for (std::size_t j = 0; j < 3; ++j) {
    for (std::size_t i = 0; i < 3; ++i) {
      const bool again = (i == 0 && near.x[0] == near.x[1]) || (i == 2 && near.x[2] == near.x[1]) ||
                         (j == 0 && near.y[0] == near.y[1]) || (j == 2 && near.y[2] == near.y[1]);
      if (again || colour_at(mosaic, near.x[i], near.y[j]) != colour) continue;
      sum += raw.values[place(raw, near.x[i], near.y[j], 0)];
      count += 1;
    }
  }
  return count > 0 ? sum / count : 0;
}

}  // namespace

void correct_shading(Picture& picture, Mosaic mosaic, const std::array<double, 3>& corner_gain,
                     double black, std::size_t threads) {
  const double middle_x = (static_cast<double>(picture.width) - 1) / 2;
  const double middle_y = (static_cast<double>(picture.height) - 1) / 2;
  const double half_diagonal_squared =
      std::max(middle_x * middle_x + middle_y * middle_y, 0.25);  // a single pixel: no corners
  in_parallel(picture.height, threads, [&](std::size_t first, std::size_t end) {
    for (std::size_t y = first; y < end; ++y) {
      const double dy = static_cast<double>(y) - middle_y;
      for (std::size_t x = 0; x < picture.width; ++x) {
        const double dx = static_cast<double>(x) - middle_x;
        const double r_squared = (dx * dx + dy * dy) / half_diagonal_squared;
        for (std::size_t c = 0; c < picture.channels; ++c) {
          const std::size_t colour = picture.channels == 3 ? c : colour_at(mosaic, x, y);
          const double gain = 1 + (corner_gain[colour] - 1) * r_squared;
          float& value = picture.values[place(picture, x, y, c)];
          value = static_cast<float>(black + (value - black) * gain);
        }
      }
    }
  });
}

Picture demosaiced(const Picture& picture, Mosaic mosaic, std::size_t threads) {
  return made(picture, 3, threads,
              [&](const Neighbours& near, std::size_t x, std::size_t y, std::size_t colour) {
                if (colour_at(mosaic, x, y) == colour)
                  return picture.values[place(picture, x, y, 0)];
                return mean_of_colour(picture, mosaic, near, colour);
              });
}

Picture denoised(const Picture& picture, std::size_t threads) {
  return made(picture, picture.channels, threads,
              [&](const Neighbours& near, std::size_t, std::size_t, std::size_t c) {
                std::array<float, 9> values{};
                for (std::size_t k = 0; k < 9; ++k)
                  values[k] = picture.values[place(picture, near.x[k % 3], near.y[k / 3], c)];
                std::nth_element(values.begin(), values.begin() + 4, values.end());
                return values[4];
              });
}

Picture sharpened(const Picture& picture, double amount, std::size_t threads) {
  const auto a = static_cast<float>(amount);
  constexpr std::array<float, 3> kWeights{0.25F, 0.5F, 0.25F};
  return made(picture, picture.channels, threads,
              [&](const Neighbours& near, std::size_t x, std::size_t y, std::size_t c) {
                float blurred = 0;
                for (std::size_t k = 0; k < 9; ++k)
                  blurred += kWeights[k % 3] * kWeights[k / 3] *
                             picture.values[place(picture, near.x[k % 3], near.y[k / 3], c)];
                const float value = picture.values[place(picture, x, y, c)];
                return value + a * (value - blurred);
              });
}

}  // namespace etalon::hardware
