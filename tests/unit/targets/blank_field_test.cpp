// SPDX-License-Identifier: Apache-2.0
#include "targets/exact/blank_field.hpp"

#include "tests/support/catch.hpp"

#include <cmath>
#include <cstddef>
#include <functional>

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using etalon::test::contains_text;
using namespace etalon;
using namespace etalon::targets;

namespace {

BlankField field_of(const std::string& law) {
  BlankField field;
  field.width = 40;
  field.height = 30;
  field.law = law;
  field.centre_x = px(12.3);
  field.centre_y = px(20.9);
  field.radius = px(25);
  field.level = electrons(5000);
  return field;
}

double at(const ExpectedImage& image, int x, int y) {
  return image.electrons[static_cast<std::size_t>(y * image.width + x)];
}

/// Mean over the square of a pixel, by brute force.
double pixel_mean(const std::function<double(double, double)>& light, int x, int y) {
  constexpr int kSteps = 100;
  double sum = 0;
  for (int j = 0; j < kSteps; ++j) {
    for (int i = 0; i < kSteps; ++i)
      sum += light(x - 0.5 + (i + 0.5) / kSteps, y - 0.5 + (j + 0.5) / kSteps);
  }
  return sum / (kSteps * kSteps);
}

double squared(double x, double y) { return (x - 12.3) * (x - 12.3) + (y - 20.9) * (y - 20.9); }

}  // namespace

TEST_CASE("every pixel holds the mean of the light over its square", "[targets]") {
  const struct {
    const char* law;
    double (*light)(double x, double y);
  } laws[] = {
      {"gaussian", [](double x, double y) { return std::exp(-squared(x, y) / 1250); }},
      {"cos4",
       [](double x, double y) {
         return std::pow(std::cos(std::atan(std::sqrt(squared(x, y)) / 25)), 4);
       }},
      {"quadratic", [](double x, double y) { return std::max(0.0, 1 - squared(x, y) / 1250); }}};
  for (const auto& [law, light] : laws) {
    INFO(law);
    const auto image = render(field_of(law));
    REQUIRE(image.has_value());
    REQUIRE(image->electrons.size() == 1200);
    for (const int x : {0, 12, 39}) {
      for (const int y : {0, 21, 29}) {
        const double truth = 5000 * pixel_mean(light, x, y);
        CHECK_THAT(at(*image, x, y), WithinAbs(truth, 0.02));
      }
    }
  }
}
