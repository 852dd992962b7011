// SPDX-License-Identifier: Apache-2.0
// Every reason for which a pair is refused, and every caveat, brought about on purpose.
#include "suite/metrics/frc.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"
#include "tests/support/texture_images.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <random>
#include <set>
#include <string>

using namespace etalon;
using namespace etalon::test;

namespace {

using targets::ExpectedImage;

ExpectedImage even(double level, int width = 256, int height = 256) {
  return {width, height,
          std::vector<double>(static_cast<std::size_t>(width) * static_cast<std::size_t>(height),
                              level)};
}

std::vector<Frame> good() { return exposures(fine_texture(), 1); }

std::vector<Frame> changed(const std::function<void(Frame&)>& change) {
  std::vector<Frame> frames = good();
  for (Frame& frame : frames) change(frame);
  return frames;
}

std::vector<std::uint16_t>& samples(Frame& frame) {
  return std::get<std::vector<std::uint16_t>>(frame.samples);
}

/// The same offsets in every pixel of all frames: `scale` DN rms, of pixels or of whole columns.
void add_pattern(Frame& frame, double scale, bool columns) {
  std::mt19937_64 generator(77);
  std::normal_distribution<double> normal(0, 1);
  std::vector<double> pattern;
  for (std::size_t k = 0; k < samples(frame).size(); ++k)
    pattern.push_back(scale * normal(generator));
  const auto width = static_cast<std::size_t>(frame.info.width);
  for (std::size_t k = 0; k < pattern.size(); ++k) {
    const double v = samples(frame)[k] + pattern[columns ? k % width : k];
    samples(frame)[k] = static_cast<std::uint16_t>(std::clamp(v, 0.0, 65535.0));
  }
}

Evaluation with_pattern(double scale, bool columns = false) {
  return frc_of(changed([=](Frame& frame) { add_pattern(frame, scale, columns); }));
}

Evaluation with_extra(const std::function<void(Observation&)>& extra) {
  Observation observation = observation_of(good());
  extra(observation);
  return measured(observation, {}, "frc");
}

std::unique_ptr<FrameSequence> one(Frame frame) {
  return std::make_unique<MemoryFrames>(std::vector<Frame>{std::move(frame)});
}

Evaluation with_clipped(std::size_t count) {
  return frc_of(changed([=](Frame& frame) {
    for (std::size_t k = 0; k < count; ++k) samples(frame)[7 * k] = 65535;
  }));
}

struct Provocation {
  std::string code;
  std::function<Evaluation()> provoke;
  std::string says;
};

std::vector<Provocation> failures() {
  return {
      {"no_frames", [] { return measured(Observation{}, {}, "frc"); }, "no image"},
      {"one_frame", [] { return frc_of({exposed(even(500), 1)}); }, "one image"},
      {"frames_differ",
       [] {
         return frc_of({exposed(even(500), 1), exposed(even(500, 128, 256), 1)});
       },
       "frame 2 differs from the first in size or type (128 x 256 px, the first 256 x 256)"},
      {"dark_differs",
       [] { return with_extra([](Observation& o) { o.dark = one(exposed(even(0, 64, 64), 1)); }); },
       "64 x 64 px, the image 256 x 256"},
      {"flat_differs",
       [] { return with_extra([](Observation& o) { o.flat = one(exposed(even(9, 64, 64), 1)); }); },
       "64 x 64 px, the image 256 x 256"},
      {"flat_saturated",
       [] { return with_extra([](Observation& o) { o.flat = one(exposed(even(1e6), 1)); }); },
       "of the flat field is at full scale"},
      {"flat_dark",
       [] { return with_extra([](Observation& o) { o.flat = one(exposed(even(0), 1)); }); },
       "less than a twentieth"},
      {"region_outside",
       [] {
         return frc_of(good(), {{"region", "200,0,100,100"}});
       },
       "200,0,100,100 reaches beyond the image of 256 x 256"},
      {"no_such_plane",
       [] {
         return frc_of(good(), {{"plane", "red"}});
       },
       "it is grey"},
      {"too_small",
       [] {
         return frc_of(good(), {{"region", "0,0,100,63"}});
       },
       "100 x 63 samples are too few"},
      {"too_small",
       [] {
         return frc_of({exposed(even(500, 1, 500), 1), exposed(even(500, 1, 500), 2)});
       },
       "1 x 500"},
      {"not_finite",
       [] {
         ExpectedImage image = targets::render(fine_texture());
         image.electrons[5] = std::numeric_limits<double>::quiet_NaN();
         return frc_of({noise_free(image), noise_free(image)});
       },
       "1 pixels are no numbers"},
      {"saturated", [] { return with_clipped(200); }, "0.305 % of the pixels are at full scale"},
      {"saturated",
       [] {
         return frc_of({exposed(even(1e6), 1), exposed(even(1e6), 2)});
       },
       "100 % of the pixels are at full scale"},
      {"identical",
       [] {
         const Frame frame = exposed(targets::render(fine_texture()), 1);
         return frc_of({frame, frame});
       },
       "frames 1 and 2 are the same image"},
      {"identical",
       [] {
         const ExpectedImage image = targets::render(fine_texture());
         ExpectedImage brighter = image;
         for (double& e : brighter.electrons) e = 1.1 * e + 30;
         return frc_of({noise_free(image), noise_free(brighter)});
       },
       "share their noise"},
      {"moved",
       [] {
         ExpectedImage wide = targets::render(fine_texture(2000, 1, 400));
         const auto part = [&](std::size_t x) {
           ExpectedImage image{256, 256, {}};
           for (std::size_t y = 0; y < 256; ++y) {
             const auto row = wide.electrons.begin() + static_cast<std::ptrdiff_t>(400 * y + x);
             image.electrons.insert(image.electrons.end(), row, row + 256);
           }
           return image;
         };
         return frc_of({exposed(part(0), 1), exposed(part(80), 2)});
       },
       "moved by more than a quarter"},
      {"no_structure",
       [] {
         return frc_of({exposed(even(500), 1), exposed(even(500), 2)});
       },
       "nothing in common"},
      {"no_structure",
       [] {
         return frc_of({noise_free(even(500)), noise_free(even(500))});
       },
       "same value everywhere"},
      {"no_structure",
       [] {
         ExpectedImage shaded = even(2000);
         for (std::size_t k = 0; k < shaded.electrons.size(); ++k)
           shaded.electrons[k] *= 1 - 3e-6 * std::pow(static_cast<double>(k % 256) - 128, 2);
         return frc_of({exposed(shaded, 1), exposed(shaded, 2)});
       },
       "shading"},
      {"no_structure",
       [] {
         return frc_of({exposed(targets::render(fine_texture(2000, 1)), 1),
                        exposed(targets::render(fine_texture(2000, 2)), 2)});
       },
       "same place"},
      {"sampling_limited",
       [] {
         targets::Texture sharp = fine_texture(20'000);
         sharp.layers = {{0.2, px(1)}};
         return frc_of(exposures(sharp, 1));
       },
       "nothing finer than 3.00 px is claimed"},
      {"fixed_pattern", [] { return with_pattern(30); }, "belongs to the pixels"},
      {"fixed_pattern", [] { return with_pattern(500); }, "at all frequencies"},
      {"fixed_pattern", [] { return with_pattern(60, true); }, "stripes along the rows or columns"},
      {"fixed_pattern",
       [] {  // one dark frame, whose noise is then in both images
         return with_extra([](Observation& o) {
           const hardware::CameraModel noisy{.read_noise_e = 40};
           o.dark = one(hardware::expose(even(0), noisy, 9, 0, 0));
         });
       },
       "belongs to the pixels"},
      {"uncertain",
       [] {  // strong shading, which reaches a few rings further
         ExpectedImage shaded = even(2000);
         for (std::size_t k = 0; k < shaded.electrons.size(); ++k)
           shaded.electrons[k] *= 1 - 1e-5 * std::pow(static_cast<double>(k % 256) - 128, 2);
         return frc_of({exposed(shaded, 1), exposed(shaded, 2)});
       },
       "too noisily to say where"},
  };
}

std::vector<Provocation> caveats() {
  const auto said = [](const std::function<void(FrameInfo&)>& change) {
    return frc_of(changed([&](Frame& frame) { change(frame.info); }));
  };
  return {
      {"depends_on_light", [] { return frc_of(good()); }, "not of the microscope alone"},
      {"transfer_unknown",
       [=] { return said([](FrameInfo& i) { i.transfer = Transfer::unknown; }); }, "--linear yes"},
      {"transfer_encoded",
       [=] { return said([](FrameInfo& i) { i.transfer = Transfer::encoded; }); }, "tone curve"},
      {"lossy", [=] { return said([](FrameInfo& i) { i.lossy = true; }); }, "JPEG"},
      {"processed", [=] { return said([](FrameInfo& i) { i.processed = true; }); }, "processed"},
      {"drift",
       [] {
         targets::Texture texture = fine_texture();
         std::vector<Frame> frames = exposures(texture, 1, 1);
         texture.offset_x = px(1.5);
         frames.push_back(exposed(targets::render(texture), 7));
         return frc_of(std::move(frames));
       },
       "1.5"},
      {"brightness_differs",
       [] {
         return frc_of({exposed(targets::render(fine_texture(2000)), 1),
                        exposed(targets::render(fine_texture(3000)), 2)});
       },
       "1.50 times"},
      {"saturated_few", [] { return with_clipped(20); }, "40 pixels are at full scale"},
      {"frames_unused", [] { return frc_of(exposures(fine_texture(), 1, 9)); },
       "of 9 frames the first 8"},
      {"slight_pattern",
       [] {
         auto frames = exposures(fine_texture(2000, 1, 768), 1);
         for (Frame& frame : frames) add_pattern(frame, 6.6, false);
         return frc_of(std::move(frames));
       },
       "--dark"},
      {"uneven_curve",
       [] {
         ExpectedImage image = targets::render(fine_texture());
         for (std::size_t k = 0; k < image.electrons.size(); ++k) {
           const auto x = static_cast<double>(k % 256);
           const auto y = static_cast<double>(k / 256);
           for (const double q : {0.235, 0.25, 0.262})
             image.electrons[k] += 8 * std::cos(6.2832 * q * (0.8 * x + 0.6 * y));
         }
         return frc_of({exposed(image, 1), exposed(image, 2)});
       },
       "from ring to ring"},
      {"pixel_size_uncertainty_unknown",
       [] {
         return with_extra([](Observation& o) {
           o.references.pixel_size = Uncertain<PixelSize>{PixelSize{um(0.1)}};
         });
       },
       "without an uncertainty"},
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

TEST_CASE("each reason to refuse a pair has its code, its words and an advice", "[metrics]") {
  std::set<std::string> provoked;
  for (const auto& [reason, provoke, says] : failures()) {
    const std::string code = "frc." + reason;
    const Evaluation evaluation = provoke();
    INFO(code << ", " << says << "\n" << described(evaluation));
    CHECK(evaluation.results.empty());
    REQUIRE(evaluation.failures.size() == 1);
    CHECK(evaluation.failures.front().code == code);
    CHECK_THAT(evaluation.failures.front().detail + evaluation.failures.front().advice,
               contains_text(says));
    CHECK_FALSE(evaluation.failures.front().advice.empty());
    provoked.insert(code);
  }
  CHECK(provoked == names_of(metrics::frc_failures()));
}

TEST_CASE("each caveat of a pair has its code and its words", "[metrics]") {
  std::set<std::string> provoked;
  for (const auto& [reason, provoke, says] : caveats()) {
    const std::string code = "frc." + reason;
    const Evaluation evaluation = provoke();
    INFO(code << "\n" << described(evaluation));
    CHECK(evaluation.failures.empty());
    const Caveat* caveat = caveat_of(evaluation, code);
    REQUIRE(caveat != nullptr);
    CHECK_THAT(caveat->detail, contains_text(says));
    provoked.insert(code);
  }
  CHECK(provoked == names_of(metrics::frc_caveats()));
  for (const auto& result : frc_of(good()).results) CHECK(result.caveats.size() == 1);
}

TEST_CASE("dark frames take the pattern out", "[metrics]") {
  std::vector<Frame> dark;
  for (std::uint64_t i = 0; i < 32; ++i) {
    dark.push_back(exposed(even(0), 500 + i));
    for (auto& v : samples(dark.back())) v = static_cast<std::uint16_t>(v + 200);
    add_pattern(dark.back(), 30, false);
  }
  Observation observation = observation_of(changed([](Frame& frame) {
    for (auto& v : samples(frame)) v = static_cast<std::uint16_t>(v + 200);
    add_pattern(frame, 30, false);
  }));
  CHECK(has_failure(measured(observation, {}, "frc"), "frc.fixed_pattern"));
  observation.dark = std::make_unique<MemoryFrames>(std::move(dark));
  const Evaluation clean = measured(observation, {}, "frc");
  INFO(described(clean));
  CHECK(clean.failures.empty());
  const MeasurementResult& result = result_of(clean, "frc_resolution_px");
  CHECK(std::abs(result.value - 1 / true_crossing(fine_texture())) <
        3 * result.standard_uncertainty);
}

TEST_CASE("a refused pair still shows its curve and its frames", "[metrics]") {
  const Evaluation refused = with_pattern(500);
  REQUIRE(refused.curves.size() == 2);
  CHECK(refused.curves.front().name == "frc");
  CHECK(refused.items.size() == 2);
}

TEST_CASE("eight bits and floating point are measured alike", "[metrics]") {
  const targets::Texture texture = fine_texture(2000);
  const auto image = targets::render(texture);
  const double truth = 1 / true_crossing(texture);
  std::vector<Frame> bytes;
  std::vector<Frame> floats;
  for (std::uint64_t i = 0; i < 2; ++i) {
    const Frame frame = exposed(image, i);
    Frame byte = frame;
    byte.info.sample_type = SampleType::u8;
    byte.info.significant_bits = 8;
    std::vector<std::uint8_t> small;
    std::vector<float> real;
    for (const auto v : std::get<std::vector<std::uint16_t>>(frame.samples)) {
      small.push_back(static_cast<std::uint8_t>(std::min(255.0, v / 16.0)));
      real.push_back(static_cast<float>(v) / 7);
    }
    byte.samples = small;
    bytes.push_back(byte);
    Frame floating = frame;
    floating.info.sample_type = SampleType::f32;
    floating.samples = real;
    floats.push_back(floating);
  }
  for (auto* frames : {&bytes, &floats}) {
    const Evaluation frc = frc_of(*frames);
    INFO(described(frc));
    CHECK(frc.failures.empty());
    const MeasurementResult& result = result_of(frc, "frc_resolution_px");
    CHECK(std::abs(result.value - truth) < 3 * result.standard_uncertainty);
  }
}

TEST_CASE("a threshold that does not exist is refused by name", "[metrics]") {
  const auto refused =
      metrics::frc_metric().evaluate(observation_of(good()), {{"method", "frc/two_bit"}});
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == "options.value");
  CHECK_THAT(refused.error().detail, contains_text("frc/half_bit"));
}
