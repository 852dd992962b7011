// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/metrics/metric.hpp"

#include <optional>
#include <string>

namespace etalon::metrics {

/// Sharpness from a slanted edge: modulation transfer, edge width, line spread.
///
/// Measurands. mtf50, mtf10: the lowest spatial frequency, along the normal of the edge, at which
/// the modulation transfer |OTF(f)| falls to 50 % and 10 %, cycles/px; mtf50_object, mtf10_object:
/// the same in the object plane, cycles/mm, f_object = f / pixel size. edge_width_10_90 (um, _px):
/// distance over which the edge spread rises from 10 % to 90 % of the step. lsf_fwhm (um, _px):
/// full width of the line spread at half maximum. edge_angle: to the nearest pixel axis.
/// mtf50_ratio: mtf50 over that of a perfect lens of the same NA and condenser NA at the same
/// wavelength with the same pixel (square, along the edge normal): root of M(f) sinc(f p cos t)
/// sinc(f p sin t) = 1/2, M(s) = (2/pi)(acos s - s sqrt(1 - s^2)), s = f lambda / (NA + min(NA,
/// NA_condenser)); Goodman, Introduction to Fourier Optics, 6.3. Everything is as recorded: the
/// pixel aperture belongs to the system. Of one image: as it was focused; of a run that focused
/// anew before each image: the expectation over focusings (edge_refocused.hpp), by methods of their
/// own. Of a chart also mtf50_centre and mtf50_corner (edge_field.hpp). Of a stack of planes mtf50
/// at best focus, best_focus, depth_of_focus and, of a chart, focus_tilt_x, focus_tilt_y and
/// focus_curvature (edge_through_focus.hpp, edge_field.hpp), by methods of their own.
///
/// Methods. slanted_edge/spline: edge_measurement.hpp and numerics/edge_spread.hpp.
/// slanted_edge/iso12233_2023: based on ISO 12233:2023; its window is biased on oversampled edges.
///
/// Assumptions: linear intensities (a tone curve is a caveat), an incoherent image (a condenser
/// well below the objective's NA is a caveat), one line spread along the whole edge, an edge that
/// is itself sharp. Frames in time are evaluated one by one and averaged; several frames
/// add their repeatability.
///
/// Failure and caveat codes: slanted_edge_codes.cpp. Cost: about 10 ms for 1000 x 1000 pixels.
struct SlantedEdgeOptions {
  std::string method = "slanted_edge/spline";
  std::optional<Region> region;
  std::string plane = "all";
  int max_order = 5;
  Pixels min_length = px(40);
  Ratio max_relative_uncertainty = percent(20);
  bool bin_box_correction = false;
  bool linear = false;
};

Metric slanted_edge_metric();

}  // namespace etalon::metrics
