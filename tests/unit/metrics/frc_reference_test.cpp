// SPDX-License-Identifier: Apache-2.0
// Real frames of fluorescent particles stuck to glass (docs/reference_data.md), against ring
// correlations computed in Python and against what other programs call resolution.
#include "suite/imagefiles/image_file.hpp"
#include "suite/metrics/frc.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"
#include "tests/support/reference_data.hpp"

#include <memory>
#include <utility>
#include <vector>

using namespace etalon;
using namespace etalon::test;
using Catch::Matchers::WithinAbs;

namespace {

Evaluation frc_of_first(std::size_t count) {
  auto file = imagefiles::open_image(reference_data() / "drift_frc" / "trackpy_stuck.tif");
  std::vector<Frame> frames;
  for (std::size_t i = 0; i < count; ++i) frames.push_back(file.frames->read(i));
  return measured(observation_of(std::move(frames)), {{"linear", "yes"}}, "frc");
}

}  // namespace

TEST_CASE("reference: two frames of stuck particles", "[metrics]") {
  const Evaluation frc = frc_of_first(2);
  INFO(described(frc));
  CHECK(frc.failures.empty());
  // The shift and the rings as numpy has them, same window (half tapered), same shift.
  CHECK_THAT(frc.items.at(1).values.at("shift_x").value, WithinAbs(-0.06, 0.02));
  CHECK_THAT(frc.items.at(1).values.at("shift_y").value, WithinAbs(0.11, 0.03));
  const Curve& rings = frc.curves.front();
  const std::vector<std::pair<std::size_t, double>> expected = {
      {10, 0.2564}, {20, 0.5177}, {40, 0.4163}, {60, 0.2347}, {80, 0.1867}, {100, 0.1428}};
  for (const auto& [ring, value] : expected)
    CHECK_THAT(rings.y.at(ring - 1), WithinAbs(value, 0.002));
}

// Others give 0.14 to 0.17 cycles/px: the first of noisy rings below 1/7, with a Hann window, which
// looks at the middle of the field; there the particles are fewer. The smooth curve of the whole
// field crosses later, and agrees with the first three-ring mean of the same curve.
TEST_CASE("reference: five frames of stuck particles", "[metrics]") {
  const Evaluation frc = frc_of_first(5);
  INFO(described(frc));
  const MeasurementResult& result = result_of(frc, "frc_frequency");
  CHECK_THAT(result.value, WithinAbs(0.196, 0.004));
  CHECK(result.standard_uncertainty < 0.003);
  CHECK(result.n == 5);
  REQUIRE(frc.peers.size() == 1);
  CHECK_THAT(frc.peers.front().value, WithinAbs(0.19, 0.01));
  CHECK_THAT(result_of(frc, "frc_locked").value, WithinAbs(0, 0.006));
}
