// SPDX-License-Identifier: Apache-2.0
// Real frames of fluorescent particles stuck to glass (docs/reference_data.md).
#include "suite/imagefiles/image_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"
#include "tests/support/reference_data.hpp"

#include <array>
#include <memory>
#include <utility>
#include <vector>

using namespace etalon;
using namespace etalon::test;
using Catch::Matchers::WithinAbs;

// Twice from elsewhere. By least squares of the grey values (Lucas and Kanade, in numpy, frames
// smoothed by 1 px): within what one frame is located to. By phase correlation in one pass behind a
// high-pass of 10 px, as others have it: some particles are loose and the shift hangs on the
// frequencies that count; with 3 px of smoothing instead of 1 px, least squares differ by 0.1 px.
TEST_CASE("reference: five frames of stuck particles creep by tenths of a pixel", "[metrics]") {
  auto file = imagefiles::open_image(reference_data() / "drift_frc" / "trackpy_stuck.tif");
  std::vector<Frame> frames;
  for (std::size_t i = 0; i < 5; ++i) frames.push_back(file.frames->read(i));
  Observation observation = observation_of(std::move(frames));
  for (int i = 0; i < 5; ++i) observation.settings.push_back({.time = s(i)});
  const Evaluation e = measured(observation, {}, "drift");
  INFO(described(e));
  using Shifts = std::array<std::pair<double, double>, 4>;
  const Shifts least_squares{{{-0.019, 0.078}, {-0.031, 0.045}, {-0.002, 0.005}, {-0.029, 0.023}}};
  const Shifts one_pass{{{-0.15, -0.17}, {-0.05, -0.19}, {-0.32, -0.20}, {0.10, 0.02}}};
  REQUIRE(e.items.size() == 5);
  for (std::size_t i = 0; i < 4; ++i) {
    const auto& values = e.items[i + 1].values;
    INFO(i + 1 << ": " << values.at("shift_x").value << " " << values.at("shift_y").value);
    CHECK_THAT(values.at("shift_x").value, WithinAbs(least_squares[i].first, 0.04));
    CHECK_THAT(values.at("shift_y").value, WithinAbs(least_squares[i].second, 0.04));
    CHECK_THAT(values.at("shift_x").value, WithinAbs(one_pass[i].first, 0.35));
    CHECK_THAT(values.at("shift_y").value, WithinAbs(one_pass[i].second, 0.35));
  }
  CHECK(has_failure(e, "drift.few_frames"));
}
