// SPDX-License-Identifier: Apache-2.0
// Rendered rulers of known pitch: values without noise, and what must not fool the metric.
#include "suite/metrics/pixel_size.hpp"
#include "targets/exact/stage_micrometer.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"
#include "tests/support/ruler_images.hpp"

#include <algorithm>
#include <cmath>

using namespace etalon;
using namespace etalon::test;
using namespace etalon::targets;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

constexpr double kBias = 1e-4;  // what a noise-free scene may be off

LineGrid grid_of(double pitch, double duty, double angle) {
  LineGrid grid;
  grid.width = 320;
  grid.height = 260;
  grid.pitch = px(pitch);
  grid.line_width = px(pitch * duty);
  grid.angle = deg(angle);
  grid.offset = px(0.37);
  grid.offset_across = px(2.2);
  return grid;
}

Evaluation of(const LineGrid& grid, double sigma = 0.9) {
  return measured_ruler(noise_free(render(grid, gaussian_otf(sigma))));
}

}  // namespace

TEST_CASE("pitch from 4 px to 50 px, narrow lines and Ronchi bars, at any angle",
          "[metrics][long]") {
  for (const double pitch : {4.0, 4.37, 8.0, 13.3, 27.0, 50.0}) {
    for (const double duty : {0.12, 0.5}) {
      for (const double angle : {0.0, 0.2, -5.0, 21.0}) {
        INFO("pitch " << pitch << ", duty " << duty << ", angle " << angle);
        const Evaluation e = of(grid_of(pitch, duty, angle));
        INFO(described(e));
        CHECK_THAT(relative_error(e, pitch), WithinAbs(0, kBias));
        CHECK_THAT(result_of(e, "rotation").value, WithinAbs(angle, 0.002));
        CHECK_THAT(result_of(e, "line_distance_px").value, WithinRel(pitch, kBias));
        CHECK(has_caveat(e, "pixel_size.one_direction"));
        CHECK(find_result(e, "pixel_size_y") == nullptr);
        CHECK(find_result(e, "shear") == nullptr);
      }
    }
  }
}

TEST_CASE("lines along the rows give the size along the columns", "[metrics]") {
  for (const double angle : {88.0, 95.0, -87.0}) {
    const Evaluation e = of(grid_of(13.3, 0.3, angle));
    INFO(described(e));
    CHECK_THAT(relative_error(e, 13.3, "pixel_size_y"), WithinAbs(0, kBias));
    CHECK(find_result(e, "pixel_size_x") == nullptr);
    CHECK(has_failure(e, "pixel_size.x_not_measured"));
    CHECK_THAT(result_of(e, "rotation").value,
               WithinAbs(angle > 0 ? angle - 90 : angle + 90, 0.002));
  }
}

TEST_CASE("a grid gives both axes, whatever its angle", "[metrics]") {
  for (const double pitch : {6.0, 14.0, 25.0}) {
    for (const double angle : {0.0, 0.3, -4.0, 17.0, 40.0}) {
      INFO("pitch " << pitch << ", angle " << angle);
      LineGrid grid = grid_of(pitch, 0.15, angle);
      grid.two_directions = true;
      const Evaluation e = of(grid);
      INFO(described(e));
      CHECK_THAT(relative_error(e, pitch), WithinAbs(0, kBias));
      CHECK_THAT(relative_error(e, pitch, "pixel_size_y"), WithinAbs(0, kBias));
      CHECK_THAT(result_of(e, "shear").value, WithinAbs(0, 0.005));
      CHECK(has_caveat(e, "pixel_size.aspect_assumed") == (angle > 30));
      CHECK_FALSE(has_caveat(e, "pixel_size.one_direction"));
    }
  }
}

TEST_CASE("pixels that are not square show in a grid", "[metrics]") {
  LineGrid grid = grid_of(24, 0.15, 9);
  grid.two_directions = true;
  grid.pixel_aspect = percent(103);
  const Evaluation e = of(grid);
  CHECK_THAT(result_of(e, "pixel_size_x").value, WithinRel(10 / 24.0, kBias));
  CHECK_THAT(result_of(e, "pixel_size_y").value, WithinRel(10.3 / 24.0, kBias));
  CHECK_THAT(result_of(e, "rotation").value, WithinAbs(9, 0.005));
  CHECK_THAT(result_of(e, "shear").value, WithinAbs(0, 0.005));
}

TEST_CASE("a stage micrometer is measured by all of its ticks", "[metrics]") {
  StageMicrometer scale;
  scale.width = 500;
  scale.height = 300;
  for (const double pitch : {5.0, 9.7, 20.0}) {
    scale.pitch = px(pitch);
    scale.line_width = px(pitch * 0.2);
    // The second fills the field, the others leave some of it free.
    scale.ticks = pitch > 8 && pitch < 15 ? 101 : 21;
    for (const double angle : {0.0, 1.3, -12.0}) {
      INFO("pitch " << pitch << ", angle " << angle);
      scale.angle = deg(angle);
      const Evaluation e = measured_ruler(noise_free(render(scale, gaussian_otf(0.8))));
      INFO(described(e));
      CHECK_THAT(relative_error(e, pitch), WithinAbs(0, kBias));
      CHECK_FALSE(has_caveat(e, "pixel_size.lines_missing"));
      CHECK(e.items.size() >= 17);
    }
  }
}

