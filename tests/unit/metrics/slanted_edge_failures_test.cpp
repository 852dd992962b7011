// SPDX-License-Identifier: Apache-2.0
// Every reason for which an edge is refused, and every caveat, brought about on purpose.
#include "suite/metrics/edge_planes.hpp"
#include "suite/metrics/slanted_edge.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <random>
#include <set>
#include <vector>

using namespace etalon;
using namespace etalon::test;
using targets::ExpectedImage;
using targets::SlantedEdge;

namespace {

SlantedEdge edge_at(double angle_deg, int width = 200, int height = 240) {
  SlantedEdge edge;
  edge.width = width;
  edge.height = height;
  edge.angle = deg(angle_deg);
  edge.offset = px(0.4);
  return edge;
}

ExpectedImage good_image() { return gaussian_edge(edge_at(5), 0.8); }

ExpectedImage levels(double bright, double dark) {
  SlantedEdge edge = edge_at(5);
  edge.bright = electrons(bright);
  edge.dark = electrons(dark);
  return gaussian_edge(edge, 0.8);
}

ExpectedImage constant(double value, int width = 200, int height = 200) {
  return {width, height,
          std::vector<double>(static_cast<std::size_t>(width) * static_cast<std::size_t>(height),
                              value)};
}

/// The good image with something else said of how it came to us.
Evaluation measured_as(const std::function<void(FrameInfo&)>& change, OptionTexts options = {}) {
  Frame frame = noise_free(good_image());
  change(frame.info);
  return measured(std::move(frame), options);
}

Frame eight_bit(const ExpectedImage& image, double scale) {
  Frame frame;
  frame.info.width = image.width;
  frame.info.height = image.height;
  frame.info.sample_type = SampleType::u8;
  frame.info.significant_bits = 8;
  frame.info.transfer = Transfer::linear;
  std::vector<std::uint8_t> samples;
  for (const double v : image.electrons)
    samples.push_back(static_cast<std::uint8_t>(std::clamp(std::round(v * scale), 0.0, 255.0)));
  frame.samples = std::move(samples);
  return frame;
}

/// Pixels that are either black or white: no optics and no pixel box, nothing falls off.
ExpectedImage binary_edge() {
  return targets::render_spread(edge_at(5), [](double d) { return d > 0 ? 1.0 : 0.0; });
}

/// A bright line 5 px wide: no plateau on one side of either edge.
ExpectedImage thin_line() {
  const auto spread = targets::gaussian_edge_spread(0.8, deg(5));
  return targets::render_spread(edge_at(5),
                                [=](double d) { return spread(d + 2.5) - spread(d - 2.5); });
}

/// The good image with light that grows along the edge, from the first row to the last.
auto lit_unevenly(double growth) {
  auto image = good_image();
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) {
      const auto k = static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) +
                     static_cast<std::size_t>(x);
      image.electrons[k] *= 1 + growth * y / image.height;
    }
  }
  return image;
}

/// Every `every`th row shifted by 2 px, as dust on the edge would do it.
ExpectedImage scratched(int every) {
  ExpectedImage image = good_image();
  for (int y = 0; y < image.height; y += every) {
    const auto row = image.electrons.begin() + static_cast<std::ptrdiff_t>(y) * image.width;
    std::copy(row + 2, row + image.width, row);
  }
  return image;
}

/// One row of five pixels that are no numbers, from column x on.
Evaluation with_nan(ExpectedImage image, std::size_t x) {
  for (std::size_t k = 0; k < 5; ++k)
    image.electrons[120 * 200 + x + k] = std::numeric_limits<double>::quiet_NaN();
  return measured(noise_free(image));
}

Observation microscope() {
  Observation observation = observation_of(noise_free(good_image()));
  observation.references.pixel_size =
      Uncertain<PixelSize>{PixelSize{um(0.25)}, PixelSize{um(0.001)}};
  observation.instrument.objective.lens_na = Uncertain<double>{0.8, 0.008};
  observation.instrument.condenser_na = Uncertain<double>{0.8, 0.008};
  observation.instrument.channels = {{"green", Uncertain<Length>{nm(550), nm(5)}}};
  return observation;
}

struct Provocation {
  std::string code;  // without the metric
  std::string name;
  std::function<Evaluation()> evaluation;
  std::string detail;  // a part of the sentence
};

Evaluation saturated_edge() {
  hardware::CameraModel camera;
  camera.bits = 12;
  return measured(hardware::expose(levels(6000, 500), camera, 1, 0, 0));
}

