// SPDX-License-Identifier: Apache-2.0
#include "targets/exact/line_grid.hpp"
#include "targets/exact/stage_micrometer.hpp"
#include "tests/support/catch.hpp"

#include <cmath>
#include <cstddef>

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using namespace etalon;
using namespace etalon::targets;

namespace {

double at(const ExpectedImage& image, int i, int j) {
  return image.electrons[static_cast<std::size_t>(j) * static_cast<std::size_t>(image.width) +
                         static_cast<std::size_t>(i)];
}

/// Share of light on lines of this width at multiples of the pitch, blurred by a Gaussian.
double covered(double u, double pitch, double width, double sigma) {
  const auto cdf = [&](double x) { return 0.5 * std::erfc(-x / sigma / std::sqrt(2.0)); };
  double sum = 0;
  for (int k = -8; k <= 8; ++k)
    sum += cdf(u - k * pitch + width / 2) - cdf(u - k * pitch - width / 2);
  return sum;
}

/// The same over the square of a pixel by brute force; lines across with the same pitch when
/// `both`.
double integrated_pixel(const LineGrid& grid, double sigma, double x, double y, bool both) {
  const double c = std::cos(grid.angle.in(rad));
  const double s = std::sin(grid.angle.in(rad));
  const double pitch = grid.pitch.in(px);
  const double width = grid.line_width.in(px);
  constexpr int kSteps = 60;
  double sum = 0;
  for (int i = 0; i < kSteps; ++i) {
    for (int j = 0; j < kSteps; ++j) {
      const double px_x = x + (i + 0.5) / kSteps - 0.5;
      const double px_y = y + (j + 0.5) / kSteps - 0.5;
      const double a = covered(px_x * c + px_y * s - grid.offset.in(px), pitch, width, sigma);
      const double b =
          both ? covered(px_y * c - px_x * s - grid.offset_across.in(px), pitch, width, sigma) : 0;
      sum += a + b - a * b;
    }
  }
  return 20000 - 18000 * sum / (kSteps * kSteps);
}

LineGrid grid_of() {
  LineGrid grid;
  grid.width = 41;
  grid.height = 31;
  grid.pitch = px(9.3);
  grid.line_width = px(3.1);
  grid.angle = deg(11);
  grid.offset = px(1.7);
  grid.offset_across = px(-2.4);
  return grid;
}

}  // namespace

TEST_CASE("pixels of a line grid hold the integral over their square", "[targets]") {
  LineGrid grid = grid_of();
  for (const bool both : {false, true}) {
    grid.two_directions = both;
    const ExpectedImage image = render(grid, gaussian_otf(0.7));
    for (const int i : {0, 7, 20, 26, 40}) {
      for (const int j : {0, 9, 15, 30}) {
        INFO(both << " " << i << " " << j);
        CHECK_THAT(at(image, i, j),
                   WithinAbs(integrated_pixel(grid, 0.7, i - 20, j - 15, both), both ? 20 : 2));
      }
    }
  }
}

TEST_CASE("bars as wide as gaps are half of the light", "[targets]") {
  LineGrid ronchi = grid_of();
  ronchi.width = 93;  // ten periods
  ronchi.height = 4;
  ronchi.angle = deg(0);
  ronchi.line_width = px(4.65);
  const ExpectedImage image = render(ronchi, gaussian_otf(1));
  double sum = 0;
  for (const double e : image.electrons) sum += e;
  CHECK_THAT(sum / static_cast<double>(image.electrons.size()), WithinRel(11000, 1e-6));
}

TEST_CASE("position errors move single lines, the same ones for the same seed", "[targets]") {
  LineGrid grid = grid_of();
  const auto straight = scene_of(grid).lines;
  grid.position_error = px(0.3);
  const auto first = scene_of(grid).lines;
  const auto again = scene_of(grid).lines;
  double squares = 0;
  for (std::size_t k = 0; k < first.size(); ++k) {
    CHECK(first[k].centre == again[k].centre);
    squares += std::pow(first[k].centre - straight[k].centre, 2);
  }
  CHECK_THAT(std::sqrt(squares / static_cast<double>(first.size())), WithinAbs(0.3, 0.1));
  grid.seed = 2;
  CHECK(scene_of(grid).lines[3].centre != first[3].centre);
}

TEST_CASE("barrel distortion draws distant lines nearer to the centre", "[targets]") {
  LineGrid grid = grid_of();
  grid.width = 401;
  grid.height = 3;
  grid.angle = deg(0);
  grid.offset = px(0);
  grid.pitch = px(150);
  grid.distortion = percent(4);
  const ExpectedImage image = render(grid, gaussian_otf(1));
  // x (1 + 0.04 (x/200.5)^2) = 150 at x = 146.8
  CHECK(at(image, 200 + 147, 1) < 6000);
  CHECK(at(image, 200 + 150, 1) > 15000);
}

TEST_CASE("every tenth tick is longest, every fifth longer", "[targets]") {
  const StageMicrometer scale;
  const auto ticks = scene_of(scale).lines;
  REQUIRE(ticks.size() == 41);
  CHECK_THAT(ticks[0].to - ticks[0].from, WithinRel(160, 1e-9));
  CHECK_THAT(ticks[1].to - ticks[1].from, WithinRel(80, 1e-9));
  CHECK_THAT(ticks[5].to - ticks[5].from, WithinRel(120, 1e-9));
  CHECK_THAT(ticks[40].to - ticks[40].from, WithinRel(160, 1e-9));
  CHECK_THAT(ticks[20].centre, WithinAbs(0, 1e-9));
  CHECK_THAT(ticks[21].centre, WithinRel(12, 1e-9));
}
