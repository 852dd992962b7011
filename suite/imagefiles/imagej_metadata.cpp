// SPDX-License-Identifier: Apache-2.0
#include "suite/imagefiles/imagej_metadata.hpp"

#include "suite/imagefiles/byte_source.hpp"
#include "suite/imagefiles/length_unit.hpp"
#include "suite/imagefiles/ome_settings.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace etalon::imagefiles {
namespace {

/// ImageJ writes the micro sign as an escape of Java.
std::string unescaped(std::string unit) {
  const std::string escape = "\\u00B5";
  const std::size_t at = unit.find(escape);
  if (at != std::string::npos) unit.replace(at, escape.size(), "\u00b5");
  return unit;
}

double number_or_zero(const std::string& text) { return parse_number(text).value_or(0); }

/// Counts are whole, at least 1, and small enough that three of them can be multiplied.
std::int64_t count_or_zero(const std::string& text) {
  constexpr double kMost = 1e6;
  const double number = number_or_zero(text);
  return number >= 1 && number <= kMost ? static_cast<std::int64_t>(number) : 0;
}

void take(ImageJDescription& into, const std::string& key, const std::string& value) {
  if (key == "images") into.images = count_or_zero(value);
  if (key == "channels") into.channels = count_or_zero(value);
  if (key == "slices") into.slices = count_or_zero(value);
  if (key == "frames") into.frames = count_or_zero(value);
  if (key == "unit") into.unit = unescaped(value);
  if (key == "yunit") into.y_unit = unescaped(value);
  if (key == "zunit") into.z_unit = unescaped(value);
  if (key == "tunit") into.time_unit = unescaped(value);
  if (key == "spacing") into.spacing = number_or_zero(value);
  if (key == "finterval") into.frame_interval = number_or_zero(value);
}

std::optional<PixelSize> pixel_size(double pixels_per_unit, const std::string& unit) {
  if (!std::isfinite(pixels_per_unit) || pixels_per_unit <= 0) return std::nullopt;
  const auto length = length_in_unit(1 / pixels_per_unit, unit);
  return length ? std::optional(PixelSize{*length}) : std::nullopt;
}

}  // namespace

std::optional<ImageJDescription> parse_imagej(const std::string& description) {
  if (description.rfind("ImageJ=", 0) != 0) return std::nullopt;
  ImageJDescription parsed;
  std::istringstream lines(description);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t equals = line.find('=');
    if (equals == std::string::npos) continue;
    std::string value = line.substr(equals + 1);
    if (!value.empty() && value.back() == '\r') value.pop_back();
    take(parsed, line.substr(0, equals), value);
  }
  return parsed;
}

ImageMetadata imagej_metadata(const ImageJDescription& description, std::size_t pages,
                              double pixels_per_unit_x, double pixels_per_unit_y,
                              const std::filesystem::path& path) {
  const auto count = static_cast<std::int64_t>(pages);
  std::int64_t channels = std::max<std::int64_t>(1, description.channels);
  std::int64_t slices = std::max<std::int64_t>(1, description.slices);
  std::int64_t frames = std::max<std::int64_t>(1, description.frames);
  if (channels * slices * frames == 1) slices = count;  // ImageJ's own reading of a plain stack
  if (channels * slices * frames != count)
    refuse(
        path,
        tr("its ImageJ metadata announce {} channels x {} slices x {} frames, but the file has {} "
           "pages. Save it again from ImageJ."),
        channels, slices, frames, count);
  ImageMetadata metadata;
  metadata.format = "TIFF (ImageJ)";
  metadata.size_c = static_cast<int>(channels);
  metadata.size_z = static_cast<int>(slices);
  metadata.size_t = static_cast<int>(frames);
  for (int t = 0; t < metadata.size_t; ++t)
    for (int z = 0; z < metadata.size_z; ++z)
      for (int c = 0; c < metadata.size_c; ++c) metadata.planes.push_back({.z = z, .c = c, .t = t});

  const auto or_unit = [&](const std::string& own) { return own.empty() ? description.unit : own; };
  metadata.pixel_size_x = pixel_size(pixels_per_unit_x, description.unit);
  metadata.pixel_size_y = pixel_size(pixels_per_unit_y, or_unit(description.y_unit));
  // A negative spacing means that the stack was taken downwards.
  const auto step = length_in_unit(std::abs(description.spacing), or_unit(description.z_unit));
  if (step) metadata.axial_step = AxialStep{*step};
  metadata.time_increment = time_in_unit(
      description.frame_interval, description.time_unit.empty() ? "s" : description.time_unit);
  apply_time_increment(metadata);
  return metadata;
}

}  // namespace etalon::imagefiles
