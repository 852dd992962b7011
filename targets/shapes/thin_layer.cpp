// SPDX-License-Identifier: Apache-2.0
#include "targets/shapes/thin_layer.hpp"

#include "suite/core/translate.hpp"
#include "targets/shapes/even_light.hpp"
#include "targets/shapes/random_waves.hpp"
#include "targets/shapes/tone.hpp"

namespace etalon::targets {
namespace {

struct Layer {
  Length thickness = um(0.2);
  Ratio unevenness = percent(0);
  Length patch = um(50);
};

const OptionSet<Layer>& options() {
  static const OptionSet<Layer> set = [] {
    OptionSet<Layer> all;
    all.add("thickness", &Layer::thickness, "of the layer")
        .add("unevenness", &Layer::unevenness,
             "standard deviation of its light over the mean, at most 20 %")
        .add("patch", &Layer::patch, "shortest period of the unevenness");
    return all;
  }();
  return set;
}

std::optional<Failure> impossible_layer(const Layer& layer) {
  if (layer.unevenness < one(0) || layer.unevenness > percent(20))
    return impossible(tr("unevenness must lie between 0 % and 20 %."));
  return first_of(
      {impossible_spread("thickness", layer.thickness), impossible_size("patch", layer.patch)});
}

class UnevenLight final : public Pattern {
 public:
  UnevenLight(const Layer& layer, std::uint64_t seed)
      : unevenness_(static_cast<float>(layer.unevenness.in(one))),
        waves_(layer.patch.in(um), 4 * layer.patch.in(um), 2, seed) {}

  void light_at(std::span<const double> x_um, std::span<const double> y_um,
                std::span<const double> sigma_um, std::span<float> light) const override {
    waves_.value_at(x_um, y_um, sigma_um, light);
    for (float& l : light) l = (1 + unevenness_ * l) / (1 + 4 * unevenness_);
  }

 private:
  float unevenness_;
  RandomWaves waves_;
};

Outcome<Scene> lay_out(const OptionTexts& texts, std::uint64_t seed) {
  const auto layer = options().parse(texts);
  if (!layer) return fail(layer.error());
  if (const auto failure = impossible_layer(*layer)) return fail(*failure);
  Scene scene;
  const double unevenness = layer->unevenness.in(one);
  if (unevenness > 0) {
    scene.pattern = std::make_shared<UnevenLight>(*layer, seed);
  } else {
    scene.pattern = std::make_shared<EvenLight>();
  }
  scene.thickness_um = layer->thickness.in(um);
  scene.facts = {{"thickness", scene.thickness_um, "um"},
                 {"unevenness", unevenness, "1"},
                 {"mean_light", 1 / (1 + 4 * unevenness), "1"}};
  return scene;
}

}  // namespace

Target thin_layer_target() {
  return {"thin_layer", tr("A fluorescent layer of even thickness"), true, options().declarations(),
          lay_out};
}

}  // namespace etalon::targets