Evaluation clipped_at_zero() {
  hardware::CameraModel camera;
  camera.offset_dn = 0;
  return measured(hardware::expose(levels(2000, 0), camera, 1, 0, 0));
}

Evaluation sharpened() {
  const auto otf = [](double f) {
    const double m = targets::gaussian_otf(0.8)(f);
    return m * (1 + 2.5 * (1 - targets::gaussian_otf(1.5)(f)));
  };
  return measured(noise_free(render(edge_at(5), otf)));
}

std::vector<Provocation> failures() {
  return {
      {"no_frames", "nothing handed in", [] { return measured(Observation{}); }, "no image"},
      {"no_frames", "an empty sequence",
       [] { return measured(observation_of(std::vector<Frame>{})); }, "no image"},
      {"frames_differ", "two sizes",
       [] {
         return measured(observation_of(
             {noise_free(good_image()), noise_free(gaussian_edge(edge_at(5, 180, 240), 0.8))}));
       },
       "differ"},
      {"flat_differs", "a flat frame of another size",
       [] {
         Observation observation = observation_of(noise_free(good_image()));
         observation.flat = std::make_unique<MemoryFrames>(std::vector{noise_free(constant(1))});
         return measured(observation);
       },
       "flat frame"},
      {"flat_saturated", "a flat field at the end of the scale",
       [] {
         Observation observation = observation_of(exposed(good_image(), 1));
         auto glare = good_image();
         std::fill(glare.electrons.begin(), glare.electrons.end(), 1e6);
         observation.flat = std::make_unique<MemoryFrames>(std::vector{exposed(glare, 2)});
         return measured(observation);
       },
       "at full scale"},
      {"flat_dark", "a flat field of which a half is in the dark",
       [] {
         Observation observation = observation_of(noise_free(good_image()));
         auto half = good_image();
         std::fill(half.electrons.begin(),
                   half.electrons.begin() + static_cast<std::ptrdiff_t>(half.electrons.size() / 2),
                   0.0);
         observation.flat = std::make_unique<MemoryFrames>(std::vector{noise_free(half)});
         return measured(observation);
       },
       "twentieth"},
      {"dark_differs", "a dark frame of another size",
       [] {
         Observation observation = observation_of(noise_free(good_image()));
         observation.dark = std::make_unique<MemoryFrames>(std::vector{noise_free(constant(1))});
         return measured(observation);
       },
       "200 x 200"},
      {"region_outside", "beyond the right border",
       [] {
         return measured(noise_free(good_image()), {{"region", "100,0,101,100"}});
       },
       "200 x 240"},
      {"region_outside", "below the lower border",
       [] {
         return measured(noise_free(good_image()), {{"region", "0,200,100,100"}});
       },
       "200 x 240"},
      {"no_such_plane", "a colour of a grey image",
       [] {
         return measured(noise_free(good_image()), {{"plane", "red"}});
       },
       "red"},
      {"no_edge", "all black, floating point", [] { return measured(noise_free(constant(0))); },
       "same value (0 DN)"},
      {"no_edge", "all black, 8 bits", [] { return measured(eight_bit(constant(0), 1)); },
       "same value (0 DN)"},
      {"no_edge", "nothing but noise", [] { return measured(exposed(constant(1000), 3)); },
       "noise"},
      {"no_edge", "a single pixel", [] { return measured(noise_free(constant(7, 1, 1))); }, ""},
      {"crowded", "a line 5 px wide", [] { return measured(noise_free(thin_line())); }, "pixels"},
      {"not_finite", "NaN 40 px beside the edge", [] { return with_nan(good_image(), 140); },
       "NaN"},
      {"not_finite", "NaN and no edge", [] { return with_nan(constant(100), 100); }, "NaN"},
      {"not_finite", "nothing but NaN", [] { return measured(noise_free(constant(std::nan("")))); },
       "NaN"},
      {"saturated", "the bright side at 4095", saturated_edge, "4095"},
      {"saturated", "everything at 255", [] { return measured(eight_bit(constant(255), 1)); },
       "255"},
      {"low_contrast", "2 %", [] { return measured(noise_free(levels(20000, 19200))); }, "2.0 %"},
      {"angle", "0 degrees", [] { return measured(noise_free(gaussian_edge(edge_at(0), 0.8))); },
       "degrees"},
      {"angle", "0.5 degrees",
       [] { return measured(noise_free(gaussian_edge(edge_at(0.5), 0.8))); }, "degrees"},
      {"angle", "26.57 degrees: a slope of 1/2",
       [] {
         return measured(
             noise_free(gaussian_edge(edge_at(std::atan(0.5) * 57.29577951308232), 0.8)));
       },
       "26.5"},
      {"angle", "45 degrees", [] { return measured(noise_free(gaussian_edge(edge_at(45), 0.8))); },
       "45.0"},
      {"no_crossing", "black and white pixels", [] { return measured(noise_free(binary_edge())); },
       "50 %"},
      {"too_noisy", "a few electrons",
       [] {
         SlantedEdge edge = edge_at(5, 60, 60);
         edge.bright = electrons(22);
         edge.dark = electrons(4);
         return measured(exposed(gaussian_edge(edge, 0.8), 4),
                         {{"max_relative_uncertainty", "2 %"}});
       },
       "uncertain"},
  };
}

