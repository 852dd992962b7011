// SPDX-License-Identifier: Apache-2.0
#include "protocols/brightness.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <variant>
#include <vector>

namespace etalon::protocols {
namespace {

constexpr double kAbove = 0.001;

template <class Sample>
double high_percentile(std::vector<Sample> samples) {
  const auto above = static_cast<std::size_t>(kAbove * static_cast<double>(samples.size()));
  const auto place = samples.end() - 1 - static_cast<std::ptrdiff_t>(above);
  std::nth_element(samples.begin(), place, samples.end());
  return static_cast<double>(*place);
}

}  // namespace

std::optional<Ratio> brightness(const Frame& frame) {
  const auto full = full_scale(frame.info);
  if (!full || !(*full > 0)) return std::nullopt;
  const double high =
      std::visit([](const auto& samples) { return high_percentile(samples); }, frame.samples);
  return one(high / *full);
}

double sharpness(const Frame& frame) {
  const Plane plane = extract_plane(frame, plane_count(frame.info) > 1 ? 1 : 0);
  double sum = 0;
  double squares = 0;
  // Two samples apart: neighbours differ by noise more than by blur.
  constexpr int kApart = 2;
  for (int j = 0; j < plane.height; ++j) {
    const float* row = plane.row(j);
    for (int i = 0; i < plane.width; ++i) {
      sum += row[i];
      if (i + kApart < plane.width) squares += std::pow(row[i + kApart] - row[i], 2);
      if (j + kApart < plane.height) squares += std::pow(plane.row(j + kApart)[i] - row[i], 2);
    }
  }
  const double pixels = static_cast<double>(plane.width) * plane.height;
  const double mean = sum / pixels;
  return mean > 0 ? squares / pixels / (mean * mean) : 0;
}

std::optional<Ratio> saturated_share(const Frame& frame) {
  const auto full = full_scale(frame.info);
  if (!full || !(*full > 0)) return std::nullopt;
  return std::visit(
      [&](const auto& samples) {
        const auto white = std::count_if(samples.begin(), samples.end(),
                                         [&](auto sample) { return sample >= *full; });
        return one(static_cast<double>(white) / static_cast<double>(samples.size()));
      },
      frame.samples);
}

}  // namespace etalon::protocols
