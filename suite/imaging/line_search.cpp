// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/line_search.hpp"

#include "suite/imaging/gradient.hpp"

#include <unsupported/Eigen/FFT>

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <optional>

namespace etalon::imaging {

double LineFamily::frequency() const { return std::hypot(fx, fy); }

namespace {

constexpr int kTile = 128;
constexpr int kHalf = kTile / 2 + 1;
constexpr int kMostTilesInARow = 8;
constexpr double kLowest = 1.0 / 14;  // cycles per sample; lower ones are seen in the next level
constexpr double kHighest = 0.28;     // above, block means have folded finer structure in
constexpr std::size_t kMostFamilies = 10;
constexpr int kSmallestSide = 40;

double sinc(double x) {
  const double a = std::numbers::pi * x;
  return std::abs(a) < 1e-9 ? 1.0 : std::sin(a) / a;
}

/// Mean over the tiles of the squared amplitude of a wave, for fx >= 0 (rows of kHalf values, all
/// fy).
struct Spectrum {
  std::vector<double> power;
  int tiles = 0;
  double at(int kx, int ky) const {
    return power[static_cast<std::size_t>((ky + kTile) % kTile) * kHalf +
                 static_cast<std::size_t>(kx)];
  }
};

std::vector<float> hann(int length) {
  std::vector<float> window(static_cast<std::size_t>(length));
  for (int i = 0; i < length; ++i) {
    const double phase = 2 * std::numbers::pi * (i + 0.5) / length;
    window[static_cast<std::size_t>(i)] = static_cast<float>(0.5 - 0.5 * std::cos(phase));
  }
  return window;
}

/// Starts of tiles that cover `side`, or are spread over it when there would be too many.
std::vector<int> starts(int side, int tile) {
  const int count = std::clamp((side + tile - 1) / tile, 1, kMostTilesInARow);
  std::vector<int> first;
  for (int i = 0; i < count; ++i)
    first.push_back(count == 1 ? (side - tile) / 2 : (side - tile) * i / (count - 1));
  return first;
}

class TileTransform {
 public:
  TileTransform(int width, int height)
      : width_(width), height_(height), across_(hann(width)), down_(hann(height)) {
    fft_.SetFlag(Eigen::FFT<float>::HalfSpectrum);
    rows_.resize(static_cast<std::size_t>(kTile) * kHalf);
    double sum_x = 0;
    double sum_y = 0;
    for (const float w : across_) sum_x += static_cast<double>(w);
    for (const float w : down_) sum_y += static_cast<double>(w);
    scale_ = 4 / std::pow(sum_x * sum_y, 2);
  }

  void add(const Plane& plane, int x0, int y0, Spectrum& spectrum) {
    const float mean = windowed_mean(plane, x0, y0);
    if (!std::isfinite(mean)) return;
    std::vector<float> row(kTile, 0.0F);
    for (int y = 0; y < height_; ++y) {
      const float* in = plane.row(y0 + y) + x0;
      const float w = down_[static_cast<std::size_t>(y)];
      for (int x = 0; x < width_; ++x) {
        const auto i = static_cast<std::size_t>(x);
        row[i] = (in[x] - mean) * across_[i] * w;
      }
      fft_.fwd(rows_.data() + static_cast<std::size_t>(y) * kHalf, row.data(), kTile);
    }
    std::vector<std::complex<float>> column(kTile);
    std::vector<std::complex<float>> transformed(kTile);
    for (std::size_t kx = 0; kx < kHalf; ++kx) {
      for (int y = 0; y < height_; ++y)
        column[static_cast<std::size_t>(y)] = rows_[static_cast<std::size_t>(y) * kHalf + kx];
      fft_.fwd(transformed.data(), column.data(), kTile);
      for (std::size_t ky = 0; ky < kTile; ++ky)
        spectrum.power[ky * kHalf + kx] += scale_ * static_cast<double>(std::norm(transformed[ky]));
    }
    ++spectrum.tiles;
  }

 private:
  float windowed_mean(const Plane& plane, int x0, int y0) const {
    double sum = 0;
    double weight = 0;
    for (int y = 0; y < height_; ++y) {
      const float* in = plane.row(y0 + y) + x0;
      float row_sum = 0;
      float row_weight = 0;
      for (int x = 0; x < width_; ++x) {
        row_sum += across_[static_cast<std::size_t>(x)] * in[x];
        row_weight += across_[static_cast<std::size_t>(x)];
      }
      const auto w = static_cast<double>(down_[static_cast<std::size_t>(y)]);
      sum += w * static_cast<double>(row_sum);
      weight += w * static_cast<double>(row_weight);
    }
    return static_cast<float>(sum / weight);
  }