std::vector<Provocation> caveats() {
  return {
      {"transfer_unknown", "nobody says",
       [] { return measured_as([](auto& info) { info.transfer = Transfer::unknown; }); },
       "--linear"},
      {"transfer_encoded", "a tone curve",
       [] { return measured_as([](auto& info) { info.transfer = Transfer::encoded; }); },
       "tone curve"},
      {"lossy", "JPEG", [] { return measured_as([](auto& info) { info.lossy = true; }); }, "JPEG"},
      {"processed", "by the camera",
       [] { return measured_as([](auto& info) { info.processed = true; }); }, "processed"},
      {"not_finite", "NaN on a part of the edge that is left out",
       [] { return with_nan(good_image(), 98); }, "5 pixels"},
      {"low_contrast", "11 %", [] { return measured(noise_free(levels(20000, 16000))); }, "11 %"},
      {"few_phase_cycles", "60 rows at 5 degrees",
       [] { return measured(noise_free(gaussian_edge(edge_at(5, 100, 90), 0.8))); }, "columns"},
      {"curved_edge", "3 px of sag",
       [] {
         SlantedEdge edge = edge_at(5);
         edge.sag = px(3);
         return measured(noise_free(gaussian_edge(edge, 0.8)));
       },
       "polynomial"},
      {"rough_edge", "5 % of the rows out of line",
       [] { return measured(noise_free(scratched(20))); }, "out of line"},
      {"uneven_light", "30 % more light at the lower end",
       [] { return measured(noise_free(lit_unevenly(0.3))); }, "the light changes"},
      {"narrow_region", "15 px beside an edge of 8 px",
       [] { return measured(noise_free(gaussian_edge(edge_at(5, 30, 160), 3))); }, "plateaus"},
      {"black_clipped", "no offset", clipped_at_zero, "black level"},
      {"overshoot", "sharpened", sharpened, "sharpened"},
      {"undersampled", "29 % at Nyquist",
       [] { return measured(noise_free(gaussian_edge(edge_at(5), 0.4))); }, "29 %"},
      {"pixel_size_uncertainty_unknown", "a bare pixel size",
       [] {
         Observation observation = microscope();
         observation.references.pixel_size->standard_uncertainty.reset();
         return measured(observation);
       },
       "pixel size"},
      {"above_ideal", "an NA of 0.2 that cannot be",
       [] {
         Observation observation = microscope();
         observation.instrument.objective.lens_na = Uncertain<double>{0.2, 0.002};
         observation.instrument.condenser_na = Uncertain<double>{0.2, 0.002};
         return measured(observation);
       },
       "pixel size"},
      {"input_uncertainty_unknown", "a bare NA",
       [] {
         Observation observation = microscope();
         observation.instrument.objective.lens_na->standard_uncertainty.reset();
         return measured(observation);
       },
       "NA"},
      {"condenser_na_unknown", "nobody says",
       [] {
         Observation observation = microscope();
         observation.instrument.condenser_na.reset();
         return measured(observation);
       },
       "condenser"},
      {"partially_coherent", "a condenser at half the aperture",
       [] {
         Observation observation = microscope();
         observation.instrument.condenser_na->value = 0.2;
         return measured(observation);
       },
       "0.20"},
  };
}

std::set<std::string> codes_of(const std::vector<Provocation>& all) {
  std::set<std::string> codes;
  for (const auto& provoked : all) codes.insert("slanted_edge." + provoked.code);
  return codes;
}

/// Those of an image; those of a run are provoked in slanted_edge_refocused_test.cpp.
std::set<std::string> codes_of(const std::vector<metrics::Code>& all) {
  std::set<std::string> codes;
  for (const auto& declared : all)
    if (declared.meaning.rfind("of a run: ", 0) != 0) codes.insert(declared.code);
  return codes;
}

