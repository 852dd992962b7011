// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/metrics/metric.hpp"

#include <optional>
#include <string>

namespace etalon::metrics {

/// Size of a pixel in the object plane from a ruler of parallel, equally spaced lines (a stage
/// micrometer, a Ronchi ruling, a line grid in two directions) or from a square grid of dots.
///
/// Measurands. pixel_size_x, pixel_size_y (um): object length per pixel along the rows and columns
/// of the image, mean over the span of the lines or dots. rotation (deg): angle of the normal of
/// the lines (standing lines, columns of dots) to the nearest axis, positive from x towards y
/// (clockwise as displayed). shear (deg): rotation of the standing lines less that of the lying
/// ones. line_distance_px: distance of neighbouring lines, or rows of dots, along their normal, px.
///
/// Method pixel_size/lines. Lines x + t y = x0 + k Q of a ruler of pitch P give pixel_size_x = P
/// sqrt(1 + (t r)^2) / Q with r = pixel_size_x / pixel_size_y; standing lines give x, lying ones y.
/// From a grid r is measured; from one direction r = 1 within 0.1 % (type B, sensitivity sin^2 of
/// the rotation) and only the component along the normal is given. Beyond 30 deg of rotation r is 1
/// also for grids, and one direction is refused. Finding, numbering and locating:
/// imaging/line_search.hpp and line_location.hpp; all places on their integer numbers:
/// numerics/ruler_fit.hpp.
///
/// Method pixel_size/dots. Finding and numbering: imaging/dot_search.hpp, dot_lattice.hpp;
/// locating: dot_location.hpp; affine map of the numbers: numerics/lattice_fit.hpp; sizes and
/// angles at any rotation: dot_geometry.hpp. It is taken without being asked for where the image
/// shows dots.
///
/// One plane: grey, or green of a colour image (green1 of a mosaic), at its own positions. Frames
/// show one position and are averaged.
///
/// Budget. line positions, dot positions (A: scatter about the straight line or the map, so errors
/// of single lines and dots and noise); columns and rows of dots (A: errors that they share);
/// rotation of the ruler (A, lines); the same across, for grids of lines; line model, dot model
/// (B); distortion over the span (B: rms of the local pitch, when it changes significantly); square
/// pixels (B, half-width 0.1 %, one direction of lines); pitch of the ruler (B; `input` is its
/// certificate). Not: focus, a ruler that is not flat or tilted.
///
/// Method pixel_size/usaf, only when asked for: the bars of a USAF 1951 target, whose lengths are
/// known (usaf_scale.hpp).
///
/// Assumptions: the same pitch in both directions of a grid, at right angles; lines or dots alike.
/// Centres hardly depend on a tone curve; it is a caveat. Failure and caveat codes:
/// pixel_size_codes.cpp. At least 5 lines, or 5 rows and 5 columns of dots, 4 px apart. CPU time
/// for 1000 x 1000 pixels: about 30 ms with lines in one direction, 65 ms in two, 150 ms with 4 400
/// dots.
struct PixelSizeOptions {
  std::string method = "pixel_size/lines";
  std::optional<int> largest_group;
  std::optional<Length> pitch;
  std::optional<Length> pitch_uncertainty;
  std::string certificate;
  std::optional<Region> region;
  std::string plane = "green";
  bool linear = false;
};

Metric pixel_size_metric();

std::vector<Code> pixel_size_failures();
std::vector<Code> pixel_size_caveats();

}  // namespace etalon::metrics
