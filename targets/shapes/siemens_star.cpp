// SPDX-License-Identifier: Apache-2.0
#include "targets/shapes/siemens_star.hpp"

#include "suite/core/translate.hpp"
#include "targets/shapes/disc_table.hpp"
#include "targets/shapes/spokes.hpp"
#include "targets/shapes/tone.hpp"
#include "targets/shapes/turned.hpp"

#include <cmath>

namespace etalon::targets {
namespace {

struct Star : ToneOptions {
  int pairs = 36;
  Length diameter = um(200);
  std::string profile = "binary";
  Angle angle = deg(0);
};

const OptionSet<Star>& options() {
  static const OptionSet<Star> set = [] {
    OptionSet<Star> all;
    all.add("pairs", &Star::pairs, "bright spokes, and as many dark ones")
        .add("diameter", &Star::diameter, "of the disc of spokes")
        .add("profile", &Star::profile, "binary: hard borders; sinusoidal: a cosine over the angle")
        .add("angle", &Star::angle, "of the middle of a bright spoke to x");
    add_tone(all);
    return all;
  }();
  return set;
}

std::optional<Failure> impossible_star(const Star& star) {
  if (star.pairs < 2 || star.pairs > 1000)
    return impossible(tr("pairs must lie between 2 and 1000."));
  if (star.profile != "binary" && star.profile != "sinusoidal")
    return impossible(tr("profile is either binary or sinusoidal."));
  return first_of({impossible_size("diameter", star.diameter), impossible_tone(star)});
}

class SpokesInDisc final : public Pattern {
 public:
  explicit SpokesInDisc(const Star& star)
      : turned_(star.angle),
        tone_(star),
        radius_(star.diameter.in(um) / 2),
        spokes_(star.pairs, star.profile == "binary") {}

  void light_at(std::span<const double> x_um, std::span<const double> y_um,
                std::span<const double> sigma_um, std::span<float> light) const override {
    for (std::size_t k = 0; k < light.size(); ++k) {
      const double r = std::sqrt(x_um[k] * x_um[k] + y_um[k] * y_um[k]);
      const double inside = disc_.share(r - radius_, radius_, sigma_um[k]);
      const double dark =
          inside == 0 ? 0
                      : inside * (1 - spokes_.bright(turned_.u(x_um[k], y_um[k]),
                                                     turned_.v(x_um[k], y_um[k]), sigma_um[k]));
      light[k] = tone_.light(dark);
    }
  }

 private:
  DiscTable disc_;
  Turned turned_;
  Tone tone_;
  double radius_;
  Spokes spokes_;
};

Outcome<Scene> lay_out(const OptionTexts& texts, std::uint64_t /*seed*/) {
  const auto star = options().parse(texts);
  if (!star) return fail(star.error());
  if (const auto failure = impossible_star(*star)) return fail(*failure);
  Scene scene;
  scene.pattern = std::make_shared<SpokesInDisc>(*star);
  scene.facts = {{"pairs", static_cast<double>(star->pairs), "1"},
                 {"diameter", star->diameter.in(um), "um"},
                 {"angle", star->angle.in(deg), "deg"}};
  return scene;
}

}  // namespace

Target siemens_star_target() {
  return {"siemens_star", tr("Spokes that grow finer towards the middle"), false,
          options().declarations(), lay_out};
}

}  // namespace etalon::targets
