// SPDX-License-Identifier: Apache-2.0
#include "targets/shapes/stage_micrometer.hpp"

#include "suite/core/random.hpp"
#include "suite/core/translate.hpp"
#include "targets/shapes/bars.hpp"
#include "targets/shapes/tone.hpp"
#include "targets/shapes/turned.hpp"

namespace etalon::targets {
namespace {

struct Scale : ToneOptions {
  Length pitch = um(10);
  Length line_width = um(1.5);
  int ticks = 101;
  Length short_tick = um(60);
  Length medium_tick = um(90);
  Length long_tick = um(120);
  Angle angle = deg(0);
  Length position_error = um(0);
};

const OptionSet<Scale>& options() {
  static const OptionSet<Scale> set = [] {
    OptionSet<Scale> all;
    all.add("pitch", &Scale::pitch, "distance between neighbouring ticks")
        .add("line_width", &Scale::line_width, "width of a tick")
        .add("ticks", &Scale::ticks, "number of ticks: divisions and one")
        .add("short_tick", &Scale::short_tick, "length of most ticks")
        .add("medium_tick", &Scale::medium_tick, "length of every fifth tick")
        .add("long_tick", &Scale::long_tick, "length of every tenth tick")
        .add("angle", &Scale::angle, "of the scale to x")
        .add("position_error", &Scale::position_error,
             "standard deviation of single ticks about their place");
    add_tone(all);
    return all;
  }();
  return set;
}

std::optional<Failure> impossible_scale(const Scale& scale) {
  if (scale.ticks < 2 || scale.ticks > 1'000'000)
    return impossible(tr("ticks must lie between 2 and 1000000."));
  if (scale.line_width >= scale.pitch)
    return impossible(tr("line_width must be smaller than pitch."));
  if (scale.position_error > 0.25 * scale.pitch)
    return impossible(tr("position_error must not exceed a quarter of pitch."));
  return first_of(
      {impossible_size("pitch", scale.pitch), impossible_size("line_width", scale.line_width),
       impossible_size("short_tick", scale.short_tick),
       impossible_size("medium_tick", scale.medium_tick),
       impossible_size("long_tick", scale.long_tick),
       impossible_spread("position_error", scale.position_error), impossible_tone(scale)});
}

Length length_of(const Scale& scale, int tick) {
  if (tick % 10 == 0) return scale.long_tick;
  return tick % 5 == 0 ? scale.medium_tick : scale.short_tick;
}

std::vector<Bar> ticks_of(const Scale& scale, std::uint64_t seed) {
  auto generator = generator_for(seed, 0, 0);
  std::normal_distribution<double> error(0, 1);
  const double half_width = scale.line_width.in(um) / 2;
  const double base = scale.short_tick.in(um) / 2;
  std::vector<Bar> ticks;
  for (int k = 0; k < scale.ticks; ++k) {
    const double centre = (k - (scale.ticks - 1) / 2.0) * scale.pitch.in(um) +
                          scale.position_error.in(um)*error(generator);
    ticks.push_back(
        {centre - half_width, centre + half_width, base - length_of(scale, k).in(um), base});
  }
  return ticks;
}

class Ticks final : public Pattern {
 public:
  Ticks(const Scale& scale, std::uint64_t seed)
      : turned_(scale.angle), tone_(scale), ticks_(ticks_of(scale, seed)) {}

  void light_at(std::span<const double> x_um, std::span<const double> y_um,
                std::span<const double> sigma_um, std::span<float> light) const override {
    std::vector<double> u(light.size());
    std::vector<double> v(light.size());
    std::vector<double> share(light.size());
    for (std::size_t k = 0; k < light.size(); ++k) {
      u[k] = turned_.u(x_um[k], y_um[k]);
      v[k] = turned_.v(x_um[k], y_um[k]);
    }
    ticks_.coverage(u, v, sigma_um, share);
    for (std::size_t k = 0; k < light.size(); ++k) light[k] = tone_.light(share[k]);
  }

 private:
  Turned turned_;
  Tone tone_;
  Bars ticks_;
};

Outcome<Scene> lay_out(const OptionTexts& texts, std::uint64_t seed) {
  const auto scale = options().parse(texts);
  if (!scale) return fail(scale.error());
  if (const auto failure = impossible_scale(*scale)) return fail(*failure);
  Scene scene;
  scene.pattern = std::make_shared<Ticks>(*scale, seed);
  scene.facts = {{"pitch", scale->pitch.in(um), "um"},
                 {"ticks", static_cast<double>(scale->ticks), "1"},
                 {"length", (scale->ticks - 1) * scale->pitch.in(um), "um"},
                 {"line_width", scale->line_width.in(um), "um"},
                 {"angle", scale->angle.in(deg), "deg"},
                 {"position_error", scale->position_error.in(um), "um"}};
  return scene;
}

}  // namespace

Target stage_micrometer_target() {
  return {"stage_micrometer", tr("A scale with ticks of three lengths"), false,
          options().declarations(), lay_out};
}

}  // namespace etalon::targets
