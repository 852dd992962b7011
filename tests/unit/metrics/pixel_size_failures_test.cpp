// SPDX-License-Identifier: Apache-2.0
// Every reason for which a ruler is refused, and every caveat, brought about on purpose.
#include "suite/metrics/pixel_size.hpp"
#include "targets/exact/stage_micrometer.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"
#include "tests/support/ruler_images.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

using namespace etalon;
using namespace etalon::test;
using namespace etalon::targets;

namespace {

LineGrid ruler() {
  LineGrid grid;
  grid.width = 260;
  grid.height = 200;
  grid.pitch = px(14);
  grid.line_width = px(3);
  return grid;
}

ExpectedImage image_of(const LineGrid& grid) { return render(grid, gaussian_otf(1)); }

ExpectedImage flat(double level) { return {200, 150, std::vector<double>(200 * 150, level)}; }

/// The only failure; its advice must not be empty.
std::string refusal_of(const Evaluation& e) {
  if (e.failures.size() != 1) return "not one failure: " + described(e);
  return e.failures.front().advice.empty() ? "no advice" : e.failures.front().code;
}

std::string refusal(Frame frame) { return refusal_of(measured_ruler(std::move(frame))); }

/// All lines but those with a number from `first` to `last`.
ExpectedImage without(const LineGrid& grid, double first, double last) {
  RulerScene scene = scene_of(grid);
  scene.lines.erase(std::remove_if(scene.lines.begin(), scene.lines.end(),
                                   [&](const RulerLine& line) {
                                     return line.centre >= first && line.centre <= last;
                                   }),
                    scene.lines.end());
  return render_lines(scene, edge_spread(gaussian_otf(1), grid.angle));
}

}  // namespace

TEST_CASE("without frames, or with frames that differ, nothing is measured", "[metrics]") {
  CHECK(refusal_of(measured(Observation{}, {}, "pixel_size")) == "pixel_size.no_frames");
  LineGrid smaller = ruler();
  smaller.width = 200;
  const Observation two =
      observation_of({noise_free(image_of(ruler())), noise_free(image_of(smaller))});
  CHECK(refusal_of(measured(two, {}, "pixel_size")) == "pixel_size.frames_differ");
  Observation dark = with_pitch(noise_free(image_of(ruler())));
  dark.dark = std::make_unique<MemoryFrames>(std::vector<Frame>{noise_free(flat(3))});
  CHECK(refusal_of(measured(dark, {}, "pixel_size")) == "pixel_size.dark_differs");
  const auto with_flat = [](Frame frame) {
    Observation observation = with_pitch(noise_free(image_of(ruler())));
    observation.flat = std::make_unique<MemoryFrames>(std::vector<Frame>{std::move(frame)});
    return refusal_of(measured(observation, {}, "pixel_size"));
  };
  CHECK(with_flat(noise_free(flat(3))) == "pixel_size.flat_differs");
  Frame nothing = noise_free(image_of(ruler()));
  std::get<std::vector<float>>(nothing.samples)
      .assign(std::get<std::vector<float>>(nothing.samples).size(), 0.0F);
  CHECK(with_flat(nothing) == "pixel_size.flat_dark");
}

TEST_CASE("a region or plane that the image does not have is refused", "[metrics]") {
  const Frame frame = noise_free(image_of(ruler()));
  CHECK(refusal_of(measured_ruler(frame, {{"region", "100,100,200,80"}})) ==
        "pixel_size.region_outside");
  CHECK(refusal_of(measured_ruler(frame, {{"plane", "red"}})) == "pixel_size.no_such_plane");
  const Evaluation part = measured_ruler(frame, {{"region", "20,30,180,120"}});
  CHECK(std::abs(relative_error(part, 14)) < 1e-4);
  CHECK(part.items.front().position_px.at("x") >= 20);
  CHECK(part.items.front().position_px.at("y") > 30 + 40);
}

TEST_CASE("what is no ruler is not measured", "[metrics]") {
  CHECK(refusal(noise_free(flat(0))) == "pixel_size.no_lines");
  CHECK(refusal(noise_free(flat(700))) == "pixel_size.no_lines");
  CHECK(refusal(exposed(flat(700), 3)) == "pixel_size.no_lines");
  targets::SlantedEdge edge;
  for (const Frame& frame :
       {noise_free(gaussian_edge(edge, 1)), exposed(gaussian_edge(edge, 1), 1),
        exposed(dark_square(300, 80, 1, 6), 1), eight_bit(dusty(flat(500), 30, 2), 1)}) {
    const Evaluation e = measured_ruler(frame);
    INFO(described(e));
    CHECK(e.results.empty());
    CHECK_FALSE(e.failures.empty());
  }
}

TEST_CASE("pixels that are no numbers, or full, are refused", "[metrics]") {
  ExpectedImage broken = image_of(ruler());
  broken.electrons[1234] = std::numeric_limits<double>::quiet_NaN();
  CHECK(refusal(noise_free(broken)) == "pixel_size.not_finite");
  Frame full = eight_bit(image_of(ruler()), 1);
  for (auto& v : std::get<std::vector<std::uint8_t>>(full.samples)) {
    if (v > 150) v = 255;
  }
  CHECK(refusal(full) == "pixel_size.saturated");
}

TEST_CASE("fewer than five lines, and lines too close to tell apart", "[metrics]") {
  LineGrid coarse = ruler();
  coarse.pitch = px(58);
  coarse.line_width = px(10);
  CHECK(refusal(noise_free(image_of(coarse))) == "pixel_size.few_lines");
  StageMicrometer four;
  four.width = 300;
  four.height = 200;
  four.ticks = 4;
  const Evaluation e = measured_ruler(noise_free(render(four, gaussian_otf(1))));
  INFO(described(e));
  CHECK(e.results.empty());
  LineGrid fine = ruler();
  for (const double pitch : {2.3, 3.0, 3.6}) {
    fine.pitch = px(pitch);
    fine.line_width = px(pitch / 2);
    CHECK(refusal(noise_free(render(fine, gaussian_otf(0.6)))) == "pixel_size.too_fine");
  }
}

