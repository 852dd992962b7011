// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/metrics/metric.hpp"

#include <optional>
#include <string>

namespace etalon::metrics {

/// Finest bars of a USAF 1951 target (MIL-STD-150A) that an image still resolves.
///
/// Measurands. Contrast of an element: C = (I_max - I_min)/(I_max + I_min) of the mean light over
/// the central thirds of its three bars and two gaps, along 60 % of their length, without the dark
/// level; C0 is that of the largest element seen, of bars of the same direction.
/// resolution_limit_v, _h (cycles/mm, the same as line pairs per mm): frequency at which C/C0 falls
/// to `threshold`, of bars that stand (v) or lie (h) in the image within 45 deg; interpolated
/// before the first element that fails (usaf_resolution.hpp). resolution_limit_min: the lower of
/// the two.
/// ..._px: the same in cycles/px. smallest_line_v, _h, _min = 500/f um: width of one bar there.
/// last_resolved_v, _h (statistic, cycles/mm): the last whole element before the first failure.
/// pixel_size_x, pixel_size_y (um), rotation, shear (deg): the target as a ruler (usaf_scale.hpp).
///
/// This is the contrast of three square bars, which is neither an MTF nor that of an endless
/// grating: bars a little below the optics' cut-off read up to 4/pi of the MTF.
///
/// Method usaf_1951/three_bars. Triplets are found at any rotation, size and polarity, also in a
/// mirror (imaging/triplet_search.hpp); which is which follows from the ladder of sixth roots of 2
/// and from where elements stand (usaf_layout.hpp); groups from the pixel size or `largest_group`.
/// Without either there are cycles/px only. Each triplet is fitted by three equal images of a bar
/// of free shape (imaging/bar_triplet.hpp), from which the means over the thirds are read: noise is
/// averaged as in a fit, and no point spread is assumed. One plane: grey, or green of a colour
/// image, at its own positions. Frames show one position and are averaged.
///
/// Budget of a limit. contrast of the elements (A: scatter of the pixels about the fit, through the
/// interpolation); interpolation (B: cubic against parabola); sampling (B: where bars meet
/// the pixels, below 4 px a period); lengths of the target (B, `target_uncertainty`). Not: focus,
/// condenser, light that is not incoherent, the sharpness of the target.
///
/// Assumptions: a linear transfer, a known dark level (C/C0 hardly depends on it). Failure and
/// caveat codes: usaf_1951_codes.cpp. A limit that no element shows is a failure and never a
/// number. Cost: about 0.2 s for 2048 x 2048 pixels.
struct Usaf1951Options {
  std::string threshold = "20 %";
  std::optional<int> largest_group;
  std::optional<int> largest_element;
  std::optional<Ratio> target_uncertainty;
  std::string certificate;
  std::optional<Region> region;
  std::string plane = "green";
  bool linear = false;
};

Metric usaf_1951_metric();

std::vector<Code> usaf_1951_failures();
std::vector<Code> usaf_1951_caveats();

}  // namespace etalon::metrics
