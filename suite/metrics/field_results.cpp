// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/field_results.hpp"

#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace etalon::metrics {

namespace {

using numerics::kSurfaceFunctions;
using numerics::SurfaceMatrix;
using numerics::SurfaceVector;

constexpr int kMapSize = 33;  // along the longer side
constexpr int kProfilePoints = 65;
constexpr double kVisibleStructure = 1;  // % of the maximum, rms of the block means

constexpr std::array<const char*, kZones> kZoneNames = {"top left",    "top",    "top right",
                                                        "left",        "centre", "right",
                                                        "bottom left", "bottom", "bottom right"};

void add_part(Budget& budget, std::string source, EvaluationType type, Distribution distribution,
              double u, double degrees_of_freedom = kInfiniteDegreesOfFreedom) {
  if (u <= 0) return;
  BudgetComponent part;
  part.source = std::move(source);
  part.type = type;
  part.distribution = distribution;
  part.standard_uncertainty = u;
  part.degrees_of_freedom = degrees_of_freedom;
  budget.push_back(std::move(part));
}

Budget budget_of(const FieldEstimate& e, double noise_degrees_of_freedom) {
  constexpr auto kB = EvaluationType::B;
  Budget budget;
  add_part(budget, "noise", EvaluationType::A, Distribution::normal, e.noise,
           noise_degrees_of_freedom);
  add_part(budget, "structure the surface does not follow", kB, Distribution::normal, e.structure);
  add_part(budget, "dark level", kB, Distribution::rectangular, e.dark);
  add_part(budget, "extremes of a noisy surface", kB, Distribution::normal, e.correction);
  add_part(budget, "finite intervals of the surface", kB, Distribution::u_shaped, e.model);
  add_part(budget, "maximum at the border", kB, Distribution::rectangular, e.border);
  return budget;
}

/// Standard uncertainty of the surface where the functions of x and y have these values.
double surface_uncertainty(const FieldMeasurement& field, const SurfaceVector& fx,
                           const SurfaceVector& fy) {
  Eigen::Matrix<double, numerics::kSurfaceCoefficients, 1> weights;
  for (int j = 0; j < kSurfaceFunctions; ++j)
    weights.segment<kSurfaceFunctions>(kSurfaceFunctions * j) = fy(j) * fx;
  return std::sqrt(std::max(0.0, weights.dot(field.covariance * weights)));
}

class FieldAppender {
 public:
  FieldAppender(const FieldMeasurement& field, const FieldPlane& plane, Evaluation& evaluation)
      : field_(field), plane_(plane), evaluation_(evaluation) {}

  void results() {
    ratio("uniformity", FieldFigure::uniformity);
    ratio("cv", FieldFigure::cv);
    place("centring_x", FieldFigure::centring_x, plane_.x0);
    place("centring_y", FieldFigure::centring_y, plane_.y0);
    ratio("roll_off", FieldFigure::roll_off);
    for (std::size_t k = 0; k < kZones; ++k)
      ratio("zone", FieldFigure::zone, k).subject["zone"] = kZoneNames[k];
  }

  void map() {
    const int longer = std::max(field_.grid.x.samples, field_.grid.y.samples);
    const double step = (longer - 1.0) / (kMapSize - 1);
    Map map;
    map.name = "illumination";
    map.unit = "%";
    map.width = static_cast<int>((field_.grid.x.samples - 1) / step + 1e-9) + 1;
    map.height = static_cast<int>((field_.grid.y.samples - 1) / step + 1e-9) + 1;
    map.x0_px = plane_.x0;
    map.y0_px = plane_.y0;
    map.pitch_px = step * plane_.pitch;
    map.subject = plane_.subject;
    for (int j = 0; j < map.height; ++j) {
      for (int i = 0; i < map.width; ++i) {
        const auto [value, u] = relative(step * i, step * j);
        map.values.push_back(value);
        map.standard_uncertainty.push_back(u);
      }
    }
    evaluation_.maps.push_back(std::move(map));
  }

  void profiles() {
    Curve along{"profile_x", "px", "%", {}, {}, {}, plane_.subject};
    Curve across{"profile_y", "px", "%", {}, {}, {}, plane_.subject};
    for (int k = 0; k < kProfilePoints; ++k) {
      const double share = static_cast<double>(k) / (kProfilePoints - 1);
      const double x = share * (field_.grid.x.samples - 1);
      const double y = share * (field_.grid.y.samples - 1);
      append(along, plane_.x0 + plane_.pitch * x, relative(x, field_.maximum.y));
      append(across, plane_.y0 + plane_.pitch * y, relative(field_.maximum.x, y));
    }
    evaluation_.curves.push_back(std::move(along));
    evaluation_.curves.push_back(std::move(across));
  }

 private:
  MeasurementResult& add(const std::string& measurand, double value, const std::string& unit,
                         Budget budget) {
    MeasurementResult result = estimate_from_budget(measurand, value, unit, std::move(budget));
    result.n = plane_.frames;
    result.subject = plane_.subject;
    result.caveats = plane_.caveats;
    if (field_.structure > kVisibleStructure) {
      result.caveats.push_back(
          {"field_uniformity.structure",
           fmt::format(fmt::runtime(tr("texture, dirt or an object: blocks of the image scatter by "
                                       "{:.1f} % about the smooth surface; defocus or clean the "
                                       "slide, or take another place")),
                       field_.structure)});
    }
    evaluation_.results.push_back(std::move(result));
    return evaluation_.results.back();
  }

  MeasurementResult& ratio(const std::string& measurand, FieldFigure figure, std::size_t zone = 0) {
    const FieldEstimate& estimate = field_.figures[index_of(figure, zone)];
    return add(measurand, estimate.value, "%",
               budget_of(estimate, field_.noise_degrees_of_freedom));
  }

  void place(const std::string& measurand, FieldFigure figure, double origin) {
    const FieldEstimate& estimate = field_.figures[index_of(figure)];
    auto& result = add(measurand, origin + plane_.pitch * estimate.value, "px",
                       scaled(budget_of(estimate, field_.noise_degrees_of_freedom), plane_.pitch));
    if (field_.at_border) {
      result.caveats.push_back({"field_uniformity.max_at_border",
                                tr("the light is strongest at the border of the field; its "
                                   "centre may lie outside")});
    }
  }

  /// Value and standard uncertainty at a place (samples), % of the maximum.
  std::pair<double, double> relative(double x, double y) const {
    const SurfaceVector fx = numerics::surface_functions(field_.grid.x, x);
    const SurfaceVector fy = numerics::surface_functions(field_.grid.y, y);
    const double unit = 100 / field_.maximum.value;
    return {unit * fy.dot(field_.surface * fx), unit * surface_uncertainty(field_, fx, fy)};
  }

  static void append(Curve& curve, double place, const std::pair<double, double>& point) {
    curve.x.push_back(place);
    curve.y.push_back(point.first);
    curve.standard_uncertainty.push_back(point.second);
  }

  const FieldMeasurement& field_;
  const FieldPlane& plane_;
  Evaluation& evaluation_;
};

}  // namespace

void append_field(const FieldMeasurement& field, const FieldPlane& plane, Evaluation& evaluation) {
  FieldAppender appender(field, plane, evaluation);
  appender.results();
  appender.map();
  appender.profiles();
}

}  // namespace etalon::metrics
