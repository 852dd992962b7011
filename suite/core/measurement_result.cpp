// SPDX-License-Identifier: Apache-2.0
#include "suite/core/measurement_result.hpp"

#include <utility>

namespace etalon {

MeasurementResult estimate_from_budget(std::string measurand, double value, std::string unit,
                                       Budget budget) {
  MeasurementResult result;
  result.measurand = std::move(measurand);
  result.value = value;
  result.unit = std::move(unit);
  result.standard_uncertainty = combined_standard_uncertainty(budget);
  result.degrees_of_freedom = effective_degrees_of_freedom(budget);
  result.interval = coverage_interval(value, result.standard_uncertainty, result.degrees_of_freedom,
                                      result.coverage_probability);
  result.budget = std::move(budget);
  return result;
}

Budget scaled(Budget budget, double factor) {
  for (auto& component : budget) component.sensitivity *= factor;
  return budget;
}

}  // namespace etalon
