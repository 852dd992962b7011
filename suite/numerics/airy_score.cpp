// SPDX-License-Identifier: Apache-2.0
// Fisher's matrix of the disc of Airy (declared in bead_fit.hpp).
#include "suite/numerics/bead_fit.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace etalon::numerics {
namespace {

constexpr double kHalfMaximum = 1.6163399561827614;  // (2 J1(v)/v)^2 = 1/2
constexpr double kFwhmOfSigma = 2.3548200450309493;  // sqrt(8 ln 2)
constexpr double kStep = 1.0 / 64;
constexpr std::size_t kEntries = 64 * 64;  // to v = 64, where the disc is below 1e-5

struct Disc {
  double value = 0;  ///< (2 J1(v)/v)^2
  double slope = 0;  ///< its derivative, -2 (2 J1/v) (2 J2/v)
};

Disc exact_disc(double v) {
  if (v < 1e-4) return {1 - v * v / 4, -v / 2};
  const double amplitude = 2 * std::cyl_bessel_j(1, v) / v;
  return {amplitude * amplitude, -2 * amplitude * 2 * std::cyl_bessel_j(2, v) / v};
}

std::vector<Disc> make_table() {
  std::vector<Disc> table;
  for (std::size_t i = 0; i <= kEntries; ++i)
    table.push_back(exact_disc(kStep * static_cast<double>(i)));
  return table;
}

/// Cubic through values and slopes: good to 1e-10.
Disc disc(double v) {
  static const std::vector<Disc> table = make_table();
  const double place = v / kStep;
  const auto i = static_cast<std::size_t>(place);
  if (i >= kEntries) return {};
  const double t = place - static_cast<double>(i);
  const Disc& a = table[i];
  const Disc& b = table[i + 1];
  const double rise = b.value - a.value;
  const double p = a.slope * kStep - rise;
  const double q = -b.slope * kStep + rise;
  return {a.value + t * rise + t * (1 - t) * (p * (1 - t) + q * t),
          (rise + (1 - 2 * t) * (p * (1 - t) + q * t) + t * (1 - t) * (q - p)) / kStep};
}

// What a disc of Airy has of the parameters of a bead.
constexpr int kFree = 5;
constexpr int kPlaces[kFree] = {kX, kY, kAmplitude, kBackground, kSxx};
using Derivatives = Eigen::Matrix<double, kFree, 1>;

}  // namespace

BeadScore airy_score(const BeadPatch& patch, const BeadBox& box, const BeadVariance& variance,
                     const GaussianBead& bead) {
  BeadScore score;
  score.fisher.setZero();
  score.gradient.setZero();
  Eigen::Matrix<double, kFree, kFree> fisher = decltype(fisher)::Zero();
  Derivatives gradient = Derivatives::Zero();
  const double sigma2 = bead.spread(0, 0);
  const double wave_number = 2 * kHalfMaximum / (kFwhmOfSigma * std::sqrt(sigma2));
  for (int j = box.y0; j < box.y0 + box.ny; ++j) {
    const float* row = patch.row(j, box.z0);
    const float* clear = patch.clear_row(j);
    for (int i = box.x0; i < box.x0 + box.nx; ++i) {
      if (clear[i] == 0.0F) continue;
      const double dx = patch.x0 + i - bead.centre(0);
      const double dy = patch.y0 + j - bead.centre(1);
      const double v = wave_number * std::hypot(dx, dy);
      const Disc g = disc(v);
      const double signal = bead.amplitude * g.value;
      const double w = 1 / (variance.constant + variance.per_signal * signal);
      const double r =
          static_cast<double>(row[i]) + static_cast<double>(patch.base) - bead.background - signal;
      const double by_square = v > 0 ? bead.amplitude * g.slope * wave_number * wave_number / v
                                     : -0.5 * bead.amplitude * wave_number * wave_number;
      Derivatives d;
      d << -by_square * dx, -by_square * dy, g.value, 1,
          -0.5 * bead.amplitude * g.slope * v / sigma2;
      fisher += w * d * d.transpose();
      gradient += w * r * d;
      score.chi2 += w * r * r;
      score.signal2 += w * signal * signal;
      score.weight += w;
      ++score.samples;
    }
  }
  for (int m = 0; m < kFree; ++m) {
    score.gradient(kPlaces[m]) = gradient(m);
    for (int n = 0; n < kFree; ++n) score.fisher(kPlaces[m], kPlaces[n]) = fisher(m, n);
  }
  return score;
}

}  // namespace etalon::numerics
