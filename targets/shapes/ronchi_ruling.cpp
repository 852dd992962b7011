// SPDX-License-Identifier: Apache-2.0
#include "targets/shapes/ronchi_ruling.hpp"

#include "suite/core/translate.hpp"
#include "targets/shapes/parallel_lines.hpp"
#include "targets/shapes/tone.hpp"
#include "targets/shapes/turned.hpp"

namespace etalon::targets {
namespace {

struct Ruling : ToneOptions {
  Length pitch = um(10);
  Ratio duty = percent(50);
  Angle angle = deg(0);
};

const OptionSet<Ruling>& options() {
  static const OptionSet<Ruling> set = [] {
    OptionSet<Ruling> all;
    all.add("pitch", &Ruling::pitch, "distance between neighbouring bars")
        .add("duty", &Ruling::duty, "width of a bar over the pitch")
        .add("angle", &Ruling::angle, "of the normal of the bars to x");
    add_tone(all);
    return all;
  }();
  return set;
}

std::optional<Failure> impossible_ruling(const Ruling& ruling) {
  if (ruling.duty <= one(0) || ruling.duty >= one(1))
    return impossible(tr("duty must lie between 0 % and 100 %, and be neither."));
  return first_of({impossible_size("pitch", ruling.pitch), impossible_tone(ruling)});
}

class Bars final : public Pattern {
 public:
  explicit Bars(const Ruling& ruling)
      : turned_(ruling.angle),
        tone_(ruling),
        bars_(ruling.pitch.in(um), ruling.pitch.in(um)*ruling.duty.in(one), 0, 0, 0) {}

  void light_at(std::span<const double> x_um, std::span<const double> y_um,
                std::span<const double> sigma_um, std::span<float> light) const override {
    for (std::size_t k = 0; k < light.size(); ++k)
      light[k] = tone_.light(bars_.coverage(turned_.u(x_um[k], y_um[k]), sigma_um[k]));
  }

 private:
  Turned turned_;
  Tone tone_;
  ParallelLines bars_;
};

Outcome<Scene> lay_out(const OptionTexts& texts, std::uint64_t /*seed*/) {
  const auto ruling = options().parse(texts);
  if (!ruling) return fail(ruling.error());
  if (const auto failure = impossible_ruling(*ruling)) return fail(*failure);
  Scene scene;
  scene.pattern = std::make_shared<Bars>(*ruling);
  scene.facts = {{"pitch", ruling->pitch.in(um), "um"},
                 {"line_width", ruling->pitch.in(um)*ruling->duty.in(one), "um"},
                 {"angle", ruling->angle.in(deg), "deg"}};
  return scene;
}

}  // namespace

Target ronchi_ruling_target() {
  return {"ronchi_ruling", tr("Bars and gaps of one width"), false, options().declarations(),
          lay_out};
}

}  // namespace etalon::targets
