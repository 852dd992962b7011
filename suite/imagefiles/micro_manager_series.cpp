// SPDX-License-Identifier: Apache-2.0
// metadata.txt, which Micro-Manager writes beside images of one plane each.
#include "suite/imagefiles/micro_manager_json.hpp"
#include "suite/imagefiles/named_file.hpp"
#include "suite/imagefiles/ome_set.hpp"
#include "suite/imagefiles/opened_together.hpp"
#include "suite/imagefiles/series_formats.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace etalon::imagefiles {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

struct NotedFile {
  std::string name;
  MicroManagerNote note;
};

template <class... Args>
[[noreturn]] void refuse_text(const TextFile& text, const char* sentence, const Args&... args) {
  throw TextError(text.path.string(), 1, 1, fmt::format(fmt::runtime(sentence), args...));
}

Json parsed(const TextFile& text) {
  std::string all;
  for (const std::string& line : text.lines) all += line + '\n';
  Json json = Json::parse(all, nullptr, false);
  if (!json.is_object())
    refuse_text(text, tr("is no complete JSON: the recording was interrupted, or the file is "
                         "damaged. Open the recording in Micro-Manager and save it again."));
  return json;
}

std::string after_folder(const std::string& name) {
  return name.substr(name.find_last_of("/\\") + 1);
}

/// Version 1.4 names a frame "FrameKey-0-0-0", and its file in it; version 2 names it
/// "Metadata-Default/img_channel000_position000_time000000000_z000.tif".
std::vector<NotedFile> files_in(const Json& json) {
  std::vector<NotedFile> files;
  const std::string kNew = "Metadata-";
  for (const auto& [key, value] : json.items()) {
    if (!value.is_object()) continue;
    std::string name;
    if (key.rfind(kNew, 0) == 0) name = after_folder(key.substr(kNew.size()));
    if (key.rfind("FrameKey-", 0) == 0) {
      const auto found = value.find("FileName");
      if (found != value.end() && found->is_string())
        name = after_folder(found->get<std::string>());
    }
    if (!name.empty()) files.push_back({name, micro_manager_note(value)});
  }
  std::sort(files.begin(), files.end(), [](const NotedFile& a, const NotedFile& b) {
    const auto order = [](const MicroManagerNote& note) {
      return std::tuple(note.place.t, note.place.c, note.place.z);
    };
    return order(a.note) < order(b.note);
  });
  return files;
}

bool name_one_plane_each(const std::vector<NotedFile>& files) {
  std::set<std::string> names;
  return !files.empty() && std::all_of(files.begin(), files.end(), [&](const NotedFile& file) {
    return names.insert(file.name).second;
  });
}

void require_whole(const TextFile& text, const std::vector<NotedFile>& files,
                   const std::vector<FramePlace>& places) {
  for (const NotedFile& file : files)
    if (file.note.position != files.front().note.position)
      refuse_text(text, tr("describes several positions. Keep each in a folder of its own."));
  if (!is_complete(places))
    refuse_text(text, tr("does not name every plane of every channel at every time: the recording "
                         "was interrupted. Open it in Micro-Manager, and save what is complete."));
}

/// A frame with the bits that the camera had.
class NotedFrames final : public FrameSequence {
 public:
  NotedFrames(std::vector<PickedFrame> picked, std::optional<int> bits)
      : frames_(std::move(picked)), bits_(bits) {}
  std::size_t size() const override { return frames_.size(); }
  Frame read(std::size_t index) const override {
    Frame frame;
    read_into(index, frame);
    return frame;
  }
  void read_into(std::size_t index, Frame& frame) const override {
    frames_.read_into(index, frame);
    if (bits_ && frame.info.sample_type != SampleType::f32)
      frame.info.significant_bits = std::min(frame.info.significant_bits, *bits_);
  }
  std::vector<InputFile> inputs() const override { return frames_.inputs(); }

 private:
  PickedFrames frames_;
  std::optional<int> bits_;
};

int largest(const std::vector<FramePlace>& places, int FramePlace::*member) {
  int most = 0;
  for (const FramePlace& place : places) most = std::max(most, place.*member);
  return most;
}

/// `z-step_um` of the summary, which has a sign.
std::optional<AxialStep> axial_step(const Json& json) {
  const auto summary = json.find("Summary");
  if (summary == json.end() || !summary->is_object()) return std::nullopt;
  const auto step = summary->find("z-step_um");
  if (step == summary->end() || !step->is_number() || step->get<double>() == 0) return std::nullopt;
  return AxialStep{um(std::abs(step->get<double>()))};
}

ImageMetadata metadata_of(const TextFile& text, const Json& json,
                          const std::vector<NotedFile>& files) {
  ImageMetadata metadata;
  metadata.format = "images";
  std::vector<std::optional<MicroManagerNote>> notes;
  std::map<int, std::string> channels;
  for (const NotedFile& file : files) {
    metadata.planes.push_back(file.note.place);
    notes.push_back(file.note);
    channels[file.note.place.c] = file.note.channel;
  }
  require_whole(text, files, metadata.planes);
  metadata.size_z = largest(metadata.planes, &FramePlace::z) + 1;
  metadata.size_c = largest(metadata.planes, &FramePlace::c) + 1;
  metadata.size_t = largest(metadata.planes, &FramePlace::t) + 1;
  if (metadata.size_z > 1) metadata.axial_step = axial_step(json);
  for (const auto& [index, name] : channels)
    metadata.instrument.channels.push_back(Channel{.name = name});
  apply_micro_manager(notes, {}, metadata);
  metadata.instrument = told_by(Source::file, std::move(metadata.instrument));
  return metadata;
}

}  // namespace

bool detect_micro_manager(const TextFile& text) {
  std::string begin;
  for (std::size_t i = 0; i < text.lines.size() && i < 50; ++i) begin += text.lines[i];
  const std::size_t first = begin.find_first_not_of(" \t");
  if (first == std::string::npos || begin[first] != '{') return false;
  return begin.find("\"Summary\"") != std::string::npos ||
         begin.find("\"FrameKey-") != std::string::npos ||
         begin.find("\"Metadata-") != std::string::npos ||
         begin.find("\"Coords-") != std::string::npos;
}

bool names_planes(const TextFile& text) { return name_one_plane_each(files_in(parsed(text))); }

Series open_micro_manager(const TextFile& text, const ReadOptions& options) {
  const Json json = parsed(text);
  const std::vector<NotedFile> files = files_in(json);
  if (!name_one_plane_each(files))
    refuse_text(text, tr("names no images of one plane each. Open the image itself: stacks of "
                         "Micro-Manager have all this in themselves."));
  const auto opened = opened_together<SharedFile>(files.size(), [&](std::size_t i) {
    ImageFile file = open_image(beside(text.path, files[i].name), options);
    return SharedFile{std::move(file.metadata), std::move(file.frames)};
  });
  ImageFile image;
  image.metadata = metadata_of(text, json, files);
  std::vector<PickedFrame> frames;
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (opened[i].frames->size() != 1)
      refuse_text(text, tr("names {} as one plane, but it has {}. Open the images themselves."),
                  files[i].name, opened[i].frames->size());
    image.metadata.members.push_back(text.path.parent_path() / files[i].name);
    frames.push_back({.file = opened[i].frames, .page = 0});
  }
  image.frames = std::make_unique<NotedFrames>(std::move(frames), files.front().note.bits);
  Series series;
  series.files.push_back(std::move(image));
  series.tables.push_back(text.identity);
  return series;
}

}  // namespace etalon::imagefiles
