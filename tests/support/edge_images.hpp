// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/camera/expose.hpp"
#include "suite/core/evaluation.hpp"
#include "suite/core/frame.hpp"
#include "suite/core/observation.hpp"
#include "suite/core/options.hpp"
#include "targets/exact/slanted_edge.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace etalon::test {

/// Images of edges whose truth is known: rendered by targets/, which share nothing with the
/// metrics.

/// Expected electrons as DN, no noise and no rounding; linear, black level 0.
Frame noise_free(const targets::ExpectedImage& expected);

/// 16-bit exposure with Poisson and read noise (2 e), 100 DN offset.
Frame exposed(const targets::ExpectedImage& expected, std::uint64_t seed);

/// A plane as the imaging room sees it.
Plane plane_of(const targets::ExpectedImage& expected);

/// One edge through a Gaussian and the square pixel.
targets::ExpectedImage gaussian_edge(const targets::SlantedEdge& edge, double sigma_px);

/// A dark square turned by `angle_deg`, of half-side `half_side_px`, in the middle of a bright
/// field: four edges.
targets::ExpectedImage dark_square(int size, double half_side_px, double sigma_px,
                                   double angle_deg);

/// Turned by 90 degrees counter-clockwise: the last column becomes the first row.
targets::ExpectedImage turned(const targets::ExpectedImage& image);

/// Bright and dark exchanged about the mean of the lowest and highest value.
targets::ExpectedImage inverted(targets::ExpectedImage image);

/// Red, green and blue interleaved.
Frame rgb(const targets::ExpectedImage& red, const targets::ExpectedImage& green,
          const targets::ExpectedImage& blue);

/// As a sensor with RGGB filters records the three colours: every pixel one of them.
Frame rggb(const targets::ExpectedImage& red, const targets::ExpectedImage& green,
           const targets::ExpectedImage& blue);

Observation observation_of(std::vector<Frame> frames);
Observation observation_of(Frame frame);

/// Evaluates with the metric of this id; options that it refuses are an error of the test.
Evaluation measured(const Observation& observation, const OptionTexts& options = {},
                    const std::string& metric = "slanted_edge");
Evaluation measured(Frame frame, const OptionTexts& options = {});

/// The result of this measurand and subject; a missing one is an error of the test.
const MeasurementResult& result_of(const Evaluation& evaluation, const std::string& measurand,
                                   const std::map<std::string, std::string>& subject = {});

bool has_failure(const Evaluation& evaluation, const std::string& code);
bool has_caveat(const Evaluation& evaluation, const std::string& code);

/// All failures and caveats as text, for messages of tests.
std::string described(const Evaluation& evaluation);

}  // namespace etalon::test
