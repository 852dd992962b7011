// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reports/report.hpp"
#include "suite/core/evaluation.hpp"

namespace etalon::tests {

/// A slanted edge as the metric would report it, made by hand: a Gaussian blur behind a square
/// pixel (closed form), a pixel size of 0.2618 um, one edge, one caveat. Nothing here calls a
/// metric.
Evaluation example_evaluation();

/// The same with `edges` edges, each with its own results, curves and item, and a failure.
Evaluation example_evaluation_with_edges(int edges);

/// A finished run of two repeats on "ofm-07".
reports::Report example_run();

/// The example evaluation alone, as `measure` would hand it over.
reports::Report example_report();

}  // namespace etalon::tests
