// SPDX-License-Identifier: Apache-2.0
// Every reason for which beads are refused, and every caveat, brought about on purpose.
#include "suite/metrics/psf_fwhm.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"
#include "tests/support/psf_images.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace etalon;
using namespace etalon::test;
using namespace etalon::targets;
using Catch::Matchers::WithinRel;

namespace {

Evaluation beads(const Observation& observation, const OptionTexts& options = {}) {
  return measured(observation, options, "psf_fwhm");
}

/// The only failure; its advice must not be empty.
std::string refusal_of(const Evaluation& e) {
  if (e.failures.size() != 1) return "not one failure: " + described(e);
  return e.failures.front().advice.empty() ? "no advice" : e.failures.front().code;
}

ExpectedImage flat(double level) { return {64, 48, std::vector<double>(64 * 48, level)}; }

std::vector<Frame> noise_stack() {
  std::vector<Frame> frames;
  for (std::uint64_t i = 0; i < 9; ++i) frames.push_back(exposed(flat(200), i + 1));
  return frames;
}

/// As 8 bits: `brightest` DN where the beads are brightest.
std::vector<Frame> eight_bit(const BeadStack& stack, double brightest) {
  std::vector<Frame> frames;
  const auto images = render(stack);
  double highest = 0;
  for (const auto& image : images)
    highest = std::max(highest, *std::max_element(image.electrons.begin(), image.electrons.end()));
  for (const Frame& frame : exposed_stack(stack, 4)) {
    Frame small = frame;
    small.info.sample_type = SampleType::u8;
    small.info.significant_bits = 8;
    small.info.black_level = {};
    small.info.transfer = Transfer::unknown;
    std::vector<std::uint8_t> samples;
    for (const auto v : std::get<std::vector<std::uint16_t>>(frame.samples)) {
      const double light = (static_cast<double>(v) - 100) / highest * brightest + 10;
      samples.push_back(static_cast<std::uint8_t>(std::clamp(std::round(light), 0.0, 255.0)));
    }
    small.samples = std::move(samples);
    frames.push_back(std::move(small));
  }
  return frames;
}

bool has_flag(const Item& item, const std::string& flag) {
  return std::find(item.flags.begin(), item.flags.end(), flag) != item.flags.end();
}

}  // namespace

TEST_CASE("beads: without frames, or with frames that differ, nothing is measured", "[metrics]") {
  CHECK(refusal_of(beads(Observation{})) == "psf_fwhm.no_frames");
  auto frames = exposed_stack(sixteen_beads(), 1);
  frames[3] = exposed(flat(3), 1);
  CHECK(refusal_of(beads(bare_stack_of(std::move(frames)))) == "psf_fwhm.frames_differ");
}

TEST_CASE("beads: what holds none is not measured", "[metrics]") {
  CHECK(refusal_of(beads(bare_stack_of({noise_free(flat(7))}))) == "psf_fwhm.blank");
  CHECK(refusal_of(beads(bare_stack_of(noise_stack()))) == "psf_fwhm.no_bead");
  CHECK(refusal_of(beads(bare_stack_of({exposed(flat(200), 3)}))) == "psf_fwhm.no_bead");
  ExpectedImage nothing = flat(0);
  for (double& v : nothing.electrons) v = std::numeric_limits<double>::quiet_NaN();
  CHECK(refusal_of(beads(bare_stack_of({noise_free(nothing)}))) == "psf_fwhm.not_finite");
}

TEST_CASE("beads that are all saturated are found and refused", "[metrics]") {
  auto frames = eight_bit(sixteen_beads(20000), 600);
  const Evaluation e = beads(stack_of(std::move(frames)));
  CHECK(refusal_of(e) == "psf_fwhm.saturated");
  CHECK(e.results.empty());
  CHECK(e.items.size() >= 16);
  for (const Item& item : e.items) CHECK(has_flag(item, "saturated"));
}

TEST_CASE("beads that cannot be used are named by their flags", "[metrics]") {
  BeadStack stack;
  stack.width = stack.height = 60;
  stack.planes = 25;
  stack.beads = {{30, 0.4, 12, electrons(2000), 1}};
  const Evaluation e = beads(stack_of(exposed_stack(stack, 1)));
  CHECK(refusal_of(e) == "psf_fwhm.no_usable_bead");
  CHECK_THAT(e.failures.front().detail, contains_text("edge_of_field"));
  CHECK(e.items.size() == 1);
}

