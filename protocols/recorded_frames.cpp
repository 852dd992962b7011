// SPDX-License-Identifier: Apache-2.0
#include "protocols/recorded_frames.hpp"

#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"
#include "suite/imagefiles/image_file.hpp"

#include <algorithm>
#include <initializer_list>
#include <memory>
#include <set>
#include <utility>

namespace etalon::protocols {
namespace {

constexpr const char* kSetting = "setting.";
constexpr const char* kReached = "reached.";

/// Frames by file and page, in the order of the record; each file is opened once.
class RecordedFrames final : public FrameSequence {
 public:
  void add(std::shared_ptr<const FrameSequence> file, std::size_t page) {
    pages_.emplace_back(std::move(file), page);
  }
  std::size_t size() const override { return pages_.size(); }
  Frame read(std::size_t index) const override {
    const auto& [file, page] = pages_.at(index);
    return file->read(page);
  }
  /// The files that the frames came from before they were kept, as in a run without interruption.
  std::vector<InputFile> inputs() const override { return sources_; }
  void add_source(const InputFile& source) {
    if (std::find(sources_.begin(), sources_.end(), source) == sources_.end()) {
      sources_.push_back(source);
    }
  }

 private:
  std::vector<InputFile> sources_;
  std::vector<std::pair<std::shared_ptr<const FrameSequence>, std::size_t>> pages_;
};

std::filesystem::path place_of(const records::FrameRecord& frame,
                               const std::filesystem::path& folder) {
  const std::filesystem::path path = frame.path;
  return path.is_absolute() ? path : folder / path;
}

/// Throws FileError where none of the files that were opened is the one of the record.
void expect_recorded(const FrameSequence& file, const records::FrameRecord& frame,
                     const std::filesystem::path& path) {
  for (const InputFile& input : file.inputs()) {
    if (input.sha256 == frame.sha256) return;
  }
  throw FileError(path.string(),
                  tr("it is not the file that was recorded. The run cannot go on with it: "
                     "bring the file back, or start a new run."));
}

/// Settings that the keeper added to those of the device.
bool is_keepers(const std::string& name) {
  const auto names = {"transfer", "lossy",  "significant_bits", "attempt",
                      "visit",    "source", "source_sha256"};
  return name.starts_with(kSetting) || name.starts_with(kReached) || name.starts_with(kDoubtText) ||
         name.starts_with(kMoveText) || std::find(names.begin(), names.end(), name) != names.end();
}

/// Calls visit(name, member) for each of what may be set.
template <class Setting, class Visit>
void for_each_member(Setting& setting, const Visit& visit) {
  visit("exposure", setting.exposure);
  visit("light", setting.light);
  visit("photons", setting.photons);
  visit("time", setting.time);
  visit("x", setting.x);
  visit("y", setting.y);
  visit("z", setting.z);
}

void put(const std::string& begin, const FrameSetting& setting,
         std::map<std::string, std::string>& texts) {
  for_each_member(setting, [&](const char* name, const auto& value) {
    if (value) texts[begin + name] = to_text(*value);
  });
}

}  // namespace

void put_setting(const FrameSetting& setting, std::map<std::string, std::string>& texts) {
  put(kSetting, setting, texts);
}

void put_reached(const FrameSetting& reached, std::map<std::string, std::string>& texts) {
  put(kReached, reached, texts);
}

FrameSetting setting_in(const std::map<std::string, std::string>& texts) {
  FrameSetting setting;
  const auto read = [&]<class Kind>(const char* name, std::optional<Quantity<Kind>>& value) {
    const auto text = texts.find(std::string(kSetting) + name);
    if (text == texts.end()) return;
    if (const auto parsed = parse_quantity<Kind>(text->second)) value = *parsed;
  };
  for_each_member(setting, read);
  return setting;
}

std::optional<hardware::AcquiredFrames> recorded_frames(
    const std::vector<records::FrameRecord>& recorded, const std::filesystem::path& folder,
    bool check) {
  hardware::AcquiredFrames acquired;
  auto frames = std::make_unique<RecordedFrames>();
  std::map<std::filesystem::path, std::shared_ptr<const FrameSequence>> files;
  std::map<std::filesystem::path, std::vector<FramePlace>> places;
  std::set<std::filesystem::path> checked;
  for (const records::FrameRecord& frame : recorded) {
    if (frame.path.empty()) return std::nullopt;
    const auto path = place_of(frame, folder);
    auto& file = files[path];
    if (!file) {
      imagefiles::ImageFile image = imagefiles::open_image(path, {.hash = check});
      acquired.pixel_size = image.metadata.pixel_size_x;
      acquired.axial_step = image.metadata.axial_step;
      acquired.instrument = image.metadata.instrument;
      std::vector<FramePlace> series = acquired.places;
      append_later(series, image.metadata.planes);
      places[path] = {series.end() - static_cast<std::ptrdiff_t>(image.metadata.planes.size()),
                      series.end()};
      file = std::move(image.frames);
      // Each file of a set opens the same frames.
      for (const std::filesystem::path& member : image.metadata.members) {
        places.try_emplace(member, places[path]);
        files.try_emplace(member, file);
      }
    }
    if (check && checked.insert(path).second) expect_recorded(*file, frame, path);
    acquired.places.push_back(places[path].at(static_cast<std::size_t>(frame.page)));
    acquired.settings.push_back(setting_in(frame.settings));
    frames->add(file, static_cast<std::size_t>(frame.page));
    if (const auto source = frame.settings.find("source"); source != frame.settings.end()) {
      const InputFile origin{source->second, frame.settings.at("source_sha256")};
      frames->add_source(origin);
      acquired.origins.push_back({origin, frame.page});
    }
    // Of the first frame, as where a series is acquired.
    for (const auto& [name, value] : frame.settings) {
      if (!is_keepers(name)) acquired.actual.emplace(name, value);
    }
  }
  if (frames->size() == 0) return std::nullopt;
  if (plane_count_z(acquired.places) * channel_count(acquired.places) == 1) acquired.places.clear();
  const auto& settings = acquired.settings;
  if (std::all_of(settings.begin(), settings.end(),
                  [](const FrameSetting& setting) { return setting == FrameSetting{}; })) {
    acquired.settings.clear();
  }
  acquired.frames = std::move(frames);
  return acquired;
}

}  // namespace etalon::protocols
