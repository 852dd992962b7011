// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/imaging/dot_lattice.hpp"

#include <vector>

namespace etalon::imaging {

/// What became of a dot of the lattice.
enum class DotFate {
  good,
  at_border,  ///< its surroundings reach beyond the plane
  faint,      ///< less than 0.4 of the usual contrast: dirt, or a dot that is nearly gone
  unlike      ///< another size or shape: larger dots, dots grown together, dirt on them
};

struct LocatedDot {
  int i = 0;     ///< column
  int j = 0;     ///< row
  double x = 0;  ///< samples of the plane
  double y = 0;
  double variance = 0;  ///< of x and of y, from the rest of the fit
  double level = 0;     ///< between dots, units of the plane
  double depth = 0;     ///< middle of the dot less that
  double misfit = 0;    ///< rms of the rest of the fit over the depth
  DotFate fate = DotFate::good;
  double contrast() const;  ///< Michelson, of dot and surroundings
};

/// Brightness of the dots about their middle: 1 there, 0 between dots. Their own shape, so size,
/// blur and the sharpness of the rim need not be known.
struct DotProfile {
  double step = 0.25;  ///< samples between table entries
  std::vector<double> values;
  std::vector<double> slopes;  ///< per sample
  double value(double r) const;
  double slope(double r) const;
};

struct LocatedDots {
  std::vector<LocatedDot> dots;  ///< all that were numbered, in their order
  DotProfile profile;
  double reach = 0;  ///< radius that belongs to a dot, samples
};

/// Middles of dots to a small part of a sample. All dots are folded into one radial profile T, and
/// each is fitted by
///   v(x, y) = (a + c T(r)) (1 + g . (x - x0, y - y0)),   r < 0.62 pitches,
/// by least squares with weights that fall to 0 at the end of the reach, so that no sample enters
/// or leaves abruptly. T comes from the data, so the fit is nearly a matched filter. For any T the
/// middle of whatever is symmetric about it is unbiased: duty, defocus and the neighbours do no
/// harm. g: slope of the light, from the bright parts of the 5 x 5 dots about, so uneven light does
/// not pull. Three passes; T and g anew in each.
LocatedDots locate_dots(const Plane& plane, const DotCandidates& candidates,
                        const std::vector<NumberedDot>& numbered, double pitch);

}  // namespace etalon::imaging
