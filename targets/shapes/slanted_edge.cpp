// SPDX-License-Identifier: Apache-2.0
#include "targets/shapes/slanted_edge.hpp"

#include "suite/core/translate.hpp"
#include "targets/shapes/disc_table.hpp"
#include "targets/shapes/normal_table.hpp"
#include "targets/shapes/rough_line.hpp"
#include "targets/shapes/tone.hpp"
#include "targets/shapes/turned.hpp"

#include <algorithm>
#include <cmath>

namespace etalon::targets {
namespace {

struct Edge : ToneOptions {
  Angle angle = deg(5);
  std::optional<Length> radius;
  Length roughness = um(0);
  Length correlation_length = um(2);
};

const OptionSet<Edge>& options() {
  static const OptionSet<Edge> set = [] {
    OptionSet<Edge> all;
    all.add("angle", &Edge::angle, "of the edge's normal to x")
        .add("radius", &Edge::radius,
             "of curvature, negative for the other way; none: a straight edge")
        .add("roughness", &Edge::roughness, "standard deviation of the edge about its course")
        .add("correlation_length", &Edge::correlation_length,
             "along the edge, over which the roughness forgets itself (to 1/e)");
    add_tone(all);
    return all;
  }();
  return set;
}

std::optional<Failure> impossible_edge(const Edge& edge) {
  if (edge.radius && (*edge.radius < um(0) ? -*edge.radius : *edge.radius) < um(100))
    return impossible(tr("radius must be at least 100 um, either way."));
  if (edge.correlation_length < um(0.1))
    return impossible(tr("correlation_length must be at least 0.1 um."));
  if (edge.roughness > edge.correlation_length)
    return impossible(tr("roughness must not exceed correlation_length."));
  return first_of({impossible_spread("roughness", edge.roughness),
                   impossible_size("correlation_length", edge.correlation_length),
                   impossible_tone(edge)});
}

/// Distance from the course of the edge, positive on its right side, and place along it.
struct Course {
  double across = 0;
  double along = 0;
};

class StraightEdge final : public Pattern {
 public:
  explicit StraightEdge(const Edge& edge) : turned_(edge.angle), tone_(edge) {}

  void light_at(std::span<const double> x_um, std::span<const double> y_um,
                std::span<const double> sigma_um, std::span<float> light) const override {
    for (std::size_t k = 0; k < light.size(); ++k)
      light[k] = tone_.light(normal_.below(-turned_.u(x_um[k], y_um[k]) / sigma_um[k]));
  }

 private:
  NormalTable normal_;
  Turned turned_;
  Tone tone_;
};

/// The left side is a disc, or with a negative radius all but a disc.
class Arc final : public Pattern {
 public:
  explicit Arc(const Edge& edge) : turned_(edge.angle), tone_(edge), radius_(edge.radius->in(um)) {}

  void light_at(std::span<const double> x_um, std::span<const double> y_um,
                std::span<const double> sigma_um, std::span<float> light) const override {
    const double size = std::abs(radius_);
    for (std::size_t k = 0; k < light.size(); ++k) {
      const double u = turned_.u(x_um[k], y_um[k]);
      const double v = turned_.v(x_um[k], y_um[k]);
      const double beyond = std::hypot(u + radius_, v) - size;
      const double share = disc_.share(beyond, size, sigma_um[k]);
      light[k] = tone_.light(radius_ > 0 ? share : 1 - share);
    }
  }

 private:
  DiscTable disc_;
  Turned turned_;
  Tone tone_;
  double radius_;
};

/// In each of many narrow strips across the edge a straight piece; the trapezium rule over them is
/// good to all digits once the steps are finer than both the Gaussian and the waves of the edge.
class RoughEdge final : public Pattern {
 public:
  RoughEdge(const Edge& edge, std::uint64_t seed)
      : turned_(edge.angle),
        tone_(edge),
        bend_(edge.radius ? 1 / edge.radius->in(um) : 0),
        line_(edge.roughness.in(um), edge.correlation_length.in(um), seed) {}

  void light_at(std::span<const double> x_um, std::span<const double> y_um,
                std::span<const double> sigma_um, std::span<float> light) const override {
    for (std::size_t k = 0; k < light.size(); ++k) {
      const Course course = course_at(turned_.u(x_um[k], y_um[k]), turned_.v(x_um[k], y_um[k]));
      light[k] = tone_.light(left_share(course, sigma_um[k]));
    }
  }

 private:
  Course course_at(double u, double v) const {
    if (bend_ == 0) return {u, v};
    const double radius = 1 / bend_;
    const double side = radius > 0 ? 1 : -1;
    return {side * (std::hypot(u + radius, v) - std::abs(radius)),
            radius * std::atan2(side * v, side * (u + radius))};
  }

  double left_share(const Course& course, double sigma) const {
    const double reach = NormalTable::kReach * sigma;
    const double near = reach + line_.highest_um() + std::abs(bend_) * reach * reach / 2;
    if (course.across > near) return 0;
    if (course.across < -near) return 1;
    const double step = std::min(sigma / 3, line_.step_um());
    const double steps = std::min(std::ceil(reach / step), 1024.0);
    double sum = 0;
    double weights = 0;
    for (double i = -steps; i <= steps; ++i) {
      const double t = reach * i / steps;
      const double weight = normal_.density(t / sigma);
      const double edge = line_.height_um(course.along + t) - bend_ * t * t / 2;
      sum += weight * normal_.below((edge - course.across) / sigma);
      weights += weight;
    }
    return sum / weights;
  }

  NormalTable normal_;
  Turned turned_;
  Tone tone_;
  double bend_;
  RoughLine line_;
};

std::shared_ptr<const Pattern> pattern_of(const Edge& edge, std::uint64_t seed) {
  if (edge.roughness > um(0)) return std::make_shared<RoughEdge>(edge, seed);
  if (edge.radius) return std::make_shared<Arc>(edge);
  return std::make_shared<StraightEdge>(edge);
}

Outcome<Scene> lay_out(const OptionTexts& texts, std::uint64_t seed) {
  const auto edge = options().parse(texts);
  if (!edge) return fail(edge.error());
  if (const auto failure = impossible_edge(*edge)) return fail(*failure);
  Scene scene;
  scene.pattern = pattern_of(*edge, seed);
  scene.facts = {{"edge_angle", edge->angle.in(deg), "deg"},
                 {"roughness", edge->roughness.in(um), "um"}};
  if (edge->radius) scene.facts.push_back({"radius", edge->radius->in(um), "um"});
  return scene;
}

}  // namespace

Target slanted_edge_target() {
  return {"slanted_edge", tr("An edge between dark and bright"), false, options().declarations(),
          lay_out};
}

}  // namespace etalon::targets
