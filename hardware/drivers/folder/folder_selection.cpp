// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/folder/folder_selection.hpp"

#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"
#include "suite/imagefiles/joined_settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

namespace etalon::hardware {
namespace {

namespace fs = std::filesystem;

/// A run of frames of one file.
class FrameRange final : public FrameSequence {
 public:
  FrameRange(std::unique_ptr<FrameSequence> all, std::size_t first, std::size_t count)
      : all_(std::move(all)), first_(first), count_(count) {}
  std::size_t size() const override { return count_; }
  Frame read(std::size_t index) const override { return all_->read(first_ + index); }
  std::vector<InputFile> inputs() const override { return all_->inputs(); }

 private:
  std::unique_ptr<FrameSequence> all_;
  std::size_t first_;
  std::size_t count_;
};

bool is_constant(const Frame& frame) {
  return std::visit(
      [](const auto& samples) {
        return std::adjacent_find(samples.begin(), samples.end(), std::not_equal_to<>()) ==
               samples.end();
      },
      frame.samples);
}

std::optional<PixelSize> square_pixel(const imagefiles::ImageMetadata& metadata) {
  const auto& x = metadata.pixel_size_x;
  const auto& y = metadata.pixel_size_y;
  if (!x || !y || x->per_px.in(um) <= 0) return std::nullopt;
  if (std::abs(y->per_px / x->per_px - 1) > 1e-3) return std::nullopt;
  return x;
}

void expect_alike(const FrameInfo& first, const Frame& frame, const fs::path& file) {
  const FrameInfo& info = frame.info;
  if (info.width == first.width && info.height == first.height && info.channels == first.channels &&
      info.sample_type == first.sample_type) {
    return;
  }
  throw FileError(
      file.string(),
      fmt::format(fmt::runtime(tr("its frames ({} x {}, {} channels) differ in size or type "
                                  "from those before it ({} x {}, {} channels). Frames of "
                                  "one step must be alike: take the odd one out.")),
                  info.width, info.height, info.channels, first.width, first.height,
                  first.channels));
}

/// What a file says of the frames of it that are used.
imagefiles::ImageMetadata of_used(const imagefiles::ImageMetadata& file, std::size_t first,
                                  std::size_t count) {
  imagefiles::ImageMetadata used = file;
  const auto cut = [&](auto& values) {
    if (values.empty()) return;
    const auto begin = values.begin() + static_cast<std::ptrdiff_t>(first);
    values = {begin, begin + static_cast<std::ptrdiff_t>(count)};
  };
  cut(used.planes);
  cut(used.settings);
  return used;
}

bool times_rise(const std::vector<FrameSetting>& settings) {
  return std::is_sorted(settings.begin(), settings.end(),
                        [](const auto& a, const auto& b) {
                          return a.time.value_or(s(0)) < b.time.value_or(s(0));
                        }) &&
         (settings.size() < 2 || !settings.front().time ||
          settings.front().time < settings.back().time);
}

}  // namespace

void FolderSelection::add(const fs::path& file) {
  imagefiles::ImageFile image = imagefiles::open_image(file);
  expect_new(image, file);
  if (!image.metadata.members.empty())
    throw FileError(file.string(),
                    tr("is one file of a set of several, which protocols do not read. Combine them "
                       "into one OME-TIFF, for example with bfconvert, or measure it directly."));
  const std::size_t size = image.frames->size();
  const std::size_t skipped = std::min(size, first_ - passed_);
  passed_ += skipped;
  std::size_t used = size - skipped;
  if (count_ != 0) used = std::min(used, count_ - taken_);
  if (used == 0) return;
  check(image, skipped, file);
  for (std::size_t i = 0; i < used; ++i) {
    origins_.push_back({image.frames->inputs().at(0), static_cast<int>(skipped + i)});
  }
  const auto first_place = image.metadata.planes.begin() + static_cast<std::ptrdiff_t>(skipped);
  files_.push_back(of_used(image.metadata, skipped, used));
  append_later(places_, {first_place, first_place + static_cast<std::ptrdiff_t>(used)});
  parts_.push_back(std::make_unique<FrameRange>(std::move(image.frames), skipped, used));
  taken_ += used;
}

void FolderSelection::expect_new(const imagefiles::ImageFile& image, const fs::path& file) {
  const auto [same, fresh] = contents_.try_emplace(image.frames->inputs().at(0).sha256, file);
  // Of a frame without any light or noise nobody can tell whether it is a copy.
  if (fresh || is_constant(image.frames->read(0))) return;
  throw FileError(
      file.string(),
      fmt::format(fmt::runtime(tr("holds the same as {}, byte by byte, and two exposures never do. "
                                  "Take one of them out of the folder.")),
                  same->second.filename().string()));
}

AcquiredFrames FolderSelection::finish(const std::optional<imagefiles::SettingsTable>& table) {
  std::vector<FrameSetting> settings = own_settings();
  if (table) tell(*table, settings);
  AcquiredFrames acquired;
  acquired.frames = std::make_unique<JoinedFrames>(std::move(parts_));
  acquired.origins = std::move(origins_);
  acquired.pixel_size = pixel_size_;
  if (plane_count_z(places_) * channel_count(places_) > 1) acquired.places = std::move(places_);
  acquired.axial_step = axial_step_;
  // A frame of which nobody said anything would be taken for one where nothing was set.
  if (std::none_of(settings.begin(), settings.end(),
                   [](const FrameSetting& setting) { return setting == FrameSetting{}; })) {
    acquired.settings = std::move(settings);
  }
  acquired.instrument = std::move(instrument_);
  return acquired;
}

/// A file counts its times from its own begin, unless it belongs to a recorded series.
std::vector<FrameSetting> FolderSelection::own_settings() const {
  std::vector<FrameSetting> settings;
  for (const auto& file : files_) {
    settings.insert(settings.end(), file.settings.begin(), file.settings.end());
    settings.resize(settings.size() + file.planes.size() - file.settings.size());
  }
  // A single frame begins with its file, which says nothing of when that was in a series.
  if (settings.size() == 1) settings.front().time.reset();
  if (times_rise(settings)) return settings;
  settings = imagefiles::joined_settings(files_);
  settings.resize(taken_);
  return settings;
}

void FolderSelection::tell(const imagefiles::SettingsTable& table,
                           std::vector<FrameSetting>& settings) const {
  const std::size_t end = first_ + taken_;
  const std::size_t rows = table.settings.size();
  if (rows < end || (count_ == 0 && rows != end)) {
    throw FileError(
        table.identity.path,
        fmt::format(fmt::runtime(tr("has {} rows for {} frames. Write one row for each frame of "
                                    "the step, in the order of the frames.")),
                    rows, end));
  }
  for (std::size_t i = 0; i < taken_; ++i)
    settings[i] = imagefiles::completed(table.settings[first_ + i], settings[i]);
}

void FolderSelection::check(const imagefiles::ImageFile& image, std::size_t page,
                            const fs::path& file) {
  const auto size = square_pixel(image.metadata);
  if (parts_.empty()) {
    pixel_size_ = size;
    axial_step_ = image.metadata.axial_step;
    instrument_ = image.metadata.instrument;
    return;
  }
  if (size != pixel_size_) pixel_size_.reset();
  if (!info_) info_ = parts_.front()->read(0).info;
  expect_alike(*info_, image.frames->read(page), file);
}

}  // namespace etalon::hardware
