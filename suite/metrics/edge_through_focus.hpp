// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/core/observation.hpp"
#include "suite/core/outcome.hpp"
#include "suite/metrics/edge_results.hpp"
#include "suite/numerics/focus_curve.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace etalon::metrics {

/// Edges through focus: of a stack of planes (Observation::places), methods
/// slanted_edge/spline_through_focus and slanted_edge/iso12233_2023_through_focus. Every plane is
/// measured; the peak of mtf50 over z is fitted (numerics/focus_curve.hpp).
///
/// mtf50, mtf50_object, mtf50_ratio: at best focus, the maximum of the fitted curve, not the
/// largest reading. best_focus_plane (1): its place in planes from the first, which is 0;
/// best_focus (um): times the axial step, growing with the number of the plane. With several edges
/// each has its own. depth_of_focus_planes, depth_of_focus: range within which the curve keeps 80 %
/// of its maximum. mtf10 and the widths, which belong to one plane, are not stated. Curves:
/// mtf50_through_focus as measured, mtf50_through_focus_fit; mtf, esf and lsf of the sharpest
/// plane.
///
/// Budget: noise (readings, or their scatter about the curve where it is larger), shape of the peak
/// (type B: the prior of the curve), axial step, and what a single image has. Assumes planes at
/// equal steps, and that nothing but the focus changes between them.
///
/// Failures: slanted_edge.several_channels, .stack_incomplete, .few_planes, .focus_outside,
/// .no_focus_peak, .depth_outside (of one edge among others: flags of its item). Caveats:
/// .asymmetric_focus (the odd part of the loss is above a tenth of the even one, by three standard
/// uncertainties), .axial_step_uncertainty_unknown.
inline constexpr const char* kThroughFocus = "_through_focus";
bool is_through_focus(const std::string& method);

/// The plane of each frame; empty where the frames are no stack. Fails when they cannot be told.
Outcome<std::vector<int>> planes_of_stack(const Observation& observation);

/// Of a series that grows with each frame only the sharpest so far needs its curves: the others
/// would fill the memory.
void keep_sharpest_curves(EdgeSeries& series);

/// mtf50 of one edge over the planes, in cycles per sample, and what was found of its peak.
struct EdgeStack {
  std::vector<numerics::FocusReading> readings;
  numerics::FocusPeak peak;
};

/// Reduces the series to one frame: the sharpest one, with mtf50 of the peak; or one that says why
/// there is none.
EdgeStack to_best_focus(EdgeSeries& series, const std::vector<int>& planes);

/// What a stack says beyond an image, after append_results has appended its results from `first`
/// on.
void append_through_focus(const EdgeSeries& series, const EdgeStack& stack,
                          const Observation& observation, std::size_t first,
                          Evaluation& evaluation);

}  // namespace etalon::metrics
