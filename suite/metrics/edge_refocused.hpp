// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"

#include <vector>

namespace etalon::metrics {

/// What evaluations of one edge say together when it was focused anew before each: the expectation
/// over focusings by the procedure that made them, for every measurand of slanted_edge. A measurand
/// of its own, so its own methods: slanted_edge/spline_refocused and
/// slanted_edge/iso12233_2023_refocused; all repeats are of one method and version.
///
/// Value: the mean. Interval: one-sided model of the loss by defocus
/// (numerics/one_sided_scatter.hpp): frequencies and their ratio are lowered by it, widths raised.
/// The angle, which focus does not move, is a plain mean. Budget: "noise" (what each evaluation
/// counts as its own: type A without an input, averaged), "refocusing" (type A, model), and the
/// components that all repeats share (type B, or with an input), at their mean, not averaged down.
/// These widen each side of the interval in quadrature by their own expanded uncertainty.
///
/// Edges of several repeats are the same when their planes are and their places are within half of
/// the edge's length. Items: each focusing with its mtf50. Curve: the mean MTF.
///
/// Failures: slanted_edge.too_few_focusings, .focusing_left_out, .not_in_every_focusing,
/// .repeats_differ, .stacks_not_combined, and those of the repeats. Caveats:
/// slanted_edge.few_focusings (fewer than five), .large_defocus (of mtf10 and lsf_fwhm, whose
/// intervals hold the truth in 80 % then). Assumes that focusing errors are independent, normal,
/// and about best focus. Cost: some milliseconds for each edge and measurand.
Evaluation combine_refocused(const std::vector<Evaluation>& repeats);

}  // namespace etalon::metrics
