// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/coverage/coverage.hpp"
#include "suite/cli/coverage/scenes.hpp"
#include "suite/metrics/metric.hpp"

#include <array>
#include <cmath>
#include <numbers>
#include <utility>

namespace etalon::cli {
namespace {

constexpr std::uint64_t kStudy = 514;
constexpr int kSize = 48;
constexpr int kPlanes = 41;
// What the focus drive states; each run draws the true step from it.
constexpr double kStepUm = 0.1;
constexpr double kStepUncertaintyUm = 0.0001;

/// What is looked at, and how steady the lamp is from plane to plane; in some nothing but the noise
/// of the camera.
struct Scene {
  const char* name;
  double flicker;
  bool thick;
  double narrowest;  ///< of the response, planes
  double widest;
};

constexpr std::array<Scene, 6> kScenes = {{
    {"a lamp that flickers by 1 %", 0.01, false, 7, 12},
    {"a steady lamp", 0, false, 7, 12},
    {"a narrow peak, 1 % flicker", 0.01, false, 5, 7},
    {"a narrow peak", 0, false, 5, 7},
    {"a thick layer, 1 % flicker", 0.01, true, 4, 9},
    {"a thick layer", 0, true, 4, 9},
}};

enum class Shape { gaussian, lorentz_squared, sech_squared };

/// Arguments at which the light is half of the maximum, and its integral 90 %.
struct ShapePlaces {
  double half = 0;
  double ninety = 0;
};

ShapePlaces places_of(Shape shape) {
  if (shape == Shape::gaussian) return {1.177410, 1.281552};
  if (shape == Shape::lorentz_squared) return {0.643594, 0.945552};
  return {0.881374, 1.098612};
}

double response(Shape shape, double t) {
  if (shape == Shape::gaussian) return std::exp(-t * t / 2);
  return std::pow(shape == Shape::lorentz_squared ? 1 + t * t : std::cosh(t), -2);
}

double integral(Shape shape, double t) {
  if (shape == Shape::gaussian) return 0.5 * std::erfc(-t / std::numbers::sqrt2);
  if (shape == Shape::sech_squared) return 0.5 + 0.5 * std::tanh(t);
  return 0.5 + (std::atan(t) + t / (1 + t * t)) / std::numbers::pi;
}

/// A layer that is a little tilted, or a sea of dye with such a surface.
struct Layer {
  double fwhm = 0;  ///< of the response, planes
  bool thick = false;
  double middle = 0;
  double rise = 0;  ///< planes per px
  Shape shape = Shape::gaussian;

  double light(double z) const {
    const double t = places_of(shape).half * 2 * z / fwhm;
    return thick ? integral(shape, t) : response(shape, t);
  }
  double rise_10_90() const { return fwhm * places_of(shape).ninety / places_of(shape).half; }
};

Layer layer_of(std::mt19937_64& generator, const Scene& scene) {
  Layer layer;
  layer.thick = scene.thick;
  layer.fwhm = uniform(generator, scene.narrowest, scene.widest);
  layer.middle = uniform(generator, 19, 21);
  layer.rise = uniform(generator, -0.02, 0.02);
  const double kind = uniform(generator, 0, scene.thick ? 1.5 : 1);
  layer.shape = kind < 0.5 ? Shape::gaussian
                : kind < 1 ? Shape::lorentz_squared
                           : Shape::sech_squared;
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

std::vector<std::optional<Draw>> draw(const Scene& scene, double bright, std::uint64_t seed) {
  auto generator = draws_of(seed, kStudy);
  const Layer layer = layer_of(generator, scene);
  std::vector<Frame> frames;
  std::vector<FramePlace> places;
  for (int z = 0; z < kPlanes; ++z) {
    const double light = bright * (1 + scene.flicker * normal(generator));
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
  if (scene.thick) {
    return {draw_of(*evaluation, "edge_10_90", layer.rise_10_90() * step),
            draw_of(*evaluation, "edge_10_90_planes", layer.rise_10_90())};
  }
  return {draw_of(*evaluation, "axial_fwhm", layer.fwhm * step),
          draw_of(*evaluation, "axial_fwhm_planes", layer.fwhm)};
}

}  // namespace

std::vector<Condition> axial_response_conditions() {
  std::vector<Condition> conditions;
  for (const Scene& scene : kScenes) {
    for (const LightLevel& level : light_levels()) {
      const std::string name = scene.thick ? "edge_10_90" : "axial_fwhm";
      conditions.push_back({"axial_response",
                            scene.name,
                            level.name,
                            {name, name + "_planes"},
                            [&scene, bright = level.electrons](std::uint64_t seed) {
                              return draw(scene, bright, seed);
                            }});
    }
  }
  return conditions;
}

}  // namespace etalon::cli