std::string refusal(const OptionTexts& options) {
  const auto evaluation =
      metrics::slanted_edge_metric().evaluate(observation_of(noise_free(good_image())), options);
  return evaluation ? "accepted" : evaluation.error().code + " " + evaluation.error().detail;
}

}  // namespace

TEST_CASE("every failure: its code, what is wrong and what to do", "[metrics]") {
  for (const Provocation& provoked : failures()) {
    DYNAMIC_SECTION(provoked.code << ": " << provoked.name) {
      const Evaluation evaluation = provoked.evaluation();
      INFO(described(evaluation));
      REQUIRE(evaluation.failures.size() == 1);
      const Failure& failure = evaluation.failures[0];
      CHECK(failure.code == "slanted_edge." + provoked.code);
      CHECK_THAT(failure.detail, contains_text(provoked.detail));
      CHECK(failure.advice.size() > 20);
      CHECK(evaluation.results.empty());
    }
  }
}

TEST_CASE("every caveat: its code and what is suspect, beside a result", "[metrics]") {
  for (const Provocation& provoked : caveats()) {
    DYNAMIC_SECTION(provoked.code << ": " << provoked.name) {
      const Evaluation evaluation = provoked.evaluation();
      INFO(described(evaluation));
      CHECK(evaluation.failures.empty());
      bool found = false;
      for (const MeasurementResult& result : evaluation.results) {
        for (const Caveat& caveat : result.caveats) {
          if (caveat.code != "slanted_edge." + provoked.code) continue;
          found = true;
          CHECK_THAT(caveat.detail, contains_text(provoked.detail));
        }
      }
      CHECK(found);
    }
  }
}

// Codes of repeats that were focused anew are provoked in slanted_edge_refocused_test.cpp, those of
// stacks in slanted_edge_through_focus_test.cpp.
std::vector<metrics::Code> of_an_image(std::vector<metrics::Code> codes) {
  std::erase_if(codes, [](const auto& code) {
    return code.meaning.starts_with("of a run: ") || code.meaning.starts_with("of a stack: ");
  });
  return codes;
}

TEST_CASE("all declared codes are provoked above, and no others", "[metrics]") {
  CHECK(codes_of(failures()) == codes_of(of_an_image(metrics::slanted_edge_failures())));
  CHECK(codes_of(caveats()) == codes_of(of_an_image(metrics::slanted_edge_caveats())));
}

TEST_CASE("a good image has neither failure nor caveat", "[metrics]") {
  for (const Evaluation& evaluation :
       {measured(noise_free(good_image())), measured(exposed(good_image(), 1)),
        measured(microscope())}) {
    INFO(described(evaluation));
    CHECK(evaluation.failures.empty());
    CHECK_FALSE(evaluation.results.empty());
    for (const auto& result : evaluation.results) CHECK(result.caveats.empty());
  }
}

// Pixels that are no numbers on the edge itself: refused, or only the clean part of it is measured.
TEST_CASE("pixels that are no numbers never reach a result", "[metrics]") {
  for (const std::size_t x : {std::size_t{0}, std::size_t{60}, std::size_t{98}, std::size_t{195}}) {
    DYNAMIC_SECTION("from column " << x) {
      const auto evaluation = with_nan(good_image(), x);
      INFO(described(evaluation));
      const MeasurementResult* mtf50 = find_result(evaluation, "mtf50");
      if (mtf50 == nullptr) {
        CHECK(has_failure(evaluation, "slanted_edge.not_finite"));
      } else {
        CHECK(has_caveat(evaluation, "slanted_edge.not_finite"));
        CHECK(std::abs(mtf50->value - 0.22012731248293) < 0.0005);
      }
    }
  }
}

TEST_CASE("who declares linear values is believed, unless the file says otherwise", "[metrics]") {
  const OptionTexts linear = {{"linear", "yes"}};
  const auto unknown = measured_as([](auto& info) { info.transfer = Transfer::unknown; }, linear);
  CHECK_FALSE(has_caveat(unknown, "slanted_edge.transfer_unknown"));
  const auto encoded = measured_as([](auto& info) { info.transfer = Transfer::encoded; }, linear);
  CHECK(has_caveat(encoded, "slanted_edge.transfer_encoded"));
}

