// SPDX-License-Identifier: Apache-2.0
#include "targets/shapes/natural_texture.hpp"

#include "suite/core/translate.hpp"
#include "targets/shapes/random_waves.hpp"
#include "targets/shapes/tone.hpp"

namespace etalon::targets {
namespace {

struct Texture {
  Length finest = um(0.5);
  Length coarsest = um(50);
  double exponent = 2;
  Ratio contrast = percent(15);
};

const OptionSet<Texture>& options() {
  static const OptionSet<Texture> set = [] {
    OptionSet<Texture> all;
    all.add("finest", &Texture::finest, "shortest period in it")
        .add("coarsest", &Texture::coarsest, "longest period in it")
        .add("exponent", &Texture::exponent, "the power density falls like frequency^-exponent")
        .add("contrast", &Texture::contrast,
             "standard deviation of the light over its mean, at most 22 %");
    return all;
  }();
  return set;
}

std::optional<Failure> impossible_texture(const Texture& texture) {
  if (texture.finest > texture.coarsest)
    return impossible(tr("finest must not be longer than coarsest."));
  if (!(texture.exponent >= 0 && texture.exponent <= 6))
    return impossible(tr("exponent must lie between 0 and 6."));
  if (texture.contrast < one(0) || texture.contrast > percent(22))
    return impossible(tr("contrast must lie between 0 % and 22 %."));
  return first_of(
      {impossible_size("finest", texture.finest), impossible_size("coarsest", texture.coarsest)});
}

class Waves final : public Pattern {
 public:
  Waves(const Texture& texture, std::uint64_t seed)
      : contrast_(static_cast<float>(texture.contrast.in(one))),
        waves_(texture.finest.in(um), texture.coarsest.in(um), texture.exponent, seed) {}

  void light_at(std::span<const double> x_um, std::span<const double> y_um,
                std::span<const double> sigma_um, std::span<float> light) const override {
    waves_.value_at(x_um, y_um, sigma_um, light);
    for (float& l : light) l = 0.5F * (1 + contrast_ * l);
  }

 private:
  float contrast_;
  RandomWaves waves_;
};

Outcome<Scene> lay_out(const OptionTexts& texts, std::uint64_t seed) {
  const auto texture = options().parse(texts);
  if (!texture) return fail(texture.error());
  if (const auto failure = impossible_texture(*texture)) return fail(*failure);
  Scene scene;
  scene.pattern = std::make_shared<Waves>(*texture, seed);
  scene.facts = {{"finest", texture->finest.in(um), "um"},
                 {"coarsest", texture->coarsest.in(um), "um"},
                 {"exponent", texture->exponent, "1"},
                 {"contrast", texture->contrast.in(one), "1"}};
  return scene;
}

}  // namespace

Target natural_texture_target() {
  return {"natural_texture", tr("Random structure of all sizes, as in tissue"), false,
          options().declarations(), lay_out};
}

}  // namespace etalon::targets
