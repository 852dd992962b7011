// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/metrics/field_blocks.hpp"
#include "suite/metrics/field_figures.hpp"
#include "suite/metrics/field_noise.hpp"

#include <array>
#include <cstddef>

namespace etalon::metrics {

/// A figure with the standard uncertainties of its sources, in its own unit (%, or samples).
struct FieldEstimate {
  double value = 0;
  double noise = 0;       ///< of the pixels, by simulated surfaces
  double structure = 0;   ///< type B: texture and dirt that the surface does not follow
  double dark = 0;        ///< type B: level without light
  double correction = 0;  ///< type B: what the correction of noisy extremes leaves open
  double model = 0;       ///< type B: places only; what splines of finite intervals cannot follow
  double border = 0;      ///< type B: a maximum at the border may lie beyond
};

/// The illumination of one plane.
struct FieldMeasurement {
  numerics::SurfaceGrid grid;
  numerics::SurfaceMatrix surface;
  numerics::SurfaceCovariance covariance;  ///< noise and structure
  numerics::SurfacePoint maximum;
  bool at_border = false;  ///< within half a sample
  std::array<FieldEstimate, kFieldFigures> figures;
  double noise_degrees_of_freedom = 0;
  double structure = 0;  ///< rms of the block means beyond noise, % of the maximum; 0: not seen
};

/// Light that can be told from noise: the mean of the blocks above five times their noise.
bool shows_light(const FieldBlocks& blocks);

/// Fits the surface and propagates its uncertainty.
///
/// Noise of a block mean: scatter of its pixels less that of the surface, smoothed by a straight
/// line over the signal, over their number; never below the rounding of the values. Structure:
/// where the residuals of the fit, over blocks or over groups of 2 x 2 or 4 x 4 of them, scatter
/// significantly more (F test at 1 %), that excess; groups find what is correlated between blocks.
///
/// Minimum and maximum of a noisy surface are too far apart. By how much is found by simulated
/// surfaces about the significant part of the fitted one (Efron and Tibshirani, An Introduction to
/// the Bootstrap, 10.6, with a surface free of modes that noise alone explains: four corners that
/// are equally dark within noise are taken as equal). Ratios are corrected by it; a fifth of the
/// correction (a third for cv) stays as uncertainty.
///
/// Where the light itself is brightest differs from where the surface is: the slope of a cubic
/// spline is wrong by up to 0.009 h^3 f with intervals of h, and h^4 f is seen in the fourth
/// differences of its coefficients. Places carry that as `model`. Draws are seeded and come in
/// antithetic pairs.
FieldMeasurement measure_field(const FieldBlocks& blocks, const SampleRange& range, int block,
                               const FieldInputs& inputs);

}  // namespace etalon::metrics
