// SPDX-License-Identifier: Apache-2.0
// Axial responses known in closed form, or from the optics of the virtual microscope, which share
// no code with the metric.
#include "hardware/simulator/optics/transfer.hpp"
#include "suite/metrics/axial_response.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"
#include "tests/support/layer_images.hpp"

#include <cmath>
#include <numbers>
#include <random>

using namespace etalon;
using namespace etalon::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

#ifdef __SANITIZE_ADDRESS__
constexpr int kSeeds = 5;
#else
constexpr int kSeeds = 100;
#endif

Evaluation axial_of(const Observation& observation, const OptionTexts& options = {}) {
  return measured(observation, options, "axial_response");
}

double width_planes(const Evaluation& evaluation) {
  INFO(described(evaluation));
  return result_of(evaluation, "axial_fwhm_planes").value;
}

/// The fewest hits out of n that an interval of 93 % coverage gives with a probability above 1e-4.
double fewest(int n) { return 0.93 * n - 3.72 * std::sqrt(0.93 * 0.07 * n); }

}  // namespace

TEST_CASE("axial response without noise: the width of any shape", "[metrics]") {
  for (const double fwhm : {5.3, 8.0, 14.7}) {
    LayerStack stack{.response = gaussian_response(fwhm), .planes = 61, .middle = 30.3};
    CHECK_THAT(width_planes(axial_of(layer_stack_of(noise_free_stack(stack)))),
               WithinRel(fwhm, 1e-4));
    stack.response = lorentz_squared_response(fwhm);
    // Between planes a fifth of the width apart there is room for a per mille.
    CHECK_THAT(width_planes(axial_of(layer_stack_of(noise_free_stack(stack)))),
               WithinRel(fwhm, fwhm < 6 ? 2e-3 : 3e-4));
  }
}

TEST_CASE("axial response in um is that in planes times the step, with its uncertainty",
          "[metrics]") {
  const Evaluation evaluation =
      axial_of(layer_stack_of(exposed_stack({.response = gaussian_response(9)})));
  const auto& planes = result_of(evaluation, "axial_fwhm_planes");
  const auto& length = result_of(evaluation, "axial_fwhm");
  CHECK_THAT(length.value, WithinRel(0.1 * planes.value, 1e-12));
  CHECK_THAT(std::pow(length.standard_uncertainty / length.value, 2),
             WithinRel(std::pow(planes.standard_uncertainty / planes.value, 2) + 1e-4, 1e-6));
  CHECK_THAT(planes.value, WithinAbs(9, 5 * planes.standard_uncertainty));
}

TEST_CASE("the thickness of a layer is taken out of the width", "[metrics]") {
  // A Gaussian of 9 planes (0.9 um) averaged over a thickness of 0.4 um, by Simpson's rule.
  const auto thin = gaussian_response(9);
  const auto thick = [&](double z) {
    double sum = 0;
    for (int i = 0; i <= 20; ++i)
      sum += (i == 0 || i == 20 ? 1 : i % 2 == 1 ? 4 : 2) * thin(z - 2 + 0.2 * i) / 60;
    return sum;
  };
  const Observation observation =
      layer_stack_of(noise_free_stack({.response = thick, .planes = 61, .middle = 30.1}));
  const Evaluation evaluation = axial_of(observation, {{"layer_thickness", "0.4 um"}});
  double inside = 0;
  double outside = 9;
  for (int i = 0; i < 50; ++i) {
    const double z = (inside + outside) / 2;
    (thick(z) > thick(0) / 2 ? inside : outside) = z;
  }
  const double recorded = 0.2 * inside;
  const double corrected = result_of(evaluation, "axial_fwhm_corrected").value;
  CHECK_THAT(result_of(evaluation, "axial_fwhm").value, WithinRel(recorded, 3e-4));
  // Second moments are not half widths: a tenth of the correction may be left.
  REQUIRE(recorded > 0.93);
  CHECK(std::abs(corrected - 0.9) < 0.1 * (recorded - 0.9));
}

