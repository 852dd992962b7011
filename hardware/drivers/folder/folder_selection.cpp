// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/folder/folder_selection.hpp"

#include "suite/core/contract.hpp"
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

/// A run of frames of one file, or of one set of files.
class FrameRange final : public FrameSequence {
 public:
  FrameRange(std::unique_ptr<FrameSequence> all, std::size_t first, std::size_t count,
             std::vector<InputFile> inputs)
      : all_(std::move(all)), first_(first), count_(count), inputs_(std::move(inputs)) {}
  std::size_t size() const override { return count_; }
  Frame read(std::size_t index) const override { return all_->read(first_ + index); }
  std::vector<InputFile> inputs() const override { return inputs_; }

 private:
  std::unique_ptr<FrameSequence> all_;
  std::size_t first_;
  std::size_t count_;
  std::vector<InputFile> inputs_;  ///< in which these frames lie
};

/// The files with frames of the image, of one that is no set itself.
std::set<fs::path> files_of(const imagefiles::ImageFile& image, const fs::path& file) {
  std::set<fs::path> files;
  for (const std::size_t member : image.metadata.member_of_frame)
    files.insert(image.metadata.members.at(member));
  if (files.empty()) files.insert(file);
  return files;
}

/// The file in which a frame lies; its page is counted among the frames of the whole set.
FrameOrigin origin_of(const imagefiles::ImageFile& image, const std::vector<InputFile>& inputs,
                      std::size_t frame) {
  const auto& members = image.metadata.member_of_frame;
  if (members.empty()) return {inputs.at(0), static_cast<int>(frame)};
  const std::string path = image.metadata.members.at(members.at(frame)).string();
  const auto found = std::find_if(inputs.begin(), inputs.end(),
                                  [&](const InputFile& input) { return input.path == path; });
  ETALON_EXPECTS(found != inputs.end());
  return {*found, static_cast<int>(frame)};
}

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

/// Half of a set, or one that two steps share, is no step.
void expect_among(const std::vector<fs::path>& files, const fs::path& member,
                  const fs::path& opened) {
  if (std::find(files.begin(), files.end(), member) != files.end()) return;
  throw FileError(
      opened.string(),
      fmt::format(
          fmt::runtime(tr("is one file of a set, to which {} belongs too, and that one does "
                          "not fit the pattern of the step. A step takes a set as a whole: "
                          "write a pattern that fits all its files, or export the images "
                          "of the step as one file.")),
          member.filename().string()));
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

void FolderSelection::add(const std::vector<fs::path>& files) {
  for (const fs::path& file : files) {
    if (complete()) return;
    if (!in_sets_.contains(file)) add(file, files);
  }
}

void FolderSelection::add(const fs::path& file, const std::vector<fs::path>& all) {
  imagefiles::ImageFile image = imagefiles::open_image(file);
  const std::set<fs::path> own_files = files_of(image, file);
  // What only describes a set may come after its images.
  if (std::includes(in_sets_.begin(), in_sets_.end(), own_files.begin(), own_files.end())) return;
  expect_new(image, file);
  for (const fs::path& other : own_files) {
    expect_among(all, other, file);
    in_sets_.insert(other);
  }
  const std::size_t size = image.frames->size();
  const std::size_t skipped = std::min(size, first_ - passed_);
  passed_ += skipped;
  std::size_t used = size - skipped;
  if (count_ != 0) used = std::min(used, count_ - taken_);
  if (used == 0) return;
  check(image, skipped, file);
  const std::vector<InputFile> inputs = image.frames->inputs();
  std::vector<InputFile> own;
  for (std::size_t i = 0; i < used; ++i) {
    origins_.push_back(origin_of(image, inputs, skipped + i));
    const InputFile& input = origins_.back().file;
    if (std::find(own.begin(), own.end(), input) == own.end()) own.push_back(input);
  }
  const auto first_place = image.metadata.planes.begin() + static_cast<std::ptrdiff_t>(skipped);
  files_.push_back(of_used(image.metadata, skipped, used));
  append_later(places_, {first_place, first_place + static_cast<std::ptrdiff_t>(used)});
  parts_.push_back(
      std::make_unique<FrameRange>(std::move(image.frames), skipped, used, std::move(own)));
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
