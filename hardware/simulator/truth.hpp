// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/settings.hpp"

namespace etalon::hardware {

// What a measurement with the virtual microscope should find. The true image is expected_image(),
// the true optics optics(), the true z of the slide best_focus_of().

/// Recorded edge at this defocus, optics and pixel, along its normal; in cycles/px.
double true_mtf50(const SimulatorSettings& settings, Length defocus);

struct FocusedMtf50 {
  double mean = 0;  ///< the expectation over refocusings
  double standard_deviation = 0;
};

/// MTF50 over refocusings that miss the best focus by a normal distribution: what a procedure finds
/// on average that aims at best focus + `bias` and scatters by `scatter` in all (the procedure's
/// own scatter and `focus_error` together: root of the sum of squares). Trapezoidal rule over 8
/// standard deviations to either side, 1e-9.
FocusedMtf50 true_mtf50_over_focusing(const SimulatorSettings& settings, Length bias,
                                      Length scatter);

/// Least over greatest of the expected image of an empty field, over the centres of all pixels.
Ratio true_uniformity(const SimulatorSettings& settings);

Length true_ruler_pitch(const SimulatorSettings& settings);

}  // namespace etalon::hardware
