// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/metrics/metric.hpp"

#include <optional>
#include <string>

namespace etalon::metrics {

/// How steady a lamp is, from the readings of a power meter (Observation::power) or else from the
/// mean of each image of an even field (cf. QUAREP-LiMi working group 1, ISO 21073:2019, 4.4).
///
/// Which method it is follows from the readings, not from what was meant: 300 readings 1 s apart
/// are `short`, 240 readings 30 s apart are `long` (both within 1 %, intervals within 10 % and 1
/// s), anything else is `series`. Values of different methods are never compared. With different
/// set points in one series, each stretch of at least 20 readings at one set point is measured.
///
/// Measurands, of readings P: cv: standard deviation (n - 1) over mean, %, drift included; of
/// images freed of the camera's noise. stability_short, stability_long, stability: S = 100 % x (1 -
/// (max - min)/(max + min)), a statistic: it falls with the number of readings, so number, interval
/// and integration are part of its subject (and of that of all others of a `series`). drift: slope
/// over the mean, %/h. warm_up: time from which means over fortieths stay within `settled` of the
/// last quarter, give or take their noise, s, a statistic. Of at least ten set points x:
/// linearity_slope: b mean(x)/mean(P) of the line P = a + b x, 1 for a proportional lamp;
/// linearity_intercept: a/(a + b), %; linearity_deviation: largest distance from the line over P at
/// full set point, %; linearity_hysteresis: largest difference between up and down, likewise;
/// r_squared. Curves: the light, its Allan deviation with the band, the set points.
///
/// Assumptions: linear values; a dark level that is known; images of a field that does not bleach.
/// Uncertainty: illumination_run.hpp. Failures and caveats: illumination_codes.cpp. Cost: reading.
struct IlluminationOptions {
  std::string method = "illumination_stability/series";
  std::optional<Region> region;
  std::optional<Time> interval;
  Ratio settled = percent(1);
  bool linear = false;
};

Metric illumination_stability_metric();

std::vector<Code> illumination_failures();
std::vector<Code> illumination_caveats();

}  // namespace etalon::metrics
