// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/metrics/metric.hpp"

#include <optional>
#include <string>

namespace etalon::metrics {

/// How thin a slice of the specimen the microscope shows (optical sectioning): the axial response
/// to a thin, even, fluorescent layer (cf. ISO 21073:2019, 4.1).
///
/// Profile: mean of the dark-subtracted pixels of a zone, plane by plane. Zones: 3 x 3 equal
/// squares that fill the largest square in the middle of the image. All frames of one plane
/// (times) are averaged.
///
/// Measurands. axial_fwhm_planes, unit 1: full width at half of the maximum of the profile, in
/// planes, mean over the zones. Each zone has its own maximum, so that a tilted or bent layer does
/// not broaden it; the tilt within a zone is taken out as that of an even distribution of heights,
/// F^2 = F_recorded^2 - k (s_x^2 + s_y^2)/12 with the rise s across a zone and k =
/// d(F^2)/d(variance) read off the curve (8 ln 2 of a Gaussian). axial_fwhm, um: the same times the
/// step between planes, as recorded: the thickness of the layer is in it. axial_fwhm_corrected, um,
/// when a thickness d is given: F^2 - k d^2/12. Both are of first order in the variance. No shape
/// is assumed (numerics/smooth_peak.hpp).
///
/// edge_10_90_planes and edge_10_90, of a thick specimen whose light rises once and stays up (a
/// "sea" of dye, the integral of the response to a thin layer): distance between 10 and 90 % of the
/// rise (numerics/smooth_step.hpp), mean over the zones, tilt taken out in the same way (6.57 of a
/// Gaussian). They are stated in place of axial_fwhm, with the failure axial_response.step.
///
/// Assumptions: linear values; a layer that lies whole within the stack; the light of the lamp
/// and the dye does not change during the stack but for scatter from plane to plane. The step is
/// the distance by which the layer moves relative to the objective; a mismatch of refractive
/// indices is not corrected.
///
/// Uncertainty: scatter from plane to plane (lamp and photons), what a curve may do between planes,
/// the level without light, the tilt within a zone, the step, the thickness.
///
/// Failure and caveat codes: axial_response_codes.cpp. Cost: one pass over the frames; 120 n^3
/// operations for n planes in the peak, 50 ms for a step.
struct AxialResponseOptions {
  std::string method = "axial_response/smooth_curve";
  std::optional<Region> region;
  std::string plane = "green";
  std::optional<Length> layer_thickness;
  bool linear = false;
};

Metric axial_response_metric();

std::vector<Code> axial_response_failures();
std::vector<Code> axial_response_caveats();

}  // namespace etalon::metrics
