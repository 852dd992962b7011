// SPDX-License-Identifier: Apache-2.0
// Rendered grids of dots whose pixels are known: values without noise, and what must not fool the
// metric.
#include "suite/metrics/pixel_size.hpp"
#include "targets/exact/dot_array.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"
#include "tests/support/ruler_images.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

using namespace etalon;
using namespace etalon::test;
using namespace etalon::targets;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

constexpr double kBias = 5e-5;       // of a size; what a noise-free scene may be off
constexpr double kAngleBias = 2e-3;  // deg

DotArray array_of(double pitch, double duty, double angle) {
  DotArray array;
  array.pitch = px(pitch);
  array.diameter = px(pitch * duty);
  array.angle = deg(angle);
  array.offset_x = px(0.37);
  array.offset_y = px(-1.21);
  return array;
}

Evaluation of(const DotArray& array, const DotLight& light = {}) {
  return measured_ruler(noise_free(render(array, light)));
}

/// Largest distance of a dot that was used from the nearest one that was drawn.
double worst_place(const Evaluation& e, const std::vector<Dot>& dots) {
  double worst = 0;
  for (const Item& item : e.items) {
    if (!item.flags.empty()) continue;
    double nearest = 1e9;
    for (const Dot& d : dots) {
      nearest = std::min(
          nearest, std::hypot(d.x - item.position_px.at("x"), d.y - item.position_px.at("y")));
    }
    worst = std::max(worst, nearest);
  }
  return worst;
}

std::size_t used(const Evaluation& e) {
  return static_cast<std::size_t>(std::count_if(
      e.items.begin(), e.items.end(), [](const Item& item) { return item.flags.empty(); }));
}

std::size_t flagged(const Evaluation& e, const std::string& flag) {
  return static_cast<std::size_t>(
      std::count_if(e.items.begin(), e.items.end(), [&](const Item& item) {
        return std::find(item.flags.begin(), item.flags.end(), flag) != item.flags.end();
      }));
}

}  // namespace

TEST_CASE("dots from 4 px to 40 px apart, small and large, at any angle", "[metrics][long]") {
  std::size_t turn = 0;  // each pitch meets each angle, and every diameter in turn
  for (const double pitch : {4.0, 4.3, 15.0, 40.0}) {
    for (const double angle : {0.0, 0.4, -7.0, 26.0, 44.0}) {
      const double duty = std::array{0.25, 0.5, 0.7}[turn++ % 3];
      INFO("pitch " << pitch << ", diameter " << duty << ", angle " << angle);
      const DotArray array = array_of(pitch, duty, angle);
      const Evaluation e = of(array);
      INFO(described(e));
      REQUIRE(e.method == "pixel_size/dots");
      CHECK_THAT(relative_error(e, pitch), WithinAbs(0, kBias));
      CHECK_THAT(relative_error(e, pitch, "pixel_size_y"), WithinAbs(0, kBias));
      CHECK_THAT(result_of(e, "rotation").value, WithinAbs(angle, kAngleBias));
      CHECK_THAT(result_of(e, "shear").value, WithinAbs(0, kAngleBias));
      CHECK_THAT(result_of(e, "line_distance_px", {{"direction", "x"}}).value,
                 WithinRel(pitch, kBias));
      // Where neighbours overlap their common profile is not round: a shift that all share, and a
      // small part that follows the phase of the pixels.
      CHECK(worst_place(e, dots_of(array)) < (pitch < 5 ? 0.03 : 0.01));
      const double places = 300 * 220 / pitch / pitch;
      CHECK(static_cast<double>(used(e)) > 0.6 * places);
      CHECK_FALSE(has_caveat(e, "pixel_size.dots_missing"));
      CHECK_FALSE(has_caveat(e, "pixel_size.dots_left_out"));
      CHECK_FALSE(has_caveat(e, "pixel_size.distortion"));
    }
  }
}

TEST_CASE("pixels that are not square or not at right angles show at any angle", "[metrics]") {
  for (const double angle : {-12.0, 0.0, 5.0, 31.0, 44.0}) {
    for (const double shear : {-1.5, 0.2}) {
      INFO("angle " << angle << ", shear " << shear);
      DotArray array = array_of(14, 0.4, angle);
      array.shear = deg(shear);
      array.pixel_aspect = percent(104);
      const Evaluation e = of(array);
      INFO(described(e));
      CHECK_THAT(result_of(e, "pixel_size_x").value, WithinRel(10 / 14.0, kBias));
      CHECK_THAT(result_of(e, "pixel_size_y").value, WithinRel(10.4 / 14.0, kBias));
      CHECK_THAT(result_of(e, "shear").value, WithinAbs(shear, kAngleBias));
      CHECK_THAT(result_of(e, "rotation").value, WithinAbs(angle, kAngleBias));
    }
  }
}

TEST_CASE("bright dots on a dark field are dots as well", "[metrics]") {
  for (const double background : {0.0, 200.0, 15000.0}) {
    const DotArray array = array_of(13.3, 0.4, 4);
    const Evaluation e = of(array, {background, 20000, 1.1});
    INFO(described(e));
    CHECK(e.method == "pixel_size/dots");
    CHECK_THAT(relative_error(e, 13.3), WithinAbs(0, kBias));
    CHECK(worst_place(e, dots_of(array)) < 0.01);
  }
}

