// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/core/observation.hpp"
#include "suite/core/options.hpp"
#include "targets/exact/line_grid.hpp"

#include <functional>
#include <map>

namespace etalon::test {

/// Images of rulers whose pitch in pixels is known; tests say that it is 10 um in the object.

/// Multiplies by `light(x, y)`, x and y from -1 to 1 over the image.
targets::ExpectedImage lit(targets::ExpectedImage image,
                           const std::function<double(double, double)>& light);

/// `count` round dark spots of radius 2 px to 10 px.
targets::ExpectedImage dusty(targets::ExpectedImage image, int count, unsigned seed);

/// 8 bits, brightest 200 DN, Gaussian noise of 1 DN; nobody says whether it is linear.
Frame eight_bit(const targets::ExpectedImage& image, unsigned seed);

/// A pitch of 10 um with this standard uncertainty.
Observation with_pitch(Frame frame, double standard_uncertainty_um = 0.0001);

Evaluation measured_ruler(Frame frame, const OptionTexts& options = {});

/// pixel_size_x (or another) over the truth, minus 1, for a ruler of this pitch in px.
double relative_error(const Evaluation& evaluation, double pitch_px,
                      const std::string& measurand = "pixel_size_x");

}  // namespace etalon::test
