// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/imaging/edge_profile.hpp"
#include "suite/imaging/edge_track.hpp"

#include <optional>
#include <string>
#include <vector>

namespace etalon::metrics {

/// A number read off one edge of one plane, in samples of the plane, with the standard
/// uncertainties of its sources (type A but for `tail` and `model`).
struct EdgeReading {
  bool exists = false;
  double value = 0;
  double noise = 0;     ///< of the pixels, and what the data leave open about the shape
  double location = 0;  ///< the track's own uncertainty blurs the profile
  double tail = 0;      ///< type B: light spread beyond the region
  double model = 0;     ///< type B: what knots of finite spacing cannot follow
  double focus = 0;     ///< type B: of a stack, what is not known of the shape of its peak
  double degrees_of_freedom = 1e6;
};

/// What one edge of one plane says, before units of the object plane come in.
struct EdgeMeasurement {
  EdgeReading mtf50;  ///< cycles per sample
  EdgeReading mtf10;
  EdgeReading edge_width;  ///< 10 to 90 %, samples
  EdgeReading lsf_fwhm;
  std::vector<double> frequency;  ///< cycles per sample
  std::vector<double> mtf;
  std::vector<double> mtf_uncertainty;
  std::vector<double> distance;  ///< samples
  std::vector<double> esf;       ///< 0 to 1
  std::vector<double> lsf;       ///< per sample
  double mtf_highest = 1;        ///< largest value of the curve
  double mtf_highest_uncertainty = 0;
  double tail_probability = 0;
};

/// The default method: profile along the true normal, Gaussian tangent + penalised spline + tail
/// (numerics/edge_spread.hpp), no window, no assumed line spread; exact division by the transfer of
/// the 1/16-sample bins. Noise: posterior covariance, or the scatter between blocks of rows where
/// that is clearly larger (F test at 5 %: noise that is correlated, light that is uneven, an edge
/// that is wavy).
/// `pixel_width` in samples: 1, or 1/2 in a plane of a mosaic.
EdgeMeasurement measure_edge_spline(const imaging::EdgeTrack& track,
                                    const imaging::EdgeProfile& profile, double pixel_width);

/// Based on ISO 12233:2023 as far as it could be checked against open implementations:
/// quarter-pixel bins along the row, central difference and its correction from physical frequency,
/// Tukey (alpha 1) window about the peak, first crossings by linear interpolation.
/// `bin_box_correction` also divides by the transfer of the quarter-pixel box, which the standard
/// leaves in. Noise by leaving out blocks of rows.
EdgeMeasurement measure_edge_iso12233(const Plane& plane, const imaging::EdgeTrack& track,
                                      int blocks, bool bin_box_correction);

}  // namespace etalon::metrics