TEST_CASE("beads that are too dim are said to need light", "[metrics]") {
  // Who knows the lens finds fainter ones.
  Observation observation = stack_of(exposed_stack(sixteen_beads(9), 4));
  observation.instrument = green_lens();
  const Evaluation e = beads(std::move(observation));
  CHECK(refusal_of(e) == "psf_fwhm.no_usable_bead");
  REQUIRE(!e.failures.empty());
  CHECK_THAT(e.failures.front().detail, contains_text("dim"));
  CHECK_THAT(e.failures.front().advice, contains_text("Expose longer"));
}

TEST_CASE("hot pixels are told, and not counted as beads", "[metrics]") {
  auto frames = exposed_stack(sixteen_beads(), 6);
  for (Frame& frame : frames) {
    auto& values = std::get<std::vector<std::uint16_t>>(frame.samples);
    for (const std::size_t pixel : {1212U, 4987U, 8731U}) values[pixel] += 3000;
  }
  const Evaluation e = beads(stack_of(std::move(frames)));
  const auto found = std::find_if(e.results.begin(), e.results.end(), [](const auto& result) {
    return result.measurand == "beads_found";
  });
  REQUIRE(found != e.results.end());
  CHECK(found->value == 16);
  CHECK(std::count_if(e.items.begin(), e.items.end(),
                      [](const Item& item) { return has_flag(item, "hot_pixel"); }) == 3);
}

TEST_CASE("beads too narrow for the pixels are refused, not averaged over the wide ones",
          "[metrics]") {
  BeadStack stack = sixteen_beads(150);
  stack.sigma_x_px = stack.sigma_y_px = 0.38;
  const Evaluation e = beads(stack_of(exposed_stack(stack, 2)));
  CHECK(refusal_of(e) == "psf_fwhm.too_narrow");
  CHECK(e.results.empty());
  CHECK(e.items.size() >= 15);
  for (const Item& item : e.items) {
    CHECK((has_flag(item, "undersampled") || has_flag(item, "hot_pixel")));
    CHECK_FALSE(has_flag(item, "no_fit"));
  }
}

TEST_CASE("one bead has an interval of its noise, and says so", "[metrics]") {
  BeadStack stack;
  stack.width = stack.height = 40;
  stack.planes = 25;
  stack.beads = {{20.3, 19.8, 12.2, electrons(2000), 1}};
  const Evaluation single = beads(stack_of(exposed_stack(stack, 1)));
  INFO(described(single));
  CHECK(has_caveat(single, "psf_fwhm.one_bead"));
  const MeasurementResult& x = result_of(single, "fwhm_x");
  CHECK(x.n == 1);
  CHECK(x.interval.lower < 2.35482 * 0.15);
  CHECK(x.interval.upper > 2.35482 * 0.15);
  CHECK(std::none_of(x.budget.begin(), x.budget.end(),
                     [](const auto& part) { return part.source == "between beads"; }));
  stack.width = 80;
  stack.beads.push_back({58.7, 20.1, 11.8, electrons(2000), 1});
  const Evaluation two = beads(stack_of(exposed_stack(stack, 1)));
  CHECK(has_caveat(two, "psf_fwhm.few_beads"));
  CHECK_THAT(result_of(two, "fwhm_x_px").degrees_of_freedom, WithinRel(1.0, 1e-6));
}

TEST_CASE("fewer than five planes give lateral widths only", "[metrics]") {
  BeadStack stack = sixteen_beads();
  stack.planes = 3;
  for (StackBead& bead : stack.beads) bead.z_planes = 1;
  const Observation three = stack_of(exposed_stack(stack, 2));
  const Evaluation e = beads(three);
  INFO(described(e));
  CHECK(e.method == "psf_fwhm/gaussian2d");
  CHECK(refusal_of(e) == "psf_fwhm.no_stack");
  CHECK_THAT(result_of(e, "fwhm_x").value, WithinRel(2.35482 * 0.15, 0.03));
  CHECK(find_result(e, "fwhm_z") == nullptr);
  const Evaluation tilted = beads(three, {{"method", "psf_fwhm/gaussian3d_tilted"}});
  CHECK(refusal_of(tilted) == "psf_fwhm.no_stack");
  CHECK(tilted.results.empty());
}

