// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"

#include <cmath>
#include <complex>
#include <numbers>
#include <tuple>
#include <utility>

namespace etalon::imaging {

/// Where the spokes of a Siemens star lie, in samples of the plane. Bright spokes are where
///   psi = pairs arg(M (p - c(f))) - phase = 0 (mod 2 pi),
/// M = (1 + stretch, skew; skew, 1 - stretch): non-square pixels and tilt turn the angles of spokes
/// but leave them straight. c(f) = (x, y) + (coma_x, coma_y) f^2: an asymmetric point spread moves
/// fine spokes against coarse ones.
struct StarGeometry {
  int pairs = 0;  ///< of a bright and a dark spoke
  double x = 0;
  double y = 0;
  double phase = 0;
  double stretch = 0;
  double skew = 0;
  double coma_x = 0;  ///< samples per (cycle/sample)^2
  double coma_y = 0;
};

/// A sample as the star sees it.
struct StarPoint {
  double dx = 0;  ///< from the centre
  double dy = 0;
  double radius = 0;  ///< pairs/(2 pi f): where a round star would have the local frequency f
  double cosine = 0;  ///< of psi
  double sine = 0;
};

/// Computes StarPoints without a trigonometric function: psi by powers of a complex number.
class StarView {
 public:
  explicit StarView(const StarGeometry& star)
      : star_(star),
        turn_(std::cos(star.phase), -std::sin(star.phase)),
        determinant_(1 - star.stretch * star.stretch - star.skew * star.skew) {}

  StarPoint at(double x, double y) const {
    StarPoint point;
    point.dx = x - star_.x;
    point.dy = y - star_.y;
    auto [u, v] = mapped(point.dx, point.dy);
    double square = u * u + v * v + 1e-12;
    const double r = std::sqrt(point.dx * point.dx + point.dy * point.dy) + 1e-6;
    point.radius = square / (r * determinant_);
    if (star_.coma_x != 0 || star_.coma_y != 0) {
      const double f = star_.pairs / (2 * std::numbers::pi * point.radius);
      std::tie(u, v) = mapped(point.dx - star_.coma_x * f * f, point.dy - star_.coma_y * f * f);
      square = u * u + v * v + 1e-12;
    }
    const double scale = 1 / std::sqrt(square);
    const auto psi = turn_ * power(u * scale, v * scale);
    point.cosine = psi.real();
    point.sine = psi.imag();
    return point;
  }

 private:
  std::pair<double, double> mapped(double dx, double dy) const {
    return {(1 + star_.stretch) * dx + star_.skew * dy, star_.skew * dx + (1 - star_.stretch) * dy};
  }

  /// (u + i v)^pairs by repeated squaring; plain products, as std::complex checks for infinities.
  std::complex<double> power(double u, double v) const {
    double re = 1;
    double im = 0;
    for (int n = star_.pairs;; n >>= 1) {
      if ((n & 1) != 0) {
        const double next = re * u - im * v;
        im = re * v + im * u;
        re = next;
      }
      if (n <= 1) break;
      const double next = u * u - v * v;
      v = 2 * u * v;
      u = next;
    }
    return {re, im};
  }

  StarGeometry star_;
  std::complex<double> turn_;
  double determinant_;
};

}  // namespace etalon::imaging
