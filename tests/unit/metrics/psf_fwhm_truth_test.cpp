// SPDX-License-Identifier: Apache-2.0
// Widths of beads that are known in closed form.
#include "suite/metrics/psf_fwhm.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"
#include "tests/support/psf_images.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

using namespace etalon;
using namespace etalon::test;
using namespace etalon::targets;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

constexpr double kFwhm = 2.3548200450309493;

Evaluation beads(const Observation& observation, const OptionTexts& options = {}) {
  return measured(observation, options, "psf_fwhm");
}

double value(const Evaluation& e, const std::string& measurand) {
  return result_of(e, measurand).value;
}

}  // namespace

TEST_CASE("widths of Gaussian beads in hardly any noise", "[metrics]") {
  BeadStack stack = sixteen_beads(50000);
  stack.sigma_y_px = 1.8;
  for (const std::string method : {"psf_fwhm/gaussian3d", "psf_fwhm/gaussian3d_tilted"}) {
    const Evaluation e = beads(stack_of(exposed_stack(stack, 1)), {{"method", method}});
    INFO(method << " " << described(e));
    CHECK(e.method == method);
    CHECK_THAT(value(e, "fwhm_x_px"), WithinRel(kFwhm * 1.5, 6e-4));
    CHECK_THAT(value(e, "fwhm_x"), WithinRel(kFwhm * 0.15, 6e-4));
    CHECK_THAT(value(e, "fwhm_y"), WithinRel(kFwhm * 0.18, 6e-4));
    CHECK_THAT(value(e, "fwhm_z"), WithinRel(kFwhm * 0.6, 6e-4));
    CHECK_THAT(value(e, "fwhm_z_px"), WithinRel(kFwhm * 3, 6e-4));
    CHECK_THAT(value(e, "fwhm_lateral"), WithinRel(kFwhm * 0.165, 6e-4));
    CHECK_THAT(value(e, "asymmetry"), WithinRel(1.2, 2e-3));
    CHECK(value(e, "beads_found") == 16);
    CHECK(value(e, "beads_used") == 16);
    CHECK(e.items.size() == 16);
  }
}

TEST_CASE("the pixel is taken out, and left in where it is none", "[metrics]") {
  BeadStack stack = sixteen_beads();
  stack.sigma_x_px = stack.sigma_y_px = 1.1;
  stack.pixel_box = true;
  const auto frames = noise_free_stack(stack);
  const Evaluation camera = beads(stack_of(frames));
  INFO(described(camera));
  CHECK_THAT(value(camera, "fwhm_x"), WithinRel(kFwhm * 0.1 * std::sqrt(1.21 + 1 / 12.0), 1e-3));
  CHECK_THAT(value(camera, "fwhm_x_corrected"), WithinRel(kFwhm * 0.11, 5e-4));
  CHECK_THAT(value(camera, "fwhm_z_corrected"), WithinRel(kFwhm * 0.6, 5e-4));
  const Evaluation scanned = beads(stack_of(frames), {{"pixel", "scanned"}});
  CHECK_THAT(value(scanned, "fwhm_x_corrected"), WithinRel(value(camera, "fwhm_x"), 1e-9));
  // Without its diameter the bead is left in, and that is said.
  CHECK(has_caveat(camera, "psf_fwhm.bead_diameter_unknown"));
}

TEST_CASE("beads up to the size of the resolution are taken out", "[metrics]") {
  for (const bool shell : {false, true}) {
    for (const double diameter : {1.0, 2.0, 3.0}) {
      BeadStack stack = sixteen_beads();
      stack.diameter_px = diameter;
      stack.diameter_planes = diameter / 2;
      stack.shell_share = shell ? 1 : 0;
      const OptionTexts options{{"bead_diameter", std::to_string(diameter / 10) + " um"},
                                {"dye", shell ? "shell" : "solid"},
                                {"pixel", "scanned"}};
      // A high background: all samples count alike, as in the closed form.
      stack.background = electrons(50000);
      const Evaluation e = beads(stack_of(noise_free_stack(stack)), options);
      INFO(diameter << (shell ? " shell " : " solid ") << described(e));
      CHECK_THAT(value(e, "fwhm_x_corrected"), WithinRel(kFwhm * 0.15, 2e-3));
      CHECK_THAT(value(e, "fwhm_z_corrected"), WithinRel(kFwhm * 0.6, 2e-3));
      CHECK(value(e, "fwhm_x") > 1.015 * value(e, "fwhm_x_corrected") - 0.01 * (diameter < 1.5));
      // Whatever the weights of the fit, the budget reaches the truth.
      stack.background = electrons(2);
      const Evaluation dark = beads(stack_of(noise_free_stack(stack)), options);
      const MeasurementResult& x = result_of(dark, "fwhm_x_corrected");
      CHECK(x.interval.lower < kFwhm * 0.15 * 1.0005);
      CHECK(x.interval.upper > kFwhm * 0.15 * 0.9995);
    }
  }
}

