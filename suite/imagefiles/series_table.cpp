// SPDX-License-Identifier: Apache-2.0
#include "suite/imagefiles/byte_source.hpp"
#include "suite/imagefiles/image_folder.hpp"
#include "suite/imagefiles/opened_together.hpp"
#include "suite/imagefiles/series_formats.hpp"

#include <algorithm>
#include <utility>

namespace etalon::imagefiles {
namespace {

/// metadata.txt of Micro-Manager stands for the images that it names: then these are all.
std::optional<Series> open_noted(const std::filesystem::path& folder,
                                 const std::vector<std::filesystem::path>& images,
                                 const ReadOptions& options) {
  const std::filesystem::path notes = folder / "metadata.txt";
  std::error_code error;
  if (!std::filesystem::is_regular_file(notes, error) || !is_text(notes)) return std::nullopt;
  const TextFile text = read_text_file(notes, options);
  if (!detect_micro_manager(text) || !names_planes(text)) return std::nullopt;
  Series series = open_micro_manager(text, options);
  const auto& named = series.files.front().metadata.members;
  for (const std::filesystem::path& image : images)
    if (std::find(named.begin(), named.end(), image) == named.end())
      refuse(image,
             tr("lies in a folder of Micro-Manager, whose metadata.txt does not name it. Move it "
                "elsewhere, or name the images one by one."));
  return series;
}

Series open_folder(const std::filesystem::path& folder, const ReadOptions& options) {
  const auto images = images_in(folder);
  if (auto noted = open_noted(folder, images, options)) return std::move(*noted);
  Series series;
  series.files = opened_together<ImageFile>(
      images.size(), [&](std::size_t i) { return open_image(images[i], options); });
  return series;
}

bool is_named_like_a_text(const std::filesystem::path& path) {
  const std::string extension = path.extension().string();
  return extension == ".csv" || extension == ".tsv" || extension == ".txt";
}

}  // namespace

const std::vector<SeriesFormat>& series_table() {
  static const std::vector<SeriesFormat> table = {
      {"emva1288", ".txt", tr("EMVA 1288 descriptor: exposures, photons and frames of a camera"),
       detect_emva, open_emva},
      {"frame-table", ".csv", tr("table of frames: file, exposure, light, photons, time, x, y, z"),
       detect_frame_table, open_frame_table},
      {"power-table", ".csv", tr("readings of a power meter: time, power, set point, integration"),
       detect_power_table, open_power_table},
      {"micro-manager", ".txt", tr("metadata.txt of Micro-Manager, beside images of one plane"),
       detect_micro_manager, open_micro_manager},
  };
  return table;
}

Series open_series(const std::filesystem::path& path, const ReadOptions& options) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return open_folder(path, options);
  if (std::filesystem::is_regular_file(path, error) && is_text(path)) {
    const TextFile text = read_text_file(path, options);
    for (const SeriesFormat& format : series_table())
      if (format.detect(text)) return format.open(text, options);
    if (is_named_like_a_text(path))
      refuse(
          path,
          tr("is a text, but neither an EMVA 1288 descriptor (it would begin with v and n), nor a "
             "table of frames (a line that names the column file), nor of readings of a power "
             "meter (time and power). Name the columns in its first line."));
  }
  Series series;
  series.files.push_back(open_image(path, options));
  return series;
}

}  // namespace etalon::imagefiles
