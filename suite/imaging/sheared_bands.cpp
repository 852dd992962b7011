// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/sheared_bands.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace etalon::imaging {

namespace {

constexpr double kRounding = 1e-9;
constexpr int kPoints = 6;

/// Weights of the samples at 0, 1 ... 5 for the value at `place`.
std::array<float, kPoints> lagrange(double place) {
  std::array<float, kPoints> weights{};
  for (int k = 0; k < kPoints; ++k) {
    double w = 1;
    for (int j = 0; j < kPoints; ++j) {
      if (j != k) w *= (place - j) / (k - j);
    }
    weights[static_cast<std::size_t>(k)] = static_cast<float>(w);
  }
  return weights;
}

void add_row(const float* in, int width, double move, double share, Band& band) {
  const double whole = std::floor(move);
  const double fraction = move - whole;
  const bool exact = fraction < kRounding;
  // Column i holds what lies at x = i - move, between the third and the fourth of its six points.
  const int start = static_cast<int>(whole) + (exact ? 0 : kPoints / 2);
  const int points = exact ? 1 : kPoints;
  const auto weights = lagrange(exact ? 0 : kPoints / 2 - fraction);
  const int first = std::max(0, start);
  const int last = std::min(width, width + start - points + 1);
  band.first = std::max(band.first, first);
  band.last = std::min(band.last, last);
  for (int k = 0; k < points; ++k) {
    const float weight = static_cast<float>(share) * weights[static_cast<std::size_t>(k)];
    const float* from = in + k;
    float* out = band.means.data();
    for (int i = first; i < last; ++i) out[i] += weight * from[i - start];
  }
  band.rows += share;
}

Band band_of(const Plane& plane, double slope, double from, double to) {
  Band band;
  band.y = (from + to) / 2 - 0.5;  // row y reaches from y to y + 1 here
  band.last = plane.width;
  band.means.assign(static_cast<std::size_t>(plane.width), 0.0F);
  const int end = std::min(plane.height, static_cast<int>(std::ceil(to - kRounding)));
  for (int y = static_cast<int>(std::floor(from + kRounding)); y < end; ++y) {
    const double share = std::min(to, y + 1.0) - std::max(from, static_cast<double>(y));
    add_row(plane.row(y), plane.width, slope * (y - band.y), share, band);
  }
  const auto scale = static_cast<float>(1 / band.rows);
  for (float& mean : band.means) mean *= scale;
  band.last = std::max(band.first, band.last);
  return band;
}

}  // namespace

std::vector<Band> sheared_bands(const Plane& plane, double slope, double rows) {
  const double height = std::clamp(rows, 1.0, static_cast<double>(plane.height));
  const int count = static_cast<int>(plane.height / height + kRounding);
  const double start = std::max(0.0, (plane.height - count * height) / 2);
  std::vector<Band> bands;
  for (int b = 0; b < count; ++b)
    bands.push_back(band_of(plane, slope, start + b * height, start + (b + 1) * height));
  return bands;
}

}  // namespace etalon::imaging
