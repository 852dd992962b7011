// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/drift_figures.hpp"
#include "suite/metrics/drift_results.hpp"

#include <fmt/format.h>

#include <utility>

namespace etalon::metrics {

namespace {

constexpr double kSecondsPerMinute = 60;

Curve empty_curve(const char* name, const char* x_unit, std::string y_unit) {
  Curve curve;
  curve.name = name;
  curve.x_unit = x_unit;
  curve.y_unit = std::move(y_unit);
  return curve;
}

void append_positions(const DriftTrack& track, double scale, const std::string& unit,
                      Evaluation& evaluation) {
  for (const std::size_t axis : {0U, 1U}) {
    Curve curve = empty_curve("drift_position", "min", unit);
    curve.subject = {{"axis", axis == 0 ? "x" : "y"}};
    for (const DriftPoint& p : track.points) {
      curve.x.push_back(p.time_s / kSecondsPerMinute);
      curve.y.push_back(scale * (p.px[axis] - track.points.front().px[axis]));
      curve.standard_uncertainty.push_back(scale * p.u_px[axis]);
    }
    evaluation.curves.push_back(std::move(curve));
  }
}

void append_trajectory(const DriftTrack& track, double scale, const std::string& unit,
                       Evaluation& evaluation) {
  Curve curve = empty_curve("drift_trajectory", unit.c_str(), unit);
  for (const DriftPoint& p : track.points) {
    curve.x.push_back(scale * (p.px[0] - track.points.front().px[0]));
    curve.y.push_back(scale * (p.px[1] - track.points.front().px[1]));
  }
  evaluation.curves.push_back(std::move(curve));
}

void append_displacements(const DriftTrack& track, double scale, const std::string& unit,
                          Evaluation& evaluation) {
  Curve seen = empty_curve("drift_msd", "min", unit + "^2");
  Curve free = empty_curve("drift_msd_free", "min", unit + "^2");
  for (const DisplacementPoint& p : mean_squared_displacement(track)) {
    seen.x.push_back(p.lag_s / kSecondsPerMinute);
    free.x.push_back(p.lag_s / kSecondsPerMinute);
    seen.y.push_back(scale * scale * p.squared);
    free.y.push_back(scale * scale * (p.squared - p.localisation));
  }
  if (seen.x.size() < 2) return;
  evaluation.curves.push_back(std::move(seen));
  evaluation.curves.push_back(std::move(free));
}

}  // namespace

void append_drift_items(const std::vector<DriftPoint>& points, Evaluation& evaluation) {
  for (const DriftPoint& p : points) {
    Item item;
    item.id = fmt::format("frame-{}", p.frame + 1);
    item.values["time"] = {p.time_s, "s", {}};
    if (!p.located()) item.flags.push_back(p.flag);
    if (p.still_pattern) item.flags.push_back("still_pattern");
    if (p.located()) {
      item.values["shift_x"] = {p.px[0], "px", p.u_px[0]};
      item.values["shift_y"] = {p.px[1], "px", p.u_px[1]};
    }
    evaluation.items.push_back(std::move(item));
  }
}

void append_drift_curves(const DriftTrack& track, const Observation& observation,
                         Evaluation& evaluation) {
  const auto& size = observation.references.pixel_size;
  const double scale = size ? size->value.per_px.in(um) : 1;
  const std::string unit = size ? "um" : "px";
  append_positions(track, scale, unit, evaluation);
  append_trajectory(track, scale, unit, evaluation);
  append_displacements(track, scale, unit, evaluation);
}

}  // namespace etalon::metrics
