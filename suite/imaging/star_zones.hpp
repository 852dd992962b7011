// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"
#include "suite/imaging/star_geometry.hpp"
#include "suite/imaging/surface.hpp"

#include <Eigen/Core>

#include <cstddef>
#include <vector>

namespace etalon::imaging {

/// Fundamental and two odd harmonics: without those the level of a cell that does not hold a whole
/// number of pairs would be wrong by a per cent.
inline constexpr int kStarTerms = 7;
using StarTerms = Eigen::Matrix<double, kStarTerms, 1>;

/// Sums over the samples of a cell, and what was fitted to them.
struct StarCell {
  double n = 0, vv = 0, v2 = 0, c2 = 0, dx = 0, dy = 0, radius = 0;
  StarTerms right = StarTerms::Zero();
  Eigen::Matrix<double, kStarTerms, kStarTerms> normal =
      Eigen::Matrix<double, kStarTerms, kStarTerms>::Zero();
  bool fitted = false;
  double level = 0, cosine = 0, sine = 0, variance = 0;

  void add(const StarPoint& point, double value);
  void fit();

 private:
  template <int Count>
  void fit_terms();
};

/// Rings of a star in zones of radius, about 64, and 6 to 32 sectors.
class StarZones {
 public:
  StarZones(const StarGeometry& star, double inner, double outer);

  /// Adds samples of an oblique lattice, at most about `samples` of them, and fits the cells.
  /// (Whole rows would meet the spokes that lie along them in few phases.) `light`: what the
  /// samples are divided by, or null.
  void collect(const Plane& plane, double samples, const Surface* light = nullptr);
  void clear() { cells_.assign(cells_.size(), StarCell{}); }

  int zones() const { return zones_; }
  int sectors() const { return sectors_; }
  double radius(int zone) const { return inner_ + (zone + 0.5) * width_; }
  double outer(int zone) const { return inner_ + (zone + 1) * width_; }
  StarCell& at(int zone, int sector) {
    return cells_[static_cast<std::size_t>(zone) * static_cast<std::size_t>(sectors_) +
                  static_cast<std::size_t>(sector)];
  }
  const std::vector<StarCell>& cells() const { return cells_; }

 private:
  StarGeometry star_;
  double inner_;
  double width_;
  int sectors_;
  int zones_;
  std::vector<StarCell> cells_;
};

/// Of one zone: sums over its fitted cells.
struct StarRing {
  double n = 0;
  double in_phase = 0;   ///< mean of b, signed
  double across = 0;     ///< mean of c
  double size = 0;       ///< hypot(in_phase, across): what the cells agree on
  double variance = 0;   ///< of a sample
  double deviation = 0;  ///< of in_phase, from noise
  int cells = 0;
};

std::vector<StarRing> rings_of(StarZones& zones);

}  // namespace etalon::imaging