TEST_CASE("a tilted layer is not taken for a thick one, and its height is mapped", "[metrics]") {
  const LayerStack level{.response = gaussian_response(9), .planes = 81, .middle = 40.2};
  LayerStack tilted = level;
  tilted.rise_x = 0.08;  // 7.7 planes over the field
  tilted.rise_y = -0.04;
  const double expected = width_planes(axial_of(layer_stack_of(noise_free_stack(level))));
  const Evaluation evaluation = axial_of(layer_stack_of(noise_free_stack(tilted)));
  CHECK_THAT(width_planes(evaluation), WithinRel(expected, 2e-3));
  // Without any care: planes averaged over the whole field would be wider by a fifth.
  REQUIRE(evaluation.maps.size() == 1);
  const Map& map = evaluation.maps.front();
  REQUIRE(map.values.size() == 9);
  CHECK_THAT(map.values[5] - map.values[3], WithinAbs(0.1 * 0.08 * 64, 1e-3));
  CHECK_THAT(map.values[7] - map.values[1], WithinAbs(-0.1 * 0.04 * 64, 1e-3));
}

TEST_CASE("tilt is taken out of a response that is no Gaussian", "[metrics]") {
  LayerStack stack{.response = lorentz_squared_response(9), .planes = 81, .middle = 40.2};
  const double level = width_planes(axial_of(layer_stack_of(noise_free_stack(stack))));
  stack.rise_x = 0.03;  // a Gaussian's number would leave 2e-4
  CHECK_THAT(width_planes(axial_of(layer_stack_of(noise_free_stack(stack)))),
             WithinRel(level, 5e-5));
}

TEST_CASE("a thick specimen has a step, of any shape, rising or falling, tilted or level",
          "[metrics][long]") {
  struct Shape {
    std::string name;
    std::function<double(double)> step;
    double rise;  ///< from 10 to 90 %, in the unit of z
  };
  const std::vector<Shape> shapes = {
      {"Gaussian", [](double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }, 2.563103},
      {"sech squared", [](double z) { return 0.5 + 0.5 * std::tanh(z); }, 2.197225},
      {"squared Lorentzian",
       [](double z) { return 0.5 + (std::atan(z) + z / (1 + z * z)) / std::numbers::pi; },
       1.891104},
  };
  for (const auto& [name, step, rise] : shapes) {
    for (const double width : {4.2, 7.0, 11.0}) {
      for (const double direction : {1.0, -1.0}) {
        INFO(name << ", " << direction * width);
        LayerStack stack;
        stack.response = [&, step = step, rise = rise](double z) {
          return step(direction * z * rise / width);
        };
        stack.planes = 61;
        stack.middle = 30.3;
        stack.haze = 500;
        const Evaluation level = axial_of(layer_stack_of(noise_free_stack(stack)));
        const auto& planes = result_of(level, "edge_10_90_planes");
        CHECK_THAT(planes.value, WithinRel(width, 6e-3));  // what the budget states
        CHECK(std::abs(planes.value - width) < 2 * planes.standard_uncertainty);
        CHECK_THAT(result_of(level, "edge_10_90").value, WithinRel(0.1 * planes.value, 1e-12));
        CHECK(find_result(level, "axial_fwhm") == nullptr);
        stack.rise_x = 0.03;
        const Evaluation tilted = axial_of(layer_stack_of(noise_free_stack(stack)));
        CHECK_THAT(result_of(tilted, "edge_10_90_planes").value, WithinRel(width, 5e-3));
      }
    }
  }
}

TEST_CASE("without a dark level the ends of the stack give it", "[metrics]") {
  LayerStack stack{
      .response = lorentz_squared_response(8), .planes = 61, .middle = 30.3, .haze = 3000};
  auto frames = noise_free_stack(stack);
  for (Frame& frame : frames) frame.info.black_level.reset();
  const Evaluation evaluation = axial_of(layer_stack_of(std::move(frames)));
  const auto& result = result_of(evaluation, "axial_fwhm_planes");
  CHECK(has_caveat(evaluation, "axial_response.no_dark"));
  CHECK_THAT(result.value, WithinAbs(8, 2 * result.standard_uncertainty));
  CHECK(result.standard_uncertainty < 0.05);
}

