// SPDX-License-Identifier: Apache-2.0
#include "targets/exact/ruler_lines.hpp"

#include "suite/core/contract.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace etalon::targets {
namespace {

/// Distance beyond which an edge has settled to 1e-9, or 256 px where its tail is longer.
double settled_at(const EdgeSpread& spread) {
  double reach = 2;
  while (reach < 256 && std::abs(1 - spread(reach)) > 1e-9) reach *= 1.25;
  return reach;
}

/// Share of light that lines hold back at (u along the normal, v along the lines).
class Coverage {
 public:
  Coverage(std::vector<RulerLine> lines, const EdgeSpread& spread)
      : lines_(std::move(lines)), spread_(spread), reach_(settled_at(spread)) {
    std::sort(lines_.begin(), lines_.end(),
              [](const RulerLine& a, const RulerLine& b) { return a.centre < b.centre; });
    for (const RulerLine& line : lines_) widest_ = std::max(widest_, line.width);
  }

  double at(double u, double v) const {
    const double near = reach_ + widest_ / 2;
    auto line = std::lower_bound(lines_.begin(), lines_.end(), u - near,
                                 [](const RulerLine& a, double b) { return a.centre < b; });
    double sum = 0;
    for (; line != lines_.end() && line->centre <= u + near; ++line) {
      const double d = u - line->centre;
      const double across = spread_(d + line->width / 2) - spread_(d - line->width / 2);
      sum += across * along(*line, v);
    }
    return sum;
  }

 private:
  double along(const RulerLine& line, double v) const {
    const double from = v - line.from > reach_ ? 1.0 : spread_(v - line.from);
    return from - (v - line.to < -reach_ ? 0.0 : spread_(v - line.to));
  }

  std::vector<RulerLine> lines_;
  const EdgeSpread& spread_;
  double reach_;
  double widest_ = 0;
};

}  // namespace

ExpectedImage render_lines(const RulerScene& scene, const EdgeSpread& spread) {
  ETALON_EXPECTS(scene.width > 0 && scene.height > 0);
  const Coverage lines(scene.lines, spread);
  const Coverage across(scene.across, spread);
  const double c = std::cos(scene.angle.in(rad));
  const double s = std::sin(scene.angle.in(rad));
  const double half_diagonal = std::hypot(scene.width, scene.height) / 2;
  const double bend = scene.distortion.in(one) / (half_diagonal * half_diagonal);
  const double field = scene.field.in(electrons);
  const double step = scene.line.in(electrons)-field;
  ExpectedImage image{scene.width, scene.height, {}};
  image.electrons.reserve(static_cast<std::size_t>(scene.width) *
                          static_cast<std::size_t>(scene.height));
  for (int j = 0; j < scene.height; ++j) {
    for (int i = 0; i < scene.width; ++i) {
      const double x_image = i - (scene.width - 1) / 2.0;
      const double y_image = j - (scene.height - 1) / 2.0;
      const double stretch = 1 + bend * (x_image * x_image + y_image * y_image);
      const double x = x_image * stretch;
      const double y = y_image * stretch * scene.pixel_aspect.in(one);
      const double u = x * c + y * s;
      const double v = y * c - x * s;
      const double a = lines.at(u, v);
      const double b = scene.across.empty() ? 0.0 : across.at(v, -u);
      image.electrons.push_back(field + step * (a + b - a * b));
    }
  }
  return image;
}

}  // namespace etalon::targets
