// SPDX-License-Identifier: Apache-2.0
// Real grids of dots against another program's numbers (docs/reference_data.md): centroids, an
// affine map with perspective and radial terms, so its pitch is that at the centre of distortion.
#include "suite/imagefiles/image_file.hpp"
#include "suite/metrics/pixel_size.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"
#include "tests/support/reference_data.hpp"

#include <algorithm>
#include <cmath>
#include <string>

using namespace etalon;
using namespace etalon::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

Evaluation measured_file(const std::string& name) {
  auto file = imagefiles::open_image(reference_data() / "distortion" / name);
  Observation observation;
  observation.frames = std::move(file.frames);
  return measured(observation, {{"pitch", "10 um"}, {"pitch_uncertainty", "1 nm"}}, "pixel_size");
}

/// Root of the product of both distances, at a place of the field.
double local_pitch(const Evaluation& e, double x_px, double y_px) {
  const Map& map = e.maps.front();
  const auto i = static_cast<std::size_t>(std::lround((x_px - map.x0_px) / map.pitch_px));
  const auto j = static_cast<std::size_t>(std::lround((y_px - map.y0_px) / map.pitch_px));
  const double mean = std::sqrt(result_of(e, "line_distance_px", {{"direction", "x"}}).value *
                                result_of(e, "line_distance_px", {{"direction", "y"}}).value);
  return mean * (1 + map.values.at(j * static_cast<std::size_t>(map.width) + i) / 100);
}

std::ptrdiff_t used(const Evaluation& e) {
  return std::count_if(e.items.begin(), e.items.end(),
                       [](const Item& item) { return item.flags.empty(); });
}

}  // namespace

TEST_CASE("reference: dots with weak barrel distortion, 1280 x 800 px", "[metrics]") {
  const Evaluation e = measured_file("dot_pattern_05.jpg");
  INFO(described(e));
  REQUIRE(e.method == "pixel_size/dots");
  CHECK(e.failures.empty());
  // The peer has 4456 dots; ours must lie whole inside the image, with their surroundings.
  CHECK(used(e) > 4200);
  CHECK(used(e) < 4456);
  // Peer: 15.191 x 15.145 px in the middle. The same model over our dots (residual 0.022 px instead
  // of 0.061 px) gives 15.178 x 15.149; the rest is what a map of third order leaves of it.
  REQUIRE(e.maps.size() == 1);
  CHECK_THAT(local_pitch(e, 600, 441), WithinRel(std::sqrt(15.191 * 15.145), 8e-4));
  // Our main figures are means over the field: k1 = -0.923 % of the half diagonal shortens x by
  // k1 (3/5 W^2 + 1/3 H^2)/(W^2 + H^2) and y with W and H exchanged.
  CHECK_THAT(result_of(e, "line_distance_px", {{"direction", "x"}}).value,
             WithinRel(15.178 * (1 - 0.00923 * 0.525), 1e-3));
  CHECK_THAT(result_of(e, "line_distance_px", {{"direction", "y"}}).value,
             WithinRel(15.149 * (1 - 0.00923 * 0.408), 1e-3));
  CHECK_THAT(result_of(e, "rotation").value, WithinAbs(0, 0.05));
  CHECK(has_caveat(e, "pixel_size.distortion"));
  CHECK(has_caveat(e, "pixel_size.lossy"));
}

TEST_CASE("reference: dots with strong barrel distortion, 2560 x 2160 px, dark corners",
          "[metrics]") {
  const Evaluation e = measured_file("dot_pattern_01.jpg");
  INFO(described(e));
  REQUIRE(e.method == "pixel_size/dots");
  CHECK(e.failures.empty());
  // The peer has 6536 dots, also of those in the half-dark border of the field.
  CHECK(used(e) > 6000);
  // Peer: 26.905 px in the middle; its model over our dots gives 26.893 x 26.896. Terms of fifth
  // order (k2) that a map of third order cannot follow make the rest.
  REQUIRE(e.maps.size() == 1);
  CHECK_THAT(local_pitch(e, 1257, 1019), WithinRel(26.905, 2e-3));
  CHECK_THAT(result_of(e, "rotation").value, WithinAbs(0.662, 0.03));
  CHECK_THAT(result_of(e, "shear").value, WithinAbs(0, 0.03));
}
