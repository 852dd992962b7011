// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/metrics/metric.hpp"

#include <optional>
#include <string>

namespace etalon::metrics {

/// Sharpness from a Siemens star: modulation transfer in all directions.
///
/// Measurands. A star of N pairs of a bright and a dark spoke shows the frequency f = N/(2 pi r) at
/// the distance r from its centre, along the circle. M(f): amplitude of the fundamental
/// cos(N angle), over that at zero frequency. mtf50, mtf10: the lowest f with M = 50 %, 10 %,
/// cycles/px; resolution_limit: with M = `threshold`; ..._object: the same in the object plane,
/// cycles/mm (line pairs per mm), f / pixel size. Without a subject: of the mean of M over the
/// directions that are seen; with the subject `direction`: of two opposite sectors, the angle (from
/// x towards y) being that of the frequency, at right angles to the spokes. `spokes`: N. As
/// recorded: the pixel aperture belongs to the system. Based on the sine fits of the s-SFR of ISO
/// 12233:2023 (which asks for 144 sinusoidal pairs and 8 sectors).
///
/// Method siemens_star/known_phase. Finding: imaging/star_finder.hpp; centre, phase, linear
/// distortion, coma: imaging/star_fit.hpp; sums over rings and sectors:
/// imaging/star_modulation.hpp; curve, zero frequency, crossings: numerics/transfer_curve.hpp. The
/// amplitude is the projection on the phase that the whole star fixes, so noise does not raise it
/// (the root of a sum of squares would), and contrast reversed by defocus is negative: first
/// crossing only. Of binary spokes the fundamental is 4/pi of the contrast; that factor is common
/// to M and its value at zero frequency and cancels, except in `contrast`. Harmonics of odd order,
/// known from the curve itself, are subtracted where they meet the fundamental at the places of the
/// samples. Zero frequency is extrapolated from the coarse spokes.
///
/// Assumptions: linear values, an incoherent image, spokes of equal width (a caveat), contrast that
/// does not change over the star but with the light, of which a surface of up to fourth order is
/// divided out. Frames show one position and are averaged. One plane: grey, or green of a colour
/// image.
///
/// Budget: noise (A); smoothness of the curve (B: how far a curve of this smoothness may stray
/// between and below the rings); place of the spokes (B: centre and irregular spokes); model (B);
/// pixel size (B). Failure and caveat codes: siemens_star_codes.cpp. Cost: about 0.15 s for 1000 x
/// 1000 pixels.
struct SiemensStarOptions {
  int spokes = 0;
  int sectors = 8;
  Ratio threshold = percent(10);
  bool sinusoidal = false;
  std::optional<Region> region;
  std::string plane = "green";
  Ratio max_relative_uncertainty = percent(20);
  bool linear = false;
};

Metric siemens_star_metric();

std::vector<Code> siemens_star_failures();
std::vector<Code> siemens_star_caveats();

}  // namespace etalon::metrics
