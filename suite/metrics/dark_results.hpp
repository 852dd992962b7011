// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/metrics/dark_frames.hpp"
#include "suite/metrics/dark_pixels.hpp"

namespace etalon::metrics {

/// What the gain adds to the budget of value = x/K; an uncertainty that nobody stated is a caveat.
void add_gain(const Uncertain<ConversionGain>& gain, double value, Budget& budget,
              std::vector<Caveat>& caveats);

/// Results with their budgets and caveats, or the failures dark_noise.light and .offset_moves.
void append_dark_noise(const DarkFrames& frames, const DarkPixels& pixels,
                       const Observation& observation, Evaluation& evaluation);

/// Dark current from the visits to at least three exposures; dark_noise.two_exposures for two.
void append_dark_current(const DarkFrames& frames, const Observation& observation,
                         Evaluation& evaluation);

/// Maps of offset and noise, their histograms beside chi-squared, the series, the worst pixels.
void append_dark_pictures(const DarkFrames& frames, const DarkPixels& pixels,
                          const Observation& observation, Evaluation& evaluation);

}  // namespace etalon::metrics
