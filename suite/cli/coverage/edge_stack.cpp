// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/coverage/coverage.hpp"
#include "suite/cli/coverage/scenes.hpp"
#include "suite/metrics/metric.hpp"
#include "targets/exact/slanted_edge.hpp"

#include <cmath>
#include <utility>

namespace etalon::cli {
namespace {

constexpr Angle kAngle = deg(5);
constexpr int kSide = 200;
constexpr int kPlanes = 13;
constexpr double kHalfWidth = 3.6;  // planes, about where 55 % of the sharpness are left
constexpr double kSharpest = 0.9;   // px, the blur at best focus
constexpr double kDarkSide = 0.1;   // of the bright side
constexpr double kStepUm = 0.5;
constexpr double kStepUncertaintyUm = 0.005;
constexpr std::uint64_t kStudy = 512;

double mtf50_of(double sigma_px) {
  return targets::true_mtf50(targets::gaussian_otf(sigma_px), kAngle);
}

/// (blur/sharpest blur)^2 over t = (z - best)/kHalfWidth, drawn as the metric states it.
struct Course {
  double b3 = 0;
  double b4 = 0;
  double b5 = 0;

  double operator()(double t) const {
    return 1 + t * t * (1.5 + t * (b3 + t * (b4 + t * (b5 - 0.1 * t))));
  }
  bool is_a_peak() const {
    for (double t = 0.05; t < 2; t += 0.05) {
      if ((*this)(t) < (*this)(t - 0.05) || (*this)(-t) < (*this)(0.05 - t)) return false;
    }
    return (*this)(2) > 4 && (*this)(-2) > 4;
  }
  /// Where it has grown to `level`, on the side of `sign`.
  double reaches(double level, double sign) const {
    double low = 0;
    double high = 2;
    while (high - low > 1e-9) {
      const double middle = 0.5 * (low + high);
      ((*this)(sign * middle) < level ? low : high) = middle;
    }
    return low;
  }
};

Course drawn_course(std::mt19937_64& generator) {
  Course course;
  do {
    course.b3 = 0.3 * normal(generator);
    course.b4 = 0.6 + 0.8 * normal(generator);
    course.b5 = 0.2 * normal(generator);
  } while (!course.is_a_peak());
  return course;
}

/// Growth of the squared blur at which 80 % of MTF50 are left.
double growth_at_depth() {
  double low = 1;
  double high = 4;
  while (high - low > 1e-9) {
    const double middle = 0.5 * (low + high);
    (mtf50_of(kSharpest * std::sqrt(middle)) > 0.8 * mtf50_of(kSharpest) ? low : high) = middle;
  }
  return low;
}

std::vector<std::optional<Draw>> draw(double bright, std::uint64_t seed) {
  static const double level = growth_at_depth();
  static const double sharpness = mtf50_of(kSharpest);
  auto generator = draws_of(seed, kStudy);
  const Course course = drawn_course(generator);
  const double best = (kPlanes - 1) / 2.0 + uniform(generator, -0.5, 0.5);
  const double step_um = kStepUm + kStepUncertaintyUm * normal(generator);
  const double offset = uniform(generator, -5, 5);
  std::vector<Frame> frames;
  for (int z = 0; z < kPlanes; ++z) {
    const targets::SlantedEdge edge{.width = kSide,
                                    .height = kSide,
                                    .angle = kAngle,
                                    .offset = px(offset),
                                    .bright = electrons(bright),
                                    .dark = electrons(bright * kDarkSide)};
    const double blur = kSharpest * std::sqrt(course((z - best) / kHalfWidth));
    const auto expected = targets::render_spread(edge, targets::gaussian_edge_spread(blur, kAngle));
    const auto frame = kStudy + 1000 * static_cast<std::uint64_t>(z);
    frames.push_back(camera_frame(expected, bright, seed, frame));
  }
  Observation observation = observation_of(std::move(frames));
  for (int z = 0; z < kPlanes; ++z) observation.places.push_back({z, 0, 0});
  observation.references.axial_step = Uncertain<AxialStep>{
      .value = AxialStep{um(kStepUm)}, .standard_uncertainty = AxialStep{um(kStepUncertaintyUm)}};
  const auto evaluation = metrics::find_metric("slanted_edge")->evaluate(observation, {});
  const double depth = kHalfWidth * (course.reaches(level, -1) + course.reaches(level, 1));
  return {draw_of(*evaluation, "mtf50", sharpness), draw_of(*evaluation, "best_focus_plane", best),
          draw_of(*evaluation, "best_focus", best * step_um),
          draw_of(*evaluation, "depth_of_focus", depth * step_um)};
}

}  // namespace

std::vector<Condition> edge_stack_conditions() {
  std::vector<Condition> conditions;
  for (const LightLevel& level : light_levels()) {
    conditions.push_back(
        {"slanted_edge",
         "a stack of 13 planes",
         level.name,
         {"mtf50", "best_focus_plane", "best_focus", "depth_of_focus"},
         [bright = level.electrons](std::uint64_t seed) { return draw(bright, seed); }});
  }
  return conditions;
}

}  // namespace etalon::cli
