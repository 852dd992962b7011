// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "targets/shapes/normal_table.hpp"

#include <vector>

namespace etalon::targets {

/// Spokes without end around (0, 0): `pairs` bright and as many dark ones, a bright one in the
/// middle of the direction x. Binary, or (1 + cos(pairs x angle))/2.
class Spokes {
 public:
  Spokes(int pairs, bool binary);

  /// Share of bright under a Gaussian. Binary ones far from the middle: each border is straight, so
  /// the sum of normal distributions is exact. Near the middle (r below pairs x sigma or 7 sigma)
  /// and sinusoidal ones: the angular harmonics, each damped exactly (angular_damping), tabulated.
  /// Right to 1e-6.
  double bright(double x_um, double y_um, double sigma_um) const;

 private:
  /// Of one harmonic: weight x damping over r/sigma up to limit_, then over limit_ sigma/r.
  struct Harmonic {
    int order = 0;
    std::vector<double> inside;
    std::vector<double> outside;  ///< of sinusoidal spokes only
  };

  Harmonic harmonic(int order, double weight) const;
  double by_borders(double x, double y, double r, double sigma) const;
  double by_harmonics(double x, double y, double r, double sigma) const;

  NormalTable normal_;
  int pairs_;
  bool binary_;
  double limit_;  ///< in sigma: where harmonics end and borders begin
  std::vector<Harmonic> harmonics_;
  std::vector<double> border_x_;  ///< directions of the borders
  std::vector<double> border_y_;
};

}  // namespace etalon::targets
