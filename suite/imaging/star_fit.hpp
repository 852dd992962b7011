// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"
#include "suite/imaging/star_geometry.hpp"
#include "suite/imaging/surface.hpp"

#include <vector>

namespace etalon::imaging {

/// How well spokes fit their places, and what is known of the star without its fine structure.
struct StarFit {
  StarGeometry star;
  bool converged = false;
  double outer_radius = 0;  ///< where the spokes end, or the plane, samples
  double inner_radius = 0;  ///< where the coherent amplitude is lost in noise
  double visible = 0;       ///< share of the ring outside half the outer radius that is seen
  double amplitude = 0;     ///< of the fundamental where spokes are coarse, units of the plane
  double explained = 0;     ///< sum of squares in phase over the sum of all, coarse spokes
  double centre_uncertainty = 0;  ///< samples, along the less certain direction
  double displacement = 0;        ///< rms, of spokes off their place beyond noise, samples
  double even = 0;                ///< amplitude at twice the frequency over the fundamental, coarse
  Surface light;                  ///< mean of bright and dark, up to fourth order
  double darkest = 0;             ///< of `light` on the star
  double brightest = 0;
};

/// Centre, phase, linear distortion and coma by Gauss-Newton on the phases of cells: in zones of
/// radius and about 32 sectors, v = a + b cos psi + c sin psi is fitted to the samples at their own
/// places; a displacement of the spokes is c = -A (d psi), A the mean b of the zone with its sign,
/// so that zones whose contrast is reversed count like others. Zones weigh by A squared: those
/// where nothing is seen do not pull. Cells off by more than the others weigh less (Cauchy).
/// About 150,000 samples on an oblique lattice are used.
StarFit fit_star(const Plane& plane, const StarGeometry& start);

}  // namespace etalon::imaging
