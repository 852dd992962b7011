// SPDX-License-Identifier: Apache-2.0
#include "targets/shapes/stage_micrometer.hpp"

#include "suite/core/random.hpp"
#include "suite/core/translate.hpp"

#include <cstdint>
#include <random>

namespace etalon::targets {
namespace {

const OptionSet<StageMicrometer>& options() {
  static const OptionSet<StageMicrometer> set = [] {
    OptionSet<StageMicrometer> all;
    all.add("width", &StageMicrometer::width, "Columns of the image.")
        .add("height", &StageMicrometer::height, "Rows of the image.")
        .add("pitch", &StageMicrometer::pitch, "Distance of neighbouring ticks.")
        .add("line_width", &StageMicrometer::line_width, "Width of a tick.")
        .add("ticks", &StageMicrometer::ticks, "Number of ticks.")
        .add("short_tick", &StageMicrometer::short_tick, "Length of most ticks.")
        .add("medium_tick", &StageMicrometer::medium_tick, "Length of every fifth tick.")
        .add("long_tick", &StageMicrometer::long_tick, "Length of every tenth tick.")
        .add("angle", &StageMicrometer::angle, "Angle of the scale to the rows.")
        .add("offset", &StageMicrometer::offset, "Moves the scale along itself.")
        .add("offset_across", &StageMicrometer::offset_across, "Moves it at right angles.")
        .add("field", &StageMicrometer::field, "Electrons per pixel beside the ticks.")
        .add("line", &StageMicrometer::line, "Electrons per pixel on the ticks.")
        .add("position_error", &StageMicrometer::position_error,
             "Standard deviation of single ticks about their place.")
        .add("seed", &StageMicrometer::seed, "Of the position errors.");
    return all;
  }();
  return set;
}

Outcome<ExpectedImage> render_from_texts(const OptionTexts& texts, const Otf& otf) {
  const auto scale = options().parse(texts);
  if (!scale) return fail(scale.error());
  if (auto wrong = check_scene(scale->width, scale->height, scale->field, scale->line))
    return fail(*wrong);
  if (scale->pitch < px(1) || scale->line_width <= px(0) || scale->line_width >= scale->pitch) {
    return fail("options.value",
                tr("pitch must be at least 1 px, and line_width between 0 and the pitch."));
  }
  if (scale->ticks < 1 || scale->ticks > 100'000)
    return fail("options.value", tr("ticks must lie between 1 and 100000."));
  if (scale->short_tick <= px(0) || scale->medium_tick <= px(0) || scale->long_tick <= px(0))
    return fail("options.value", tr("ticks must have a length."));
  if (scale->position_error < px(0))
    return fail("options.value", tr("position_error must not be negative."));
  return render(*scale, otf);
}

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

Target stage_micrometer_target() {
  return {"stage_micrometer", tr("A scale with ticks of three lengths"), options().declarations(),
          render_from_texts};
}

}  // namespace etalon::targets
