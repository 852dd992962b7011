// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/stage_registration.hpp"

#include "targets/exact/line_grid.hpp"
#include "targets/exact/texture.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"

#include <cmath>

using namespace etalon;
using namespace etalon::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using metrics::FrameRegistration;

namespace {

targets::ExpectedImage texture(double x, double y, double level = 5000, int seed = 1) {
  targets::Texture made;
  made.width = made.height = 96;
  made.mean = electrons(level);
  made.layers = {{0.15, px(2.2)}};
  made.offset_x = px(x);
  made.offset_y = px(y);
  made.seed = seed;
  return targets::render(made);
}

}  // namespace

TEST_CASE("shifts of a texture without noise come out to a thousandth of a pixel", "[stage]") {
  const FrameRegistration registration(plane_of(texture(0, 0)));
  for (const double x : {0.1, 0.5, 0.6, 1.0, -2.4, 5.4}) {
    const auto shift = registration.shift_of(plane_of(texture(x, -0.3 * x)));
    INFO(x);
    REQUIRE(shift.has_value());
    CHECK_THAT(shift->x, WithinAbs(x, 0.002));
    CHECK_THAT(shift->y, WithinAbs(-0.3 * x, 0.002));
  }
}

TEST_CASE("noise scatters shifts as stated, about the truth", "[stage]") {
  constexpr int kPairs = 150;
  double mean = 0;
  double squares = 0;
  double stated = 0;
  for (int i = 0; i < kPairs; ++i) {
    const auto seed = static_cast<std::uint64_t>(2 * i);
    const auto shift = FrameRegistration(extract_plane(exposed(texture(0, 0, 300), seed), 0))
                           .shift_of(extract_plane(exposed(texture(0.37, 0, 300), seed + 1), 0));
    REQUIRE(shift.has_value());
    mean += (shift->x - 0.37) / kPairs;
    squares += std::pow(shift->x - 0.37, 2) / kPairs;
    stated += shift->u_x / kPairs;
  }
  INFO(mean << " +- " << std::sqrt(squares) << ", stated " << stated);
  CHECK(std::abs(mean) < 0.006);  // three standard errors
  CHECK_THAT(stated, WithinRel(std::sqrt(squares), 0.15));
}

TEST_CASE("unlike textures share nothing, and a grid repeats with its pitch", "[stage]") {
  const FrameRegistration registration(plane_of(texture(0, 0)));
  CHECK_FALSE(registration.shift_of(plane_of(texture(0, 0, 5000, 2))).has_value());
  CHECK_FALSE(registration.period_px().has_value());
  targets::LineGrid grid;
  grid.width = grid.height = 96;
  grid.pitch = px(14);
  grid.angle = deg(0.5);
  grid.two_directions = true;
  const FrameRegistration periodic(plane_of(render(grid, targets::gaussian_otf(1.5))));
  REQUIRE(periodic.period_px().has_value());
  CHECK_THAT(*periodic.period_px(), WithinAbs(14, 1));
}
