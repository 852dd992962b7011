// SPDX-License-Identifier: Apache-2.0
// Five real frames of fluorescent particles stuck to glass (docs/reference_data.md), which do not
// move by more than can be seen; where they lie against each other by another program (scipy:
// maximum of the correlation in space, frames filtered with Gaussians of 1 and 10 px).
#include "suite/imagefiles/image_file.hpp"
#include "suite/metrics/stage_repeatability.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"
#include "tests/support/reference_data.hpp"

using namespace etalon;
using namespace etalon::test;
using Catch::Matchers::WithinAbs;

TEST_CASE("reference: particles that are stuck come back to where they were", "[metrics]") {
  auto file = imagefiles::open_image(reference_data() / "drift_frc" / "trackpy_stuck.tif");
  Observation observation;
  observation.frames = std::move(file.frames);
  const Evaluation stage = measured(observation, {}, "stage_repeatability");
  INFO(described(stage));
  REQUIRE(stage.items.size() == 5);
  const struct {
    double x, y;
  } expected[] = {
      {0, 0}, {-0.0268, 0.0749}, {-0.0446, 0.0462}, {-0.0045, 0.0053}, {-0.0297, 0.0328}};
  for (std::size_t k = 0; k < 5; ++k) {
    INFO(k);
    const auto& x = stage.items[k].values.at("shift_x");
    const auto& y = stage.items[k].values.at("shift_y");
    CHECK_THAT(x.value, WithinAbs(expected[k].x, 0.03));
    CHECK_THAT(y.value, WithinAbs(expected[k].y, 0.03));
    CHECK(*x.standard_uncertainty < 0.03);
  }
  // Nothing moves: of x nothing is left beside the reading, of y nothing that could be told from
  // it.
  CHECK(has_failure(stage, "stage_repeatability.below_localisation"));
  CHECK(find_result(stage, "repeatability_x_px") == nullptr);
  CHECK(result_of(stage, "repeatability_y_px").interval.lower == 0);
  for (const char* drift : {"drift_x_px", "drift_y_px"}) {
    CHECK(result_of(stage, drift).interval.lower < 0);
    CHECK(result_of(stage, drift).interval.upper > 0);
  }
}
