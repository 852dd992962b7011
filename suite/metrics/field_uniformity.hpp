// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/metrics/metric.hpp"

#include <optional>
#include <string>

namespace etalon::metrics {

/// How evenly a blank field is lit, and where the light is centred.
///
/// All figures are read off one smooth surface I(x, y): bicubic B-splines with 4 x 4 equal
/// intervals over the whole image (numerics/spline_surface.hpp), fitted by least squares to the
/// means of blocks of 32 x 32 samples of the dark-subtracted mean frame (16, 8 or 4 where a side
/// has fewer than 512, 256, 128 samples), weighted by their samples. The truth of a measurand is
/// what this definition gives for the noise-free image. The surface's own smoothing belongs to it;
/// single pixels decide nothing.
///
/// Measurands. uniformity: min I / max I over the pixel centres (cf. ISO 21073:2019, 4.2). cv:
/// standard deviation of I over the pixel centres by its mean. centring_x, centring_y: place of the
/// maximum, px of the frame, pixel centres at integers. roll_off: mean of I on the circle of 90 %
/// of half the shorter side about the image centre, over max I. zone: mean of I over each ninth (3
/// x 3) of the field, over max I. Ratios in %, as recorded and dark-subtracted: illumination,
/// collection and detector together.
///
/// Assumptions: linear values, known dark level, a target that emits or transmits evenly.
/// Uncertainty: field_measurement.hpp. Frames of an observation are averaged; their common
/// brightness scales out. Colour planes are measured one by one; those of a mosaic at their own
/// positions.
///
/// Failure and caveat codes: field_uniformity_codes.cpp. Cost: 10 ms for 2048 x 2048 pixels.
struct FieldUniformityOptions {
  std::string method = "field_uniformity/spline_surface";
  std::optional<Region> region;
  std::string plane = "all";
  bool linear = false;
  bool peers = false;
};

Metric field_uniformity_metric();

std::vector<Code> field_uniformity_failures();
std::vector<Code> field_uniformity_caveats();

}  // namespace etalon::metrics