TEST_CASE("short ticks in a small part of a large field are still what is counted", "[metrics]") {
  StageMicrometer scale;
  scale.width = 500;
  scale.height = 400;
  scale.pitch = px(10);
  scale.line_width = px(2);
  scale.short_tick = px(40);
  scale.medium_tick = px(80);
  scale.long_tick = px(160);
  scale.ticks = 31;
  scale.offset_across = px(60);
  const Evaluation e = measured_ruler(noise_free(render(scale, gaussian_otf(0.8))));
  INFO(described(e));
  CHECK_THAT(relative_error(e, 10), WithinAbs(0, kBias));
}

TEST_CASE("light that changes over the field does not pull the lines", "[metrics]") {
  const auto vignette = [](double x, double y) { return 1 - 0.2 * (x * x + y * y) + 0.15 * x; };
  for (const double pitch : {8.0, 30.0}) {
    const auto image = lit(render(grid_of(pitch, 0.4, 3), gaussian_otf(2)), vignette);
    CHECK_THAT(relative_error(measured_ruler(noise_free(image)), pitch), WithinAbs(0, 1e-5));
  }
}

TEST_CASE("blur, and blur that grows across the field, leave the pitch alone", "[metrics]") {
  for (const double sigma : {0.7, 2.0, 5.0})
    CHECK_THAT(relative_error(of(grid_of(20, 0.3, 3), sigma), 20), WithinAbs(0, 1e-6));
  const auto sharp = render(grid_of(20, 0.3, 3), gaussian_otf(1));
  const auto soft = render(grid_of(20, 0.3, 3), gaussian_otf(4));
  ExpectedImage mixed = sharp;
  for (std::size_t k = 0; k < mixed.electrons.size(); ++k) {
    const double share = static_cast<double>(k % 320) / 320;
    mixed.electrons[k] = (1 - share) * sharp.electrons[k] + share * soft.electrons[k];
  }
  CHECK_THAT(relative_error(measured_ruler(noise_free(mixed)), 20), WithinAbs(0, 5e-5));
  // Half a wave of defocus on a perfect lens.
  const auto defocused = render(grid_of(20, 0.3, 3), defocus_otf(0.5, 0.5));
  CHECK_THAT(relative_error(measured_ruler(noise_free(defocused)), 20), WithinAbs(0, 1e-5));
}

TEST_CASE("dust and eight bits cost accuracy, not truth", "[metrics]") {
  for (const double pitch : {8.0, 20.0}) {
    for (const bool grid : {false, true}) {
      LineGrid ruler = grid_of(pitch, 0.2, 2);
      ruler.two_directions = grid;
      const Evaluation e =
          measured_ruler(eight_bit(dusty(render(ruler, gaussian_otf(1)), 10, 5), 1));
      INFO(described(e));
      CHECK_THAT(relative_error(e, pitch), WithinAbs(0, 2e-4));
      const MeasurementResult& x = result_of(e, "pixel_size_x");
      CHECK(std::abs(x.value - 10 / pitch) < 3 * x.standard_uncertainty);
      CHECK(has_caveat(e, "pixel_size.transfer_unknown"));
    }
  }
}

TEST_CASE("bright lines on a dark field are lines as well", "[metrics]") {
  LineGrid grid = grid_of(15, 0.2, 3);
  std::swap(grid.field, grid.line);
  CHECK_THAT(relative_error(of(grid), 15), WithinAbs(0, kBias));
}

TEST_CASE("lines that come in pairs have the distance of the pairs", "[metrics]") {
  // Bright edges of bars, as in darkfield: the second harmonic is stronger than the fundamental.
  LineGrid grid = grid_of(20, 0.1, 3);
  RulerScene scene = scene_of(grid);
  const auto single = scene.lines;
  for (RulerLine line : single) {
    line.centre += 8.5;
    scene.lines.push_back(line);
  }
  const auto image = render_lines(scene, edge_spread(gaussian_otf(1), grid.angle));
  CHECK_THAT(relative_error(measured_ruler(noise_free(image)), 20), WithinAbs(0, kBias));
}

TEST_CASE("colour planes are measured at their own positions", "[metrics]") {
  const auto green = render(grid_of(13.3, 0.3, 3), gaussian_otf(1.5));
  const auto other = render(grid_of(17, 0.3, 3), gaussian_otf(1.5));
  CHECK_THAT(relative_error(measured_ruler(rgb(other, green, other)), 13.3), WithinAbs(0, kBias));
  CHECK_THAT(relative_error(measured_ruler(rggb(other, green, other)), 13.3), WithinAbs(0, kBias));
  const Evaluation red = measured_ruler(rggb(other, green, other), {{"plane", "red"}});
  CHECK_THAT(relative_error(red, 17), WithinAbs(0, kBias));
}
