// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/edge_field.hpp"

#include "suite/numerics/smooth_field.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <utility>

namespace etalon::metrics {

namespace {

using numerics::field_functions;
using numerics::FieldVector;

constexpr std::size_t kFewestEdges = 24;
constexpr std::size_t kManyEdges = 12;
constexpr double kMiddle = 0.4;  // of the half width and height
constexpr double kOuter = 0.5;
constexpr double kCorner = 0.7;
constexpr int kMapSize = 25;  // samples along the longer side
constexpr std::array kSpoilt = {"slanted_edge.uneven_light", "slanted_edge.rough_edge",
                                "slanted_edge.curved_edge", "slanted_edge.narrow_region"};

/// One result of each edge of one kind, in units of half the frame about its middle.
struct Readings {
  std::vector<const MeasurementResult*> results;
  std::vector<numerics::PlacedReading> placed;
  double half_width = 1;
  double half_height = 1;
  std::map<std::string, std::string> subject;
};

bool is_spoilt(const MeasurementResult& result) {
  return std::any_of(result.caveats.begin(), result.caveats.end(), [](const Caveat& caveat) {
    return std::find(kSpoilt.begin(), kSpoilt.end(), caveat.code) != kSpoilt.end();
  });
}

double own_uncertainty(const Budget& budget) {
  double variance = 0;
  for (const auto& part : budget) {
    if (part.type == EvaluationType::A && part.input.empty())
      variance += part.contribution() * part.contribution();
  }
  return std::sqrt(variance);
}

Readings readings_of(const std::vector<FieldEdge>& edges, const FrameInfo& info,
                     std::optional<MeasurementResult> FieldEdge::*quantity,
                     const std::map<std::string, std::string>& subject, bool lying) {
  Readings readings;
  readings.half_width = info.width / 2.0;
  readings.half_height = info.height / 2.0;
  readings.subject = subject;
  readings.subject["edges"] = lying ? "lying" : "upright";
  for (const FieldEdge& edge : edges) {
    const auto& result = edge.*quantity;
    if (!result || edge.lying != lying || edge.subject != subject || is_spoilt(*result)) continue;
    const double noise = own_uncertainty(result->budget);
    if (!(noise > 0)) continue;
    readings.results.push_back(&*result);
    readings.placed.push_back({(edge.x_px + 0.5) / readings.half_width - 1,
                               (edge.y_px + 0.5) / readings.half_height - 1, result->value, noise});
  }
  return readings;
}

bool spans_the_field(const std::vector<numerics::PlacedReading>& placed) {
  if (placed.size() < kFewestEdges) return false;
  bool middle = false;
  std::set<std::pair<bool, bool>> corners;
  for (const auto& r : placed) {
    middle = middle || (std::abs(r.u) < kMiddle && std::abs(r.v) < kMiddle);
    if (std::abs(r.u) > kOuter && std::abs(r.v) > kOuter) corners.insert({r.u > 0, r.v > 0});
  }
  return middle && corners.size() == 4;
}

std::vector<FieldVector> corners() {
  std::vector<FieldVector> places;
  for (const double u : {-kCorner, kCorner}) {
    for (const double v : {-kCorner, kCorner}) places.push_back(field_functions(u, v));
  }
  return places;
}

/// What all edges share, each source at its mean effect.
Budget shared_budget(const std::vector<const MeasurementResult*>& results) {
  Budget shared;
  const double n = static_cast<double>(results.size());
  for (const auto* result : results) {
    for (const auto& part : result->budget) {
      if (part.type == EvaluationType::A && part.input.empty()) continue;
      auto found = std::find_if(shared.begin(), shared.end(), [&](const auto& known) {
        return known.source == part.source && known.input == part.input;
      });
      if (found == shared.end()) {
        shared.push_back(part);
        shared.back().standard_uncertainty = 0;
        shared.back().sensitivity = 1;
        found = shared.end() - 1;
      }
      found->standard_uncertainty += part.contribution() / n;
    }
  }
  return shared;
}

BudgetComponent of_surface(double u, double degrees_of_freedom) {
  BudgetComponent part;
  part.source = "surface";
  part.standard_uncertainty = u;
  part.degrees_of_freedom = degrees_of_freedom;
  return part;
}

/// Caveats of the edges that hold for what they say together: of the file, and of its inputs.
std::vector<Caveat> common_caveats(const std::vector<const MeasurementResult*>& results) {
  std::vector<Caveat> common = results.front()->caveats;
  const auto missing = [&](const Caveat& caveat) {
    return std::any_of(results.begin(), results.end(), [&](const MeasurementResult* result) {
      return std::none_of(result->caveats.begin(), result->caveats.end(),
                          [&](const Caveat& other) { return other == caveat; });
    });
  };
  common.erase(std::remove_if(common.begin(), common.end(), missing), common.end());
  return common;
}

void add_result(const Readings& readings, const std::string& measurand, double value, Budget budget,
                Evaluation& evaluation) {
  auto result =
      estimate_from_budget(measurand, value, readings.results.front()->unit, std::move(budget));
  result.n = readings.results.size();
  result.subject = readings.subject;
  result.caveats = common_caveats(readings.results);
  evaluation.results.push_back(std::move(result));
}

double aspect_of(const Readings& readings) { return readings.half_height / readings.half_width; }

struct Estimate {
  double value = 0;
  double u = 0;
};

/// Over the rectangle that the edges fill; `at` answers for field_functions of a place.
template <class At>
Map map_of(const Readings& readings, const std::string& name, const At& at) {
  const auto [left, right] =
      std::minmax_element(readings.placed.begin(), readings.placed.end(),
                          [](const auto& a, const auto& b) { return a.u < b.u; });
  const auto [top, bottom] =
      std::minmax_element(readings.placed.begin(), readings.placed.end(),
                          [](const auto& a, const auto& b) { return a.v < b.v; });
  const double width_px = (right->u - left->u) * readings.half_width;
  const double height_px = (bottom->v - top->v) * readings.half_height;
  Map map;
  map.name = name;
  map.unit = readings.results.front()->unit;
  map.subject = readings.subject;
  map.pitch_px = std::max(width_px, height_px) / (kMapSize - 1);
  map.width = static_cast<int>(width_px / map.pitch_px + 1e-9) + 1;
  map.height = static_cast<int>(height_px / map.pitch_px + 1e-9) + 1;
  map.x0_px = (left->u + 1) * readings.half_width - 0.5;
  map.y0_px = (top->v + 1) * readings.half_height - 0.5;
  for (int j = 0; j < map.height; ++j) {
    for (int i = 0; i < map.width; ++i) {
      const Estimate here = at(field_functions(left->u + i * map.pitch_px / readings.half_width,
                                               top->v + j * map.pitch_px / readings.half_height));
      map.values.push_back(here.value);
      map.standard_uncertainty.push_back(here.u);
    }
  }
  return map;
}

/// The surface of 1/mtf50^2 and back.
class SharpnessSurface {
 public:
  /// All edges get the same relative noise, of the surface and not of the reading: weights that
  /// follow the readings would favour those that came out high.
  explicit SharpnessSurface(const Readings& readings) {
    auto placed = readings.placed;
    const double n = static_cast<double>(placed.size());
    double relative2 = 0;
    double mean = 0;
    for (const auto& r : placed) {
      relative2 += r.noise * r.noise / (r.value * r.value) / n;
      mean += 1 / (r.value * r.value) / n;
    }
    const double noise = 2 * std::sqrt(relative2);
    for (auto& r : placed) {
      r.value =
          (1 - 3 * relative2) / (r.value * r.value);  // the mean of 1/m^2 is so much too large
      r.noise = noise * mean;
    }
    field_ = numerics::fit_smooth_field(placed, aspect_of(readings));
    for (auto& r : placed)
      r.noise = noise * std::max(0.2 * mean, field_.value(field_functions(r.u, r.v)));
    field_ = numerics::fit_smooth_field(placed, aspect_of(readings));
  }

