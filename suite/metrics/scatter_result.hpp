// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/measurement_result.hpp"
#include "suite/core/uncertainty.hpp"
#include "suite/numerics/standard_deviation_interval.hpp"

#include <optional>
#include <string>

namespace etalon::metrics {

/// A change of unit whose factor is uncertain, as that from pixels to the object plane.
struct UncertainFactor {
  double value = 1;
  std::string unit = "px";
  std::optional<double> relative_uncertainty{};  ///< empty: unknown, and left out
  Distribution distribution = Distribution::normal;
  double degrees_of_freedom = kInfiniteDegreesOfFreedom;
  std::string id{};  ///< of the calibration
  double shared_variance = 1;
};

/// Adds the factor's own component to a budget that is in the new unit already.
void add_factor(const UncertainFactor& factor, double value, Budget& budget);

/// Budget of a scatter, times `times` (4 for a full width): "scatter" (A) and "registration" or
/// whatever `reading` is called (B).
Budget budget_of(const numerics::Scatter& scatter, double times, const std::string& source,
                 const std::string& reading);

/// An estimate whose interval is that of `bounded`, widened by the factor, each side by itself.
MeasurementResult bounded_result(std::string measurand, const numerics::Bounded& bounded,
                                 Budget budget, const UncertainFactor& factor);

}  // namespace etalon::metrics
