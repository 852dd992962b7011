// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/metrics/transfer_measurement.hpp"

#include <optional>
#include <vector>

namespace etalon::metrics {

/// What a series of levels and bins of brightness have in common. Each answers why not, or nothing.

/// NaN, or pairs that are none.
std::optional<Failure> not_a_series(const TransferSeries& series);
/// Cut off at zero, or brighter than the light.
std::optional<Failure> unfit_darks(const TransferSeries& series);
/// Noise of neighbours alike, over the levels of the fit; fills in the correlation.
std::optional<Failure> processed(TransferMeasurement& m);
/// The line, its lack of fit and the dark noise; fills them in.
std::optional<Failure> fit_transfer(const std::vector<numerics::TransferLevel>& levels,
                                    const std::vector<numerics::TransferDark>& darks,
                                    TransferMeasurement& m);

DarkNoise dark_noise_of(const TransferSeries& series, numerics::TransferWeights weights);
/// Nothing with fewer than three exposures.
std::optional<DarkSlope> dark_slope_of(const TransferSeries& series);

}  // namespace etalon::metrics
