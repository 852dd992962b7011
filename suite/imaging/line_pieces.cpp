// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/line_pieces.hpp"

#include <Eigen/Core>
#include <Eigen/LU>

#include <algorithm>
#include <cmath>

namespace etalon::imaging {

namespace {

constexpr double kSmallestAmplitude = 0.3;
constexpr double kSmallestSignificance = 4;
constexpr double kLargestMisfit = 0.35;  // rms of the rest over that of the line

struct Fit {
  LinePiece piece;
  double misfit = 0;  ///< mean square of the rest, per row
  double degrees = 0;
  double unit_variance = 0;  ///< variance of x for noise 1
  bool inside = false;
};

/// What all fits of one band share.
struct BandView {
  const Band& band;
  LinePhase::Row phase;
};

double place_of(const LinePhase::Row& row, double number, double start) {
  double x = start;
  for (int i = 0; i < 4; ++i) x -= (row.at(x) - number) / row.slope(x);
  return x;
}

/// a + c T + d T' by least squares at one assumed displacement.
struct Solution {
  bool solved = false;
  double level = 0;
  double amplitude = 0;
  double move = 0;     ///< to a better displacement, -d/c
  double spread = 0;   ///< variance of d for noise 1
  double squares = 0;  ///< of the rest
  double degrees = 0;
};

Solution solve(const BandView& view, const LineProfile& profile, double number, int first, int last,
               double shift) {
  double m01 = 0, m02 = 0, m11 = 0, m12 = 0, m22 = 0, r0 = 0, r1 = 0, r2 = 0, rr = 0;
  for (int i = first; i <= last; ++i) {
    const double s = (view.phase.at(i) - number) * profile.period - shift;
    const LineProfile::Point t = profile.at(s);
    const auto v = static_cast<double>(view.band.means[static_cast<std::size_t>(i)]);
    m01 += t.value;
    m02 += t.slope;
    m11 += t.value * t.value;
    m12 += t.value * t.slope;
    m22 += t.slope * t.slope;
    r0 += v;
    r1 += v * t.value;
    r2 += v * t.slope;
    rr += v * v;
  }
  Solution solution;
  Eigen::Matrix3d normal;
  normal << last - first + 1, m01, m02, m01, m11, m12, m02, m12, m22;
  const Eigen::Vector3d right(r0, r1, r2);
  const Eigen::Matrix3d inverse = normal.inverse();
  const Eigen::Vector3d c = inverse * right;
  solution.level = c[0];
  solution.amplitude = c[1];
  solution.move = -c[2] / c[1];
  solution.spread = inverse(2, 2);
  solution.squares = std::max(0.0, rr - c.dot(right));
  solution.degrees = last - first - 2;
  solution.solved = solution.spread > 0 && std::isfinite(solution.spread + c.sum());
  return solution;
}

Fit fit_piece(const BandView& view, const LineProfile& profile, int number, double start) {
  Fit fit;
  fit.piece.number = number;
  fit.piece.y = view.band.y;
  const double target = number + profile.origin;
  const double x = place_of(view.phase, target, start);
  const double density = view.phase.slope(x);
  if (!(std::abs(density * profile.period - 1) < 0.3)) return fit;
  const double low = x - 0.5 / density;
  const double high = x + 0.5 / density;
  if (low < view.band.first || high > view.band.last - 1) return fit;
  const int first = static_cast<int>(std::ceil(low));
  const int last = static_cast<int>(std::floor(high));
  if (last - first < 3) return fit;
  double shift = 0;
  for (int pass = 0; pass < 5; ++pass) {
    const Solution solution = solve(view, profile, target, first, last, shift);
    fit.inside = solution.solved;
    if (!fit.inside) return fit;
    fit.piece.amplitude = solution.amplitude;
    fit.piece.level = solution.level;
    fit.degrees = solution.degrees;
    // Per row, so that bands of any height compare.
    fit.misfit = view.band.rows * solution.squares / std::max(1.0, solution.degrees);
    fit.unit_variance =
        solution.spread / (solution.amplitude * solution.amplitude) / view.band.rows;
    if (!(solution.amplitude > 0.1) || !(std::abs(solution.move) < 0.5 * profile.period)) break;
    shift += std::clamp(solution.move, -0.1 * profile.period, 0.1 * profile.period);
    if (std::abs(solution.move) < 2e-3) break;
  }
  // Samples of the profile are periods of the tracked phase: locally a little longer or shorter.
  const double stretch = 1 / (density * profile.period);
  fit.piece.shift = shift * stretch;
  fit.piece.x = x + fit.piece.shift;
  fit.unit_variance *= stretch * stretch;
  return fit;
}

double pooled_noise(const std::vector<std::vector<Fit>>& fits) {
  std::vector<double> misfits;
  for (const auto& band : fits) {
    for (const Fit& fit : band) {
      if (fit.inside && fit.piece.amplitude > kSmallestAmplitude && fit.degrees > 0)
        misfits.push_back(fit.misfit);
    }
  }
  if (misfits.empty()) return 0;
  const auto middle = misfits.begin() + static_cast<std::ptrdiff_t>(misfits.size() / 2);
  std::nth_element(misfits.begin(), middle, misfits.end());
  return *middle;
}

bool is_line(const Fit& fit, const LineProfile& profile, double noise, double rows) {
  const double amplitude = fit.piece.amplitude;
  if (!fit.inside || amplitude < kSmallestAmplitude) return false;
  const double deviation = std::sqrt(noise / rows / profile.period) / profile.rms;
  if (amplitude < kSmallestSignificance * deviation) return false;
  if (std::abs(fit.piece.shift) > 0.25 * profile.period) return false;
  const double allowed = kLargestMisfit * amplitude * profile.rms;
  return fit.misfit < 6 * noise + rows * allowed * allowed / 4;
}

}  // namespace

LinePieces find_pieces(const std::vector<Band>& bands, const LinePhase& phase,
                       const LineProfile& profile) {
  std::vector<std::vector<Fit>> fits;
  for (const Band& band : bands) {
    const BandView view{band, phase.row(band.y)};
    const int first = static_cast<int>(std::ceil(view.phase.at(band.first) - profile.origin));
    const int last = static_cast<int>(std::floor(view.phase.at(band.last - 1) - profile.origin));
    fits.emplace_back();
    double x = band.first;
    for (int k = first; k <= last; ++k) {
      fits.back().push_back(fit_piece(view, profile, k, x));
      x = std::max(x, fits.back().back().piece.x) + profile.period;
    }
  }
  const double noise = std::max(pooled_noise(fits), 1e-20);
  LinePieces found;
  for (std::size_t b = 0; b < bands.size(); ++b) {
    const double rows = bands[b].rows;
    const auto& row = fits[b];
    for (std::size_t i = 0; i < row.size(); ++i) {
      const Fit& fit = row[i];
      if (!fit.inside) continue;
      const auto lonely = [&](std::size_t j) {  // the neighbour is missing, or half as long
        return row[j].inside && row[j].piece.amplitude < 0.8 * fit.piece.amplitude;
      };
      const bool beside_gap = profile.overlapping &&
                              ((i > 0 && lonely(i - 1)) || (i + 1 < row.size() && lonely(i + 1)));
      if (!is_line(fit, profile, noise, rows) || beside_gap) {
        if (fit.piece.amplitude > kSmallestAmplitude) ++found.left_out[fit.piece.number];
        continue;
      }
      found.pieces.push_back(fit.piece);
      found.pieces.back().band = b;
      found.pieces.back().variance = noise * fit.unit_variance;
    }
  }
  return found;
}

}  // namespace etalon::imaging
