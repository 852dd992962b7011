// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/simulation.hpp"

#include "hardware/simulator/faults/fault_table.hpp"
#include "suite/cli/progress.hpp"
#include "suite/cli/reporting.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"
#include "suite/core/version.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <ostream>
#include <utility>

namespace etalon::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

bool is_tiff(const std::string& name) { return name.ends_with(".tif") || name.ends_with(".tiff"); }
bool is_png(const std::string& name) { return name.ends_with(".png"); }

int frame_count(const hardware::Recording& recording) {
  return std::max(recording.planes, recording.frames);
}

Json recording_json(const Simulation& simulation) {
  const auto& recording = simulation.recording;
  return {{"target", simulation.asked_target},
          {"shape", recording.target},
          {"options", recording.geometry},
          {"z", to_text(recording.z)},
          {"planes", recording.planes},
          {"z_step", to_text(recording.z_step)},
          {"frames", recording.frames},
          {"interval", to_text(recording.interval)},
          {"exposure", to_text(recording.exposure)},
          {"light", recording.light}};
}

Json faults_json(const std::vector<std::string>& faults) {
  auto array = Json::array();
  for (const auto& asked : faults) {
    const auto sign = asked.find('=');
    const auto* fault = hardware::find_fault(asked.substr(0, sign));
    array.push_back(
        {{"name", fault->name},
         {"size", sign == std::string::npos ? fault->default_size : asked.substr(sign + 1)},
         {"meaning", fault->meaning}});
  }
  return array;
}

Json frames_json(const Simulation& simulation) {
  auto array = Json::array();
  for (int i = 0; i < frame_count(simulation.recording); ++i) {
    const auto frame = hardware::frame_truth(simulation.settings, simulation.recording, i);
    array.push_back({{"time_s", frame.time.in(s)},
                     {"defocus_um", frame.defocus.in(um)},
                     {"x_um", frame.x.in(um)},
                     {"y_um", frame.y.in(um)}});
  }
  return array;
}

Json beads_json(const Simulation& simulation) {
  auto array = Json::array();
  for (const auto& [bead, x, y] : hardware::beads_of(simulation.settings, simulation.recording)) {
    array.push_back({{"x_px", x.in(px)},
                     {"y_px", y.in(px)},
                     {"x_um", bead.x_um},
                     {"y_um", bead.y_um},
                     {"z_um", bead.z_um},
                     {"diameter_um", bead.diameter_um},
                     {"light", bead.light}});
  }
  return array;
}

/// Cameras of eight bits give words as well; a PNG of words would be black to every viewer.
Frame in_bytes(Frame frame) {
  const auto* words = std::get_if<std::vector<std::uint16_t>>(&frame.samples);
  if (words == nullptr || frame.info.significant_bits > 8) return frame;
  std::vector<std::uint8_t> bytes(words->size());
  std::transform(words->begin(), words->end(), bytes.begin(),
                 [](std::uint16_t word) { return static_cast<std::uint8_t>(word); });
  frame.samples = std::move(bytes);
  frame.info.sample_type = SampleType::u8;
  return frame;
}

/// Hands frames to the file that the extension asks for.
class ImageWriter {
 public:
  explicit ImageWriter(const Simulation& simulation) : path_(simulation.image) {
    if (is_png(path_.string())) return;
    tiff_.emplace(path_, static_cast<std::size_t>(frame_count(simulation.recording)),
                  simulation.about);
  }
  void add(Frame frame) {
    info_ = frame.info;
    if (tiff_) {
      tiff_->add(frame);
    } else {
      only_ = in_bytes(std::move(frame));
    }
  }
  FrameInfo finish() {
    tiff_ ? tiff_->finish() : imagefiles::write_png(path_, only_);
    return info_;
  }

 private:
  fs::path path_;
  std::optional<imagefiles::OmeTiffWriter> tiff_;
  Frame only_;
  FrameInfo info_;
};

}  // namespace

fs::path truth_path(const fs::path& image) {
  std::string name = image.filename().string();
  for (const char* extension : {".ome.tiff", ".ome.tif", ".tiff", ".tif", ".png"}) {
    if (!name.ends_with(extension)) continue;
    name.resize(name.size() - std::string(extension).size());
    break;
  }
  return image.parent_path() / (name + ".truth.json");
}

void check_output(const Simulation& simulation) {
  const std::string name = simulation.image.filename().string();
  if (!is_tiff(name) && !is_png(name)) {
    throw UsageError(fmt::format(
        fmt::runtime(tr("simulate: {} ends in none of .ome.tif, .tif and .png. What a lossy file "
                        "does is simulated by --fault lossy_compression.")),
        simulation.image.string()));
  }
  if (is_png(name) && frame_count(simulation.recording) > 1) {
    throw UsageError(tr("simulate: a PNG holds one frame. Write stacks and series to .ome.tif."));
  }
  std::error_code error;
  for (const auto& path : {simulation.image, truth_path(simulation.image)}) {
    if (!simulation.over_existing && fs::exists(path, error)) {
      throw FileError(path.string(),
                      tr("this file exists. Name another, or write over it by --force."));
    }
  }
}

std::string truth_json(const Simulation& simulation, const std::vector<targets::Fact>& truth) {
  Json json;
  json["schema"] = "etalon.truth/1";
  json["image"] = simulation.image.filename().string();
  json["command"] = simulation.command;
  json["etalon_version"] = kVersion;
  json["scope"] = {{"id", simulation.scope}, {"sha256", simulation.scope_sha256}};
  json["seed"] = simulation.settings.seed;
  json["faults"] = faults_json(simulation.faults);
  json["recording"] = recording_json(simulation);
  json["settings"] = hardware::texts_of(simulation.settings);
  json["truth"] = Json::array();
  for (const auto& fact : truth) {
    json["truth"].push_back({{"name", fact.name}, {"value", fact.value}, {"unit", fact.unit}});
  }
  json["frames"] = frames_json(simulation);
  if (auto beads = beads_json(simulation); !beads.empty()) json["beads"] = std::move(beads);
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

FrameInfo write_simulation(const Simulation& simulation, const std::vector<targets::Fact>& truth) {
  ImageWriter image(simulation);
  Progress progress(static_cast<std::size_t>(frame_count(simulation.recording)),
                    Progress::Results::at_the_end);
  hardware::simulate(simulation.settings, simulation.recording, simulation.threads,
                     [&](Frame frame, int /*index*/) {
                       image.add(std::move(frame));
                       progress.step();
                     });
  const fs::path beside = truth_path(simulation.image);
  // An old truth must not stand beside a new image, not even for a moment.
  std::error_code ignored;
  fs::remove(beside, ignored);
  const FrameInfo info = image.finish();
  write_beside(beside, [&](std::ostream& out) { out << truth_json(simulation, truth); });
  return info;
}

}  // namespace etalon::cli