TEST_CASE("without metadata widths are in pixels, and what is missing is named", "[metrics]") {
  const Evaluation e = beads(bare_stack_of(exposed_stack(sixteen_beads(), 1)));
  CHECK(refusal_of(e) == "psf_fwhm.no_pixel_size");
  CHECK_THAT(result_of(e, "fwhm_x_px").value, WithinRel(2.35482 * 1.5, 0.02));
  CHECK(find_result(e, "fwhm_x") == nullptr);
  CHECK(find_result(e, "fwhm_x_corrected") == nullptr);
  CHECK(has_caveat(e, "psf_fwhm.order_assumed"));
  CHECK(has_caveat(e, "psf_fwhm.axial_step_unknown"));
  CHECK(has_caveat(e, "psf_fwhm.noise_estimated"));
  CHECK(e.items.front().values.at("fwhm_x").unit == "px");
}

TEST_CASE("8 bits and floating point are measured alike", "[metrics]") {
  const BeadStack stack = sixteen_beads(3000);
  for (const auto& frames : {eight_bit(stack, 200), noise_free_stack(stack)}) {
    const Evaluation e = beads(stack_of(frames));
    INFO(described(e));
    CHECK_THAT(result_of(e, "fwhm_x").value, WithinRel(2.35482 * 0.15, 0.01));
    CHECK_THAT(result_of(e, "fwhm_z").value, WithinRel(2.35482 * 0.6, 0.01));
  }
  CHECK(has_caveat(beads(stack_of(eight_bit(stack, 200))), "psf_fwhm.transfer_unknown"));
  CHECK_FALSE(has_caveat(beads(stack_of(eight_bit(stack, 200)), {{"linear", "yes"}}),
                         "psf_fwhm.transfer_unknown"));
}

TEST_CASE("what the file says of itself goes with every result", "[metrics]") {
  auto frames = exposed_stack(sixteen_beads(), 1);
  const auto later = exposed_stack(sixteen_beads(), 2);
  frames.insert(frames.end(), later.begin(), later.end());
  for (Frame& frame : frames) {
    frame.info.transfer = Transfer::encoded;
    frame.info.lossy = true;
    frame.info.processed = true;
  }
  Observation observation = stack_of(std::move(frames));
  for (FramePlace& place : observation.places) {
    place.t = place.z < 25 ? 0 : 1;
    place.z %= 25;
  }
  const Evaluation e = beads(observation);
  for (const char* code :
       {"psf_fwhm.transfer_encoded", "psf_fwhm.lossy", "psf_fwhm.processed", "psf_fwhm.first_time"})
    CHECK(has_caveat(e, code));
}

TEST_CASE("a colour plane that is not there is refused", "[metrics]") {
  CHECK(refusal_of(beads(stack_of(exposed_stack(sixteen_beads(), 1)), {{"plane", "red"}})) ==
        "psf_fwhm.no_such_plane");
}

TEST_CASE("inputs without uncertainty are caveats", "[metrics]") {
  Observation observation = stack_of(exposed_stack(sixteen_beads(), 1));
  observation.references.pixel_size->standard_uncertainty = {};
  observation.references.axial_step->standard_uncertainty = {};
  observation.references.bead_diameter = Uncertain<Length>{.value = um(0.1)};
  observation.instrument = green_lens();
  observation.instrument.objective.lens_na->standard_uncertainty = {};
  const Evaluation e = beads(observation);
  for (const char* code :
       {"psf_fwhm.pixel_size_uncertainty_unknown", "psf_fwhm.axial_step_uncertainty_unknown",
        "psf_fwhm.bead_diameter_uncertainty_unknown", "psf_fwhm.input_uncertainty_unknown"})
    CHECK(has_caveat(e, code));
}

TEST_CASE("beads as large as their images are a caveat, larger ones are not taken out",
          "[metrics]") {
  const Observation observation = stack_of(exposed_stack(sixteen_beads(), 1));
  CHECK(has_caveat(beads(observation, {{"bead_diameter", "0.25 um"}}), "psf_fwhm.bead_large"));
  const Evaluation e = beads(observation, {{"bead_diameter", "2 um"}});
  CHECK(has_caveat(e, "psf_fwhm.bead_too_large"));
  CHECK(find_result(e, "fwhm_x_corrected") == nullptr);
  CHECK(find_result(e, "fwhm_x") != nullptr);
}

