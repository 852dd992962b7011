// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/cli/images.hpp"

#include "hardware/simulator/camera/expose.hpp"
#include "suite/imagefiles/image_file.hpp"
#include "targets/exact/slanted_edge.hpp"
#include "tests/integration/cli/program.hpp"

#include <string>
#include <utility>

namespace etalon::test {
namespace {

template <class Sample>
Frame painted(int side, SampleType type, const std::function<Sample(int, int)>& value) {
  Frame frame;
  frame.info.width = side;
  frame.info.height = side;
  frame.info.sample_type = type;
  std::vector<Sample> samples;
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) samples.push_back(value(x, y));
  }
  frame.samples = std::move(samples);
  return frame;
}

void append(std::string& bytes, std::uint32_t number, int size) {
  for (int i = 0; i < size; ++i) bytes += static_cast<char>((number >> (8 * i)) & 0xffU);
}

}  // namespace

Frame edge_frame(const EdgeScene& scene) {
  const Angle angle = deg(scene.angle_deg);
  const targets::SlantedEdge edge{.width = scene.side,
                                  .height = scene.side,
                                  .angle = angle,
                                  .bright = electrons(scene.bright_electrons),
                                  .dark = electrons(scene.dark_electrons)};
  const auto expected = targets::render_spread(edge, targets::gaussian_edge_spread(1.5, angle));
  return hardware::expose(expected, {.gain_dn_per_e = 0.1, .bits = 12}, scene.seed, 0, 0);
}

Frame painted_u16(int side, const std::function<std::uint16_t(int x, int y)>& value) {
  return painted<std::uint16_t>(side, SampleType::u16, value);
}

Frame painted_f32(int side, const std::function<float(int x, int y)>& value) {
  return painted<float>(side, SampleType::f32, value);
}

void write_image(const std::filesystem::path& path, Frame frame) {
  imagefiles::ImageMetadata metadata;
  metadata.pixel_size_x = metadata.pixel_size_y = PixelSize{um(0.2618)};
  std::vector<Frame> frames;
  frames.push_back(std::move(frame));
  imagefiles::write_ome_tiff(path, MemoryFrames(std::move(frames)), metadata);
}

void write_giant_header(const std::filesystem::path& path) {
  constexpr std::uint32_t kLong = 4;
  constexpr std::uint32_t kHuge = 2'000'000'000;
  const std::vector<std::pair<std::uint32_t, std::uint32_t>> tags = {
      {256, kHuge}, {257, kHuge}, {258, 16},    {259, 1}, {262, 1},
      {273, 8},     {277, 1},     {278, kHuge}, {279, 2}};
  std::string bytes = "II";
  append(bytes, 42, 2);
  append(bytes, 8, 4);
  append(bytes, static_cast<std::uint32_t>(tags.size()), 2);
  for (const auto& [tag, value] : tags) {
    append(bytes, tag, 2);
    append(bytes, kLong, 2);
    append(bytes, 1, 4);
    append(bytes, value, 4);
  }
  append(bytes, 0, 4);
  write_text(path, bytes);
}

}  // namespace etalon::test
