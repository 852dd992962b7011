// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/imaging/pattern_sums.hpp"
#include "suite/metrics/transfer_levels.hpp"

#include <optional>
#include <string>
#include <vector>

namespace etalon::metrics {

/// Choices that set the methods apart.
struct TransferMethod {
  FlickerTerm flicker = FlickerTerm::uneven;
  numerics::TransferWeights weights = numerics::TransferWeights::by_noise;
  double excess_noise = 1;  ///< F^2
};
TransferMethod transfer_method(const std::string& id, double excess_noise);

/// Dark noise without exposure.
struct DarkNoise {
  double variance = 0;
  std::vector<double> of_dark;  ///< derivatives by the variances of the darks
  double scatter = 1;           ///< by how much the darks scatter more than their noise explains
  double degrees_of_freedom = 0;
  bool extrapolated = false;  ///< to no exposure, from three exposures or more
};

/// Dark signal over exposure.
struct DarkSlope {
  double slope = 0;  ///< DN/s
  double uncertainty = 0;
  double rounding = 0;  ///< what rounding of the means can do to it, an amplitude
  double degrees_of_freedom = 0;
};

/// Between which signals the noise turns, DN. A level may have most noise by chance, and the noise
/// may go on growing until the next one.
struct TurningPoint {
  double low = 0;
  double high = 0;
};

struct TransferMeasurement {
  TransferSeries series;
  TransferMethod method;
  numerics::GainFit fit;  ///< of F^2 K
  numerics::LackOfFit lack;
  std::optional<double> switch_at;  ///< signal, DN
  double range_end = 0;             ///< signal up to which levels were fitted, DN
  std::size_t saturation = 0;       ///< index of the level
  bool saturation_reached = false;
  TurningPoint turning;   ///< where saturation was reached
  double neighbours = 0;  ///< correlation of neighbouring noise
  std::optional<DarkNoise> dark;
  std::optional<DarkSlope> dark_slope;

  bool of_standard() const { return method.weights == numerics::TransferWeights::equal; }
  /// What is stated as saturation: that level, or the middle of where the noise may turn.
  double capacity_signal() const {
    return of_standard() ? saturation_signal() : (turning.low + turning.high) / 2;
  }
  double gain() const { return fit.gain / method.excess_noise; }
  double step() const { return series.step; }
  /// Below it noise cannot be told from rounding (EMVA 1288: 0.24 DN^2).
  double floor() const { return numerics::rounding_floor(step()); }
  /// Of the level with most noise, as EMVA 1288 has it.
  double saturation_signal() const { return series.levels[saturation].signal(); }
};

/// Gain, saturation and dark noise, or why there are none.
Outcome<TransferMeasurement> measure_transfer(TransferSeries series, const TransferMethod& method);

/// The same from pixels sorted by brightness: gain and dark noise only. Fails also with too_even.
Outcome<TransferMeasurement> measure_bins(TransferSeries series, const TransferMethod& method);

/// Bright and dark patterns of one plane.
struct MeasuredPatterns {
  std::optional<imaging::Pattern> bright;
  std::optional<imaging::Pattern> dark;
  bool bright_saturated = false;
};

}  // namespace etalon::metrics
