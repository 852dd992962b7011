// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/smoothing.hpp"

#include "suite/core/contract.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace etalon::imaging {

namespace {

/// Weights at 0, 1, 2 ... samples from the middle.
std::vector<float> half_kernel(double sigma) {
  const auto reach = static_cast<std::size_t>(4 * sigma + 0.5);
  std::vector<double> weights(reach + 1);
  double sum = 0;
  for (std::size_t k = 0; k <= reach; ++k) {
    const double d = static_cast<double>(k) / sigma;
    weights[k] = std::exp(-d * d / 2);
    sum += k == 0 ? weights[k] : 2 * weights[k];
  }
  std::vector<float> kernel;
  for (const double w : weights) kernel.push_back(static_cast<float>(w / sum));
  return kernel;
}

/// The sample that stands for place `i` of an axis of `size` samples.
std::size_t inside(std::ptrdiff_t i, std::size_t size, Border border) {
  const auto n = static_cast<std::ptrdiff_t>(size);
  if (border == Border::repeated)
    return static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(i, 0, n - 1));
  const std::ptrdiff_t period = ((i % (2 * n)) + 2 * n) % (2 * n);
  return static_cast<std::size_t>(period < n ? period : 2 * n - 1 - period);
}

void add_pair(const float* a, const float* b, float weight, std::size_t count, float* to) {
  for (std::size_t i = 0; i < count; ++i) to[i] += weight * (a[i] + b[i]);
}

void set_scaled(const float* from, float weight, std::size_t count, float* to) {
  for (std::size_t i = 0; i < count; ++i) to[i] = weight * from[i];
}

}  // namespace

Plane gaussian_smoothed(const Plane& plane, double sigma, Border border) {
  ETALON_EXPECTS(sigma > 0);
  const auto kernel = half_kernel(sigma);
  const auto reach = static_cast<std::ptrdiff_t>(kernel.size()) - 1;
  const auto width = static_cast<std::size_t>(plane.width);
  const auto height = static_cast<std::size_t>(plane.height);
  Plane result = plane;
  std::vector<float> column(width);
  std::vector<float> padded(width + 2 * kernel.size());
  for (std::size_t j = 0; j < height; ++j) {
    const auto row = [&](std::ptrdiff_t offset) {
      const auto place = static_cast<std::ptrdiff_t>(j) + offset;
      return plane.values.data() + inside(place, height, border) * width;
    };
    set_scaled(row(0), kernel[0], width, column.data());
    for (std::ptrdiff_t k = 1; k <= reach; ++k)
      add_pair(row(-k), row(k), kernel[static_cast<std::size_t>(k)], width, column.data());
    for (std::size_t i = 0; i < padded.size(); ++i) {
      const auto place = static_cast<std::ptrdiff_t>(i) - reach;
      padded[i] = column[inside(place, width, border)];
    }
    float* to = result.values.data() + j * width;
    const float* middle = padded.data() + reach;
    set_scaled(middle, kernel[0], width, to);
    for (std::ptrdiff_t k = 1; k <= reach; ++k)
      add_pair(middle - k, middle + k, kernel[static_cast<std::size_t>(k)], width, to);
  }
  return result;
}

}  // namespace etalon::imaging