  double degrees_of_freedom() const { return field_.degrees_of_freedom; }

  /// Mean of mtf50 at these places; nothing where the surface is not positive.
  std::optional<Estimate> mean_at(const std::vector<FieldVector>& places) const {
    Estimate mean;
    FieldVector gradient = FieldVector::Zero();
    const double n = static_cast<double>(places.size());
    for (const FieldVector& place : places) {
      const double inverse = field_.value(place);
      if (!(inverse > 0)) return std::nullopt;
      const double sharpness = 1 / std::sqrt(inverse);
      mean.value += sharpness / n;
      gradient += -0.5 * sharpness / inverse / n * place;
    }
    mean.u = field_.uncertainty(gradient);
    return mean;
  }

 private:
  numerics::SmoothField field_;
};

/// Those of one kind of edges that span the field, kind by kind.
std::vector<Readings> kinds_of(const std::vector<FieldEdge>& edges, const FrameInfo& info,
                               std::optional<MeasurementResult> FieldEdge::*quantity) {
  std::set<std::map<std::string, std::string>> subjects;
  for (const FieldEdge& edge : edges) subjects.insert(edge.subject);
  std::vector<Readings> kinds;
  for (const auto& subject : subjects) {
    for (const bool lying : {false, true}) {
      auto readings = readings_of(edges, info, quantity, subject, lying);
      if (spans_the_field(readings.placed)) kinds.push_back(std::move(readings));
    }
  }
  return kinds;
}

/// A difference between places of the field, which grows with the axial step.
void add_difference(const Readings& readings, const numerics::SmoothField& field,
                    const std::string& measurand, const FieldVector& weights,
                    Evaluation& evaluation) {
  const double value = field.value(weights);
  Budget budget{of_surface(field.uncertainty(weights), field.degrees_of_freedom)};
  const MeasurementResult& any = *readings.results.front();
  for (BudgetComponent part : any.budget) {
    if (part.source != "axial step") continue;
    part.sensitivity *= value / any.value;
    budget.push_back(part);
  }
  add_result(readings, measurand, value, std::move(budget), evaluation);
}

}  // namespace

FieldEdge field_edge(const EdgeSeries& series, const Evaluation& evaluation, std::size_t first) {
  FieldEdge edge;
  const auto& candidate = series.frames.front().candidate;
  edge.x_px = series.x0 + series.pitch * candidate.x;
  edge.y_px = series.y0 + series.pitch * candidate.y;
  edge.lying = std::abs(candidate.direction_x) > std::abs(candidate.direction_y);
  edge.subject = series.subject;
  edge.subject.erase("edge");
  edge.edge = series.edge;
  for (std::size_t i = first; i < evaluation.results.size(); ++i) {
    const MeasurementResult& result = evaluation.results[i];
    if (result.measurand == "mtf50") edge.mtf50 = result;
    if (result.measurand == "best_focus_plane" && !edge.best_focus) edge.best_focus = result;
    if (result.measurand == "best_focus") edge.best_focus = result;
  }
  return edge;
}

void append_sharpness_field(const std::vector<FieldEdge>& edges, const FrameInfo& info,
                            Evaluation& evaluation) {
  for (const Readings& readings : kinds_of(edges, info, &FieldEdge::mtf50)) {
    const SharpnessSurface surface(readings);
    const Budget shared = shared_budget(readings.results);
    const auto add = [&](const char* measurand, const std::vector<FieldVector>& places) {
      const auto mean = surface.mean_at(places);
      if (!mean) return;
      Budget budget{of_surface(mean->u, surface.degrees_of_freedom())};
      budget.insert(budget.end(), shared.begin(), shared.end());
      add_result(readings, measurand, mean->value, std::move(budget), evaluation);
    };
    add("mtf50_centre", {field_functions(0, 0)});
    add("mtf50_corner", corners());
    evaluation.maps.push_back(map_of(readings, "mtf50", [&](const FieldVector& place) {
      return surface.mean_at({place}).value_or(Estimate{std::nan(""), std::nan("")});
    }));
  }
}

void append_focus_field(const std::vector<FieldEdge>& edges, const FrameInfo& info,
                        Evaluation& evaluation) {
  for (const Readings& readings : kinds_of(edges, info, &FieldEdge::best_focus)) {
    const auto field = numerics::fit_smooth_field(readings.placed, aspect_of(readings));
    const std::string& name = readings.results.front()->measurand;
    evaluation.maps.push_back(map_of(readings, name, [&](const FieldVector& place) {
      return Estimate{field.value(place), field.uncertainty(place)};
    }));
    if (name != "best_focus") continue;
    const auto add = [&](const char* measurand, const FieldVector& weights) {
      add_difference(readings, field, measurand, weights, evaluation);
    };
    add("focus_tilt_x", field_functions(kCorner, 0) - field_functions(-kCorner, 0));
    add("focus_tilt_y", field_functions(0, kCorner) - field_functions(0, -kCorner));
    FieldVector curvature = -field_functions(0, 0);
    for (const FieldVector& corner : corners()) curvature += 0.25 * corner;
    add("focus_curvature", curvature);
  }
}

void keep_telling_curves(const std::vector<FieldEdge>& edges, const FrameInfo& info,
                         Evaluation& evaluation) {
  std::set<std::string> all;
  for (const FieldEdge& edge : edges) all.insert(edge.edge);
  if (all.size() <= kManyEdges) return;
  const double w = info.width;
  const double h = info.height;
  std::set<std::string> kept;
  for (const auto& [x, y] : {std::pair{w / 2, h / 2}, std::pair{0.0, 0.0}, std::pair{w, 0.0},
                             std::pair{0.0, h}, std::pair{w, h}}) {
    const auto nearest = std::min_element(
        edges.begin(), edges.end(), [&, x = x, y = y](const auto& a, const auto& b) {
          return std::hypot(a.x_px - x, a.y_px - y) < std::hypot(b.x_px - x, b.y_px - y);
        });
    kept.insert(nearest->edge);
  }
  auto& curves = evaluation.curves;
  curves.erase(std::remove_if(curves.begin(), curves.end(),
                              [&](const Curve& curve) {
                                const auto edge = curve.subject.find("edge");
                                return edge != curve.subject.end() && kept.count(edge->second) == 0;
                              }),
               curves.end());
}

}  // namespace etalon::metrics
