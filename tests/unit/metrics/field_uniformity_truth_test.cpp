// SPDX-License-Identifier: Apache-2.0
// Fields whose figures are known: by the definition done another way, by an oracle in another
// language, by the law of the light.
#include "suite/metrics/field_uniformity.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"
#include "tests/support/field_images.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

using namespace etalon;
using namespace etalon::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using targets::ExpectedImage;

namespace {

Evaluation field_of(Frame frame, const OptionTexts& options = {}) {
  return measured(observation_of(std::move(frame)), options, "field_uniformity");
}

bool contains(const MeasurementResult& result, double truth) {
  return result.interval.lower <= truth && truth <= result.interval.upper;
}

ExpectedImage plus(ExpectedImage image, double offset) {
  for (double& v : image.electrons) v += offset;
  return image;
}

ExpectedImage times(ExpectedImage image, double factor) {
  for (double& v : image.electrons) v *= factor;
  return image;
}

}  // namespace

TEST_CASE("the figures are those of the definition, whatever is left over at the borders",
          "[metrics]") {
  const struct {
    FieldScene scene;
    int block;
  } cases[] = {{{"gaussian", 0.576, 0.454, 0.73, 10000, 256, 280}, 16},
               {{"cos4", 0.3, 0.6, 1.2, 5000, 540, 517}, 32},
               {{"quadratic", 0.55, 0.35, 0.9, 5000, 200, 131}, 8},
               {{"gaussian", 0.4, 0.5, 0.5, 700, 67, 90}, 4}};
  for (const auto& [scene, block] : cases) {
    DYNAMIC_SECTION(scene.law << " " << scene.width << " x " << scene.height) {
      const ExpectedImage image = rendered(scene);
      const DefinedField truth = defined_field(image, block);
      const Evaluation field = field_of(noise_free(image));
      INFO(described(field));
      CHECK_THAT(result_of(field, "uniformity").value, WithinAbs(truth.uniformity, 0.002));
      CHECK_THAT(result_of(field, "cv").value, WithinAbs(truth.cv, 0.0005));
      CHECK_THAT(result_of(field, "centring_x").value, WithinAbs(truth.maximum_x, 0.51));
      CHECK_THAT(result_of(field, "centring_y").value, WithinAbs(truth.maximum_y, 0.51));
      CHECK_THAT(result_of(field, "zone", {{"zone", "top left"}}).value,
                 WithinAbs(truth.top_left, 0.002));
      CHECK_THAT(result_of(field, "roll_off").value, WithinAbs(truth.roll_off, 0.05));
    }
  }
}

// Numbers of a program in another language for a Gaussian of 1500 px sigma at (1180, 930).
TEST_CASE("a field of 2048 x 2048 px has the figures computed elsewhere", "[metrics]") {
  const ExpectedImage image =
      rendered({"gaussian", 1180.0 / 2048, 930.0 / 2048, 1500.0 / 2048, 8000, 2048, 2048});
  const Evaluation field = field_of(noise_free(image));
  CHECK_THAT(result_of(field, "uniformity").value, WithinAbs(55.62009, 2e-4));
  CHECK_THAT(result_of(field, "cv").value, WithinAbs(10.561408, 2e-5));
  // And those of the light itself, which no surface knows.
  CHECK(contains(result_of(field, "uniformity"), 55.616713));
  CHECK(contains(result_of(field, "cv"), 10.5614106));
  CHECK(contains(result_of(field, "centring_x"), 1180));
  CHECK(contains(result_of(field, "centring_y"), 930));
  CHECK_THAT(result_of(field, "centring_x").value, WithinAbs(1180, 3));
  CHECK_THAT(result_of(field, "centring_y").value, WithinAbs(930, 3));
}

