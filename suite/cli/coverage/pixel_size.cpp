// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/coverage/coverage.hpp"
#include "suite/cli/coverage/scenes.hpp"
#include "suite/metrics/metric.hpp"
#include "targets/exact/line_grid.hpp"

#include <utility>

namespace etalon::cli {
namespace {

constexpr std::uint64_t kStudy = 3;
constexpr double kPitchPx = 19.7;
constexpr double kLineErrorPx = 0.03;
constexpr double kBlurPx = 1.2;
constexpr double kLineContrast = 0.2;  // light of a line over that of the field
// What the certificate states; each run draws the true pitch from it.
constexpr double kPitchUm = 10;
constexpr double kPitchUncertaintyUm = 0.003;

std::vector<std::optional<Draw>> draw(double bright, std::uint64_t seed) {
  auto generator = draws_of(seed, kStudy);
  const targets::LineGrid grid{.width = 400,
                               .height = 200,
                               .pitch = px(kPitchPx),
                               .line_width = px(4),
                               .angle = deg(uniform(generator, -3, 3)),
                               .offset = px(uniform(generator, -10, 10)),
                               .field = electrons(bright),
                               .line = electrons(bright * kLineContrast),
                               .position_error = px(kLineErrorPx),
                               .seed = static_cast<int>(seed) + 1};
  const auto expected = targets::render(grid, targets::gaussian_otf(kBlurPx));
  std::vector<Frame> frames;
  frames.push_back(camera_frame(expected, bright, seed, kStudy));
  Observation observation = observation_of(std::move(frames));
  observation.references.ruler_pitch = Uncertain<Length>{
      .value = um(kPitchUm), .standard_uncertainty = um(kPitchUncertaintyUm), .id = "certificate"};
  const double true_pitch = kPitchUm + kPitchUncertaintyUm * normal(generator);
  const auto evaluation = metrics::find_metric("pixel_size")->evaluate(observation, {});
  return {draw_of(*evaluation, "pixel_size_x", true_pitch / kPitchPx)};
}

}  // namespace

std::vector<Condition> pixel_size_conditions() {
  std::vector<Condition> conditions;
  for (const LightLevel& level : light_levels()) {
    conditions.push_back(
        {"pixel_size",
         "a line grid",
         level.name,
         {"pixel_size_x"},
         [bright = level.electrons](std::uint64_t seed) { return draw(bright, seed); }});
  }
  return conditions;
}

}  // namespace etalon::cli
