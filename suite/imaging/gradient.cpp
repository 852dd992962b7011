// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/gradient.hpp"

#include <algorithm>
#include <cmath>

namespace etalon::imaging {

namespace {

struct Kernels {
  int radius = 0;
  std::vector<float> smooth;
  std::vector<float> slope;
};

Kernels gaussian_kernels(double sigma) {
  Kernels k;
  k.radius = static_cast<int>(std::ceil(3 * sigma));
  double total = 0;
  for (int i = -k.radius; i <= k.radius; ++i) total += std::exp(-0.5 * i * i / (sigma * sigma));
  for (int i = -k.radius; i <= k.radius; ++i) {
    const double g = std::exp(-0.5 * i * i / (sigma * sigma)) / total;
    k.smooth.push_back(static_cast<float>(g));
    k.slope.push_back(static_cast<float>(g * i / (sigma * sigma)));
  }
  return k;
}

/// Correlation along rows (step 1) or columns (step = width); borders repeat the last sample.
std::vector<float> filter_rows(const std::vector<float>& in, int width, int height,
                               const std::vector<float>& kernel) {
  const int radius = static_cast<int>(kernel.size()) / 2;
  std::vector<float> out(in.size());
  std::vector<float> padded(static_cast<std::size_t>(width + 2 * radius));
  for (int y = 0; y < height; ++y) {
    const float* row = in.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width);
    for (int x = -radius; x < width + radius; ++x) {
      padded[static_cast<std::size_t>(x + radius)] = row[std::clamp(x, 0, width - 1)];
    }
    float* target = out.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width);
    for (int k = 0; k <= 2 * radius; ++k) {
      const float weight = kernel[static_cast<std::size_t>(k)];
      const float* source = padded.data() + k;
      for (int x = 0; x < width; ++x) target[x] += weight * source[x];
    }
  }
  return out;
}

std::vector<float> filter_columns(const std::vector<float>& in, int width, int height,
                                  const std::vector<float>& kernel) {
  const int radius = static_cast<int>(kernel.size()) / 2;
  std::vector<float> out(in.size(), 0.0F);
  for (int y = 0; y < height; ++y) {
    float* target = out.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width);
    for (int k = -radius; k <= radius; ++k) {
      const int from = std::clamp(y + k, 0, height - 1);
      const float* source =
          in.data() + static_cast<std::size_t>(from) * static_cast<std::size_t>(width);
      const float weight = kernel[static_cast<std::size_t>(k + radius)];
      for (int x = 0; x < width; ++x) target[x] += weight * source[x];
    }
  }
  return out;
}

}  // namespace

BlockMeans block_means(const Plane& plane, int factor) {
  BlockMeans means{plane.width / factor, plane.height / factor, {}};
  const auto width = static_cast<std::size_t>(means.width);
  means.values.resize(width * static_cast<std::size_t>(means.height));
  const std::size_t used = width * static_cast<std::size_t>(factor);
  const float scale = 1.0F / static_cast<float>(factor * factor);
  std::vector<float> columns(used);
  for (int y = 0; y < means.height; ++y) {
    // Rows first: neighbouring samples add as vectors.
    std::fill(columns.begin(), columns.end(), 0.0F);
    for (int dy = 0; dy < factor; ++dy) {
      const float* in = plane.row(y * factor + dy);
      for (std::size_t x = 0; x < used; ++x) columns[x] += in[x];
    }
    float* out = means.values.data() + static_cast<std::size_t>(y) * width;
    const float* in = columns.data();
    for (std::size_t x = 0; x < width; ++x) {
      float sum = 0;
      for (int dx = 0; dx < factor; ++dx) sum += *in++;
      out[x] = sum * scale;
    }
  }
  return means;
}

GradientField gradient_field(const Plane& plane, int factor, double sigma) {
  GradientField field;
  field.factor = factor;
  const BlockMeans means = block_means(plane, factor);
  const auto& reduced = means.values;
  field.width = means.width;
  field.height = means.height;
  const Kernels kernels = gaussian_kernels(sigma);
  field.gx = filter_columns(filter_rows(reduced, field.width, field.height, kernels.slope),
                            field.width, field.height, kernels.smooth);
  field.gy = filter_columns(filter_rows(reduced, field.width, field.height, kernels.smooth),
                            field.width, field.height, kernels.slope);
  field.magnitude.resize(reduced.size());
  for (std::size_t i = 0; i < reduced.size(); ++i) {
    field.magnitude[i] = std::sqrt(field.gx[i] * field.gx[i] + field.gy[i] * field.gy[i]);
  }
  if (field.magnitude.empty()) return field;
  auto sorted = field.magnitude;
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  field.noise = *middle / 1.1774F;  // median of a Rayleigh distribution of scale 1
  field.strongest = *std::max_element(middle, sorted.end());
  return field;
}

}  // namespace etalon::imaging
