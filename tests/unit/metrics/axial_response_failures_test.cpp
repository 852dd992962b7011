// SPDX-License-Identifier: Apache-2.0
// Every reason for which a stack is refused, and every caveat, brought about on purpose.
#include "suite/metrics/axial_response.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"
#include "tests/support/layer_images.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <set>
#include <string>

using namespace etalon;
using namespace etalon::test;

namespace {

LayerStack layer() { return {.response = gaussian_response(9)}; }

Evaluation axial_of(const Observation& observation, const OptionTexts& options = {}) {
  return measured(observation, options, "axial_response");
}

Evaluation of(const LayerStack& stack, const OptionTexts& options = {}) {
  return axial_of(layer_stack_of(exposed_stack(stack)), options);
}

Evaluation with_response(std::function<double(double)> response, double haze = 0) {
  LayerStack stack = layer();
  stack.response = std::move(response);
  stack.haze = haze;
  return of(stack);
}

std::vector<Frame> changed(const std::function<void(Frame&)>& change) {
  auto frames = exposed_stack(layer());
  for (Frame& frame : frames) change(frame);
  return frames;
}

Evaluation with_extra(const std::function<void(Observation&)>& extra) {
  Observation observation = layer_stack_of(exposed_stack(layer()));
  extra(observation);
  return axial_of(observation);
}

std::unique_ptr<FrameSequence> even_frame(double level, int size) {
  const targets::ExpectedImage even{
      size, size,
      std::vector<double>(static_cast<std::size_t>(size) * static_cast<std::size_t>(size), level)};
  return std::make_unique<MemoryFrames>(std::vector<Frame>{exposed(even, 1)});
}

std::vector<std::uint16_t>& samples(Frame& frame) {
  return std::get<std::vector<std::uint16_t>>(frame.samples);
}

Evaluation with_clipped(std::size_t count) {
  auto frames = exposed_stack(layer());
  for (std::size_t k = 0; k < count; ++k) samples(frames[20])[7 * k] = 65535;
  return axial_of(layer_stack_of(std::move(frames)));
}

struct Provocation {
  std::string code;
  std::function<Evaluation()> provoke;
  std::string says;
};

std::vector<Provocation> failures() {
  return {
      {"no_frames", [] { return axial_of(Observation{}); }, "no image"},
      {"no_stack", [] { return axial_of(observation_of(exposed_stack(layer()))); }, "--axial-step"},
      {"no_stack", [] { return with_extra([](Observation& o) { o.places.assign(41, {}); }); },
       "--together"},
      {"incomplete", [] { return with_extra([](Observation& o) { o.places[3].z = 4; }); },
       "missing or come twice"},
      {"frames_differ",
       [] {
         LayerStack small = layer();
         small.size = 48;
         auto frames = exposed_stack(layer());
         frames[7] = exposed_stack(small)[7];
         return axial_of(layer_stack_of(std::move(frames)));
       },
       "frame 8 differs from the first in size or type (48 x 48 px, the first 96 x 96)"},
      {"dark_differs",
       [] { return with_extra([](Observation& o) { o.dark = even_frame(0, 64); }); },
       "64 x 64 px, the image 96 x 96"},
      {"flat_differs",
       [] { return with_extra([](Observation& o) { o.flat = even_frame(9, 64); }); },
       "64 x 64 px, the image 96 x 96"},
      {"flat_saturated",
       [] { return with_extra([](Observation& o) { o.flat = even_frame(1e6, 96); }); },
       "of the flat field is at full scale"},
      {"flat_dark", [] { return with_extra([](Observation& o) { o.flat = even_frame(0, 96); }); },
       "less than a twentieth"},
      {"region_outside",
       [] {
         return of(layer(), {{"region", "90,0,50,50"}});
       },
       "90,0,50,50 reaches beyond the image of 96 x 96"},
      {"no_such_plane",
       [] {
         return of(layer(), {{"plane", "red"}});
       },
       "it is grey"},
      {"too_small",
       [] {
         return of(layer(), {{"region", "0,0,90,20"}});
       },
       "90 x 20 samples"},
      {"not_finite",
       [] {
         auto frames = noise_free_stack(layer());
         std::get<std::vector<float>>(frames[5].samples)[17] =
             std::numeric_limits<float>::quiet_NaN();
         return axial_of(layer_stack_of(std::move(frames)));
       },
       "1 pixels of frame 6"},
      {"saturated", [] { return with_clipped(200); }, "of frame 21 are at full scale"},
      {"no_light", [] { return with_response([](double) { return 0; }); }, "the right filter"},
      {"no_change",
       [] {
         auto frames = exposed_stack({.response = [](double) { return 0.2; }});
         for (Frame& frame : frames) frame.info.black_level.reset();
         return axial_of(layer_stack_of(std::move(frames)));
       },
       "--dark"},
      {"no_sectioning", [] { return with_response([](double) { return 1; }); }, "widefield"},
      {"no_sectioning", [] { return with_response(gaussian_response(9), 25'000); }, "pinhole"},
      {"peak_at_end",
       [] {
         LayerStack late = layer();
         late.middle = 38;
         return of(late);
       },
       "with the layer in its middle"},
      {"step", [] { return with_response([](double z) { return 0.5 + 0.5 * std::tanh(z / 3); }); },
       "stays up"},
      {"step_incomplete",
       [] {
         LayerStack late = layer();
         late.response = [](double z) { return 0.5 + 0.5 * std::tanh(z / 3); };
         late.middle = 4;
         return of(late);
       },
       "before it is level on both sides"},
      {"uneven_plateau",
       [] {
         return with_response(
             [](double z) { return (0.5 + 0.5 * std::tanh(z / 3)) * (z > 0 ? 1 - 0.014 * z : 1); });
       },
       "does not stay up"},
      {"few_planes",
       [] { return with_response([](double z) { return 0.5 + 0.5 * std::tanh(z); }); },
       "fewer than 3 planes lie between 10 and 90 %"},
      {"too_few_planes", [] { return with_response(gaussian_response(3)); }, "smaller steps"},
      {"few_zones",
       [] {
         LayerStack steep = layer();
         steep.rise_x = 0.5;
         return of(steep);
       },
       "only 3 of 9 zones"},
      {"uncertain",
       [] {
         LayerStack unsteady = layer();
         unsteady.response = gaussian_response(5);
         unsteady.flicker = 0.3;
         unsteady.seed = 3;
         return of(unsteady);
       },
       "20 %"},
      {"layer_too_thick",
       [] {
         return of(layer(), {{"layer_thickness", "1.3 um"}});
       },
       "too thick to be taken out"},
  };
}

std::vector<Provocation> caveats() {
  const auto said = [](const std::function<void(FrameInfo&)>& change) {
    return axial_of(layer_stack_of(changed([&](Frame& frame) { change(frame.info); })));
  };
  const auto asked = [](const std::function<void(References&)>& change) {
    return with_extra([&](Observation& o) { change(o.references); });
  };
  return {
      {"no_axial_step", [=] { return asked([](References& r) { r.axial_step.reset(); }); },
       "--axial-step"},
      {"axial_step_uncertainty_unknown",
       [=] { return asked([](References& r) { r.axial_step->standard_uncertainty.reset(); }); },
       "without an uncertainty"},
      {"transfer_unknown",
       [=] { return said([](FrameInfo& i) { i.transfer = Transfer::unknown; }); }, "--linear yes"},
      {"transfer_encoded",
       [=] { return said([](FrameInfo& i) { i.transfer = Transfer::encoded; }); }, "tone curve"},
      {"lossy", [=] { return said([](FrameInfo& i) { i.lossy = true; }); }, "JPEG"},
      {"processed", [=] { return said([](FrameInfo& i) { i.processed = true; }); }, "processed"},
      {"no_dark", [=] { return said([](FrameInfo& i) { i.black_level.reset(); }); }, "--dark"},
      {"asymmetric",
       [] { return with_response([](double z) { return gaussian_response(z < 0 ? 6 : 12)(z); }); },
       "spherical aberration"},
      {"zones_left_out",
       [] {
         LayerStack steep = layer();
         steep.rise_x = steep.rise_y = 0.28;
         return of(steep);
       },
       "7 of 9 zones"},
      {"tilted",
       [] {
         LayerStack steep = layer();
         steep.planes = 61;
         steep.middle = 30;
         steep.rise_x = 0.12;
         return of(steep);
       },
       "level the slide"},
      {"thick_layer",
       [] {
         return of(layer(), {{"layer_thickness", "0.8 um"}});
       },
       "more than a tenth"},
      {"uneven_plateau",
       [] {
         return with_response(
             [](double z) { return (0.5 + 0.5 * std::tanh(z / 3)) * (z > 0 ? 1 - 0.004 * z : 1); });
       },
       "not well defined"},
      {"saturated_few", [] { return with_clipped(5); }, "5 pixels are at full scale"},
  };
}

std::set<std::string> names_of(const std::vector<metrics::Code>& codes) {
  std::set<std::string> names;
  for (const auto& code : codes) names.insert(code.code);
  return names;
}

const Caveat* caveat_of(const Evaluation& evaluation, const std::string& code) {
  for (const auto& result : evaluation.results) {
    for (const auto& caveat : result.caveats) {
      if (caveat.code == code) return &caveat;
    }
  }
  return nullptr;
}

}  // namespace

TEST_CASE("each reason to refuse a stack has its code, its words and an advice", "[metrics]") {
  std::set<std::string> provoked;
  for (const auto& [reason, provoke, says] : failures()) {
    const std::string code = "axial_response." + reason;
    const Evaluation evaluation = provoke();
    INFO(code << ", " << says << "\n" << described(evaluation));
    // The width as recorded stands when only the correction is refused, that of a step in its
    // place.
    CHECK(evaluation.results.empty() == (reason != "layer_too_thick" && reason != "step"));
    REQUIRE(evaluation.failures.size() == 1);
    CHECK(evaluation.failures.front().code == code);
    CHECK_THAT(evaluation.failures.front().detail + evaluation.failures.front().advice,
               contains_text(says));
    CHECK_FALSE(evaluation.failures.front().advice.empty());
    provoked.insert(code);
  }
  CHECK(provoked == names_of(metrics::axial_response_failures()));
}

TEST_CASE("each caveat of a stack has its code and its words", "[metrics]") {
  std::set<std::string> provoked;
  for (const auto& [reason, provoke, says] : caveats()) {
    const std::string code = "axial_response." + reason;
    const Evaluation evaluation = provoke();
    INFO(code << "\n" << described(evaluation));
    CHECK(evaluation.failures.empty() == (reason != "uneven_plateau"));  // of a step
    const Caveat* caveat = caveat_of(evaluation, code);
    REQUIRE(caveat != nullptr);
    CHECK_THAT(caveat->detail, contains_text(says));
    provoked.insert(code);
  }
  CHECK(provoked == names_of(metrics::axial_response_caveats()));
  for (const auto& result : of(layer()).results) CHECK(result.caveats.empty());
}

TEST_CASE("dark frames do what a stated level does, in a region too", "[metrics]") {
  const OptionTexts part = {{"region", "10,20,60,50"}};
  const auto width = [&](const Observation& observation) {
    return result_of(axial_of(observation, part), "axial_fwhm_planes").value;
  };
  Observation with_dark =
      layer_stack_of(changed([](Frame& frame) { frame.info.black_level.reset(); }));
  with_dark.dark = even_frame(0, 96);
  CHECK(std::abs(width(with_dark) / width(layer_stack_of(exposed_stack(layer()))) - 1) < 1e-4);
}

TEST_CASE("a dim plane whose pixels all read 255 is not taken for a saturated one", "[metrics]") {
  auto frames = exposed_stack(layer());
  std::fill(samples(frames[2]).begin(), samples(frames[2]).end(), std::uint16_t{255});
  const Evaluation evaluation = axial_of(layer_stack_of(std::move(frames)));
  INFO(described(evaluation));
  CHECK_FALSE(evaluation.results.empty());
  CHECK_FALSE(has_caveat(evaluation, "axial_response.saturated_few"));
}

TEST_CASE("options of axial_response that make no sense are refused", "[metrics]") {
  const auto* metric = metrics::find_metric("axial_response");
  const Observation observation = layer_stack_of(exposed_stack(layer()));
  CHECK_FALSE(metric->evaluate(observation, {{"method", "axial_response/none"}}).has_value());
  CHECK_FALSE(metric->evaluate(observation, {{"layer_thickness", "-1 um"}}).has_value());
}