TEST_CASE("an edge that cannot be measured does not hide one that can", "[metrics]") {
  // The right half of the picture has a second edge, upright.
  ExpectedImage image = gaussian_edge(edge_at(5, 400, 240), 0.8);
  const auto upright = targets::gaussian_edge_spread(0.8, deg(0));
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x)
      image.electrons[static_cast<std::size_t>(y) * 400U + static_cast<std::size_t>(x)] -=
          12000 * upright(x - 310.2);
  }
  const auto evaluation = measured(noise_free(image));
  INFO(described(evaluation));
  CHECK(evaluation.items.size() == 2);
  CHECK(find_result(evaluation, "mtf50") != nullptr);
  CHECK(std::any_of(evaluation.items.begin(), evaluation.items.end(), [](const Item& item) {
    return item.flags == std::vector<std::string>{"angle"};
  }));
}

TEST_CASE("pixels cut off at any level are seen, behind a dark frame as well", "[metrics]") {
  hardware::CameraModel camera;
  Frame cut = hardware::expose(levels(20000, 2000), camera, 3, 0, 0);
  for (auto& sample : std::get<std::vector<std::uint16_t>>(cut.samples)) {
    sample = std::min<std::uint16_t>(sample, 19500);
  }
  CHECK(has_failure(measured(std::move(cut)), "slanted_edge.saturated"));

  camera = {};
  camera.bits = 12;
  Frame frame = hardware::expose(levels(6000, 500), camera, 3, 0, 0);
  frame.info.significant_bits = 16;
  frame.info.black_level.reset();
  Observation observation = observation_of(std::move(frame));
  std::vector<Frame> dark;
  dark.push_back(hardware::expose(levels(0, 0), camera, 4, 0, 0));
  dark.front().info.significant_bits = 16;
  observation.dark = std::make_unique<MemoryFrames>(std::move(dark));
  CHECK(has_failure(measured(observation), "slanted_edge.saturated"));
}

TEST_CASE("saturated pixels are seen at the full scales that cameras have", "[metrics]") {
  for (const int bits : {10, 12, 14, 16}) {
    DYNAMIC_SECTION(bits << " bits in 16") {
      hardware::CameraModel camera;
      camera.bits = bits;
      const double full = std::exp2(bits);
      Frame frame = hardware::expose(levels(1.2 * full, 0.2 * full), camera, 2, 0, 0);
      frame.info.significant_bits = 16;  // many files do not say how many bits are used
      frame.info.black_level.reset();
      CHECK(has_failure(measured(std::move(frame)), "slanted_edge.saturated"));
    }
  }
}

TEST_CASE("saturation is still seen after dark frames were subtracted", "[metrics]") {
  hardware::CameraModel camera;
  camera.bits = 12;
  Observation observation = observation_of(hardware::expose(levels(6000, 500), camera, 1, 0, 0));
  observation.dark = std::make_unique<MemoryFrames>(
      std::vector{hardware::expose(constant(0, 200, 240), camera, 1, 1, 0)});
  CHECK(has_failure(measured(observation), "slanted_edge.saturated"));
}

TEST_CASE("options that make no sense are refused by name", "[metrics]") {
  CHECK_THAT(refusal({{"method", "slanted_edge/magic"}}), contains_text("slanted_edge/magic"));
  CHECK_THAT(refusal({{"method", "slanted_edge/magic"}}), contains_text("slanted_edge/spline"));
  CHECK_THAT(refusal({{"max_order", "9"}}), contains_text("max_order: expected"));
  CHECK_THAT(refusal({{"max_order", "0"}}), contains_text("1 to 5"));
  CHECK_THAT(refusal({{"max_order", "two"}}), contains_text("max_order"));
  CHECK_THAT(refusal({{"min_length", "5 px"}}), contains_text("min_length: expected at least 20"));
  CHECK_THAT(refusal({{"min_length", "5 um"}}), contains_text("min_length"));
  CHECK_THAT(refusal({{"min_length", "50"}}), contains_text("min_length"));
  CHECK_THAT(refusal({{"min_length", "50 +- 1 px"}}), contains_text("min_length"));
  CHECK_THAT(refusal({{"max_relative_uncertainty", "0 %"}}), contains_text("more than 0"));
  CHECK_THAT(refusal({{"max_relative_uncertainty", "-3 %"}}), contains_text("more than 0"));
  CHECK_THAT(refusal({{"region", "0,0,10,100"}}), contains_text("20 x 20"));
  CHECK_THAT(refusal({{"region", "0,0,100"}}), contains_text("region"));
  CHECK_THAT(refusal({{"region", "-5,0,100,100"}}), contains_text("region"));
  CHECK_THAT(refusal({{"linear", "perhaps"}}), contains_text("linear"));
  CHECK_THAT(refusal({{"max-ordr", "2"}}), contains_text("max_order"));
  CHECK_THAT(refusal({{"colour", "red"}}), contains_text("options.unknown"));
  CHECK(refusal({}) == "accepted");
}