  int width_;
  int height_;
  std::vector<float> across_;
  std::vector<float> down_;
  std::vector<std::complex<float>> rows_;
  double scale_ = 1;
  Eigen::FFT<float> fft_;
};

Spectrum tile_spectrum(const Plane& plane) {
  Spectrum spectrum;
  spectrum.power.assign(static_cast<std::size_t>(kTile) * kHalf, 0.0);
  const int width = std::min(kTile, plane.width);
  const int height = std::min(kTile, plane.height);
  TileTransform transform(width, height);
  for (const int y : starts(plane.height, height)) {
    for (const int x : starts(plane.width, width)) transform.add(plane, x, y, spectrum);
  }
  for (double& p : spectrum.power) p /= std::max(1, spectrum.tiles);
  return spectrum;
}

struct Peak {
  double fx;  // cycles per sample of the level
  double fy;
  double power;  // without the noise
};

/// Vertex of the parabola through three logarithms: a Hann line is nearly Gaussian.
double vertex(double before, double middle, double after) {
  const double a = std::log(std::max(before, 1e-300));
  const double b = std::log(std::max(middle, 1e-300));
  const double c = std::log(std::max(after, 1e-300));
  const double bend = a - 2 * b + c;
  return bend < 0 ? std::clamp(0.5 * (a - c) / bend, -0.5, 0.5) : 0.0;
}

std::vector<Peak> peaks_of(const Spectrum& spectrum, double lowest, double highest) {
  std::vector<Peak> peaks;
  if (spectrum.tiles == 0) return peaks;
  std::vector<double> sorted;
  for (int ky = -kTile / 2; ky < kTile / 2; ++ky) {
    for (int kx = 0; kx < kHalf; ++kx) sorted.push_back(spectrum.at(kx, ky));
  }
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  // The median of a mean of n exponential variates lies below it by up to 30 %; the largest of
  // 8000 of them lies below 4 + 30/n.
  const double floor = *middle;
  const double threshold = floor * (4 + 30.0 / spectrum.tiles);
  for (int ky = -kTile / 2; ky < kTile / 2; ++ky) {
    for (int kx = 0; kx < kHalf - 1; ++kx) {
      const double f = std::hypot(kx, ky) / kTile;
      const double p = spectrum.at(kx, ky);
      if (f < lowest || f > highest || !(p > threshold)) continue;
      if (kx == 0 && ky < 0) continue;  // the other half of the same wave
      bool highest_here = true;
      for (int dy = -1; dy <= 1; ++dy) {
        for (int dx = -1; dx <= 1; ++dx)
          highest_here = highest_here &&
                         spectrum.at(std::abs(kx + dx), kx + dx < 0 ? -(ky + dy) : ky + dy) <= p;
      }
      if (!highest_here) continue;
      const double left = kx == 0 ? spectrum.at(1, -ky) : spectrum.at(kx - 1, ky);
      const double x = kx + vertex(left, p, spectrum.at(kx + 1, ky));
      const double y = ky + vertex(spectrum.at(kx, ky - 1), p, spectrum.at(kx, ky + 1));
      peaks.push_back({x / kTile, y / kTile, p - floor});
    }
  }
  return peaks;
}

bool same(const LineFamily& a, const LineFamily& b) {
  const double apart =
      std::min(std::hypot(a.fx - b.fx, a.fy - b.fy), std::hypot(a.fx + b.fx, a.fy + b.fy));
  return apart < 0.1 * a.frequency();
}

}  // namespace

std::vector<LineFamily> find_line_families(const Plane& plane) {
  std::vector<LineFamily> all;
  Plane level;
  const Plane* current = &plane;
  for (int factor = 1; std::max(current->width, current->height) >= kSmallestSide; factor *= 2) {
    if (std::min(current->width, current->height) < 4) break;
    const double highest = factor == 1 ? 0.5 : kHighest;
    for (const Peak& peak : peaks_of(tile_spectrum(*current), kLowest, highest)) {
      const double loss =
          sinc(peak.fx) * sinc(peak.fy) / sinc(peak.fx / factor) / sinc(peak.fy / factor);
      const double amplitude = std::sqrt(peak.power) / (factor == 1 ? 1.0 : loss);
      all.push_back({peak.fx / factor, peak.fy / factor, amplitude});
    }
    const BlockMeans means = block_means(*current, 2);
    Plane next;
    next.width = means.width;
    next.height = means.height;
    next.values = means.values;
    level = std::move(next);
    current = &level;
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& a, const auto& b) { return a.amplitude > b.amplitude; });
  std::vector<LineFamily> families;
  for (const LineFamily& family : all) {
    if (std::any_of(families.begin(), families.end(),
                    [&](const LineFamily& known) { return same(known, family); })) {
      continue;
    }
    families.push_back(family);
    if (families.size() == kMostFamilies) break;
  }
  return families;
}

}  // namespace etalon::imaging
