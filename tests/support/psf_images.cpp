// SPDX-License-Identifier: Apache-2.0
#include "tests/support/psf_images.hpp"

#include "tests/support/edge_images.hpp"

#include <memory>

namespace etalon::test {

using namespace targets;

std::vector<Frame> exposed_stack(const BeadStack& stack, std::uint64_t seed) {
  std::vector<Frame> frames;
  std::uint64_t plane = 0;
  for (const ExpectedImage& image : render(stack))
    frames.push_back(hardware::expose(image, {}, seed, 0, plane++));
  return frames;
}

std::vector<Frame> noise_free_stack(const BeadStack& stack) {
  std::vector<Frame> frames;
  for (const ExpectedImage& image : render(stack)) frames.push_back(noise_free(image));
  return frames;
}

Observation bare_stack_of(std::vector<Frame> frames) { return observation_of(std::move(frames)); }

Observation stack_of(std::vector<Frame> frames) {
  const auto planes = static_cast<int>(frames.size());
  Observation observation = observation_of(std::move(frames));
  for (int z = 0; z < planes; ++z) observation.places.push_back({z, 0, 0});
  observation.references.pixel_size = Uncertain<PixelSize>{
      .value = {um(0.1)}, .standard_uncertainty = PixelSize{um(1e-5)}, .id = "ruler"};
  if (planes > 1) {
    observation.references.axial_step = Uncertain<AxialStep>{
        .value = {um(0.2)}, .standard_uncertainty = AxialStep{um(2e-5)}, .id = "piezo"};
  }
  return observation;
}

BeadStack sixteen_beads(double peak_electrons) {
  BeadStack stack;
  stack.planes = 25;
  stack.beads = beads_on_grid(stack, 20, electrons(peak_electrons));
  return stack;
}

Instrument green_lens() {
  Instrument instrument;
  instrument.objective.lens_na = Uncertain<double>{.value = 0.8, .standard_uncertainty = 0.005};
  instrument.objective.immersion = Immersion::air;
  Channel channel;
  channel.name = "green";
  channel.mode = AcquisitionMode::widefield;
  channel.wavelength = Uncertain<Length>{.value = um(0.525), .standard_uncertainty = um(0.005)};
  instrument.channels = {channel};
  return instrument;
}

}  // namespace etalon::test
