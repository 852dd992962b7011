// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/write_images.hpp"

#include "suite/cli/reporting.hpp"
#include "suite/core/frame_sequence.hpp"
#include "suite/imagefiles/image_file.hpp"

#include <algorithm>

namespace etalon::cli {
namespace {

/// Letters, digits, "-" and "_"; anything else becomes "_".
std::string for_file_name(std::string text) {
  std::replace_if(
      text.begin(), text.end(),
      [](unsigned char c) { return std::isalnum(c) == 0 && c != '-' && c != '_'; }, '_');
  return text;
}

std::string file_name(const Evaluation& evaluation, const Volume& volume) {
  std::string name = evaluation.metric;
  if (!evaluation.inputs.empty()) {
    name = std::filesystem::path(evaluation.inputs.front().path).filename().string();
    name = name.substr(0, name.find('.'));
  }
  name += "." + for_file_name(volume.name);
  for (const auto& [key, value] : volume.subject) name += "." + for_file_name(value);
  return name + ".ome.tif";
}

std::vector<Frame> frames_of(const Volume& volume) {
  FrameInfo info;
  info.width = volume.width;
  info.height = volume.height;
  info.sample_type = SampleType::f32;
  info.significant_bits = 32;
  info.transfer = Transfer::linear;
  std::vector<Frame> frames;
  const auto plane =
      static_cast<std::ptrdiff_t>(volume.width) * static_cast<std::ptrdiff_t>(volume.height);
  for (int z = 0; z < volume.depth; ++z) {
    const auto first = volume.values.begin() + plane * z;
    frames.push_back({info, std::vector<float>(first, first + plane)});
  }
  return frames;
}

}  // namespace

void write_images(const Evaluation& evaluation, const std::filesystem::path& folder) {
  if (evaluation.volumes.empty()) return;
  make_folder(folder);
  for (const Volume& volume : evaluation.volumes) {
    imagefiles::ImageMetadata metadata;
    metadata.pixel_size_x = metadata.pixel_size_y = volume.pixel_size;
    metadata.axial_step = volume.axial_step;
    metadata.size_z = volume.depth;
    for (int z = 0; z < volume.depth; ++z) metadata.planes.push_back({z, 0, 0});
    imagefiles::write_ome_tiff(folder / file_name(evaluation, volume),
                               MemoryFrames(frames_of(volume)), metadata);
  }
}

}  // namespace etalon::cli
