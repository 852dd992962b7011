// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/ring_correlation.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace etalon::imaging {

namespace {

constexpr double kCoarseReach = 0.12;  // cycles/sample, Gaussian
constexpr double kHighest = 0.25;      // cycles/sample
constexpr double kSignificant = 8;     // standard deviations; some 1e5 places are searched
constexpr double kLeastCorrelation = 0.1;
constexpr double kMostCorrelation = 0.999;  // beyond, one ring would outweigh all others
constexpr int kLowestRing = 2;              // below: shading, which stays where it is
constexpr int kIterations = 12;
constexpr double kTurn = 2 * std::numbers::pi;

/// Cross spectrum conj(F1) F2 of low frequencies, each ring divided by its mean power.
struct CrossSpectrum {
  Spectrum shape;  ///< of the coarse grid, without values
  int width = 0;   ///< of the frames
  int height = 0;
  std::vector<std::complex<double>> values;  ///< as in the shape
  std::vector<int> ring;                     ///< -1: not used
  std::size_t rings = 0;
};

int row_of(int number, int height) { return number < 0 ? number + height : number; }

CrossSpectrum cross_spectrum(const Spectrum& first, const Spectrum& second) {
  CrossSpectrum cross;
  cross.width = first.width;
  cross.height = first.height;
  cross.shape.width = fast_length(std::max(8, first.width / 2));
  cross.shape.height = fast_length(std::max(8, first.height / 2));
  const double side = std::min(first.width, first.height);
  const int last = static_cast<int>(kHighest * side);
  cross.rings = static_cast<std::size_t>(last) + 1;
  std::vector<double> power_first(cross.rings);
  std::vector<double> power_second(cross.rings);
  std::vector<double> count(cross.rings);
  for (int j = 0; j < cross.shape.height; ++j) {
    const int number = cross.shape.row_number(j);
    const int row = row_of(number, first.height);
    for (int i = 0; i < cross.shape.columns(); ++i) {
      const double q = std::hypot(static_cast<double>(i) / first.width,
                                  static_cast<double>(number) / first.height);
      const int ring = static_cast<int>(q * side + 0.5);
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
  for (std::size_t k = 0; k < cross.values.size(); ++k) {
    if (cross.ring[k] < 0) continue;
    const auto ring = static_cast<std::size_t>(cross.ring[k]);
    const double power = std::sqrt(power_first[ring] * power_second[ring]);
    cross.values[k] = power > 0 ? cross.values[k] * count[ring] / power : 0.0;
  }
  return cross;
}

/// Where the weighted cross-correlation is highest; nothing when that is noise.
std::optional<Shift> coarse_shift(const CrossSpectrum& cross, double independent) {
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
  const std::vector<float> correlation = samples_of(weighted);
  const auto peak = std::max_element(correlation.begin(), correlation.end());
  // samples_of divides by their number.
  const double height = static_cast<double>(*peak) * static_cast<double>(correlation.size());
  if (!(height > kSignificant * std::sqrt(variance / independent))) return std::nullopt;
  const auto place = static_cast<int>(peak - correlation.begin());
  const int x = place % weighted.width;
  const int y = place / weighted.width;
  const auto from_zero = [](int i, int n) { return 2 * i > n ? i - n : i; };
  return Shift{
      from_zero(x, weighted.width) * (static_cast<double>(cross.width) / weighted.width),
      from_zero(y, weighted.height) * (static_cast<double>(cross.height) / weighted.height)};
}

/// Weight of each ring at a shift: rho/(1 - rho^2).
std::vector<double> weights_at(const CrossSpectrum& cross, const Shift& shift) {
  std::vector<double> correlation(cross.rings);
  std::vector<double> count(cross.rings);
  const int columns = cross.shape.columns();
  for (std::size_t k = 0; k < cross.values.size(); ++k) {
    if (cross.ring[k] < 0) continue;
    const auto ring = static_cast<std::size_t>(cross.ring[k]);
    const double qx = static_cast<double>(static_cast<int>(k) % columns) / cross.width;
    const double qy =
        static_cast<double>(cross.shape.row_number(static_cast<int>(k) / columns)) / cross.height;
    const double angle = kTurn * (qx * shift.x + qy * shift.y);
    correlation[ring] += (cross.values[k] * std::polar(1.0, angle)).real();
    count[ring] += 1;
  }
  for (std::size_t k = 0; k < cross.rings; ++k) {
    const double rho = count[k] > 0 ? std::min(correlation[k] / count[k], kMostCorrelation) : 0;
    correlation[k] = rho > kLeastCorrelation ? rho / (1 - rho * rho) : 0;
  }
  return correlation;
}

/// Gradient and (negative) second derivatives of the weighted sum of phases.
struct Derivatives {
  double gx = 0;
  double gy = 0;
  double xx = 0;
  double xy = 0;
  double yy = 0;
  double determinant() const { return xx * yy - xy * xy; }
};

Derivatives derivatives_at(const CrossSpectrum& cross, const std::vector<double>& weights,
                           const Shift& shift) {
  Derivatives sum;
  const int columns = cross.shape.columns();
  for (std::size_t k = 0; k < cross.values.size(); ++k) {
    if (cross.ring[k] < 0) continue;
    const double weight = weights[static_cast<std::size_t>(cross.ring[k])];
    if (weight <= 0) continue;
    const double wx = kTurn * (static_cast<int>(k) % columns) / cross.width;
    const double wy = kTurn * cross.shape.row_number(static_cast<int>(k) / columns) / cross.height;
    const auto turned = cross.values[k] * std::polar(weight, wx * shift.x + wy * shift.y);
    sum.gx -= wx * turned.imag();
    sum.gy -= wy * turned.imag();
    sum.xx += wx * wx * turned.real();
    sum.xy += wx * wy * turned.real();
    sum.yy += wy * wy * turned.real();
  }
  return sum;
}

}  // namespace

std::optional<MeasuredShift> shift_between(const Spectrum& first, const Spectrum& second,
                                           double independent) {
  const CrossSpectrum cross = cross_spectrum(first, second);
  const auto coarse = coarse_shift(cross, independent);
  if (!coarse) return std::nullopt;
  MeasuredShift found;
  found.shift = *coarse;
  for (int i = 0; i < kIterations; ++i) {
    const Derivatives d = derivatives_at(cross, weights_at(cross, found.shift), found.shift);
    if (!(d.determinant() > 0) || !(d.xx > 0)) break;
    const double x = (d.yy * d.gx - d.xy * d.gy) / d.determinant();
    const double y = (d.xx * d.gy - d.xy * d.gx) / d.determinant();
    const double longest = std::max(1.0, std::hypot(x, y));  // a sample at most
    found.shift.x += x / longest;
    found.shift.y += y / longest;
    // Twice the sum is the information: each sample of the half stands for two real numbers.
    found.uncertainty = 1 / std::sqrt(independent * (d.xx + d.yy));
    const double information = 2 * independent * d.determinant();
    found.uncertainty_x = std::sqrt(d.yy / information);
    found.uncertainty_y = std::sqrt(d.xx / information);
    if (std::hypot(x, y) < 1e-7) break;
  }
  return found;
}

}  // namespace etalon::imaging
