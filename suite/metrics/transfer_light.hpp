// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/metrics/transfer_measurement.hpp"

#include <optional>
#include <string>
#include <vector>

namespace etalon::metrics {

/// The light of a level, on a scale that is proportional to it: photons where they are known, else
/// exposure times light, or the one that is known.
struct LightScale {
  std::string unit;           ///< "photons", "s", "1"
  std::vector<double> light;  ///< of each level
};
/// Nothing where a level has no such number, or all have the same.
std::optional<LightScale> light_scale(const std::vector<LightLevel>& levels);

/// Deviation of the signal from a line over the light, of the levels between 5 % and 95 % of
/// saturation (EMVA 1288: weights 1/signal^2).
struct LightLinearity {
  std::string unit;
  std::vector<double> light;
  std::vector<double> deviations;  ///< %
  double slope = 0;                ///< DN for each unit of light
};
std::optional<LightLinearity> light_linearity(const TransferMeasurement& measured);

/// Slope through the origin of the signal over photons, of the levels of the fit.
struct LightResponse {
  double slope = 0;        ///< DN per photon
  double uncertainty = 0;  ///< from the scatter of the levels
  double degrees_of_freedom = 0;
};
std::optional<LightResponse> light_response(const TransferMeasurement& measured);

}  // namespace etalon::metrics
