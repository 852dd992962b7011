// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/illumination_set_points.hpp"

#include "suite/numerics/straight_line.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <utility>

namespace etalon::metrics {

namespace {

constexpr std::size_t kFewestSetPoints = 10;

struct SetPoints {
  std::vector<double> x;  ///< of the highest, 0 to 1
  std::vector<double> y;
};

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

SetPoints points_of(const std::vector<LightRun>& runs) {
  SetPoints points;
  for (const LightRun& run : runs) {
    points.x.push_back(*run.set_point);
    points.y.push_back(mean_of(run.values));
  }
  return points;
}

/// Largest difference between the same set point reached from below and from above.
double hysteresis(const SetPoints& points) {
  std::map<double, std::vector<double>> up;
  std::map<double, std::vector<double>> down;
  for (std::size_t k = 0; k < points.x.size(); ++k) {
    // The first is reached from where the second goes on to.
    const double step = k > 0 ? points.x[k] - points.x[k - 1] : points.x[1] - points.x[0];
    (step > 0 ? up : down)[points.x[k]].push_back(points.y[k]);
  }
  double largest = -1;
  for (const auto& [x, values] : up) {
    if (down.count(x) > 0)
      largest = std::max(largest, std::abs(mean_of(values) - mean_of(down.at(x))));
  }
  return largest;
}

MeasurementResult statistic(const std::string& measurand, double value, const std::string& unit) {
  MeasurementResult result;
  result.measurand = measurand;
  result.kind = ResultKind::statistic;
  result.value = value;
  result.unit = unit;
  return result;
}

Budget scatter_about_line(double u, double degrees) {
  BudgetComponent part;
  part.source = "scatter about the line";
  part.standard_uncertainty = u;
  part.degrees_of_freedom = degrees;
  return {part};
}

/// b mean(x)/mean(y): slope and mean of a least-squares line are uncorrelated.
MeasurementResult relative_slope(const numerics::StraightLine& line, double n) {
  const double mean_y = line.at(line.mean_x);
  const double slope = line.slope * line.mean_x / mean_y;
  const double u = std::hypot(line.slope_uncertainty * line.mean_x / mean_y,
                              slope / mean_y * line.scatter / std::sqrt(n));
  return estimate_from_budget("linearity_slope", slope, "1",
                              scatter_about_line(u, line.degrees_of_freedom));
}

/// a/(a + b), %.
MeasurementResult relative_intercept(const numerics::StraightLine& line) {
  const double a = line.intercept;
  const double b = line.slope;
  const double full = line.at(1);
  const double variance = b * b * std::pow(line.intercept_uncertainty, 2) +
                          a * a * std::pow(line.slope_uncertainty, 2) - 2 * a * b * line.covariance;
  const double u = std::sqrt(std::max(0.0, variance)) / (full * full);
  return estimate_from_budget("linearity_intercept", 100 * a / full, "%",
                              scatter_about_line(100 * u, line.degrees_of_freedom));
}

void append_peers(const SetPoints& points, const numerics::StraightLine& line,
                  const std::string& unit, Evaluation& evaluation) {
  double xy = 0;
  double xx = 0;
  for (std::size_t k = 0; k < points.x.size(); ++k) {
    xy += points.x[k] * points.y[k];
    xx += points.x[k] * points.x[k];
  }
  const double slope = xy / xx;
  double chi2 = 0;
  for (std::size_t k = 0; k < points.x.size(); ++k) {
    const double expected = slope * points.x[k];
    if (expected != 0) chi2 += std::pow(points.y[k] - expected, 2) / std::abs(expected);
  }
  const std::string per_percent = unit + "/%";
  auto& peers = evaluation.peers;
  peers.push_back({"peer.microscope_metrics.slope", line.slope / 100, per_percent});
  peers.push_back({"peer.microscope_metrics.intercept", line.intercept, unit});
  peers.push_back({"peer.quarep_tool_kit.slope_through_zero", slope / 100, per_percent});
  peers.push_back({"peer.quarep_tool_kit.chi2", chi2, unit});
}

}  // namespace

std::vector<LightRun> runs_of(const LightSeries& series) {
  std::vector<LightRun> runs;
  for (const LightReading& reading : series.readings) {
    if (runs.empty() || runs.back().set_point != reading.set_point) {
      runs.emplace_back();
      runs.back().set_point = reading.set_point;
      runs.back().integration = reading.integration_s;
    }
    LightRun& run = runs.back();
    run.times.push_back(reading.time_s);
    run.values.push_back(reading.value);
    if (run.integration != reading.integration_s) run.integration.reset();
  }
  return runs;
}

bool has_set_points(const std::vector<LightRun>& runs) {
  std::set<double> different;
  for (const LightRun& run : runs) {
    if (!run.set_point) return false;
    different.insert(*run.set_point);
  }
  return different.size() >= kFewestSetPoints;
}

void append_set_points(const std::vector<LightRun>& runs, const LightSeries& series,
                       Evaluation& evaluation) {
  const SetPoints points = points_of(runs);
  const auto line = numerics::fit_straight_line(points.x, points.y);
  const double full = line.at(1);
  double largest = 0;
  Curve seen{"set_points", "%", "%", {}, {}, {}, {}};
  Curve fitted = seen;
  fitted.name = "set_points_line";
  for (std::size_t k = 0; k < points.x.size(); ++k) {
    largest = std::max(largest, std::abs(points.y[k] - line.at(points.x[k])));
    seen.x.push_back(100 * points.x[k]);
    seen.y.push_back(100 * points.y[k] / full);
    fitted.y.push_back(100 * line.at(points.x[k]) / full);
  }
  fitted.x = seen.x;
  std::vector<MeasurementResult> results;
  if (line.scatter > 0) {
    results.push_back(relative_slope(line, static_cast<double>(points.x.size())));
    results.push_back(relative_intercept(line));
  }
  results.push_back(statistic("linearity_deviation", 100 * largest / full, "%"));
  const double difference = hysteresis(points);
  if (difference >= 0)
    results.push_back(statistic("linearity_hysteresis", 100 * difference / full, "%"));
  results.push_back(statistic("r_squared", line.r_squared, "1"));
  for (MeasurementResult& result : results) {
    result.n = points.x.size();
    result.caveats = series.caveats;
    evaluation.results.push_back(std::move(result));
  }
  evaluation.curves.push_back(std::move(seen));
  evaluation.curves.push_back(std::move(fitted));
  append_peers(points, line, series.unit, evaluation);
}

}  // namespace etalon::metrics
