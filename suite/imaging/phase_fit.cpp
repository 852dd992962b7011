// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/phase_fit.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace etalon::imaging {

namespace {

constexpr double kCoarseReach = 0.12;  // cycles/sample, Gaussian
constexpr double kSignificant = 8;     // standard deviations; some 1e5 places are searched
constexpr double kLeastCorrelation = 0.1;
constexpr double kMostCorrelation = 0.999;  // beyond, one ring would outweigh all others
constexpr int kLowestRing = 2;              // below: shading, which stays where it is
constexpr int kIterations = 12;
constexpr int kApart = 2;  // samples of the grid, of two peaks
constexpr double kTurn = 2 * std::numbers::pi;

int row_of(int number, int height) { return number < 0 ? number + height : number; }

/// Turns exp(2 pi i q shift) along the columns and rows of a cross spectrum.
struct Turns {
  std::vector<std::complex<double>> x;
  std::vector<std::complex<double>> y;
  std::vector<double> wx;  ///< 2 pi q
  std::vector<double> wy;
};

Turns turns_of(const CrossSpectrum& cross, const Shift& shift) {
  Turns turns;
  for (int i = 0; i < cross.shape.columns(); ++i) {
    turns.wx.push_back(kTurn * i / cross.width);
    turns.x.push_back(std::polar(1.0, turns.wx.back() * shift.x));
  }
  for (int j = 0; j < cross.shape.height; ++j) {
    turns.wy.push_back(kTurn * cross.shape.row_number(j) / cross.height);
    turns.y.push_back(std::polar(1.0, turns.wy.back() * shift.y));
  }
  return turns;
}

/// Calls visit(ring, wx, wy, turned value) for each sample that is used.
template <class Visit>
void walk(const CrossSpectrum& cross, const Shift& shift, const Visit& visit) {
  const Turns turns = turns_of(cross, shift);
  const std::size_t columns = turns.x.size();
  for (std::size_t j = 0; j < turns.y.size(); ++j) {
    for (std::size_t i = 0; i < columns; ++i) {
      const std::size_t k = j * columns + i;
      if (cross.ring[k] < 0) continue;
      visit(static_cast<std::size_t>(cross.ring[k]), turns.wx[i], turns.wy[j],
            cross.values[k] * (turns.x[i] * turns.y[j]));
    }
  }
}

std::vector<double> weights_at(const CrossSpectrum& cross, const Shift& shift) {
  std::vector<double> correlation(cross.rings);
  std::vector<double> count(cross.rings);
  walk(cross, shift, [&](std::size_t ring, double, double, const std::complex<double>& turned) {
    correlation[ring] += turned.real();
    count[ring] += 1;
  });
  for (std::size_t k = 0; k < cross.rings; ++k) {
    const double own = 1 / (1 + cross.leakage * cross.scale[k]);  // part of the power
    const double rho =
        count[k] > 0 ? std::min(own * correlation[k] / count[k], kMostCorrelation) : 0;
    correlation[k] = rho > kLeastCorrelation ? own * rho / (1 - rho * rho) : 0;
  }
  return correlation;
}

}  // namespace

CrossSpectrum cross_spectrum(const Spectrum& first, const Spectrum& second, double highest) {
  CrossSpectrum cross;
  cross.width = first.width;
  cross.height = first.height;
  const auto grid = [&](int n) {
    return std::min(n, fast_length(std::max(8, static_cast<int>(2 * highest * n))));
  };
  cross.shape.width = grid(first.width);
  cross.shape.height = grid(first.height);
  const double side = std::min(first.width, first.height);
  const int last = static_cast<int>(highest * side);
  cross.rings = static_cast<std::size_t>(last) + 1;
  std::vector<double> power_first(cross.rings);
  std::vector<double> power_second(cross.rings);
  std::vector<double> count(cross.rings);
  for (int j = 0; j < cross.shape.height; ++j) {
    const int number = cross.shape.row_number(j);
    const int row = row_of(number, first.height);
    for (int i = 0; i < cross.shape.columns(); ++i) {
      const double qx = static_cast<double>(i) / first.width;
      const double qy = static_cast<double>(number) / first.height;
      const int ring = static_cast<int>(std::sqrt(qx * qx + qy * qy) * side + 0.5);
      const bool border = 2 * i >= cross.shape.width || 2 * std::abs(number) >= cross.shape.height;
      const bool used = ring >= kLowestRing && ring <= last && !border;
      cross.ring.push_back(used ? ring : -1);
      cross.values.emplace_back();
      if (!used) continue;
      const std::complex<double> a = first.row(row)[i];
      const std::complex<double> b = second.row(row)[i];
      cross.values.back() = std::conj(a) * b;
      const auto k = static_cast<std::size_t>(ring);
      power_first[k] += std::norm(a);
      power_second[k] += std::norm(b);
      count[k] += 1;
    }
  }
  double all_first = 0;
  double all_second = 0;
  cross.scale.resize(cross.rings);
  for (std::size_t k = 0; k < cross.rings; ++k) {
    const double power = std::sqrt(power_first[k] * power_second[k]);
    cross.scale[k] = power > 0 ? count[k] / power : 0.0;
    all_first += power_first[k];
    all_second += power_second[k];
  }
  cross.gain = all_first > 0 ? std::sqrt(all_second / all_first) : 1.0;
  for (std::size_t k = 0; k < cross.values.size(); ++k) {
    if (cross.ring[k] < 0) continue;
    const double scale = cross.scale[static_cast<std::size_t>(cross.ring[k])];
    cross.values[k] *= scale;
    if (scale == 0) cross.ring[k] = -1;
  }
  return cross;
}