TEST_CASE("each channel is a subject of its own, repeated planes are averaged", "[metrics]") {
  const LayerStack green{.response = gaussian_response(8), .flicker = 0.01};
  LayerStack red = green;
  red.response = gaussian_response(10);
  Observation observation;
  std::vector<Frame> frames;
  std::vector<FramePlace> places;
  for (int t = 0; t < 2; ++t) {
    for (int c = 0; c < 2; ++c) {
      LayerStack plain = c == 0 ? green : red;
      plain.seed = static_cast<std::uint64_t>(10 * t + c + 1);
      int z = 0;
      for (Frame& frame : exposed_stack(plain)) {
        frames.push_back(std::move(frame));
        places.push_back({z++, c, t});
      }
    }
  }
  observation = layer_stack_of(std::move(frames));
  observation.places = places;
  observation.instrument.channels = {{.name = "green"}, {.name = "red"}};
  const Evaluation evaluation = axial_of(observation);
  INFO(described(evaluation));
  CHECK_THAT(result_of(evaluation, "axial_fwhm_planes", {{"channel", "green"}}).value,
             WithinRel(8, 0.02));
  CHECK_THAT(result_of(evaluation, "axial_fwhm_planes", {{"channel", "red"}}).value,
             WithinRel(10, 0.02));
}

TEST_CASE("the width through a confocal pinhole is that of the optics", "[metrics]") {
  hardware::Lens lens;
  lens.modality = hardware::Modality::confocal;
  lens.na = 1.2;
  lens.immersion_index = 1.518;
  lens.excitation_um = 0.488;
  lens.pinhole_airy_units = 1;
  const std::vector<hardware::Wavelength> light{{0.52, 1}};
  const auto share = [&](double z_um) {
    return hardware::transfer_of(lens, light, z_um).at(0, 0).real();
  };
  double inside = 0;
  double outside = 3;
  for (int i = 0; i < 30; ++i) {
    const double z = (inside + outside) / 2;
    (share(z) > share(0) / 2 ? inside : outside) = z;
  }
  const double truth = 2 * inside;
  std::vector<double> table;
  const LayerStack stack{.response = [&](double planes) { return share(0.1 * planes) / share(0); },
                         .size = 24,
                         .planes = 41,
                         .middle = 20.3};
  for (int z = 0; z < stack.planes; ++z) table.push_back(stack.response(z - stack.middle));
  LayerStack read = stack;
  read.response = [&](double planes) {
    return table[static_cast<std::size_t>(std::lround(planes + stack.middle))];
  };
  const Evaluation evaluation = axial_of(layer_stack_of(noise_free_stack(read)));
  INFO(described(evaluation) << "truth " << truth);
  CHECK_THAT(result_of(evaluation, "axial_fwhm").value, WithinRel(truth, 1e-3));
}

TEST_CASE("axial responses with noise and flicker: no bias, true intervals", "[metrics]") {
  for (const bool gaussian : {true, false}) {
    for (const double flicker : {0.02, 0.002, 0.0}) {
      int contained = 0;
      double sum = 0;
      double squares = 0;
      for (int seed = 1; seed <= kSeeds; ++seed) {
        std::mt19937_64 generator(static_cast<std::uint64_t>(seed));
        const double fwhm = std::uniform_real_distribution<double>(8, 12)(generator);
        LayerStack stack{.response =
                             gaussian ? gaussian_response(fwhm) : lorentz_squared_response(fwhm)};
        stack.size = 48;
        stack.middle = std::uniform_real_distribution<double>(19, 21)(generator);
        stack.flicker = flicker;
        stack.seed = static_cast<std::uint64_t>(seed);
        const auto result =
            result_of(axial_of(layer_stack_of(exposed_stack(stack))), "axial_fwhm_planes");
        contained += result.interval.lower < fwhm && fwhm < result.interval.upper ? 1 : 0;
        const double error = (result.value - fwhm) / result.standard_uncertainty;
        sum += error;
        squares += error * error;
      }
      INFO((gaussian ? "Gaussian, " : "Lorentz squared, ")
           << flicker << ": " << contained << " of " << kSeeds << ", mean error " << sum / kSeeds
           << " u, mean square " << squares / kSeeds);
      CHECK(contained >= fewest(kSeeds));
      CHECK(std::abs(sum / kSeeds) < 0.2 + 4 / std::sqrt(kSeeds));
      CHECK(squares / kSeeds > 0.3);
    }
  }
}