TEST_CASE("planes of colour have their own figures at their own places", "[metrics]") {
  const ExpectedImage red = rendered({"gaussian", 0.35, 0.454, 0.7});
  const ExpectedImage green = rendered({"gaussian", 0.5, 0.454, 0.8});
  const ExpectedImage blue = rendered({"gaussian", 0.65, 0.454, 0.9});
  const struct {
    const char* plane;
    double centre_x;
    const ExpectedImage* image;
  } planes[] = {{"red", 0.35 * 256, &red}, {"green", 128, &green}, {"blue", 0.65 * 256, &blue}};
  const Evaluation rgb_field = field_of(rgb(red, green, blue));
  const Evaluation mosaic = field_of(rggb(red, green, blue));
  for (const auto& [plane, centre_x, image] : planes) {
    DYNAMIC_SECTION(plane) {
      const double uniformity = result_of(field_of(noise_free(*image)), "uniformity").value;
      CHECK_THAT(result_of(rgb_field, "uniformity", {{"plane", plane}}).value,
                 WithinAbs(uniformity, 1e-3));
      CHECK_THAT(result_of(rgb_field, "centring_x", {{"plane", plane}}).value,
                 WithinAbs(centre_x, 1));
      const std::string name = plane == std::string("green") ? "green1" : plane;
      CHECK_THAT(result_of(mosaic, "uniformity", {{"plane", name}}).value,
                 WithinAbs(uniformity, 0.7));  // its outermost samples lie elsewhere
      CHECK_THAT(result_of(mosaic, "centring_x", {{"plane", name}}).value, WithinAbs(centre_x, 1));
      CHECK_THAT(result_of(mosaic, "centring_y", {{"plane", name}}).value,
                 WithinAbs(0.454 * 256, 1));
    }
  }
  CHECK(mosaic.maps.size() == 4);
  CHECK(field_of(rgb(red, green, blue), {{"plane", "blue"}}).maps.size() == 1);
}

TEST_CASE("a region is measured as if it were the image, and keeps its place", "[metrics]") {
  const ExpectedImage image = rendered({"gaussian", 0.5, 0.4, 0.6, 10000, 300, 300});
  const Evaluation part = field_of(noise_free(image), {{"region", "40,20,200,256"}});
  ExpectedImage cut{200, 256, {}};
  for (int y = 20; y < 276; ++y) {
    for (int x = 40; x < 240; ++x)
      cut.electrons.push_back(image.electrons[static_cast<std::size_t>(y * 300 + x)]);
  }
  const Evaluation alone = field_of(noise_free(cut));
  CHECK_THAT(result_of(part, "uniformity").value,
             WithinRel(result_of(alone, "uniformity").value, 1e-6));
  CHECK_THAT(result_of(part, "centring_x").value,
             WithinAbs(result_of(alone, "centring_x").value + 40, 1e-3));
  CHECK_THAT(result_of(part, "centring_y").value,
             WithinAbs(result_of(alone, "centring_y").value + 20, 1e-3));
}

TEST_CASE("the dark frame is taken away, with its pattern", "[metrics]") {
  const ExpectedImage image = rendered({});
  ExpectedImage dark = image;
  for (std::size_t k = 0; k < dark.electrons.size(); ++k)
    dark.electrons[k] = 2000 + 1500.0 * static_cast<double>(k % 256) / 255;  // glow on one side
  ExpectedImage recorded = image;
  for (std::size_t k = 0; k < dark.electrons.size(); ++k)
    recorded.electrons[k] += dark.electrons[k];
  Observation observation = observation_of(noise_free(recorded));
  observation.dark = std::make_unique<MemoryFrames>(
      std::vector<Frame>{noise_free(plus(dark, -300)), noise_free(plus(dark, 300))});
  const Evaluation field = measured(observation, {}, "field_uniformity");
  const Evaluation truth = field_of(noise_free(image));
  for (const char* measurand : {"uniformity", "cv", "centring_x", "centring_y"}) {
    INFO(measurand);
    CHECK_THAT(result_of(field, measurand).value,
               WithinRel(result_of(truth, measurand).value, 2e-4));
  }
}

