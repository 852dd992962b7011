// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/grading/judge.hpp"

#include <string>

namespace etalon::test {

/// "uniformity at least 50 %", to be judged with at most 20 %.
inline Limit evenness_limit() {
  Limit limit;
  limit.id = "evenness";
  limit.label = "Evenness";
  limit.metric = "field_uniformity";
  limit.measurand = "uniformity";
  limit.methods = {"field_uniformity/spline_surface v1"};
  limit.direction = Direction::at_least;
  limit.value = 50;
  limit.unit = "%";
  limit.source = "Somebody 2022";
  limit.ideal = 100;
  limit.largest_expanded_uncertainty = 20;
  return limit;
}

/// "width at most 1.5", of which an ideal instrument would have 1.
inline Limit width_limit() {
  Limit limit = evenness_limit();
  limit.id = "width";
  limit.direction = Direction::at_most;
  limit.value = 1.5;
  limit.unit = "1";
  limit.ideal = 1;
  limit.largest_expanded_uncertainty = 0;
  return limit;
}

/// A value with the half-width of its 95 % interval.
inline MeasurementResult result_of(double value, double expanded, const std::string& unit = "%") {
  MeasurementResult result;
  result.measurand = "uniformity";
  result.value = value;
  result.unit = unit;
  result.standard_uncertainty = expanded / coverage_factor(kInfiniteDegreesOfFreedom);
  result.interval = {value - expanded, value + expanded};
  return result;
}

inline grading::GradedInput input_of(const MeasurementResult& result) {
  grading::GradedInput input;
  input.metric = "field_uniformity";
  input.method = "field_uniformity/spline_surface";
  input.step = "blank";
  input.results = {result};
  input.slide = "blank_field";
  input.slide_tier = Tier::traceable;
  return input;
}

inline MeasurementResult with_caveat(MeasurementResult result, const std::string& code) {
  result.caveats.push_back({code, "in words"});
  return result;
}

}  // namespace etalon::test
