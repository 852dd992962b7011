// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/scene.hpp"
#include "hardware/simulator/truth.hpp"
#include "hardware/simulator/virtual_microscope.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

using Catch::Matchers::WithinAbs;
using namespace etalon;
using namespace etalon::hardware;
using etalon::test::contains_text;

namespace {

SimulatorSettings evenly_lit() {
  SimulatorSettings settings;
  settings.field.width = settings.field.height = 201;
  settings.light.corner_brightness = percent(100);
  settings.slide.ruler_error = percent(1);
  return settings;
}

const OptionTexts kTicks{{"line_width", "2 um"},
                         {"short_tick", "50 um"},
                         {"medium_tick", "75 um"},
                         {"long_tick", "100 um"}};

/// A square grid of 10 um, the others as they come.
OptionTexts draw_of(const std::string& slide) {
  if (slide != "line_grid") return {};
  return {{"pitch", "10 um"}, {"line_width", "2 um"}, {"two_directions", "yes"}};
}

double middle(const SimulatorSettings& settings, const View& view) {
  return static_cast<double>(expected_image(settings, view).colours.front()[100 * 201 + 100]);
}

}  // namespace

TEST_CASE("the image of a ruling is that of the oracle", "[hardware]") {
  // Fourier series of the bars, each harmonic weighed by optics and pixel; computed in another
  // language. Half the pitch is bar. Places in pitches from the middle of a bar.
  struct Row {
    Length defocus;
    double at[4];
  };
  const double places[] = {0, 0.2, 0.25, 0.5};
  const std::vector<Row> oracle{{um(0), {0.048265, 0.112772, 0.510000, 0.971735}},
                                {um(2), {0.051170, 0.172944, 0.510000, 0.968830}},
                                {um(4), {0.062820, 0.294697, 0.510000, 0.957180}}};
  const SimulatorSettings settings = evenly_lit();
  const double c = std::cos(settings.slide.ruler_angle.in(rad));
  for (const Row& row : oracle) {
    for (int k = 0; k < 4; ++k) {
      INFO(to_text(row.defocus) << " " << places[k]);
      const View view{.shape = "ronchi_ruling",
                      .draw = {{"dark", "2 %"}},
                      .defocus = row.defocus,
                      .x = true_ruler_pitch(settings) * (-places[k] / c)};
      CHECK_THAT(middle(settings, view), WithinAbs(row.at[k], 3e-4));
    }
  }
}

TEST_CASE("moved by one true pitch, a ruler looks the same", "[hardware]") {
  SimulatorSettings settings = evenly_lit();
  settings.slide.ruler_angle = deg(0);
  const Length pitch = true_ruler_pitch(settings);
  CHECK_THAT(pitch.in(um), WithinAbs(10.1, 1e-12));
  const auto difference = [&](const std::string& slide, Length x, Length y) {
    const OptionTexts draw = draw_of(slide);
    const auto here = expected_image(settings, {.shape = slide, .draw = draw}).colours.front();
    const auto there =
        expected_image(settings, {.shape = slide, .draw = draw, .x = x, .y = y}).colours.front();
    double worst = 0;
    for (std::size_t i = 0; i < here.size(); ++i) {
      worst = std::max(worst, std::abs(static_cast<double>(here[i] - there[i])));
    }
    return worst;
  };
  CHECK(difference("line_grid", pitch, um(0)) < 2e-3);
  CHECK(difference("line_grid", um(0), pitch) < 2e-3);
  CHECK(difference("line_grid", pitch / 2, um(0)) > 0.5);
  CHECK(difference("line_grid", um(0), pitch / 2) > 0.5);
  CHECK(difference("ronchi_ruling", um(0), pitch / 2) < 2e-3);
  CHECK(difference("ronchi_ruling", pitch / 2, um(0)) > 0.5);
  CHECK(difference("stage_micrometer", um(0), pitch / 2) > 0.1);
}

TEST_CASE("a stage micrometer has its ticks in the middle of the field", "[hardware]") {
  SimulatorSettings settings = evenly_lit();
  settings.slide.ruler_angle = deg(0);
  const Length pitch = true_ruler_pitch(settings);
  const auto at = [&](double pitches_right, double pitches_down) {
    return middle(settings, {.shape = "stage_micrometer",
                             .draw = kTicks,
                             .x = pitch * -pitches_right,
                             .y = pitch * -pitches_down});
  };
  for (const double tick : {-10.0, -1.0, 0.0, 1.0, 10.0}) CHECK(at(tick, 0) < 0.2);
  CHECK(at(0.5, 0) > 0.9);
  // From the base line, half a short tick below, ticks of 10, 5 and 7.5 pitches rise.
  CHECK(at(0, 3) > 0.9);
  CHECK(at(1, -2) < 0.2);
  CHECK(at(1, -3) > 0.9);
  CHECK(at(5, -4.5) < 0.2);
  CHECK(at(5, -5.5) > 0.9);
  CHECK(at(0, -7) < 0.2);
  CHECK(at(0, -8) > 0.9);
}

TEST_CASE("without a ruler its steps are skipped", "[hardware]") {
  SimulatorSettings settings = evenly_lit();
  const StepContext ruler{.step = "ruler", .slide = "line_grid"};
  VirtualMicroscope with(settings);
  CHECK(with.ask(ruler, "Put the ruler in.") == Answer::done);
  CHECK(with.acquire(ruler, {}).frames->size() == 1);
  settings.slide.ruler = false;
  VirtualMicroscope without(settings);
  for (const char* slide : {"line_grid", "ronchi_ruling", "stage_micrometer"}) {
    CHECK(without.ask({.step = "ruler", .slide = slide}, "Put the ruler in.") == Answer::skip);
    CHECK_THROWS_AS(without.acquire({.step = "ruler", .slide = slide}, {}), NoFrames);
  }
  CHECK(without.ask({.step = "edge", .slide = "slanted_edge"}, "Focus.") == Answer::done);
  CHECK(without.acquire({.step = "edge", .slide = "slanted_edge"}, {}).frames->size() == 1);
}