TEST_CASE("light that changes over the field does not pull dots", "[metrics]") {
  const auto vignette = [](double x, double y) {
    return 1 - 0.3 * (x * x + y * y) + 0.15 * x - 0.1 * y;
  };
  for (const double pitch : {8.0, 21.0}) {
    const DotArray array = array_of(pitch, 0.5, 3);
    const Evaluation e = measured_ruler(noise_free(lit(render(array), vignette)));
    INFO(described(e));
    CHECK_THAT(relative_error(e, pitch), WithinAbs(0, kBias));
    CHECK(worst_place(e, dots_of(array)) < 0.01);
    CHECK_FALSE(has_caveat(e, "pixel_size.distortion"));
  }
}

TEST_CASE("dots that are missing, larger, joined or dirty are named, and harm nobody",
          "[metrics]") {
  const DotArray array = array_of(15, 0.4, 3);
  std::vector<Dot> dots = dots_of(array);
  const auto at = [&](double x, double y) -> Dot& {
    return *std::min_element(dots.begin(), dots.end(), [&](const Dot& a, const Dot& b) {
      return std::hypot(a.x - x, a.y - y) < std::hypot(b.x - x, b.y - y);
    });
  };
  at(60, 60).radius = 0;
  at(75, 60).radius = 0;
  at(200, 150).radius = 0;
  at(150, 110).radius = 5.5;  // a mark in the middle
  at(100, 160).radius = 1.6;  // nearly gone
  const Dot joined = at(240, 60);
  dots.push_back({joined.x + 5, joined.y + 2, 3});  // dirt that touches a dot
  dots.push_back({130.5, 71.0, 2.2});               // dirt between dots
  const auto image = render_dots(array.width, array.height, dots, {});
  const Evaluation e = measured_ruler(noise_free(image));
  INFO(described(e));
  CHECK_THAT(relative_error(e, 15), WithinAbs(0, kBias));
  CHECK_THAT(relative_error(e, 15, "pixel_size_y"), WithinAbs(0, kBias));
  CHECK(has_caveat(e, "pixel_size.dots_missing"));
  CHECK(has_caveat(e, "pixel_size.dots_left_out"));
  CHECK(flagged(e, "at_border") > 0);
  CHECK(flagged(e, "unlike") >= 2);
  CHECK(flagged(e, "faint") >= 1);
  CHECK(flagged(e, "off_lattice") >= 1);
  CHECK(worst_place(e, dots_of(array)) < 0.05);
}

TEST_CASE("a gap of two rows is counted across, a part beyond a wide one is left alone",
          "[metrics]") {
  const DotArray array = array_of(11, 0.45, 2);
  for (const double gap : {24.0, 90.0}) {
    auto dots = dots_of(array);
    dots.erase(std::remove_if(dots.begin(), dots.end(),
                              [&](const Dot& d) { return std::abs(d.x - 190) < gap / 2; }),
               dots.end());
    const Evaluation e = measured_ruler(noise_free(render_dots(300, 220, dots, {})));
    INFO("gap " << gap << ", " << described(e));
    CHECK_THAT(relative_error(e, 11), WithinAbs(0, kBias));
    CHECK((flagged(e, "off_lattice") == 0) == (gap < 50));
  }
}

TEST_CASE("eight bits, dust and vignetting together", "[metrics]") {
  for (const double pitch : {9.0, 24.0}) {
    const auto image = lit(dusty(render(array_of(pitch, 0.5, 3)), 8, 5),
                           [](double x, double y) { return 1 - 0.2 * (x * x + y * y); });
    const Evaluation e = measured_ruler(eight_bit(image, 1));
    INFO(described(e));
    CHECK_THAT(relative_error(e, pitch), WithinAbs(0, 3e-4));
    const MeasurementResult& x = result_of(e, "pixel_size_x");
    CHECK(std::abs(x.value - 10 / pitch) < 3 * x.standard_uncertainty);
  }
}

TEST_CASE("colour planes of dots are measured at their own positions", "[metrics]") {
  const auto green = render(array_of(13.3, 0.4, 3), {20000, 2000, 1.5});
  const auto other = render(array_of(17, 0.4, 3), {20000, 2000, 1.5});
  CHECK_THAT(relative_error(measured_ruler(rgb(other, green, other)), 13.3), WithinAbs(0, kBias));
  CHECK_THAT(relative_error(measured_ruler(rggb(other, green, other)), 13.3), WithinAbs(0, 1e-4));
  const Evaluation red = measured_ruler(rggb(other, green, other), {{"plane", "red"}});
  CHECK_THAT(relative_error(red, 17), WithinAbs(0, 1e-4));
}

TEST_CASE("lines stay lines unless dots are asked for", "[metrics]") {
  LineGrid grid;
  grid.pitch = px(14);
  grid.line_width = px(3);
  grid.two_directions = true;
  const Frame frame = noise_free(render(grid, gaussian_otf(1)));
  CHECK(measured_ruler(frame).method == "pixel_size/lines");
  // The same pixels by both: crossings of lines are spots on the same lattice.
  const Evaluation dots = measured_ruler(frame, {{"method", "pixel_size/dots"}});
  CHECK(dots.method == "pixel_size/dots");
  CHECK_THAT(relative_error(dots, 14), WithinAbs(0, kBias));
  CHECK(measured_ruler(noise_free(render(array_of(14, 0.4, 2))), {{"method", "pixel_size/lines"}})
            .method == "pixel_size/lines");
}
