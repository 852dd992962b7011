// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/camera/in_camera.hpp"

#include "hardware/simulator/camera/image_filters.hpp"
#include "suite/imagefiles/jpeg_bytes.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

namespace etalon::hardware {
namespace {

using Words = std::vector<std::uint16_t>;
using Bytes = std::vector<std::uint8_t>;

bool corrects_shading(const InCamera& steps) {
  return steps.corner_gain != std::array<double, 3>{1, 1, 1};
}

bool makes_a_picture(const InCamera& steps) {
  return corrects_shading(steps) || steps.demosaic || steps.denoise || steps.sharpening > 0 ||
         steps.gamma != 1;
}

bool makes_bytes(const InCamera& steps) { return steps.eight_bit || steps.jpeg_quality > 0; }

double largest_of(const FrameInfo& info) { return std::exp2(info.significant_bits) - 1; }

void clip(Picture& picture, double largest) {
  const auto top = static_cast<float>(largest);
  for (float& value : picture.values) value = std::clamp(value, 0.0F, top);
}

void apply_tone_curve(Picture& picture, double gamma, double black, double largest) {
  for (float& value : picture.values) {
    const double share = std::clamp((value - black) / (largest - black), 0.0, 1.0);
    value = static_cast<float>(largest * std::pow(share, gamma));
  }
}

/// All steps that work on numbers with fractions; rounded at the end.
Frame pictured(Frame raw, const InCamera& steps, std::size_t threads) {
  FrameInfo info = raw.info;
  const double largest = largest_of(info);
  const double black = info.black_level.value_or(0);
  const auto& samples = std::get<Words>(raw.samples);
  Picture picture{static_cast<std::size_t>(info.width),
                  static_cast<std::size_t>(info.height),
                  static_cast<std::size_t>(info.channels),
                  {samples.begin(), samples.end()}};
  if (corrects_shading(steps)) {
    correct_shading(picture, info.mosaic, steps.corner_gain, black, threads);
    clip(picture, largest);
  }
  if (steps.demosaic) {
    picture = demosaiced(picture, info.mosaic, threads);
    info.mosaic = Mosaic::none;
    info.channels = 3;
  }
  if (steps.denoise) picture = denoised(picture, threads);
  if (steps.sharpening > 0) {
    picture = sharpened(picture, steps.sharpening, threads);
    clip(picture, largest);
  }
  if (steps.gamma != 1) {
    apply_tone_curve(picture, steps.gamma, black, largest);
    info.black_level = 0;
    info.transfer = Transfer::encoded;
  }
  info.processed = corrects_shading(steps) || steps.denoise || steps.sharpening > 0;
  Words words(picture.values.size());
  std::transform(picture.values.begin(), picture.values.end(), words.begin(),
                 [](float value) { return static_cast<std::uint16_t>(value + 0.5F); });
  return {info, std::move(words)};
}

Frame in_bytes(Frame frame) {
  const auto& words = std::get<Words>(frame.samples);
  const auto surplus = static_cast<unsigned>(frame.info.significant_bits - 8);
  Bytes bytes(words.size());
  std::transform(words.begin(), words.end(), bytes.begin(),
                 [&](std::uint16_t word) { return static_cast<std::uint8_t>(word >> surplus); });
  FrameInfo info = frame.info;
  info.sample_type = SampleType::u8;
  info.significant_bits = 8;
  if (info.black_level) *info.black_level /= std::exp2(surplus);
  return {info, std::move(bytes)};
}

void shift_left(Frame& frame, int bits) {
  for (std::uint16_t& word : std::get<Words>(frame.samples))
    word = static_cast<std::uint16_t>(word << static_cast<unsigned>(bits));
  frame.info.significant_bits += bits;
  if (frame.info.black_level) *frame.info.black_level *= std::exp2(bits);
}

void forget(FrameInfo& info) {
  info.mosaic = Mosaic::none;
  info.transfer = Transfer::unknown;
  info.processed.reset();
  info.black_level.reset();
  info.significant_bits = info.sample_type == SampleType::u8 ? 8 : 16;
}

}  // namespace

Frame processed(Frame raw, const InCamera& steps, std::size_t threads) {
  Frame frame = makes_a_picture(steps) ? pictured(std::move(raw), steps, threads) : std::move(raw);
  if (makes_bytes(steps)) frame = in_bytes(std::move(frame));
  if (steps.jpeg_quality > 0)
    return imagefiles::frame_of_jpeg(imagefiles::jpeg_of(frame, steps.jpeg_quality));
  if (steps.shifted_bits > 0) shift_left(frame, steps.shifted_bits);
  if (!steps.describes_itself) forget(frame.info);
  return frame;
}

}  // namespace etalon::hardware
