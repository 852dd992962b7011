// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/metrics/usaf_distortion.hpp"
#include "suite/metrics/usaf_survey.hpp"

#include <functional>
#include <optional>
#include <string>

namespace etalon::metrics {

/// What a bar target is known to be.
struct UsafTarget {
  int rung = 0;                                ///< of index 0: 6 group + element - 1
  std::optional<double> relative_uncertainty;  ///< standard, of all of its lengths alike
  std::string certificate;
};

/// The map from the image to the target, as the bars have it: places on the target, in periods of
/// index 0, are x' = f (x cos a + y sin a) across standing bars and y' = g (y cos b - x sin b)
/// across lying ones.
struct UsafMap {
  double periods_standing = 0;  ///< f, per sample
  double periods_lying = 0;     ///< g
  double angle_standing = 0;    ///< a, rad
  double angle_lying = 0;       ///< b
};

/// Pixel size, rotation and shear from the bars themselves.
///
/// Only what MIL-STD-150A fixes is used: the distance from bar to bar in every triplet. Distances
/// between triplets and elements are the maker's choice, and bar widths depend on the etching.
/// Every triplet that was found gives the period and direction of its bars; generalised least
/// squares over all of one direction (numerics/common_mean.hpp: reading errors from the fit, errors
/// of single triplets and distortion from their scatter) gives the map above. Then
///   pixel_size_x = P sqrt(f^2 cos^2 a + g^2 sin^2 b), pixel_size_y = P sqrt(f^2 sin^2 a + g^2
///   cos^2 b), P = 1000/2^(rung/6) um,
/// rotation = a and shear = a - b.
///
/// Where the periods tell of a radial distortion about the middle of the image
/// (usaf_distortion.hpp) periods and directions are freed of it first: then the map is that of the
/// middle of the image.
struct UsafMeasuredMap {
  UsafMap map;
  UsafMap uncertainty;
  UsafMap degrees_of_freedom;
  bool standing = false;  ///< otherwise taken from the other direction: pixels square within 0.1 %
  bool lying = false;
  int triplets = 0;
  /// Relative: scatter of single triplets beyond their reading errors, where it is significant:
  /// distortion of the field, or bars off their place.
  double distortion = 0;
  std::optional<RadialDistortion> radial;
  UsafMap with_more_radial;  ///< the map, k being one standard uncertainty larger
};

/// Nothing when no direction has a usable triplet.
std::optional<UsafMeasuredMap> measured_map(const UsafSurvey& survey, const UsafView& view);

using OfUsafMap = std::function<double(const UsafMap&)>;
Budget budget_of(const UsafMeasuredMap& measured, const OfUsafMap& function);

/// pixel_size_x, pixel_size_y (um) where the target is known, rotation and shear (deg) in any case,
/// appended with `frames` and `caveats` of `metric`. Lengths of the map are in samples of `pitch`
/// px.
void append_usaf_scale(const std::string& metric, const UsafSurvey& survey, const UsafView& view,
                       double pitch, const std::optional<UsafTarget>& target, std::size_t frames,
                       const std::vector<Caveat>& caveats, Evaluation& evaluation);

}  // namespace etalon::metrics
