// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/coverage/coverage.hpp"
#include "suite/cli/coverage/scenes.hpp"
#include "suite/metrics/metric.hpp"
#include "targets/exact/bar_target.hpp"

#include <utility>

namespace etalon::cli {
namespace {

constexpr std::uint64_t kStudy = 511;
constexpr double kPixelUm = 0.9;
constexpr double kReference = 64;  // line pairs per mm of the largest element: 6-1
constexpr double kThreshold = 0.2;
// What the certificate of the target states; each run draws its true lengths from it.
constexpr double kTargetUncertainty = 3e-4;

std::vector<std::optional<Draw>> draw(double bright, std::uint64_t seed) {
  auto generator = draws_of(seed, kStudy);
  const targets::BarTargetImage image{.width = 320,
                                      .height = 320,
                                      .pixel = um(kPixelUm),
                                      .angle = deg(uniform(generator, -180, 180)),
                                      .mirrored = uniform(generator, -1, 1) > 0,
                                      .x = um(uniform(generator, -3, 3)),
                                      .y = um(uniform(generator, -3, 3)),
                                      .geometry = {{"first_group", "6"}, {"last_group", "7"}},
                                      .blur = {{1, um(uniform(generator, 1.7, 2.1))}},
                                      .bright = electrons(bright)};
  std::vector<Frame> frames;
  frames.push_back(camera_frame(targets::render(image), bright, seed, kStudy));
  Observation observation = observation_of(std::move(frames));
  observation.references.pixel_size = Uncertain<PixelSize>{.value = PixelSize{um(kPixelUm)}};
  const double error = 1 + kTargetUncertainty * normal(generator);
  const auto e =
      metrics::find_metric("usaf_1951")->evaluate(observation, {{"target_uncertainty", "0.03 %"}});
  const double limit = targets::true_bar_limit(image, kReference, kThreshold);
  return {draw_of(*e, "resolution_limit_v", limit / error),
          draw_of(*e, "resolution_limit_h", limit / error),
          draw_of(*e, "pixel_size_x", kPixelUm * error),
          draw_of(*e, "pixel_size_y", kPixelUm * error)};
}

}  // namespace

std::vector<Condition> usaf_1951_conditions() {
  std::vector<Condition> conditions;
  for (const LightLevel& level : light_levels()) {
    conditions.push_back(
        {"usaf_1951",
         "a bar target",
         level.name,
         {"resolution_limit_v", "resolution_limit_h", "pixel_size_x", "pixel_size_y"},
         [bright = level.electrons](std::uint64_t seed) { return draw(bright, seed); }});
  }
  return conditions;
}

}  // namespace etalon::cli
