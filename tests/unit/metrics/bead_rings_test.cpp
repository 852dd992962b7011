// SPDX-License-Identifier: Apache-2.0
// Beads of the virtual widefield microscope, which shares no code with the metric: out of focus
// they are wide rings, bright enough to be found.
#include "hardware/simulator/simulate.hpp"
#include "suite/metrics/bead_survey.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace etalon;
using namespace etalon::metrics;

namespace {

struct Beads {
  std::vector<BeadReading> listed;
  std::vector<hardware::BeadTruth> truth;
};

Beads widefield_beads(OptionTexts geometry, int seed) {
  auto settings = hardware::simulator_settings({{"modality", "widefield"},
                                                {"width", "320"},
                                                {"height", "320"},
                                                {"pixel_size", "0.10845 um"},
                                                {"magnification", "60"},
                                                {"lens_na", "1.4"},
                                                {"immersion_index", "1.518"},
                                                {"wavelength", "525 nm"},
                                                {"spherical", "0.03"},
                                                {"brightness", "4000 e"},
                                                {"gain", "2.1"},
                                                {"read_noise", "1.4 e"},
                                                {"full_well", "30000 e"},
                                                {"bits", "16"},
                                                {"best_focus", "0 um"}});
  settings.seed = seed;
  hardware::Recording recording;
  recording.target = "bead_field";
  recording.geometry = std::move(geometry);
  recording.planes = 31;
  recording.z_step = um(0.15);
  std::vector<Frame> frames;
  hardware::simulate(settings, recording, 1,
                     [&](Frame frame, int) { frames.push_back(std::move(frame)); });
  std::vector<std::size_t> order(frames.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto survey =
      survey_beads(MemoryFrames(std::move(frames)), order, 0, {}, BeadShape::gaussian3d, 1);
  REQUIRE(survey.has_value());
  Beads beads;
  for (const BeadReading& bead : survey->beads) {
    const bool hot = std::count(bead.flags.begin(), bead.flags.end(), "hot_pixel") > 0;
    if (!hot) beads.listed.push_back(bead);
  }
  beads.truth = hardware::beads_of(settings, recording);
  return beads;
}

double distance(const BeadReading& a, const hardware::BeadTruth& b) {
  return std::hypot(a.x_px - b.x.in(px), a.y_px - b.y.in(px));
}

}  // namespace

TEST_CASE("Rings of widefield beads out of focus are no beads of their own", "[metrics]") {
  const Beads beads = widefield_beads({{"count", "14"},
                                       {"width", "28 um"},
                                       {"height", "28 um"},
                                       {"spacing", "3 um"},
                                       {"depth", "1.5 um"},
                                       {"light_spread", "40 %"}},
                                      4);
  REQUIRE(beads.truth.size() == 14);
  CHECK(beads.listed.size() == 14);
  for (const auto& bead : beads.truth) {
    const auto near = std::count_if(beads.listed.begin(), beads.listed.end(),
                                    [&](const BeadReading& r) { return distance(r, bead) < 1; });
    CHECK(near == 1);
  }
}
