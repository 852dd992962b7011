// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/stage_results.hpp"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <utility>

namespace etalon::metrics {

namespace {

/// "+x -y"; empty where nobody knows.
std::string approach_of(const StageVisit& visit) {
  const auto sign = [](int direction, char axis) {
    return direction == 0 ? std::string() : std::string(direction > 0 ? "+" : "-") + axis;
  };
  const std::string x = sign(visit.direction_x, 'x');
  const std::string y = sign(visit.direction_y, 'y');
  return x + (x.empty() || y.empty() ? "" : " ") + y;
}

/// Values of each visit that counts, less the mean of its place.
std::vector<double> about_places(const StageAxis& axis, const std::vector<double>& values) {
  std::map<int, std::pair<double, double>> means;
  for (std::size_t i = 0; i < values.size(); ++i) {
    auto& [n, mean] = means[axis.visits[i].place];
    n += 1;
    mean += (values[i] - mean) / n;
  }
  std::vector<double> rest;
  for (std::size_t i = 0; i < values.size(); ++i)
    rest.push_back(values[i] - means[axis.visits[i].place].second);
  return rest;
}

std::vector<double> recorded(const StageAxis& axis) {
  std::vector<double> values;
  for (const auto& v : axis.visits) values.push_back(v.position);
  return values;
}

void append_course(const StageAnalysis& analysis, const StageAxis& axis, double scale,
                   const std::string& unit, Evaluation& evaluation) {
  Curve curve;
  curve.name = "stage_position";
  curve.subject = {{"axis", std::string(1, axis.name)}};
  curve.x_unit = analysis.visits.timed ? "s" : "1";
  curve.y_unit = unit;
  const auto values = about_places(axis, recorded(axis));
  for (std::size_t i = 0; i < values.size(); ++i) {
    curve.x.push_back(axis.visits[i].time);
    curve.y.push_back(scale * values[i]);
    curve.standard_uncertainty.push_back(scale * axis.visits[i].reading);
  }
  evaluation.curves.push_back(std::move(curve));
}

/// Returns of each approach about the mean of their place, the drift taken out.
void append_scatter(const StageAnalysis& analysis, double scale, const std::string& unit,
                    Evaluation& evaluation) {
  const auto x = about_places(analysis.axis[0], analysis.axis[0].fit.steady);
  const auto y = about_places(analysis.axis[1], analysis.axis[1].fit.steady);
  std::map<std::string, Curve> curves;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const std::string approach = approach_of(analysis.visits.visits[analysis.used[i]]);
    Curve& curve = curves[approach];
    if (!approach.empty()) curve.subject = {{"approach", approach}};
    curve.x.push_back(scale * x[i]);
    curve.y.push_back(scale * y[i]);
  }
  for (auto& [approach, curve] : curves) {
    if (curve.x.size() < 2) continue;
    curve.name = "return_scatter";
    curve.x_unit = curve.y_unit = unit;
    evaluation.curves.push_back(std::move(curve));
  }
}

}  // namespace

void append_stage_items(const StageAnalysis& analysis, Evaluation& evaluation) {
  for (std::size_t k = 0; k < analysis.visits.visits.size(); ++k) {
    const StageVisit& visit = analysis.visits.visits[k];
    const StagePosition& position = analysis.positions.of_visit[k];
    Item item;
    item.id = fmt::format("visit-{}", k + 1);
    if (analysis.visits.commanded) {
      item.subject["place"] = std::to_string(visit.place + 1);
      item.values["commanded_x"] = {analysis.visits.places[visit.place].x_um, "um", {}};
      item.values["commanded_y"] = {analysis.visits.places[visit.place].y_um, "um", {}};
      if (k == 0) item.flags.push_back("start");
      if (k > 0) item.subject["approach"] = approach_of(visit);
    }
    if (!position.located()) item.flags.push_back(position.flag);
    if (position.located()) {
      item.values["shift_x"] = {position.x_px, "px", position.u_x_px};
      item.values["shift_y"] = {position.y_px, "px", position.u_y_px};
    }
    if (analysis.visits.timed) item.values["time"] = {visit.time, "s", {}};
    evaluation.items.push_back(std::move(item));
  }
}

void append_stage_curves(const StageAnalysis& analysis, const Observation& observation,
                         Evaluation& evaluation) {
  if (analysis.axis[0].fit.problem != numerics::VisitProblem::none) return;
  const auto& size = observation.references.pixel_size;
  const double scale = size ? size->value.per_px.in(um) : 1;
  const std::string unit = size ? "um" : "px";
  append_scatter(analysis, scale, unit, evaluation);
  for (const StageAxis& axis : analysis.axis)
    append_course(analysis, axis, scale, unit, evaluation);
}

}  // namespace etalon::metrics
