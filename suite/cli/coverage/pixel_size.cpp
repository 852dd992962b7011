// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/coverage/coverage.hpp"
#include "suite/cli/coverage/scenes.hpp"
#include "suite/metrics/metric.hpp"
#include "targets/exact/dot_array.hpp"
#include "targets/exact/line_grid.hpp"

#include <utility>

namespace etalon::cli {
namespace {

constexpr std::uint64_t kStudy = 3;
constexpr std::uint64_t kCrossedStudy = 31;
constexpr std::uint64_t kDotStudy = 32;
constexpr double kPitchPx = 19.7;
constexpr double kLineErrorPx = 0.03;
constexpr double kBlurPx = 1.2;
constexpr double kLineContrast = 0.2;  // light of a line over that of the field
// What the certificate states; each run draws the true pitch from it.
constexpr double kPitchUm = 10;
constexpr double kPitchUncertaintyUm = 0.003;

targets::LineGrid lines(double bright, std::uint64_t seed, std::mt19937_64& generator) {
  return {.width = 400,
          .height = 200,
          .pitch = px(kPitchPx),
          .line_width = px(4),
          .angle = deg(uniform(generator, -3, 3)),
          .offset = px(uniform(generator, -10, 10)),
          .field = electrons(bright),
          .line = electrons(bright * kLineContrast),
          .position_error = px(kLineErrorPx),
          .seed = static_cast<int>(seed) + 1};
}

Evaluation measured(const targets::ExpectedImage& expected, double bright, std::uint64_t seed,
                    std::uint64_t study) {
  std::vector<Frame> frames;
  frames.push_back(camera_frame(expected, bright, seed, study));
  Observation observation = observation_of(std::move(frames));
  observation.references.ruler_pitch = Uncertain<Length>{
      .value = um(kPitchUm), .standard_uncertainty = um(kPitchUncertaintyUm), .id = "certificate"};
  return *metrics::find_metric("pixel_size")->evaluate(observation, {});
}

/// What the certificate may hide.
double drawn_pitch(std::mt19937_64& generator) {
  return kPitchUm + kPitchUncertaintyUm * normal(generator);
}

std::vector<std::optional<Draw>> draw(double bright, std::uint64_t seed) {
  auto generator = draws_of(seed, kStudy);
  const targets::LineGrid grid = lines(bright, seed, generator);
  const auto expected = targets::render(grid, targets::gaussian_otf(kBlurPx));
  const double true_pitch = drawn_pitch(generator);
  const auto evaluation = measured(expected, bright, seed, kStudy);
  return {draw_of(evaluation, "pixel_size_x", true_pitch / kPitchPx),
          draw_of(evaluation, "rotation", grid.angle.in(deg))};
}

std::vector<std::optional<Draw>> draw_crossed(double bright, std::uint64_t seed) {
  auto generator = draws_of(seed, kCrossedStudy);
  targets::LineGrid grid = lines(bright, seed, generator);
  grid.height = 300;
  grid.two_directions = true;
  grid.offset_across = px(uniform(generator, -10, 10));
  grid.pixel_aspect = percent(uniform(generator, 99, 101));
  const auto expected = targets::render(grid, targets::gaussian_otf(kBlurPx));
  const double true_pitch = drawn_pitch(generator);
  const auto evaluation = measured(expected, bright, seed, kCrossedStudy);
  const double size = true_pitch / kPitchPx;
  return {draw_of(evaluation, "pixel_size_x", size),
          draw_of(evaluation, "pixel_size_y", size * grid.pixel_aspect.in(percent) / 100),
          draw_of(evaluation, "rotation", grid.angle.in(deg)), draw_of(evaluation, "shear", 0)};
}

std::vector<std::optional<Draw>> draw_dots(double bright, std::uint64_t seed) {
  auto generator = draws_of(seed, kDotStudy);
  const targets::DotArray array{.width = 320,
                                .height = 240,
                                .pitch = px(kPitchPx),
                                .diameter = px(8),
                                .angle = deg(uniform(generator, 1, 44)),
                                .shear = deg(uniform(generator, 0.1, 0.5)),
                                .pixel_aspect = percent(uniform(generator, 99, 101)),
                                .offset_x = px(uniform(generator, -10, 10)),
                                .offset_y = px(uniform(generator, -10, 10)),
                                .position_error = px(kLineErrorPx),
                                .column_error = px(kLineErrorPx),
                                .seed = static_cast<int>(seed) + 1};
  const auto expected = targets::render(array, {bright, bright * kLineContrast, kBlurPx});
  const double true_pitch = drawn_pitch(generator);
  const auto evaluation = measured(expected, bright, seed, kDotStudy);
  const double size = true_pitch / kPitchPx;
  return {draw_of(evaluation, "pixel_size_x", size),
          draw_of(evaluation, "pixel_size_y", size * array.pixel_aspect.in(percent) / 100),
          draw_of(evaluation, "rotation", array.angle.in(deg)),
          draw_of(evaluation, "shear", array.shear.in(deg))};
}

using Drawing = std::vector<std::optional<Draw>> (*)(double bright, std::uint64_t seed);

void add(const std::string& subject, const std::vector<std::string>& measurands, Drawing drawing,
         std::vector<Condition>& conditions) {
  for (const LightLevel& level : light_levels()) {
    conditions.push_back({"pixel_size", subject, level.name, measurands,
                          [drawing, bright = level.electrons](std::uint64_t seed) {
                            return drawing(bright, seed);
                          }});
  }
}

}  // namespace

std::vector<Condition> pixel_size_conditions() {
  const std::vector<std::string> all{"pixel_size_x", "pixel_size_y", "rotation", "shear"};
  std::vector<Condition> conditions;
  add("a ruler of lines", {"pixel_size_x", "rotation"}, draw, conditions);
  add("a grid of lines", all, draw_crossed, conditions);
  add("a grid of dots", all, draw_dots, conditions);
  return conditions;
}

}  // namespace etalon::cli
