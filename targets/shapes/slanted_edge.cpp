// SPDX-License-Identifier: Apache-2.0
#include "targets/shapes/slanted_edge.hpp"

#include "suite/core/translate.hpp"

#include <cmath>
#include <numbers>

namespace etalon::targets {
namespace {

struct Edge {
  Angle angle = deg(5);
  Ratio dark = percent(2);
};

const OptionSet<Edge>& options() {
  static const OptionSet<Edge> set = [] {
    OptionSet<Edge> all;
    all.add("angle", &Edge::angle, "Angle of the edge's normal to x.")
        .add("dark", &Edge::dark, "Share of the light that passes on the dark side.");
    return all;
  }();
  return set;
}

class HalfPlanes final : public Pattern {
 public:
  explicit HalfPlanes(const Edge& edge)
      : c_(std::cos(edge.angle.in(rad))),
        s_(std::sin(edge.angle.in(rad))),
        dark_(edge.dark.in(one)) {}

  void light_at(std::span<const double> x_um, std::span<const double> y_um,
                std::span<const double> sigma_um, std::span<float> light) const override {
    for (std::size_t k = 0; k < light.size(); ++k) {
      const double across = (x_um[k] * c_ + y_um[k] * s_) / (sigma_um[k] * std::numbers::sqrt2);
      light[k] = static_cast<float>(dark_ + (1 - dark_) * 0.5 * std::erfc(-across));
    }
  }

 private:
  double c_;
  double s_;
  double dark_;
};

Outcome<Scene> lay_out(const OptionTexts& texts, std::uint64_t /*seed*/) {
  const auto edge = options().parse(texts);
  if (!edge) return fail(edge.error());
  if (edge->dark < one(0) || edge->dark >= one(1))
    return fail("options.value", tr("dark must lie between 0 % and 100 %."));
  Scene scene;
  scene.pattern = std::make_shared<HalfPlanes>(*edge);
  scene.facts = {{"edge_angle", edge->angle.in(deg), "deg"}};
  return scene;
}

}  // namespace

Target slanted_edge_target() {
  return {"slanted_edge", tr("An edge between dark and bright"), false, options().declarations(),
          lay_out};
}

}  // namespace etalon::targets
