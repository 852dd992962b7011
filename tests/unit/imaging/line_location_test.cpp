// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/line_location.hpp"

#include "suite/imaging/sheared_bands.hpp"
#include "suite/imaging/surface.hpp"
#include "targets/exact/line_grid.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"

#include <cmath>
#include <random>

using namespace etalon;
using namespace etalon::imaging;
using namespace etalon::test;
using namespace etalon::targets;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

LineGrid grid_of(double pitch, double angle) {
  LineGrid grid;
  grid.width = 300;
  grid.height = 240;
  grid.pitch = px(pitch);
  grid.line_width = px(pitch / 5);
  grid.angle = deg(angle);
  return grid;
}

Plane plane_with(const LineGrid& grid) { return plane_of(render(grid, gaussian_otf(1))); }

}  // namespace

TEST_CASE("the strongest family is the fundamental, along the normal", "[imaging]") {
  for (const double pitch : {4.2, 7.0, 16.0, 45.0}) {
    for (const double angle : {0.0, 9.0, 40.0}) {
      INFO(pitch << " px, " << angle << " deg");
      const auto families = find_line_families(plane_with(grid_of(pitch, angle)));
      REQUIRE_FALSE(families.empty());
      CHECK_THAT(families.front().frequency(), WithinRel(1 / pitch, 0.02));
      const double found = std::atan2(families.front().fy, families.front().fx);
      CHECK_THAT(found * 57.29577951, WithinAbs(angle, 1.5));
    }
  }
}

TEST_CASE("noise has no family of lines", "[imaging]") {
  std::mt19937 generator(5);
  std::normal_distribution<float> noise(100, 10);
  Plane plane;
  plane.width = 300;
  plane.height = 220;
  for (int i = 0; i < 300 * 220; ++i) plane.values.push_back(noise(generator));
  CHECK(find_line_families(plane).empty());
}

TEST_CASE("rows are moved and averaged without losing light", "[imaging]") {
  // Brightness linear along x + 0.37 y stays linear, whatever the fractions.
  Plane plane;
  plane.width = 60;
  plane.height = 33;
  for (int y = 0; y < 33; ++y) {
    for (int x = 0; x < 60; ++x) plane.values.push_back(static_cast<float>(2 * (x + 0.37 * y)));
  }
  const auto bands = sheared_bands(plane, 0.37, 10.4);
  REQUIRE(bands.size() == 3);
  for (const Band& band : bands) {
    CHECK_THAT(band.rows, WithinAbs(10.4, 1e-9));
    for (int i = band.first; i < band.last; ++i) {
      CHECK_THAT(static_cast<double>(band.means[static_cast<std::size_t>(i)]),
                 WithinAbs(2 * (i + 0.37 * band.y), 1e-3));
    }
  }
  CHECK_THAT(bands[1].y - bands[0].y, WithinAbs(10.4, 1e-9));
}

TEST_CASE("each line is where it was drawn, to a few thousandths of a pixel", "[imaging]") {
  LineGrid grid = grid_of(16, 3);
  grid.position_error = px(0.2);
  const RulerScene scene = scene_of(grid);
  const Plane plane = plane_with(grid);
  const LocatedLines found = locate_lines(plane, find_line_families(plane).front(), 10);
  REQUIRE(found.lines.size() >= 15);
  CHECK_THAT(found.slope, WithinAbs(std::tan(3 / 57.29577951), 1e-5));
  const double c = std::cos(3 / 57.29577951);
  const double sine = std::sin(3 / 57.29577951);
  // One constant is common to all lines: what counts as their middle.
  double first = 0;
  for (std::size_t i = 0; i < found.lines.size(); ++i) {
    const LocatedLine& line = found.lines[i];
    const double u = (line.x - 149.5) * c + (line.y - 119.5) * sine;
    double nearest = 1e9;
    for (const RulerLine& drawn : scene.lines) {
      if (std::abs(u - drawn.centre) < std::abs(nearest)) nearest = u - drawn.centre;
    }
    if (i == 0) first = nearest;
    CHECK_THAT(nearest - first, WithinAbs(0, 0.006));
  }
}

TEST_CASE("a surface follows its points, not the outlier among them", "[imaging]") {
  std::vector<SurfacePoint> points;
  const auto truth = [](double x, double y) { return 2 + 0.01 * x - 0.02 * y + 1e-4 * x * y; };
  for (int i = 0; i < 10; ++i) {
    for (int j = 0; j < 8; ++j) points.push_back({10.0 * i, 10.0 * j, truth(10 * i, 10 * j), 1});
  }
  points[33].value += 50;
  const Surface surface = fit_surface(points, 3, 100, 80);
  for (const double x : {5.0, 52.0, 88.0}) {
    CHECK_THAT(surface.at(x, 33), WithinAbs(truth(x, 33), 1e-3));
    CHECK_THAT(surface.row(33).slope(x), WithinAbs(0.01 + 1e-4 * 33, 1e-4));
  }
  CHECK(fit_surface({}, 3, 100, 80).at(3, 4) == 0);
}
