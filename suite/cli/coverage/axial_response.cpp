// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/coverage/coverage.hpp"
#include "suite/cli/coverage/scenes.hpp"
#include "suite/metrics/metric.hpp"

#include <cmath>
#include <numbers>
#include <utility>

namespace etalon::cli {
namespace {

constexpr std::uint64_t kStudy = 6;
constexpr int kSize = 48;
constexpr int kPlanes = 41;
// What the focus drive states; each run draws the true step from it.
constexpr double kStepUm = 0.1;
constexpr double kStepUncertaintyUm = 0.0001;

/// A lamp from plane to plane; in one condition nothing but the noise of the camera.
struct Lamp {
  const char* name;
  double flicker;
};

/// A layer that is a little tilted, and a response between a Gaussian and a squared Lorentzian.
struct Layer {
  double fwhm = 0;  ///< planes
  double middle = 0;
  double rise = 0;  ///< planes per px
  bool gaussian = true;

  double light(double z) const {
    const double u = 2 * z / fwhm;
    return gaussian ? std::exp(-std::numbers::ln2 * u * u)
                    : std::pow(1 + (std::numbers::sqrt2 - 1) * u * u, -2);
  }
};

Layer layer_of(std::mt19937_64& generator) {
  Layer layer;
  layer.fwhm = uniform(generator, 7, 12);
  layer.middle = uniform(generator, 19, 21);
  layer.rise = uniform(generator, -0.02, 0.02);
  layer.gaussian = uniform(generator, 0, 1) < 0.5;
  return layer;
}

targets::ExpectedImage expected_of(const Layer& layer, int plane, double light) {
  targets::ExpectedImage image{kSize, kSize, {}};
  image.electrons.reserve(static_cast<std::size_t>(kSize) * kSize);
  for (int y = 0; y < kSize; ++y) {
    for (int x = 0; x < kSize; ++x) {
      const double height = layer.middle + layer.rise * (x - (kSize - 1) / 2.0);
      image.electrons.push_back(light * layer.light(plane - height));
    }
  }
  return image;
}

std::vector<std::optional<Draw>> draw(double bright, double flicker, std::uint64_t seed) {
  auto generator = draws_of(seed, kStudy);
  const Layer layer = layer_of(generator);
  std::vector<Frame> frames;
  std::vector<FramePlace> places;
  for (int z = 0; z < kPlanes; ++z) {
    const double light = bright * (1 + flicker * normal(generator));
    const auto frame = static_cast<std::uint64_t>(z);
    frames.push_back(
        camera_frame(expected_of(layer, z, light), bright, seed, kStudy + 1000 * frame));
    places.push_back({z, 0, 0});
  }
  Observation observation = observation_of(std::move(frames));
  observation.places = std::move(places);
  observation.references.axial_step = Uncertain<AxialStep>{
      .value = {um(kStepUm)}, .standard_uncertainty = AxialStep{um(kStepUncertaintyUm)}};
  const double step = kStepUm + kStepUncertaintyUm * normal(generator);
  const auto evaluation = metrics::find_metric("axial_response")->evaluate(observation, {});
  return {draw_of(*evaluation, "axial_fwhm", layer.fwhm * step),
          draw_of(*evaluation, "axial_fwhm_planes", layer.fwhm)};
}

}  // namespace

std::vector<Condition> axial_response_conditions() {
  std::vector<Condition> conditions;
  for (const Lamp& lamp : {Lamp{"a lamp that flickers by 1 %", 0.01}, Lamp{"a steady lamp", 0.0}}) {
    for (const LightLevel& level : light_levels()) {
      conditions.push_back({"axial_response",
                            lamp.name,
                            level.name,
                            {"axial_fwhm", "axial_fwhm_planes"},
                            [flicker = lamp.flicker, bright = level.electrons](std::uint64_t seed) {
                              return draw(bright, flicker, seed);
                            }});
    }
  }
  return conditions;
}

}  // namespace etalon::cli
