// SPDX-License-Identifier: Apache-2.0
// Every reason for which a field is refused, and every caveat, brought about on purpose.
#include "suite/metrics/field_uniformity.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"
#include "tests/support/field_images.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <set>
#include <string>
#include <vector>

using namespace etalon;
using namespace etalon::test;
using targets::ExpectedImage;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

Evaluation field_of(const Observation& observation, const OptionTexts& options = {}) {
  return measured(observation, options, "field_uniformity");
}

ExpectedImage even(double level, int width = 128, int height = 128) {
  return {width, height,
          std::vector<double>(static_cast<std::size_t>(width) * static_cast<std::size_t>(height),
                              level)};
}

Observation good() { return observation_of(exposed(rendered({}), 1)); }

/// The good image with something else said of how it came to us.
Evaluation measured_as(const std::function<void(FrameInfo&)>& change,
                       const OptionTexts& options = {}) {
  Frame frame = exposed(rendered({}), 1);
  change(frame.info);
  return field_of(observation_of(std::move(frame)), options);
}

Observation with_dark(Frame dark) {
  Observation observation = good();
  observation.dark = std::make_unique<MemoryFrames>(std::vector<Frame>{std::move(dark)});
  return observation;
}

/// `count` pixels at the end of a 16-bit scale.
Evaluation with_clipped(std::size_t count) {
  Frame frame = exposed(rendered({}), 1);
  auto& samples = std::get<std::vector<std::uint16_t>>(frame.samples);
  for (std::size_t k = 0; k < count; ++k) samples[7 * k] = 65535;
  return field_of(observation_of(std::move(frame)));
}

Evaluation with_nan(std::size_t count) {
  ExpectedImage image = rendered({});
  for (std::size_t k = 0; k < count; ++k) image.electrons[100 + 9 * k] = kNan;
  return field_of(observation_of(noise_free(image)));
}

struct Provocation {
  std::string code;
  std::function<Evaluation()> provoke;
  std::string says;
};

std::vector<Provocation> failures() {
  return {
      {"no_frames", [] { return field_of(Observation{}); }, "no image"},
      {"no_frames", [] { return field_of(observation_of(std::vector<Frame>{})); }, "no image"},
      {"frames_differ",
       [] {
         return field_of(observation_of({exposed(rendered({}), 1), exposed(even(900), 1)}));
       },
       "differ in size"},
      {"dark_differs", [] { return field_of(with_dark(exposed(even(0), 1))); },
       "128 x 128 px, the image 256 x 256"},
      {"dark_differs",
       [] {
         const ExpectedImage dark = even(0, 256, 256);
         return field_of(with_dark(rgb(dark, dark, dark)));
       },
       "colours differ"},
      {"region_outside",
       [] {
         return field_of(good(), {{"region", "200,0,100,100"}});
       },
       "200,0,100,100 reaches beyond the image of 256 x 256"},
      {"no_such_plane",
       [] {
         return field_of(good(), {{"plane", "green"}});
       },
       "it is grey"},
      {"too_small", [] { return field_of(observation_of(exposed(even(900, 63, 500), 1))); },
       "63 x 500 samples are too few"},
      {"too_small",
       [] {
         return field_of(good(), {{"region", "0,0,100,40"}});
       },
       "100 x 40"},
      {"not_finite", [] { return with_nan(3); }, "3 pixels are no numbers"},
      {"saturated", [] { return with_clipped(100); }, "0.153 % of the pixels are at full scale"},
      {"no_light", [] { return field_of(observation_of(exposed(even(0), 1))); },
       "does not stand out"},
      {"no_light", [] { return field_of(observation_of(noise_free(even(0)))); },
       "does not stand out"},
      {"no_light",
       [] {
         Frame frame = exposed(even(500), 1);
         frame.info.black_level = 2000;
         return field_of(observation_of(std::move(frame)));
       },
       "does not stand out"},
  };
}