TEST_CASE("a dye of unknown place lies between both, and its interval holds both", "[metrics]") {
  BeadStack stack = sixteen_beads();
  stack.diameter_px = 2;
  stack.diameter_planes = 1;
  for (const bool shell : {false, true}) {
    stack.shell_share = shell ? 1 : 0;
    const Evaluation e =
        beads(stack_of(noise_free_stack(stack)),
              {{"bead_diameter", "0.2 um"}, {"dye", "unknown"}, {"pixel", "scanned"}});
    const MeasurementResult& x = result_of(e, "fwhm_x_corrected");
    INFO("[" << x.interval.lower << ", " << x.interval.upper << "]");
    CHECK(x.interval.lower < kFwhm * 0.15);
    CHECK(x.interval.upper > kFwhm * 0.15);
  }
}

TEST_CASE("single planes are measured by the turned Gaussian, and said so", "[metrics]") {
  BeadStack stack = sixteen_beads();
  stack.planes = 1;
  stack.beads = beads_on_grid(stack, 20, electrons(2000));
  stack.sigma_x_px = 1.8;
  stack.sigma_y_px = 1.6;
  stack.sigma_xy_px2 = 0.5;
  const Evaluation e = beads(stack_of(noise_free_stack(stack)));
  INFO(described(e));
  CHECK(e.method == "psf_fwhm/gaussian2d");
  CHECK(e.failures.empty());
  CHECK_THAT(value(e, "fwhm_x"), WithinRel(kFwhm * 0.18, 1e-4));
  CHECK_THAT(value(e, "fwhm_y"), WithinRel(kFwhm * 0.16, 1e-4));
  CHECK(find_result(e, "fwhm_z") == nullptr);
  // Axes of the covariance matrix in closed form.
  const double mean = (1.8 * 1.8 + 1.6 * 1.6) / 2;
  const double half = std::hypot((1.8 * 1.8 - 1.6 * 1.6) / 2, 0.5);
  CHECK_THAT(value(e, "asymmetry"), WithinRel(std::sqrt((mean + half) / (mean - half)), 1e-3));
  const auto item = std::find_if(e.items.begin(), e.items.end(), [](const Item& found) {
    return found.values.count("angle") == 1;
  });
  REQUIRE(item != e.items.end());
  CHECK_THAT(item->values.at("angle").value,
             WithinAbs(0.5 * std::atan2(1.0, 1.8 * 1.8 - 1.6 * 1.6) * 180 / 3.14159265, 0.1));
}

TEST_CASE("channels are measured on their own, in any order of the frames", "[metrics]") {
  BeadStack green = sixteen_beads();
  BeadStack red = green;
  red.sigma_x_px = red.sigma_y_px = 1.9;
  auto frames = noise_free_stack(green);
  auto others = noise_free_stack(red);
  std::vector<Frame> mixed;
  std::vector<FramePlace> places;
  for (std::size_t z = frames.size(); z-- > 0;) {
    mixed.push_back(frames[z]);
    places.push_back({static_cast<int>(z), 0, 0});
    mixed.push_back(others[z]);
    places.push_back({static_cast<int>(z), 1, 0});
  }
  Observation observation = stack_of(std::move(mixed));
  observation.places = places;
  observation.references.axial_step = Uncertain<AxialStep>{.value = {um(0.2)}};
  observation.instrument.channels = {Channel{.name = "green"}, Channel{.name = "red"}};
  const Evaluation e = beads(observation);
  INFO(described(e));
  CHECK_THAT(result_of(e, "fwhm_x", {{"channel", "green"}}).value, WithinRel(kFwhm * 0.15, 1e-4));
  CHECK_THAT(result_of(e, "fwhm_x", {{"channel", "red"}}).value, WithinRel(kFwhm * 0.19, 1e-4));
  CHECK_THAT(result_of(e, "fwhm_z", {{"channel", "red"}}).value, WithinRel(kFwhm * 0.6, 1e-4));
  CHECK(e.items.size() == 32);
}

