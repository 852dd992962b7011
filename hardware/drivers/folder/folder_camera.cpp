// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/folder/folder_camera.hpp"

#include "hardware/drivers/folder/folder_selection.hpp"
#include "hardware/drivers/folder/folder_watch.hpp"
#include "suite/core/translate.hpp"
#include "suite/imagefiles/image_folder.hpp"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>

namespace etalon::hardware {
namespace {

namespace fs = std::filesystem;

constexpr const char* kDefaultPattern = "{step}*";
constexpr const char* kRepeat = "{repeat}";

std::string filled_in(std::string pattern, const std::string& placeholder,
                      const std::string& text) {
  for (auto at = pattern.find(placeholder); at != std::string::npos;
       at = pattern.find(placeholder, at + text.size())) {
    pattern.replace(at, placeholder.size(), text);
  }
  return pattern;
}

std::string filled_in(const std::string& pattern, const StepContext& step) {
  return filled_in(filled_in(pattern, "{step}", step.step), kRepeat,
                   std::to_string(step.repeat + 1));
}

std::string listed(const std::vector<fs::path>& files) {
  constexpr std::size_t kShown = 5;
  if (files.empty()) return tr("nothing");
  std::string text;
  for (std::size_t i = 0; i < std::min(kShown, files.size()); ++i) {
    text += (i == 0 ? "" : ", ") + files[i].filename().string();
  }
  if (files.size() > kShown) {
    text += fmt::format(fmt::runtime(tr(" and {} more")), files.size() - kShown);
  }
  return text;
}

bool fits(const fs::path& pattern, const fs::path& name) {
  return fnmatch(pattern.filename().c_str(), name.filename().c_str(), FNM_CASEFOLD) == 0;
}

/// Files of the folders in `folder` that fit: a series is often saved in a folder of its own.
std::vector<fs::path> files_in_folders_of(const fs::path& folder, const fs::path& pattern) {
  std::vector<fs::path> files;
  for (const fs::path& fitting : imagefiles::folders_in(folder)) {
    if (!fits(pattern, fitting)) continue;
    const auto inside = imagefiles::files_in(fitting);
    files.insert(files.end(), inside.begin(), inside.end());
  }
  return files;
}

/// Files that fit the pattern of a step, and are no images by their names.
std::string note_of(const std::vector<fs::path>& passed_over) {
  if (passed_over.empty()) return {};
  return " " + fmt::format(fmt::runtime(tr("Not read, as they are not named like an image that can "
                                           "be read (see `etalon list formats`): {}.")),
                           listed(passed_over));
}

/// STEP.csv beside the images; of a repeat that has images of its own STEP-REPEAT.csv.
std::optional<imagefiles::SettingsTable> table_beside(const fs::path& images,
                                                      const StepContext& step, bool anew) {
  const std::string repeat = anew ? "-" + std::to_string(step.repeat + 1) : "";
  const fs::path table = images.parent_path() / (step.step + repeat + ".csv");
  std::error_code error;
  if (!fs::is_regular_file(table, error)) return std::nullopt;
  return imagefiles::read_settings_table(table);
}

std::string content_of(const std::vector<FrameOrigin>& origins) {
  std::string all;
  for (const FrameOrigin& origin : origins) {
    all += origin.file.sha256 + " " + std::to_string(origin.page) + "\n";
  }
  return all;
}

/// The pattern with "-NUMBER" in place of its only asterisk, and an extension: a name that fits it.
/// Empty where the pattern is not of that kind.
std::string numbered(std::string pattern, int number) {
  const auto asterisk = pattern.find('*');
  if (pattern.find_first_of("*?[\\", asterisk + 1) != std::string::npos) return {};
  if (asterisk == std::string::npos || pattern.find_first_of("?[\\") < asterisk) return {};
  const bool separated =
      asterisk == 0 || std::ispunct(static_cast<unsigned char>(pattern[asterisk - 1])) != 0;
  pattern.replace(asterisk, 1, (separated ? "" : "-") + std::to_string(number));
  return imagefiles::is_named_like_an_image(pattern) ? pattern : pattern + ".tif";
}

void check_placeholders(const std::string& pattern) {
  for (auto at = pattern.find('{'); at != std::string::npos; at = pattern.find('{', at + 1)) {
    if (pattern.compare(at, 6, "{step}") == 0 || pattern.compare(at, 8, kRepeat) == 0) continue;
    throw DeviceError("folder", fmt::format(fmt::runtime(tr("the pattern \"{}\" has an unknown "
                                                            "placeholder; known are {{step}} and "
                                                            "{{repeat}}.")),
                                            pattern));
  }
}

Time waiting_time(const DriverSettings& settings) {
  const auto wait = settings.find("wait");
  if (wait == settings.end()) return {};
  const auto time = parse_quantity<kind::Time>(wait->second);
  if (time && *time >= s(0) && *time <= minutes(24 * 60)) return *time;
  throw DeviceError("folder", tr("wait: expected the longest pause between two images, such as "
                                 "60 s, up to a day."));
}

std::shared_ptr<Device> make(const DriverSettings& settings) {
  const auto path = settings.find("path");
  if (path == settings.end() || path->second.empty()) {
    throw DeviceError("folder", tr("the setting path is missing: name the folder that holds the "
                                   "images, such as path: bench/edge."));
  }
  const auto pattern = settings.find("pattern");
  const std::string text = pattern == settings.end() ? kDefaultPattern : pattern->second;
  check_placeholders(text);
  return std::make_shared<FolderCamera>(path->second, text, waiting_time(settings));
}

}  // namespace

FolderCamera::FolderCamera(fs::path folder, std::string pattern, Time wait)
    : folder_(std::move(folder)), pattern_(std::move(pattern)), wait_(wait) {}

std::string FolderCamera::name() const { return "folder " + folder_.string(); }

void FolderCamera::open() {
  std::error_code error;
  if (fs::is_directory(folder_, error)) return;
  throw DeviceError(name(), fs::exists(folder_, error)
                                ? tr("this is no folder. Name the folder that holds the images.")
                                : tr("there is no such folder. Check its path."));
}

fs::path FolderCamera::folder_of(const StepContext& step) const {
  const fs::path pattern = filled_in(pattern_, step);
  return pattern.has_parent_path() ? folder_ / pattern.parent_path() : folder_;
}

std::vector<fs::path> FolderCamera::files_for(const StepContext& step) {
  const fs::path pattern = filled_in(pattern_, step);
  const fs::path folder = folder_of(step);
  std::error_code error;
  std::vector<fs::path> present;
  std::vector<fs::path> fitting;
  if (fs::is_directory(folder, error)) {
    present = imagefiles::files_in(folder);
    std::copy_if(present.begin(), present.end(), std::back_inserter(fitting),
                 [&](const fs::path& file) { return fits(pattern, file); });
    // What grows in there is not watched.
    if (fitting.empty() && !(wait_ > s(0))) fitting = files_in_folders_of(folder, pattern);
  }
  std::vector<fs::path> files;
  passed_over_.clear();
  for (const fs::path& file : fitting)
    (imagefiles::is_named_like_an_image(file) ? files : passed_over_).push_back(file);
  if (files.empty()) {
    throw NoFrames(
        name(), fmt::format(fmt::runtime(tr("no image for step {}: expected image files like {}; "
                                            "found: {}.")),
                            step.step, pattern.string(), listed(present)));
  }
  for (const fs::path& file : files) {
    const std::string& owner = taken_.try_emplace(file, step.step).first->second;
    if (owner == step.step) continue;
    throw DeviceError(
        name(), fmt::format(fmt::runtime(tr("{} would serve both step {} and step {}. Write a "
                                            "pattern that tells them apart, such as "
                                            "\"{{step}}-*\", and name the files so.")),
                            file.filename().string(), owner, step.step));
  }
  return files;
}

std::string FolderCamera::how_to_take(const StepContext& step, const CameraRequest& request) const {
  const std::string pattern = filled_in(pattern_, step);
  const bool anew = pattern_.find(kRepeat) != std::string::npos;
  const int before = request.before + (anew ? 0 : step.repeat * request.frames);
  const std::string first = numbered(pattern, before + 1);
  std::string text;
  if (request.frames == 0) {
    text = fmt::format(fmt::runtime(tr("Save the images in the folder {} with names like {}.")),
                       folder_.string(), pattern);
  } else if (first.empty()) {
    text = fmt::format(fmt::runtime(tr("Images to save in the folder {}: {}, with names like {}.")),
                       folder_.string(), request.frames, pattern);
  } else if (request.frames == 1) {
    text = fmt::format(fmt::runtime(tr("Save 1 image in the folder {} as {}.")), folder_.string(),
                       first);
  } else {
    text = fmt::format(fmt::runtime(tr("Save {} images in the folder {} as {} to {}.")),
                       request.frames, folder_.string(), first,
                       numbered(pattern, before + request.frames));
  }
  if (step.attempt > 0) text += tr(" They must take the place of those saved before.");
  return text;
}

AcquiredFrames FolderCamera::acquire(const StepContext& step, const CameraRequest& request) {
  if (!(wait_ > s(0))) return taken(step, request);
  FolderWatch watch(name(), folder_of(step));
  for (;;) {
    watch.settle();
    try {
      return taken(step, request);
    } catch (const Error&) {
      // Too few yet, or one that is not whole: what comes next may change that.
      if (!watch.changes_within(wait_)) throw;
    }
  }
}

AcquiredFrames FolderCamera::taken(const StepContext& step, const CameraRequest& request) {
  if (step.attempt > 0 && !step.attended && !(wait_ > s(0))) {
    throw NoFrames(name(), tr("a folder has the same images at every attempt."));
  }
  const bool anew = pattern_.find(kRepeat) != std::string::npos;
  const auto count = static_cast<std::size_t>(std::max(request.frames, 0));
  const auto repeat = static_cast<std::size_t>(anew ? 0 : step.repeat);
  if (count == 0 && repeat > 0) {
    throw NoFrames(name(),
                   fmt::format(fmt::runtime(tr("repeat {} of step {} finds no frame: the first "
                                               "took them all. Give a number of frames in the "
                                               "protocol, or {{repeat}} in the pattern.")),
                               step.repeat + 1, step.step));
  }
  const std::vector<fs::path> files = files_for(step);
  if (request.before > 0 && repeat > 0) {
    throw DeviceError(name(), tr("a series that is repeated needs {repeat} in the pattern of its "
                                 "file names."));
  }
  FolderSelection selection(static_cast<std::size_t>(request.before) + repeat * count, count);
  selection.add(files);
  if (count != 0 && !selection.complete()) {
    throw DeviceError(
        name(), fmt::format(fmt::runtime(tr("repeat {} of step {} needs {} frames and "
                                            "finds {} (in {}). Add images, or ask for "
                                            "fewer in the protocol.")),
                            step.repeat + 1, step.step, count, selection.taken(), listed(files)) +
                    note_of(passed_over_));
  }
  AcquiredFrames acquired = selection.finish(table_beside(files.front(), step, anew));
  const std::string content = content_of(acquired.origins);
  if (step.attempt > 0 && step.visit == 0 && content == last_) {
    throw NoFrames(name(), fmt::format(fmt::runtime(tr("step {} finds the images of the attempt "
                                                       "before ({}). Save new ones over them.")),
                                       step.step, listed(files)));
  }
  if (step.visit == 0) last_ = content;
  return acquired;
}

Driver folder_driver() {
  return {"folder",
          tr("images in a folder, by a file pattern for each step"),
          {"camera"},
          {"path", "pattern", "wait"},
          make};
}

}  // namespace etalon::hardware
