// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/quantity.hpp"
#include "targets/exact/expected_image.hpp"
#include "targets/exact/otf.hpp"

#include <vector>

namespace etalon::targets {

/// Spokes that fill the image, a bright one in the direction `angle` (from x towards y).
struct SiemensStar {
  int width = 400;
  int height = 400;
  int pairs = 36;
  Pixels centre_x = px(199.5);
  Pixels centre_y = px(199.5);
  Angle angle = deg(0);
  bool binary = true;  ///< else (1 + cos(pairs x angle))/2
  Electrons bright = electrons(20000);
  Electrons dark = electrons(2000);
};

/// What round optics leave of each harmonic of the spokes, by radius. The plane wave expansion of
/// cos(n angle) gives D(r) = n int_0^inf H(q/2 pi) J_n(q r) dq/q exactly; computed with x = q r by
/// the trapezium rule, which is exponentially exact as nothing in it is faster than J_n, tabulated
/// every half pixel, cubic interpolation. Right to 1e-5.
class SpokeHarmonics {
 public:
  SpokeHarmonics(const Otf& otf, int pairs, bool binary, double largest_radius_px);

  /// Share of bright light at a place, in front of the pixels.
  double bright(double radius_px, double angle_rad) const;
  /// The same at a place from the centre; a bright spoke lies along x.
  double bright_at(double x_px, double y_px) const;

 private:
  double share_of(double radius_px, double cosine_of_first_harmonic) const;
  struct Harmonic {
    int order = 0;
    std::vector<double> left;  ///< weight x D, by radius
  };
  std::vector<Harmonic> harmonics_;
};

/// Mean over each pixel by Gauss's rule: 3 x 3 points, 5 x 5 where a pair is narrower than 4 px.
ExpectedImage render_spokes(const SiemensStar& star, const SpokeHarmonics& harmonics);
ExpectedImage render(const SiemensStar& star, const Otf& otf);

/// Optics times pixel at this frequency, mean over the directions of the frequency from `from` to
/// `to`; all of them when nothing is said.
double true_star_mtf(const Otf& otf, double cycles_per_px, Angle from = deg(0),
                     Angle to = deg(180));
/// Where that falls to `level` first.
double true_star_crossing(const Otf& otf, double level, Angle from = deg(0), Angle to = deg(180));

}  // namespace etalon::targets