TEST_CASE("maps follow widths over the field", "[metrics]") {
  BeadStack stack;
  stack.width = stack.height = 180;
  stack.planes = 1;
  stack.beads = beads_on_grid(stack, 20, electrons(5000));
  for (StackBead& bead : stack.beads) bead.width = 1 + 0.2 * std::pow((bead.x_px - 90) / 90, 2);
  const Evaluation e = beads(stack_of(exposed_stack(stack, 1)));
  INFO(described(e));
  REQUIRE(e.maps.size() == 2);
  const Map& map = e.maps.front();
  CHECK(map.name == "fwhm_lateral");
  CHECK(map.unit == "um");
  REQUIRE(map.values.size() == static_cast<std::size_t>(map.width * map.height));
  for (int i = 0; i < map.width; ++i) {
    const auto at = static_cast<std::size_t>(map.height / 2 * map.width + i);
    const double x = map.x0_px + map.pitch_px * i;
    const double truth = kFwhm * 0.15 * (1 + 0.2 * std::pow((x - 90) / 90, 2));
    CHECK(std::abs(map.values[at] - truth) < 4 * map.standard_uncertainty[at]);
  }
  CHECK(e.maps.back().name == "asymmetry");
}

TEST_CASE("the picture rings used beads and others", "[metrics]") {
  BeadStack stack = sixteen_beads();
  stack.beads.push_back({45, 1, 12, electrons(1000), 1});  // at the border
  Observation observation = stack_of(exposed_stack(stack, 3));
  observation.pictures = true;
  const Evaluation e = beads(observation);
  REQUIRE(e.pictures.size() == 1);
  const auto& overlays = e.pictures.front().overlays;
  CHECK(overlays.size() == e.items.size());
  const auto count = [&](const std::string& label) {
    return std::count_if(overlays.begin(), overlays.end(),
                         [&](const Overlay& o) { return o.label == label; });
  };
  CHECK(count("bead") == 16);
  CHECK(count("rejected") == 1);
}

TEST_CASE("beads under a mosaic of colour filters have the places and widths of the frame",
          "[metrics]") {
  BeadStack stack = sixteen_beads();
  stack.sigma_x_px = stack.sigma_y_px = 3;
  auto frames = noise_free_stack(stack);
  for (Frame& frame : frames) frame.info.mosaic = Mosaic::rggb;
  const Evaluation e = beads(stack_of(std::move(frames)), {{"plane", "green2"}});
  INFO(described(e));
  const double width = result_of(e, "fwhm_x", {{"plane", "green2"}}).value;
  CHECK_THAT(width, WithinRel(kFwhm * 0.3, 1e-3));
  REQUIRE(e.items.size() == 16);
  for (const Item& item : e.items) {
    const double nearest = std::transform_reduce(
        stack.beads.begin(), stack.beads.end(), 1e9,
        [](double a, double b) { return std::min(a, b); },
        [&](const auto& bead) {
          return std::hypot(item.position_px.at("x") - bead.x_px,
                            item.position_px.at("y") - bead.y_px);
        });
    CHECK(nearest < 0.01);
  }
}

TEST_CASE("places of beads are off by their standard uncertainty", "[metrics]") {
  const BeadStack stack = sixteen_beads(300);
  std::map<std::string, double> squares;
  double count = 0;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    const Evaluation e = beads(stack_of(exposed_stack(stack, seed)));
    REQUIRE(e.items.size() == 16);
    for (const Item& item : e.items) {
      const auto& at = item.values;
      const auto bead = *std::min_element(
          stack.beads.begin(), stack.beads.end(), [&](const auto& a, const auto& b) {
            return std::hypot(at.at("x").value - a.x_px, at.at("y").value - a.y_px) <
                   std::hypot(at.at("x").value - b.x_px, at.at("y").value - b.y_px);
          });
      const auto add = [&](const std::string& axis, double truth) {
        squares[axis] +=
            std::pow((at.at(axis).value - truth) / *at.at(axis).standard_uncertainty, 2);
      };
      add("x", bead.x_px);
      add("y", bead.y_px);
      add("z", bead.z_planes);
      ++count;
    }
  }
  // 192 beads: the root mean square of a unit normal scatters by 0.05.
  for (const auto& [axis, sum] : squares) {
    INFO(axis);
    CHECK_THAT(std::sqrt(sum / count), WithinAbs(1, 0.15));
  }
}