TEST_CASE("an offset is taken away, and its rounding is in the budget", "[metrics]") {
  const ExpectedImage image = rendered({"gaussian", 0.576, 0.454, 0.73, 300});
  Observation observation = observation_of(exposed(image, 1));
  observation.offset = dn(100);
  const MeasurementResult known =
      result_of(measured(observation, {}, "field_uniformity"), "uniformity");
  observation.offset = dn(100.5);
  const MeasurementResult shifted =
      result_of(measured(observation, {}, "field_uniformity"), "uniformity");
  const auto part = std::find_if(known.budget.begin(), known.budget.end(),
                                 [](const auto& b) { return b.source == "dark level"; });
  REQUIRE(part != known.budget.end());
  CHECK(part->type == EvaluationType::B);
  CHECK_THAT(part->contribution(),
             WithinRel(std::abs(known.value - shifted.value) / std::sqrt(3.0), 0.02));
}

TEST_CASE("a lamp that flickers from frame to frame scales out", "[metrics]") {
  const ExpectedImage image = rendered({});
  const Evaluation single = field_of(noise_free(image));
  const Evaluation three =
      measured(observation_of({noise_free(image), noise_free(times(image, 0.8)),
                               noise_free(times(image, 1.3))}),
               {}, "field_uniformity");
  CHECK(result_of(three, "uniformity").n == 3);
  for (const char* measurand : {"uniformity", "cv", "centring_x"}) {
    CHECK_THAT(result_of(three, measurand).value,
               WithinRel(result_of(single, measurand).value, 1e-5));
  }
}

TEST_CASE("more frames, less noise: as one over the root of their number", "[metrics]") {
  const ExpectedImage image = rendered({});
  const auto noise = [&](std::size_t n) {
    std::vector<Frame> frames;
    for (std::size_t k = 0; k < n; ++k) frames.push_back(exposed(image, k + 1));
    const Evaluation field = measured(observation_of(std::move(frames)), {}, "field_uniformity");
    const auto& budget = result_of(field, "uniformity").budget;
    REQUIRE(budget.front().source == "noise");
    return budget.front().contribution();
  };
  CHECK_THAT(noise(1) / noise(4), WithinRel(2.0, 0.05));
}

TEST_CASE("map and profiles show the light, in per cent of its maximum", "[metrics]") {
  const FieldScene scene{"gaussian", 0.576, 0.454, 0.73, 10000, 400, 256};
  const Evaluation field = field_of(exposed(rendered(scene), 3));
  REQUIRE(field.maps.size() == 1);
  const Map& map = field.maps.front();
  CHECK(map.name == "illumination");
  CHECK(map.unit == "%");
  CHECK(map.width == 33);
  CHECK(map.height == 21);
  REQUIRE(map.values.size() == 33U * 21U);
  REQUIRE(map.standard_uncertainty.size() == map.values.size());
  const auto share = [&](double x, double y) {
    const double dx = x - scene.centre_x * scene.width;
    const double dy = y - scene.centre_y * scene.height;
    const double radius = scene.radius * scene.width;
    return 100 * std::exp(-(dx * dx + dy * dy) / (2 * radius * radius));
  };
  for (int j = 0; j < map.height; ++j) {
    for (int i = 0; i < map.width; ++i) {
      const auto k = static_cast<std::size_t>(j * map.width + i);
      const double truth = share(map.x0_px + map.pitch_px * i, map.y0_px + map.pitch_px * j);
      CHECK(std::abs(map.values[k] - truth) < 0.05 + 4.5 * map.standard_uncertainty[k]);
      CHECK(map.standard_uncertainty[k] < 0.3);
    }
  }
  REQUIRE(field.curves.size() == 2);
  for (const Curve& curve : field.curves) {
    REQUIRE(curve.x.size() == curve.standard_uncertainty.size());
    for (std::size_t k = 0; k < curve.x.size(); ++k) {
      const bool along = curve.name == "profile_x";
      const double truth = along ? share(curve.x[k], scene.centre_y * scene.height)
                                 : share(scene.centre_x * scene.width, curve.x[k]);
      CHECK(std::abs(curve.y[k] - truth) < 0.05 + 4.5 * curve.standard_uncertainty[k]);
    }
  }
}
