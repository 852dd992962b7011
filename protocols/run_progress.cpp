// SPDX-License-Identifier: Apache-2.0
#include "protocols/run_progress.hpp"

#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"
#include "suite/imagefiles/image_file.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

namespace etalon::protocols {
namespace {

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

/// Settings that the keeper added to those of the device.
bool is_keepers(const std::string& name) {
  const auto names = {"transfer", "lossy",  "significant_bits",
                      "attempt",  "source", "source_sha256"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

RunProgress::RunProgress(records::RunDetail recorded, std::filesystem::path frames_folder)
    : recorded_(std::move(recorded)), folder_(std::move(frames_folder)) {}

bool RunProgress::concluded(const std::string& step, int repeat) const {
  return count("step_done", step, repeat) > 0 || count("step_skipped", step, repeat) > 0;
}

bool RunProgress::skipped(const std::string& step) const {
  return count("step_skipped", step, 0) > 0;
}

int RunProgress::count(const std::string& event, const std::string& step, int repeat,
                       const std::string& detail) const {
  return static_cast<int>(std::count_if(
      recorded_.journal.begin(), recorded_.journal.end(), [&](const records::JournalEntry& entry) {
        return entry.event == event && entry.step == step && entry.repeat == repeat &&
               (detail.empty() || entry.detail == detail);
      }));
}

std::optional<std::string> RunProgress::last(const std::string& event, const std::string& step,
                                             int repeat) const {
  std::optional<std::string> before;
  std::optional<std::string> at_hand;
  for (const records::JournalEntry& entry : recorded_.journal) {
    const bool here = entry.step == step && entry.repeat == repeat;
    if (entry.event == event) (here ? at_hand : before) = entry.detail;
    if (here && entry.event == "attempt_done" && at_hand) before = std::exchange(at_hand, {});
  }
  return before;
}

std::vector<const records::RecordedEvaluation*> RunProgress::evaluations(
    const std::string& step, int repeat, const std::string& metric) const {
  std::vector<const records::RecordedEvaluation*> all;
  for (const auto& recorded : recorded_.evaluations) {
    if (recorded.step == step && recorded.repeat == repeat && recorded.sources.empty() &&
        recorded.evaluation.metric == metric) {
      all.push_back(&recorded);
    }
  }
  return all;
}

const records::RecordedEvaluation* RunProgress::combined(const std::string& step,
                                                         const std::string& metric) const {
  for (const auto& recorded : recorded_.evaluations) {
    if (recorded.step == step && !recorded.sources.empty() &&
        recorded.evaluation.metric == metric) {
      return &recorded;
    }
  }
  return nullptr;
}

std::optional<hardware::AcquiredFrames> RunProgress::frames(const std::string& step, int repeat,
                                                            int attempt) const {
  hardware::AcquiredFrames acquired;
  auto frames = std::make_unique<RecordedFrames>();
  std::map<std::filesystem::path, std::shared_ptr<const FrameSequence>> files;
  std::map<std::filesystem::path, std::vector<FramePlace>> places;
  for (const records::FrameRecord& frame : recorded_.frames) {
    const auto of = frame.settings.find("attempt");
    if (frame.step != step || frame.repeat != repeat || of == frame.settings.end() ||
        of->second != std::to_string(attempt)) {
      continue;
    }
    if (frame.path.empty()) return std::nullopt;
    const auto path = place_of(frame, folder_);
    auto& file = files[path];
    if (!file) {
      imagefiles::ImageFile image = imagefiles::open_image(path);
      if (image.frames->inputs().at(0).sha256 != frame.sha256) {
        throw FileError(path.string(),
                        tr("it is not the file that was recorded. The run cannot go on with it: "
                           "bring the file back, or start a new run."));
      }
      acquired.pixel_size = image.metadata.pixel_size_x;
      acquired.axial_step = image.metadata.axial_step;
      acquired.instrument = image.metadata.instrument;
      std::vector<FramePlace> series = acquired.places;
      append_later(series, image.metadata.planes);
      places[path] = {series.end() - static_cast<std::ptrdiff_t>(image.metadata.planes.size()),
                      series.end()};
      file = std::move(image.frames);
    }
    acquired.places.push_back(places[path].at(static_cast<std::size_t>(frame.page)));
    frames->add(file, static_cast<std::size_t>(frame.page));
    if (const auto source = frame.settings.find("source"); source != frame.settings.end()) {
      const InputFile origin{source->second, frame.settings.at("source_sha256")};
      frames->add_source(origin);
      acquired.origins.push_back({origin, frame.page});
    }
    for (const auto& [name, value] : frame.settings) {
      if (!is_keepers(name)) acquired.actual[name] = value;
    }
  }
  if (frames->size() == 0) return std::nullopt;
  if (plane_count_z(acquired.places) * channel_count(acquired.places) == 1) acquired.places.clear();
  acquired.frames = std::move(frames);
  return acquired;
}

}  // namespace etalon::protocols
