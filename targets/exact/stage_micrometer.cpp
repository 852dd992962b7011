// SPDX-License-Identifier: Apache-2.0
#include "targets/exact/stage_micrometer.hpp"

#include "suite/core/random.hpp"

#include <cstdint>
#include <random>

namespace etalon::targets {
namespace {

Pixels length_of(const StageMicrometer& scale, int tick) {
  if (tick % 10 == 0) return scale.long_tick;
  return tick % 5 == 0 ? scale.medium_tick : scale.short_tick;
}

}  // namespace

RulerScene scene_of(const StageMicrometer& scale) {
  RulerScene scene;
  scene.width = scale.width;
  scene.height = scale.height;
  scene.angle = scale.angle;
  scene.field = scale.field;
  scene.line = scale.line;
  auto generator = generator_for(static_cast<std::uint64_t>(scale.seed), 0, 0);
  std::normal_distribution<double> error(0, 1);
  const double base = scale.offset_across.in(px) + scale.short_tick.in(px) / 2;
  for (int k = 0; k < scale.ticks; ++k) {
    RulerLine tick;
    tick.centre = scale.offset.in(px) + (k - (scale.ticks - 1) / 2.0) * scale.pitch.in(px) +
                  scale.position_error.in(px)*error(generator);
    tick.width = scale.line_width.in(px);
    tick.to = base;
    tick.from = base - length_of(scale, k).in(px);
    scene.lines.push_back(tick);
  }
  return scene;
}

ExpectedImage render(const StageMicrometer& scale, const Otf& otf) {
  return render_lines(scene_of(scale), edge_spread(otf, scale.angle));
}

}  // namespace etalon::targets
