// SPDX-License-Identifier: Apache-2.0
#include "targets/exact/line_grid.hpp"
#include "targets/exact/slanted_edge.hpp"
#include "targets/exact/stage_micrometer.hpp"
#include "targets/shapes/rough_line.hpp"
#include "tests/unit/targets/shapes.hpp"

#include <array>

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using etalon::test::average;
using etalon::test::laid_out;
using etalon::test::light;
using namespace etalon;
using namespace etalon::targets;

namespace {

/// Mean light over the square of a pixel of 1 um: Gauss-Legendre, 7 x 7 places.
double over_pixel(const Scene& scene, double x, double y, double sigma) {
  constexpr std::array<double, 4> at{0, 0.4058451513773972, 0.7415311855993945, 0.9491079123427585};
  constexpr std::array<double, 4> weight{0.4179591836734694, 0.3818300505051189, 0.2797053914892766,
                                         0.1294849661688697};
  double sum = 0;
  for (int j = -3; j <= 3; ++j) {
    for (int i = -3; i <= 3; ++i) {
      const auto a = static_cast<std::size_t>(std::abs(i));
      const auto b = static_cast<std::size_t>(std::abs(j));
      const double dx = std::copysign(at[a] / 2, i);
      const double dy = std::copysign(at[b] / 2, j);
      sum += weight[a] * weight[b] / 4 * light(scene, x + dx, y + dy, sigma);
    }
  }
  return sum;
}

/// Largest difference from an image of the analytic renderer, as a share of the step.
double difference(const ExpectedImage& image, const Scene& scene, double sigma) {
  double largest = 0;
  for (int j = 0; j < image.height; j += 3) {
    for (int i = 0; i < image.width; i += 2) {
      const double expected =
          image.electrons[static_cast<std::size_t>(j * image.width + i)] / 20000;
      const double seen =
          over_pixel(scene, i - (image.width - 1) / 2.0, j - (image.height - 1) / 2.0, sigma);
      largest = std::max(largest, std::abs(seen - expected));
    }
  }
  return largest;
}

}  // namespace

TEST_CASE("an edge is the edge of the analytic renderer", "[targets]") {
  SlantedEdge edge;
  edge.width = 60;
  edge.height = 50;
  edge.angle = deg(7);
  const Scene scene = laid_out("slanted_edge", {{"angle", "7 deg"}, {"dark", "10 %"}});
  CHECK(difference(render(edge, gaussian_otf(0.8)), scene, 0.8) < 2e-6);
}

TEST_CASE("a scale is the scale of the analytic renderer", "[targets]") {
  StageMicrometer scale;
  scale.width = 160;
  scale.height = 120;
  scale.ticks = 11;
  scale.angle = deg(0);
  scale.short_tick = px(30);
  scale.medium_tick = px(50);
  scale.long_tick = px(70);
  const Scene scene = laid_out("stage_micrometer", {{"pitch", "12 um"},
                                                    {"line_width", "3 um"},
                                                    {"ticks", "11"},
                                                    {"short_tick", "30 um"},
                                                    {"medium_tick", "50 um"},
                                                    {"long_tick", "70 um"},
                                                    {"dark", "10 %"}});
  CHECK(difference(render(scale, gaussian_otf(0.8)), scene, 0.8) < 5e-6);
}

TEST_CASE("a line grid is the grid of the analytic renderer", "[targets]") {
  LineGrid grid;
  grid.width = 60;
  grid.height = 50;
  grid.angle = deg(5);
  const Scene scene = laid_out("line_grid", {{"pitch", "20 um"},
                                             {"line_width", "4 um"},
                                             {"two_directions", "no"},
                                             {"angle", "5 deg"},
                                             {"dark", "10 %"}});
  CHECK(difference(render(grid, gaussian_otf(0.8)), scene, 0.8) < 5e-6);
}

TEST_CASE("a rough line has its height, and forgets itself as said", "[targets]") {
  const RoughLine line(0.3, 2, 11);
  constexpr int kPlaces = 40000;
  double squares = 0;
  double products = 0;
  double far = 0;
  for (int i = 0; i < kPlaces; ++i) {
    const double a = line.height_um(0.19 * i - 2000);
    squares += a * a;
    products += a * line.height_um(0.19 * i - 2000 + 2);
    far += a * line.height_um(0.19 * i - 2000 + 8);
    CHECK(std::abs(a) <= line.highest_um());
  }
  CHECK_THAT(std::sqrt(squares / kPlaces), WithinRel(0.3, 0.03));
  CHECK_THAT(products / squares, WithinAbs(std::exp(-1), 0.03));
  CHECK_THAT(far / squares, WithinAbs(0, 0.06));
}

TEST_CASE("rough edges are averaged over their course", "[targets]") {
  const OptionTexts options{
      {"angle", "0 deg"}, {"dark", "0"}, {"roughness", "0.6 um"}, {"correlation_length", "2 um"}};
  const Scene scene = laid_out("slanted_edge", options, 21);
  const RoughLine line(0.6, 2, 21);
  const auto bright = [&](double x, double y) { return x > line.height_um(y) ? 1.0 : 0.0; };
  for (const double sigma : {0.1, 0.7, 4.0}) {
    for (const double y : {0.0, 31.7}) {
      INFO(sigma << " at " << y);
      const double x = line.height_um(y) + 0.3 * sigma;
      CHECK_THAT(light(scene, x, y, sigma), WithinAbs(average(bright, x, y, sigma), 1e-5));
    }
  }
}

TEST_CASE("a rough arc is a rough line bent", "[targets]") {
  const OptionTexts bent{
      {"angle", "0 deg"}, {"dark", "0"}, {"roughness", "1 nm"}, {"radius", "-200 um"}};
  const OptionTexts smooth{{"angle", "0 deg"}, {"dark", "0"}, {"radius", "-200 um"}};
  const Scene rough_arc = laid_out("slanted_edge", bent);
  const Scene arc = laid_out("slanted_edge", smooth);
  for (const double y : {-60.0, -3.0, 0.0, 45.0}) {
    const double x = 200 - std::sqrt(200 * 200 - y * y);
    for (const double d : {-1.0, 0.2, 2.0})
      CHECK_THAT(light(rough_arc, x + d, y, 1.5), WithinAbs(light(arc, x + d, y, 1.5), 1.5e-3));
  }
}

TEST_CASE("a rough edge seen along its length is blurred by its roughness", "[targets]") {
  // The reason why roughness s multiplies the transfer by exp(-2 pi^2 s^2 f^2).
  const Scene scene = laid_out(
      "slanted_edge",
      {{"angle", "0 deg"}, {"dark", "0"}, {"roughness", "0.4 um"}, {"correlation_length", "1 um"}});
  for (const double x : {-0.5, 0.2, 0.8}) {
    double sum = 0;
    for (int i = 0; i < 8000; ++i) sum += light(scene, x, 0.45 * i, 0.3);
    CHECK_THAT(sum / 8000, WithinAbs(0.5 * std::erfc(-x / 0.5 / std::sqrt(2.0)), 0.01));
  }
}
