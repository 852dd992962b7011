// SPDX-License-Identifier: Apache-2.0
#include "targets/exact/blank_field.hpp"

#include "suite/core/translate.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace etalon::targets {
namespace {

constexpr int kLargestSide = 16384;
constexpr double kGaussPoint = 0.28867513459481287;  // 1/(2 sqrt 3) px from the middle

/// Share of the light at the squared distance `s` in units of the radius.
using Law = double (*)(double s);

Law law_of(const std::string& name) {
  if (name == "gaussian") return [](double s) { return std::exp(-s / 2); };
  if (name == "cos4") return [](double s) { return 1 / ((1 + s) * (1 + s)); };
  if (name == "quadratic") return [](double s) { return std::max(0.0, 1 - s / 2); };
  return nullptr;
}

}  // namespace

Outcome<ExpectedImage> render(const BlankField& field) {
  const Law law = law_of(field.law);
  if (law == nullptr) return fail("options.value", tr("law must be gaussian, cos4 or quadratic."));
  if (field.width < 1 || field.height < 1 || field.width > kLargestSide ||
      field.height > kLargestSide) {
    return fail("options.value", tr("width and height must lie between 1 and 16384 px."));
  }
  if (field.radius <= px(0) || field.level < electrons(0))
    return fail("options.value", tr("radius must be above zero, level must not be negative."));
  const double radius = field.radius.in(px);
  const auto share = [&](double x, double y) {
    const double dx = (x - field.centre_x.in(px)) / radius;
    const double dy = (y - field.centre_y.in(px)) / radius;
    return law(dx * dx + dy * dy);
  };
  ExpectedImage image{field.width, field.height, {}};
  image.electrons.reserve(static_cast<std::size_t>(field.width) *
                          static_cast<std::size_t>(field.height));
  for (int y = 0; y < field.height; ++y) {
    for (int x = 0; x < field.width; ++x) {
      double sum = 0;
      for (const double dy : {-kGaussPoint, kGaussPoint}) {
        for (const double dx : {-kGaussPoint, kGaussPoint}) sum += share(x + dx, y + dy);
      }
      image.electrons.push_back(field.level.in(electrons)*sum / 4);
    }
  }
  return image;
}

}  // namespace etalon::targets
