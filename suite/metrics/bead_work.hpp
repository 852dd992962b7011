// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/imaging/bead_finder.hpp"
#include "suite/metrics/bead_survey.hpp"
#include "suite/numerics/bead_patch.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace etalon::metrics {

/// One bead between detection and reading. Lengths in samples of the colour plane.
struct BeadWork {
  imaging::BeadCandidate found;
  double z_planes = 0;        ///< as found
  numerics::BeadPatch patch;  ///< less the light of its neighbours, once these are known
  std::vector<numerics::GaussianBead> subtracted;  ///< neighbours, from the patch
  numerics::GaussianBead start;
  double background_variance = 0;
  std::optional<numerics::BeadFit> volume;
  std::optional<numerics::BeadFit> plane;
  double highest = 0;          ///< DN, among the samples within 3 sigma
  std::size_t at_highest = 0;  ///< samples that share it
  double next = 0;             ///< the highest value below that
  std::size_t at_next = 0;
  bool not_finite = false;
  bool hot_pixel = false;

  /// The best of what is known of it.
  numerics::GaussianBead bead() const;
};

/// Start values from the patch: heights and half widths of the profile along z through the place of
/// the detection, its `sigma` across.
numerics::GaussianBead bead_start(const BeadWork& work, double sigma,
                                  std::optional<double> sigma_planes, double block_planes);

/// One sample that stands alone: the four beside it have less than 0.15 of its height and it is
/// there in the other planes as well, or they have less than 0.05 (a bead with sigma 0.51 or 0.41).
bool is_hot_pixel(const BeadWork& work, double sigma, double block_planes);

/// What the flags need to know beside the beads.
struct FlagContext {
  double width = 0;  ///< samples
  double height = 0;
  double planes = 1;
  double sigma = 1;
  BeadShape plane_shape = BeadShape::gaussian2d;
  std::optional<double> clipping;  ///< DN
};

/// The flags of each bead, in the order of `excludes`.
std::vector<std::vector<std::string>> bead_flags(const std::vector<BeadWork>& beads,
                                                 const FlagContext& context);

/// Integrated light above the background, DN.
double bead_flux(const BeadWork& work, BeadShape plane_shape);

}  // namespace etalon::metrics
