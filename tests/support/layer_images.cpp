// SPDX-License-Identifier: Apache-2.0
#include "tests/support/layer_images.hpp"

#include "tests/support/edge_images.hpp"

#include <cmath>
#include <numbers>
#include <random>
#include <utility>

namespace etalon::test {

namespace {

std::vector<targets::ExpectedImage> expected_of(const LayerStack& stack) {
  std::mt19937_64 generator(stack.seed);
  std::normal_distribution<double> normal;
  std::vector<targets::ExpectedImage> images;
  for (int z = 0; z < stack.planes; ++z) {
    const double light = stack.light * (1 + stack.flicker * normal(generator));
    targets::ExpectedImage image{stack.size, stack.size, {}};
    for (int y = 0; y < stack.size; ++y) {
      for (int x = 0; x < stack.size; ++x) {
        const double height = stack.middle + stack.rise_x * (x - (stack.size - 1) / 2.0) +
                              stack.rise_y * (y - (stack.size - 1) / 2.0);
        image.electrons.push_back(stack.haze + light * stack.response(z - height));
      }
    }
    images.push_back(std::move(image));
  }
  return images;
}

}  // namespace

std::function<double(double)> gaussian_response(double fwhm_planes) {
  return [=](double z) {
    return std::exp(-4 * std::numbers::ln2 * z * z / (fwhm_planes * fwhm_planes));
  };
}

std::function<double(double)> lorentz_squared_response(double fwhm_planes) {
  const double scale = 2 * std::sqrt(std::numbers::sqrt2 - 1) / fwhm_planes;
  return [=](double z) { return std::pow(1 + scale * scale * z * z, -2); };
}

std::vector<Frame> exposed_stack(const LayerStack& stack) {
  std::vector<Frame> frames;
  for (const auto& image : expected_of(stack))
    frames.push_back(exposed(image, 1000 * stack.seed + frames.size()));
  return frames;
}

std::vector<Frame> noise_free_stack(const LayerStack& stack) {
  std::vector<Frame> frames;
  for (const auto& image : expected_of(stack)) frames.push_back(noise_free(image));
  return frames;
}

Observation layer_stack_of(std::vector<Frame> frames) {
  std::vector<FramePlace> places;
  for (std::size_t i = 0; i < frames.size(); ++i) places.push_back({static_cast<int>(i), 0, 0});
  Observation observation = observation_of(std::move(frames));
  observation.places = std::move(places);
  observation.references.axial_step =
      Uncertain<AxialStep>{.value = {um(0.1)}, .standard_uncertainty = AxialStep{um(0.001)}};
  return observation;
}

}  // namespace etalon::test
