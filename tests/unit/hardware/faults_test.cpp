// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/faults/fault_table.hpp"
#include "hardware/simulator/scene.hpp"
#include "hardware/simulator/simulate.hpp"
#include "hardware/simulator/truth.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/refusal.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

using Catch::Matchers::WithinAbs;
using namespace etalon;
using namespace etalon::hardware;
using etalon::test::contains_text;
using etalon::test::refusal_of;

namespace {

SimulatorSettings small(Modality modality = Modality::brightfield) {
  SimulatorSettings settings;
  settings.field.width = 96;
  settings.field.height = 64;
  settings.optics.modality = modality;
  return settings;
}

/// A microscope on which the fault is possible.
SimulatorSettings fit_for(const Fault& fault) {
  SimulatorSettings settings =
      small(fault.name == "pinhole_open" ? Modality::confocal : Modality::brightfield);
  if (fault.name == "misaligned_filter_cube") settings.camera.mosaic = Mosaic::rggb;
  return settings;
}

/// Twelve frames of an edge, a minute apart.
std::vector<decltype(Frame::samples)> series(const SimulatorSettings& settings) {
  Recording recording{.target = "slanted_edge"};
  recording.frames = 12;
  recording.interval = minutes(1);
  recording.exposure = ms(3);
  std::vector<decltype(Frame::samples)> frames;
  simulate(settings, recording, 1,
           [&](Frame frame, int) { frames.push_back(std::move(frame.samples)); });
  return frames;
}

}  // namespace

TEST_CASE("faults are told in whole sentences", "[hardware]") {
  std::set<std::string> names;
  CHECK(fault_table().size() >= 20);
  for (const Fault& fault : fault_table()) {
    INFO(fault.name);
    CHECK(names.insert(fault.name).second);
    CHECK(find_fault(fault.name) == &fault);
    CHECK(!fault.meaning.empty());
    CHECK(fault.sign.ends_with("."));
    CHECK(fault.cure.ends_with("."));
    CHECK(fault.size_type.empty() == fault.default_size.empty());
    // Whoever reads the sign is to name the fault: it must not stand there.
    CHECK(fault.sign.find(fault.name) == std::string::npos);
  }
}

TEST_CASE("each fault changes what is recorded, and nothing else", "[hardware]") {
  for (const Fault& fault : fault_table()) {
    INFO(fault.name);
    const SimulatorSettings healthy = fit_for(fault);
    // So small a field hardly shows a tilt.
    const std::string size = fault.name == "tilted_slide" ? "=8 deg" : "";
    const SimulatorSettings ill = with_fault(healthy, fault.name + size);
    CHECK(texts_of(ill) != texts_of(healthy));
    // Play shows only where a drive turns round, which no series does.
    if (fault.name != "sticky_focus") CHECK(series(ill) != series(healthy));
    CHECK(series(ill) == series(ill));
  }
}

TEST_CASE("a size on the command line is the size of the fault", "[hardware]") {
  CHECK(with_fault(small(), "defocus").mechanics.focus_offset == um(2));
  CHECK(with_fault(small(), "defocus=3.5um").mechanics.focus_offset == um(3.5));
  CHECK(with_fault(small(), "defocus = -1 um").mechanics.focus_offset == um(-1));
  CHECK(with_fault(small(), "lossy_compression=20").camera.jpeg_quality == 20);
  CHECK_THAT(with_fault(small(), "wrong_tube_lens=10 %").field.pixel_size.in(um),
             WithinAbs(0.2618 * 1.1, 1e-12));
  CHECK(with_fault(small(), "condenser_closed=0.2").optics.condenser_na == 0.2);
  // The corners are raised to the light of the middle.
  CHECK_THAT(with_fault(small(), "shading_correction").camera.corner_gain,
             WithinAbs(1 / 0.65, 1e-12));
}

TEST_CASE("several faults add up", "[hardware]") {
  const auto ill = with_fault(with_fault(small(), "defocus=1um"), "defocus=2um");
  CHECK(ill.mechanics.focus_offset == um(3));
}

TEST_CASE("faults that there are not, and sizes that cannot be, are refused", "[hardware]") {
  const auto said = [](const std::string& fault, Modality modality = Modality::brightfield) {
    return refusal_of([&] { with_fault(small(modality), fault); });
  };
  CHECK_THAT(said("defokus"),
             contains_text("there is no fault \"defokus\"; did you mean defocus?"));
  CHECK_THAT(said("zzzzzzzz"), contains_text("known are dirty_lens"));
  CHECK_THAT(said(""), contains_text("there is no fault"));
  CHECK_THAT(said("defocus=2"), contains_text("\"2\" has no unit"));
  CHECK_THAT(said("defocus="), contains_text("size of the fault"));
  CHECK_THAT(said("defocus=nan um"), contains_text("size of the fault"));
  CHECK_THAT(said("defocus=1 mm"), contains_text("focus_offset: expected"));
  CHECK_THAT(said("shading_correction=2"), contains_text("has no size"));
  CHECK_THAT(said("pinhole_open"), contains_text("only a confocal microscope has a pinhole."));
  CHECK_THAT(said("condenser_closed", Modality::widefield), contains_text("brightfield"));
  CHECK_THAT(said("left_shifted_bits=9"), contains_text("shifted bits"));
  CHECK_THAT(said("tilted_slide=80 deg"), contains_text("tilt_x"));
}

TEST_CASE("what a fault does follows from its physics", "[hardware]") {
  const SimulatorSettings healthy = small();
  const double sharp = true_mtf50(healthy, um(0));
  const auto mtf50 = [&](const std::string& fault) {
    const auto ill = with_fault(healthy, fault);
    return true_mtf50(ill, ill.mechanics.focus_offset);
  };
  CHECK_THAT(mtf50("defocus=2um"), WithinAbs(true_mtf50(healthy, um(2)), 1e-12));
  CHECK(mtf50("decentred_lens") < 0.95 * sharp);
  CHECK(mtf50("correction_collar") < 0.95 * sharp);
  CHECK(mtf50("vibration") < 0.95 * sharp);
  // Light that is spread everywhere does not move MTF50, it lowers the contrast.
  CHECK_THAT(mtf50("dirty_lens"), WithinAbs(sharp, 1e-12));
  const auto veiled =
      expected_image(with_fault(healthy, "dirty_lens=20 %"), {.shape = "slanted_edge"});
  const auto clear = expected_image(healthy, {.shape = "slanted_edge"});
  const auto darkest = [](const LightImage& image) {
    return *std::min_element(image.colours[0].begin(), image.colours[0].end());
  };
  CHECK(darkest(veiled) > darkest(clear) + 0.05F);
}