double CorrelationMap::near(const Shift& shift) const {
  const int x = static_cast<int>(std::lround(shift.x / step_x));
  const int y = static_cast<int>(std::lround(shift.y / step_y));
  float highest = 0;
  for (int j = y - 1; j <= y + 1; ++j) {
    for (int i = x - 1; i <= x + 1; ++i) {
      const int k = (j % height + height) % height * width + (i % width + width) % width;
      highest = std::max(highest, values[static_cast<std::size_t>(k)]);
    }
  }
  return static_cast<double>(highest);
}

CorrelationMap correlation_map(const CrossSpectrum& cross, double independent) {
  Spectrum weighted = cross.shape;
  weighted.values.resize(cross.values.size());
  double variance = 0;
  const double side = std::min(cross.width, cross.height);
  for (std::size_t k = 0; k < cross.values.size(); ++k) {
    if (cross.ring[k] < 0) continue;
    const double q = cross.ring[k] / side;
    const double weight = std::exp(-q * q / (2 * kCoarseReach * kCoarseReach));
    variance += 2 * weight * weight;
    weighted.values[k] = std::complex<float>(weight * cross.values[k]);
  }
  CorrelationMap map{weighted.width, weighted.height,
                     static_cast<double>(cross.width) / weighted.width,
                     static_cast<double>(cross.height) / weighted.height, samples_of(weighted)};
  // samples_of divides by their number.
  const double deviation = std::sqrt(variance / independent);
  const auto scale = static_cast<float>(static_cast<double>(map.values.size()) / deviation);
  for (float& v : map.values) v *= scale;
  return map;
}

std::vector<CorrelationPeak> peaks_of(CorrelationMap map, std::size_t most) {
  const auto from_zero = [](int i, int n) { return 2 * i > n ? i - n : i; };
  std::vector<CorrelationPeak> peaks;
  while (peaks.size() < most) {
    const auto peak = std::max_element(map.values.begin(), map.values.end());
    const auto top = static_cast<double>(*peak);
    if (!(top > kSignificant)) break;
    const auto place = static_cast<int>(peak - map.values.begin());
    const int x = place % map.width;
    const int y = place / map.width;
    peaks.push_back(
        {{from_zero(x, map.width) * map.step_x, from_zero(y, map.height) * map.step_y}, top});
    for (int j = y - kApart; j <= y + kApart; ++j) {
      for (int i = x - kApart; i <= x + kApart; ++i) {
        const int k = (j + map.height) % map.height * map.width + (i + map.width) % map.width;
        map.values[static_cast<std::size_t>(k)] = 0;
      }
    }
  }
  return peaks;
}

PhaseFit fit_phases(const CrossSpectrum& cross, const Shift& start) {
  PhaseFit fit;
  fit.shift = start;
  for (int i = 0; i < kIterations; ++i) {
    PhaseFit d;  // derivatives of the weighted sum of phases
    double gx = 0;
    double gy = 0;
    const auto weights = weights_at(cross, fit.shift);
    double power = 0;
    walk(cross, fit.shift,
         [&](std::size_t ring, double wx, double wy, const std::complex<double>& turned) {
           power += 1 / cross.scale[ring];
           d.correlation += turned.real() / cross.scale[ring];
           const double real = weights[ring] * turned.real();
           const double imaginary = weights[ring] * turned.imag();
           gx -= wx * imaginary;
           gy -= wy * imaginary;
           d.xx += wx * wx * real;
           d.xy += wx * wy * real;
           d.yy += wy * wy * real;
         });
    if (!(d.determinant() > 0) || !(d.xx > 0)) break;
    const double x = (d.yy * gx - d.xy * gy) / d.determinant();
    const double y = (d.xx * gy - d.xy * gx) / d.determinant();
    const double longest = std::max(1.0, std::hypot(x, y));  // a sample at most
    d.shift = {fit.shift.x + x / longest, fit.shift.y + y / longest};
    d.weight = weights;
    d.correlation /= power;
    fit = std::move(d);
    if (std::hypot(x, y) < 1e-7) break;
  }
  return fit;
}

}  // namespace etalon::imaging