TEST_CASE("lines that hardly show are refused", "[metrics]") {
  LineGrid faint = ruler();
  faint.field = electrons(20000);
  faint.line = electrons(19500);
  CHECK(refusal(noise_free(image_of(faint))) == "pixel_size.low_contrast");
}

TEST_CASE("without a pitch the distance of the lines is given in pixels only", "[metrics]") {
  const Evaluation e = measured(observation_of(noise_free(image_of(ruler()))), {}, "pixel_size");
  CHECK(refusal_of(e) == "pixel_size.no_pitch");
  CHECK(std::abs(result_of(e, "line_distance_px").value / 14 - 1) < 1e-4);
  CHECK(find_result(e, "pixel_size_x") == nullptr);
  CHECK(e.curves.front().y_unit == "px");
}

TEST_CASE("oblique lines of one direction are refused, but counted", "[metrics]") {
  LineGrid oblique = ruler();
  oblique.angle = deg(38);
  const Evaluation e = measured_ruler(noise_free(image_of(oblique)));
  CHECK(refusal_of(e) == "pixel_size.oblique");
  CHECK(std::abs(result_of(e, "line_distance_px").value / 14 - 1) < 1e-4);
  CHECK(find_result(e, "pixel_size_x") == nullptr);
}

TEST_CASE("wrong options are named", "[metrics]") {
  const Observation observation = with_pitch(noise_free(image_of(ruler())));
  const auto refused = [&](const OptionTexts& options) {
    const auto e = metrics::pixel_size_metric().evaluate(observation, options);
    return e ? std::string("accepted") : e.error().detail;
  };
  CHECK_THAT(refused({{"pitch", "-3 um"}}), contains_text("pitch: expected more than 0"));
  CHECK_THAT(refused({{"pitch", "10"}}), contains_text("pitch:"));
  CHECK_THAT(refused({{"pitch_uncertainty", "5 nm"}}), contains_text("give the pitch as well"));
  CHECK_THAT(refused({{"pitch", "10 um"}, {"pitch_uncertainty", "6 um"}}),
             contains_text("less than half"));
  CHECK_THAT(refused({{"region", "0,0,10,10"}}), contains_text("at least 20 x 20"));
}

TEST_CASE("caveats about the way of the values", "[metrics]") {
  Frame frame = eight_bit(image_of(ruler()), 1);
  CHECK(has_caveat(measured_ruler(frame), "pixel_size.transfer_unknown"));
  CHECK_FALSE(
      has_caveat(measured_ruler(frame, {{"linear", "yes"}}), "pixel_size.transfer_unknown"));
  frame.info.transfer = Transfer::encoded;
  frame.info.lossy = true;
  frame.info.processed = true;
  const Evaluation e = measured_ruler(frame);
  CHECK(has_caveat(e, "pixel_size.transfer_encoded"));
  CHECK(has_caveat(e, "pixel_size.lossy"));
  CHECK(has_caveat(e, "pixel_size.processed"));
}

TEST_CASE("a pitch of unknown uncertainty is a caveat", "[metrics]") {
  const Evaluation e =
      measured(observation_of(noise_free(image_of(ruler()))), {{"pitch", "10 um"}}, "pixel_size");
  CHECK(has_caveat(e, "pixel_size.pitch_uncertainty_unknown"));
  CHECK_FALSE(has_caveat(measured_ruler(noise_free(image_of(ruler()))),
                         "pixel_size.pitch_uncertainty_unknown"));
}

TEST_CASE("missing lines are counted, and do not shift the others", "[metrics]") {
  const Evaluation nicked = measured_ruler(noise_free(without(ruler(), 20, 35)));
  INFO(described(nicked));
  CHECK(has_caveat(nicked, "pixel_size.lines_missing"));
  CHECK_FALSE(has_caveat(nicked, "pixel_size.numbering_ambiguous"));
  CHECK(std::abs(relative_error(nicked, 14)) < 1e-4);
  LineGrid rough = ruler();
  rough.width = 400;
  rough.position_error = px(0.6);
  const Evaluation gap = measured_ruler(noise_free(without(rough, -130, 130)));
  INFO(described(gap));
  CHECK((has_caveat(gap, "pixel_size.numbering_ambiguous") || gap.results.empty()));
}

TEST_CASE("a line far off its place is left out, and said", "[metrics]") {
  const LineGrid grid = ruler();
  RulerScene scene = scene_of(grid);
  for (RulerLine& line : scene.lines) {
    if (std::abs(line.centre - 28) < 1) line.centre += 1.5;
  }
  const auto image = render_lines(scene, edge_spread(gaussian_otf(1), grid.angle));
  const Evaluation e = measured_ruler(noise_free(image));
  INFO(described(e));
  CHECK(has_caveat(e, "pixel_size.lines_left_out"));
  CHECK(std::count_if(e.items.begin(), e.items.end(), [](const Item& item) {
          return std::find(item.flags.begin(), item.flags.end(), "left_out") != item.flags.end();
        }) == 1);
  CHECK(std::abs(relative_error(e, 14)) < 1e-4);
}

TEST_CASE("the picture shows every line", "[metrics]") {
  const Evaluation e = measured_ruler(noise_free(image_of(ruler())));
  REQUIRE(e.pictures.size() == 1);
  CHECK(e.pictures.front().name == "lines");
  CHECK(e.pictures.front().overlays.size() == e.items.size());
}
