// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/uncertainty.hpp"
#include "suite/metrics/bead_survey.hpp"
#include "suite/numerics/consensus.hpp"

#include <optional>
#include <vector>

namespace etalon::metrics {

/// FWHM over standard deviation of a Gaussian.
inline constexpr double kFwhmPerSigma = 2.3548200450309493;

/// Ellipticity of the turned Gaussian in the plane of best focus: e1 = (Sxx - Syy)/(Sxx + Syy), e2
/// = 2 Sxy/(Sxx + Syy). The longest axis over the shortest is sqrt((1 + |e|)/(1 - |e|)).
struct Ellipticity {
  double e1 = 0;
  double e2 = 0;
  double variance1 = 0;
  double variance2 = 0;
};

/// Full widths of one bead as recorded: px of the frame, steps between planes.
struct BeadWidths {
  numerics::Reading x;
  numerics::Reading y;
  numerics::Reading lateral;  ///< mean of x and y
  std::optional<numerics::Reading> z;
  std::optional<Ellipticity> ellipticity;
};

/// Nothing where the fit that the shape asks for is missing or means nothing.
std::optional<BeadWidths> widths_of(const BeadReading& bead, BeadShape shape);

/// Whether the bead counts for the instrument: no flag excludes it. In a plane of best focus that
/// is neither the first nor the last of the stack its end is no matter to a planar shape.
bool is_used(const BeadReading& bead, BeadShape shape, std::size_t planes);

bool is_volume(BeadShape shape);

/// |e|^2 less what noise adds to it in the mean: of one bead it may be below 0.
numerics::Reading squared_ellipticity(const Ellipticity& e);
/// Longest over shortest axis, and its standard uncertainty, from |e|^2.
numerics::Reading asymmetry_of(const numerics::Reading& squared);
/// Where |e|^2 within its own interval, with this coverage factor, puts it; mirrored at 1, below
/// which no ratio lies.
Interval asymmetry_interval(const numerics::Reading& squared, double coverage_factor);
/// Root mean square over beads; their noise alone gives the weights.
numerics::Consensus mean_squared_ellipticity(const std::vector<Ellipticity>& all);

}  // namespace etalon::metrics