std::vector<Provocation> caveats() {
  return {
      {"transfer_unknown",
       [] { return measured_as([](FrameInfo& i) { i.transfer = Transfer::unknown; }); },
       "--linear yes"},
      {"transfer_encoded",
       [] { return measured_as([](FrameInfo& i) { i.transfer = Transfer::encoded; }); },
       "tone curve"},
      {"lossy", [] { return measured_as([](FrameInfo& i) { i.lossy = true; }); }, "JPEG"},
      {"processed", [] { return measured_as([](FrameInfo& i) { i.processed = true; }); },
       "shading cannot be excluded"},
      {"no_dark", [] { return measured_as([](FrameInfo& i) { i.black_level.reset(); }); },
       "--offset"},
      {"saturated_few", [] { return with_clipped(5); }, "5 pixels are at full scale"},
      {"max_at_border",
       [] {
         return field_of(observation_of(exposed(rendered({"gaussian", -0.2, 0.454, 0.7}), 1)));
       },
       "border of the field"},
      {"structure",
       [] {
         ExpectedImage image = rendered({});
         for (std::size_t y = 60; y < 120; ++y) {
           for (std::size_t x = 80; x < 140; ++x) image.electrons[256 * y + x] *= 0.7;
         }
         return field_of(observation_of(exposed(image, 1)));
       },
       "texture, dirt or an object"},
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

TEST_CASE("each reason to refuse a field has its code, its words and an advice", "[metrics]") {
  std::set<std::string> provoked;
  for (const auto& [reason, provoke, says] : failures()) {
    const std::string code = "field_uniformity." + reason;
    const Evaluation evaluation = provoke();
    INFO(code << "\n" << described(evaluation));
    CHECK(evaluation.results.empty());
    CHECK(evaluation.maps.empty());
    REQUIRE(evaluation.failures.size() == 1);
    CHECK(evaluation.failures.front().code == code);
    CHECK_THAT(evaluation.failures.front().detail, contains_text(says));
    CHECK_FALSE(evaluation.failures.front().advice.empty());
    provoked.insert(code);
  }
  CHECK(provoked == names_of(metrics::field_uniformity_failures()));
}

TEST_CASE("each caveat has its code and its words, and the good image has none", "[metrics]") {
  std::set<std::string> provoked;
  for (const auto& [reason, provoke, says] : caveats()) {
    const std::string code = "field_uniformity." + reason;
    const Evaluation evaluation = provoke();
    INFO(code << "\n" << described(evaluation));
    CHECK(evaluation.failures.empty());
    const Caveat* caveat = caveat_of(evaluation, code);
    REQUIRE(caveat != nullptr);
    CHECK_THAT(caveat->detail, contains_text(says));
    provoked.insert(code);
  }
  CHECK(provoked == names_of(metrics::field_uniformity_caveats()));
  const Evaluation clean = field_of(good());
  INFO(described(clean));
  CHECK(clean.failures.empty());
  for (const auto& result : clean.results) CHECK(result.caveats.empty());
}

TEST_CASE("who knows better silences a caveat", "[metrics]") {
  const auto unknown = [](FrameInfo& i) { i.transfer = Transfer::unknown; };
  CHECK_FALSE(
      has_caveat(measured_as(unknown, {{"linear", "yes"}}), "field_uniformity.transfer_unknown"));
  Frame frame = exposed(rendered({}), 1);
  frame.info.black_level.reset();
  Observation observation = observation_of(std::move(frame));
  observation.offset = dn(100);
  CHECK_FALSE(has_caveat(field_of(observation), "field_uniformity.no_dark"));
}

// An offset that nobody knows makes a field look more even; the interval holds what may be behind.
TEST_CASE("without a dark frame the interval is wide enough for the offset", "[metrics]") {
  const ExpectedImage image = rendered({"gaussian", 0.576, 0.454, 0.73, 3000});
  Frame frame = exposed(image, 1);
  frame.info.black_level.reset();
  const Evaluation blind = field_of(observation_of(std::move(frame)));
  const MeasurementResult& seen = result_of(blind, "uniformity");
  const double truth = result_of(field_of(observation_of(noise_free(image))), "uniformity").value;
  CHECK(seen.value > truth + 0.5);
  CHECK(seen.interval.lower < truth);
}

TEST_CASE("one plane that is refused does not hold up the others", "[metrics]") {
  ExpectedImage red = rendered({});
  for (std::size_t k = 0; k < 1000; ++k) red.electrons[k] = 65535;
  const Evaluation field = field_of(observation_of(rgb(red, rendered({}), rendered({}))));
  REQUIRE(field.failures.size() == 1);
  CHECK(field.failures.front().code == "field_uniformity.saturated");
  CHECK_THAT(field.failures.front().detail, contains_text("red plane"));
  CHECK(find_result(field, "uniformity") != nullptr);
  for (const auto& result : field.results) CHECK(result.subject.at("plane") != "red");
}

TEST_CASE("dark corners of a field stop are a uniformity of zero, not below", "[metrics]") {
  ExpectedImage image = rendered({"quadratic", 0.5, 0.5, 0.3});
  const Evaluation field = field_of(observation_of(exposed(image, 1)));
  INFO(described(field));
  CHECK(result_of(field, "uniformity").value == 0);
}

TEST_CASE("a method that does not exist is refused by name", "[metrics]") {
  const auto refused = metrics::field_uniformity_metric().evaluate(
      good(), {{"method", "field_uniformity/polynomial"}});
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == "options.value");
  CHECK_THAT(refused.error().detail, contains_text("field_uniformity/polynomial"));
}

TEST_CASE("values that are hardly noisier than their rounding keep an honest interval",
          "[metrics]") {
  const ExpectedImage image = rendered({"gaussian", 0.576, 0.454, 0.73, 30});
  Frame frame;
  frame.info.width = frame.info.height = 256;
  frame.info.sample_type = SampleType::u8;
  frame.info.significant_bits = 8;
  frame.info.transfer = Transfer::linear;
  frame.info.black_level = 0;
  std::vector<std::uint8_t> samples;
  for (const double v : image.electrons)
    samples.push_back(static_cast<std::uint8_t>(std::lround(v)));
  frame.samples = std::move(samples);
  const Evaluation field = field_of(observation_of(std::move(frame)));
  const double truth = result_of(field_of(observation_of(noise_free(image))), "uniformity").value;
  const MeasurementResult& result = result_of(field, "uniformity");
  CHECK(result.interval.lower < truth);
  CHECK(result.interval.upper > truth);
  CHECK(result.standard_uncertainty < 3);
}