TEST_CASE("what the theory does not know is said", "[metrics]") {
  Observation observation = stack_of(exposed_stack(sixteen_beads(), 1));
  CHECK(has_caveat(beads(observation), "psf_fwhm.no_theory"));
  CHECK(find_result(beads(observation), "ratio_lateral") == nullptr);
  observation.instrument = green_lens();
  const Evaluation known = beads(observation);
  CHECK_FALSE(has_caveat(known, "psf_fwhm.no_theory"));
  CHECK_FALSE(has_caveat(known, "psf_fwhm.index_assumed"));
  CHECK(find_result(known, "ratio_axial") != nullptr);
  CHECK_FALSE(known.peers.empty());
  observation.instrument.objective.immersion = Immersion::unknown;
  observation.instrument.channels.front().mode = AcquisitionMode::unknown;
  const Evaluation guessed = beads(observation);
  CHECK(has_caveat(guessed, "psf_fwhm.index_assumed"));
  CHECK(has_caveat(guessed, "psf_fwhm.modality_assumed"));
  observation.instrument.channels.front().mode = AcquisitionMode::confocal;
  observation.instrument.channels.front().excitation = Uncertain<Length>{.value = um(0.488)};
  CHECK(has_caveat(beads(observation), "psf_fwhm.pinhole_unknown"));
}

TEST_CASE("narrower than a perfect lens, and coarser than it resolves", "[metrics]") {
  Observation observation = stack_of(exposed_stack(sixteen_beads(), 1));
  observation.instrument = green_lens();
  observation.instrument.objective.lens_na->value = 0.5;  // 0.54 um could be resolved; 0.35 is seen
  CHECK(has_caveat(beads(observation), "psf_fwhm.above_ideal"));
  observation.references.pixel_size->value.per_px = um(0.3);
  observation.references.axial_step->value.per_plane = um(2.5);
  const Evaluation e = beads(observation);
  CHECK(has_caveat(e, "psf_fwhm.undersampled_xy"));
  CHECK(has_caveat(e, "psf_fwhm.undersampled_z"));
}

TEST_CASE("beads that are no Gaussians are a caveat", "[metrics]") {
  BeadStack stack = sixteen_beads(20000);
  stack.sigma_x_px = stack.sigma_y_px = 2.4;
  BeadStack hole = stack;
  hole.sigma_x_px = hole.sigma_y_px = 2.0;
  hole.background = electrons(0);
  auto images = render(stack);
  const auto holes = render(hole);
  std::vector<Frame> frames;
  for (std::size_t z = 0; z < images.size(); ++z) {
    for (std::size_t i = 0; i < images[z].electrons.size(); ++i)
      images[z].electrons[i] -= 0.9 * holes[z].electrons[i];
    frames.push_back(hardware::expose(images[z], {}, 1, 0, z));
  }
  const Evaluation e = beads(stack_of(std::move(frames)));
  INFO(described(e));
  CHECK((has_caveat(e, "psf_fwhm.poor_model") || has_failure(e, "psf_fwhm.no_usable_bead")));
  CHECK(e.items.front().values.count("misfit") == 1);
  CHECK(e.items.front().values.at("misfit").value > 0.03);
}

TEST_CASE("beads: wrong options are named", "[metrics]") {
  const Observation observation = stack_of(noise_free_stack(sixteen_beads()));
  const auto refused = [&](const OptionTexts& options) {
    const auto e = metrics::psf_fwhm_metric().evaluate(observation, options);
    return e ? std::string("accepted") : e.error().detail;
  };
  CHECK_THAT(refused({{"method", "psf_fwhm/lorentzian"}}), contains_text("gaussian3d"));
  CHECK_THAT(refused({{"dye", "liquid"}}), contains_text("solid, shell, unknown"));
  CHECK_THAT(refused({{"pixel", "hexagonal"}}), contains_text("camera"));
  CHECK_THAT(refused({{"theory", "ray optics"}}), contains_text("debye_aplanatic"));
  CHECK_THAT(refused({{"bead_diameter", "-1 um"}}), contains_text("more than 0"));
  CHECK_THAT(refused({{"bead_diameter_uncertainty", "5 nm"}}), contains_text("as well"));
  CHECK_THAT(refused({{"bead_diameter", "0.1 um"}, {"bead_diameter_uncertainty", "90 nm"}}),
             contains_text("less than half"));
}
