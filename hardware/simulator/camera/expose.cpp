// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/camera/expose.hpp"

#include "hardware/simulator/camera/colour_filters.hpp"
#include "hardware/simulator/camera/fixed_pattern.hpp"
#include "hardware/simulator/camera/in_camera.hpp"
#include "hardware/simulator/camera/poisson.hpp"
#include "suite/core/contract.hpp"
#include "suite/core/parallel.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace etalon::hardware {
namespace {

/// Electrons of the pixels of one row, from expected to read.
using Electrons = std::vector<double>;

void add_light(const LightImage& light, const CameraModel& model, double factor, std::size_t row,
               Electrons& electrons) {
  const auto width = static_cast<std::size_t>(light.width);
  const std::size_t channels = electrons.size() / width;
  for (std::size_t x = 0; x < width; ++x) {
    for (std::size_t c = 0; c < channels; ++c) {
      const std::size_t colour = channels == 3 ? c : colour_at(model.mosaic, x, row);
      const auto& plane = light.colours[light.colours.size() == 1 ? 0 : colour];
      electrons[x * channels + c] =
          model.quantum_efficiency[colour] * factor * plane[row * width + x];
    }
  }
}

void collect(const CameraModel& model, const PixelTraits& pixels, double time_s,
             RandomStream& random, Electrons& electrons) {
  for (std::size_t i = 0; i < electrons.size(); ++i) {
    const double mean = electrons[i] * pixels.response[i] + time_s * pixels.dark_current_e_per_s[i];
    const double collected = model.noise ? poisson(mean, random) : std::max(mean, 0.0);
    electrons[i] = std::min(collected, model.full_well_e);
  }
  if (model.nonlinearity == 0) return;
  for (double& kept : electrons) kept *= 1 - model.nonlinearity * kept / model.full_well_e;
}

void read_out(const CameraModel& model, const PixelTraits& pixels, RandomStream& random,
              Electrons& electrons) {
  for (std::size_t i = 0; i < electrons.size(); ++i) electrons[i] += pixels.offset_e[i];
  if (!model.noise || !(model.read_noise_e > 0)) return;
  for (std::size_t i = 0; i < electrons.size(); ++i)
    electrons[i] += pixels.read_noise_e[i] * random.normal();
}

void digitise(const CameraModel& model, const PixelTraits& pixels, const Electrons& electrons,
              std::uint16_t* samples) {
  const double largest = std::exp2(model.bits) - 1;
  for (std::size_t i = 0; i < electrons.size(); ++i) {
    const double recorded = electrons[i] * pixels.gain_dn_per_e[i] + model.offset_dn;
    // Not a number: nothing recorded.
    const double rounded = recorded > 0 ? std::min(recorded + 0.5, largest) : 0;
    samples[i] = static_cast<std::uint16_t>(rounded);
  }
}

FrameInfo raw_info(const LightImage& light, const CameraModel& model, int channels) {
  FrameInfo info;
  info.width = light.width;
  info.height = light.height;
  info.channels = channels;
  info.mosaic = model.mosaic;
  info.transfer = Transfer::linear;
  info.processed = false;
  info.significant_bits = model.bits;
  info.black_level = model.offset_dn;
  return info;
}

void expect_sound(const LightImage& light, const CameraModel& model) {
  ETALON_EXPECTS(objection(model).empty());
  ETALON_EXPECTS(light.width > 0 && light.height > 0);
  ETALON_EXPECTS(light.colours.size() == 1 || light.colours.size() == 3);
  const auto pixels =
      static_cast<std::size_t>(light.width) * static_cast<std::size_t>(light.height);
  for (const auto& plane : light.colours) ETALON_EXPECTS(plane.size() == pixels);
}

}  // namespace

Frame expose(const LightImage& light, const CameraModel& model, const Exposure& exposure) {
  expect_sound(light, model);
  const int channels = light.colours.size() == 3 && model.mosaic == Mosaic::none ? 3 : 1;
  const auto row_length =
      static_cast<std::size_t>(light.width) * static_cast<std::size_t>(channels);
  const auto rows = static_cast<std::size_t>(light.height);
  const ColumnTraits columns = column_traits(model, row_length);
  std::vector<std::uint16_t> samples(row_length * rows);
  in_parallel(rows, exposure.threads, [&](std::size_t first, std::size_t end) {
    Electrons electrons(row_length);
    for (std::size_t row = first; row < end; ++row) {
      RandomStream random(Purpose::frame, {exposure.seed, exposure.step, exposure.frame, row});
      const PixelTraits pixels = row_traits(model, columns, row);
      add_light(light, model, exposure.light_factor, row, electrons);
      collect(model, pixels, exposure.time_s, random, electrons);
      read_out(model, pixels, random, electrons);
      digitise(model, pixels, electrons, samples.data() + row * row_length);
    }
  });
  return processed(Frame{raw_info(light, model, channels), std::move(samples)}, model.in_camera,
                   exposure.threads);
}

Frame expose(const targets::ExpectedImage& expected, const CameraModel& model, std::uint64_t seed,
             std::uint64_t step, std::uint64_t frame) {
  CameraModel counting = model;
  counting.quantum_efficiency = {1, 1, 1};
  LightImage light{expected.width, expected.height, {}};
  light.colours.emplace_back(expected.electrons.begin(), expected.electrons.end());
  return expose(light, counting, {.seed = seed, .step = step, .frame = frame});
}

}  // namespace etalon::hardware
