// SPDX-License-Identifier: Apache-2.0
// What a step does before its frames count: exposing and focusing.

#include "protocols/brightness.hpp"
#include "protocols/exposing.hpp"
#include "protocols/focusing.hpp"
#include "tests/support/catch.hpp"

#include <cmath>

using namespace etalon;
using namespace etalon::protocols;

namespace {

Frame stripes(double contrast, double mean, int bits) {
  Frame frame;
  frame.info.width = 64;
  frame.info.height = 48;
  frame.info.significant_bits = bits;
  std::vector<std::uint16_t> samples;
  for (int i = 0; i < 64 * 48; ++i) {
    const double value = mean * (1 + contrast * ((i / 2) % 2 == 0 ? 1 : -1));
    samples.push_back(
        static_cast<std::uint16_t>(std::lround(std::clamp(value, 0.0, std::exp2(bits) - 1))));
  }
  frame.samples = std::move(samples);
  return frame;
}

/// Light proportional to the exposure over an offset, stripes that lose contrast out of focus.
class Rig final : public hardware::Camera, public hardware::Focus {
 public:
  double dn_per_ms = 100;
  Length best = um(0);
  Length z = um(0);
  Length lower = um(-200);
  Length upper = um(200);
  std::vector<Length> visited;
  int frames = 0;

  std::string name() const override { return "rig"; }
  bool sets_exposure() const override { return true; }
  hardware::AcquiredFrames acquire(const hardware::StepContext&,
                                   const hardware::CameraRequest& request) override {
    ++frames;
    const double t = request.exposure.value_or(ms(10)).in(ms);
    const double off = (z - best) / um(3);
    std::vector<Frame> all;
    all.push_back(stripes(0.4 * std::exp(-off * off / 2), 100 + dn_per_ms * t, 12));
    hardware::AcquiredFrames acquired;
    acquired.frames = std::make_unique<MemoryFrames>(std::move(all));
    return acquired;
  }
  hardware::Travel travel() const override { return {lower, upper}; }
  void move_to(Length to) override {
    REQUIRE(to >= lower);
    REQUIRE(to <= upper);
    visited.push_back(z = to);
  }
  Length position() const override { return z; }
};

hardware::Microscope microscope_with(const std::shared_ptr<Rig>& rig) {
  hardware::Microscope microscope;
  microscope.camera = rig;
  microscope.focus = rig;
  microscope.instrument.objective.lens_na = Uncertain<double>{.value = 0.4};
  microscope.instrument.channels = {
      Channel{.name = "", .wavelength = Uncertain<Length>{.value = um(0.55)}}};
  return microscope;
}

}  // namespace

TEST_CASE("Brightness is what all but a thousandth of the samples stay below") {
  Frame frame = stripes(0, 1000, 12);
  auto& samples = std::get<std::vector<std::uint16_t>>(frame.samples);
  CHECK(brightness(frame)->in(one) == Approx(1000 / 4095.0));
  samples[0] = samples[1] = samples[2] = 4095;  // 3 of 3072 are less than a thousandth: hot pixels
  CHECK(brightness(frame)->in(one) == Approx(1000 / 4095.0));
  samples[3] = samples[4] = 4095;
  CHECK(brightness(frame)->in(one) == Approx(1));
  frame.info.sample_type = SampleType::f32;
  frame.samples = std::vector<float>(64 * 48, 1.0F);
  CHECK_FALSE(brightness(frame));
}

TEST_CASE("Exposing reaches the level from far too dark and from saturation") {
  for (const Time start : {us(20), ms(10), s(2)}) {
    Rig rig;
    const auto found = find_exposure(rig, {}, percent(60), start);
    REQUIRE(found);
    // 0.6 * 4095 = 100 + 1.4 * ... the stripes go 40 % above the mean.
    const double brightest = 1.4 * (100 + rig.dn_per_ms * found->in(ms));
    CHECK(brightest / 4095 == Approx(0.6).epsilon(0.06));
    CHECK(rig.frames <= 12);
  }
}

TEST_CASE("Exposing says when there is no light, and when there is too much") {
  Rig dark;
  dark.dn_per_ms = 0;
  const auto no_light = find_exposure(dark, {}, percent(60), ms(10));
  REQUIRE_FALSE(no_light);
  CHECK(no_light.error().code == "expose.too_dark");
  Rig bright;
  bright.dn_per_ms = 1e9;
  const auto glare = find_exposure(bright, {}, percent(60), ms(10));
  REQUIRE_FALSE(glare);
  CHECK(glare.error().code == "expose.too_bright");
}

TEST_CASE("The focus is found from near and from far, and approached from below") {
  for (const double best : {0.0, 4.3, -17.0, 61.0, 180.0}) {
    INFO("best focus at " << best << " um");
    const auto rig = std::make_shared<Rig>();
    rig->best = um(best);
    const auto found = find_focus(microscope_with(rig), {}, ms(10), std::nullopt);
    REQUIRE(found);
    // Stripes of 12 bits: the vertex of the parabola is good to a tenth of the depth of 3 um.
    CHECK(found->in(um) == Approx(best).margin(0.3));
    CHECK(rig->z == *found);
    CHECK(rig->visited[rig->visited.size() - 2] < *found);
  }
}

TEST_CASE("Focusing again starts at the place found before and needs no wide search") {
  const auto rig = std::make_shared<Rig>();
  rig->best = um(30);
  const auto microscope = microscope_with(rig);
  const auto again = find_focus(microscope, {}, ms(10), um(29));
  REQUIRE(again);
  CHECK(again->in(um) == Approx(30).margin(0.3));
  CHECK(rig->frames < 20);
  // Lost altogether: the wide search comes back in.
  const auto lost = find_focus(microscope, {}, ms(10), um(-60));
  REQUIRE(lost);
  CHECK(lost->in(um) == Approx(30).margin(0.3));
}

TEST_CASE("Where nothing is sharper than elsewhere the focus is not found") {
  const auto rig = std::make_shared<Rig>();
  rig->best = um(1e6);
  const auto found = find_focus(microscope_with(rig), {}, ms(10), std::nullopt);
  REQUIRE_FALSE(found);
  CHECK(found.error().code == "focus.not_found");
}

TEST_CASE("A focus that was not found is back where it stood, approached from below") {
  for (const double stood : {-3.0, 199.5}) {
    const auto rig = std::make_shared<Rig>();
    rig->best = um(1e6);
    rig->z = um(stood);
    for (int search = 0; search < 2; ++search) {
      REQUIRE_FALSE(find_focus(microscope_with(rig), {}, ms(10), std::nullopt));
      CHECK(rig->z == um(stood));
      CHECK(rig->visited[rig->visited.size() - 2] < um(stood));
    }
  }
}
