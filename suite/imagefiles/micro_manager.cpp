// SPDX-License-Identifier: Apache-2.0
#include "suite/imagefiles/micro_manager.hpp"

#include "suite/imagefiles/joined_settings.hpp"
#include "suite/imagefiles/length_unit.hpp"
#include "suite/imagefiles/micro_manager_json.hpp"

namespace etalon::imagefiles {
namespace {

using Json = nlohmann::json;

std::string text(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : "";
}

/// A number, which some versions write as a text.
std::optional<double> number(const Json& json, const char* key) {
  const auto found = json.find(key);
  if (found == json.end()) return std::nullopt;
  if (found->is_number()) return found->get<double>();
  const auto parsed = parse_number(text(json, key));
  return parsed ? std::optional(*parsed) : std::nullopt;
}

std::optional<int> whole(const Json& json, const char* key, int least, int most) {
  const auto value = number(json, key);
  if (!value || *value < least || *value > most) return std::nullopt;
  return static_cast<int>(*value);
}

int index(const Json& json, const char* key, const char* other) {
  constexpr int kMost = 1'000'000'000;
  return whole(json, key, 0, kMost).value_or(whole(json, other, 0, kMost).value_or(0));
}

std::optional<Length> place(const Json& json, const char* key) {
  const auto value = number(json, key);
  return value ? place_in_unit(*value, "um") : std::nullopt;
}

/// "2", and "2x2" in the words of some cameras.
std::optional<int> binning(const Json& json) {
  if (const auto value = whole(json, "Binning", 1, 64)) return value;
  const std::string words = text(json, "Binning");
  const auto first = parse_number(words.substr(0, words.find('x')));
  return first && *first >= 1 && *first <= 64 ? std::optional(static_cast<int>(*first))
                                              : std::nullopt;
}

std::string camera(const Json& json) {
  const std::string core = text(json, "Core-Camera");
  return core.empty() ? text(json, "Camera") : core;
}

}  // namespace

MicroManagerNote micro_manager_note(const Json& json) {
  MicroManagerNote note;
  if (const auto ms = number(json, "Exposure-ms")) note.setting.exposure = time_in_unit(*ms, "ms");
  if (const auto ms = number(json, "ElapsedTime-ms"))
    note.setting.time = instant_in_unit(*ms, "ms");
  note.setting.x = place(json, "XPositionUm");
  note.setting.y = place(json, "YPositionUm");
  note.setting.z = place(json, "ZPositionUm");
  note.place = {.z = index(json, "SliceIndex", "Slice"),
                .c = index(json, "ChannelIndex", "CameraChannelIndex"),
                .t = index(json, "FrameIndex", "Frame")};
  note.position = index(json, "PositionIndex", "PositionIndex");
  if (const auto size = number(json, "PixelSizeUm"))
    if (const auto length = length_in_unit(*size, "um")) note.pixel_size = PixelSize{*length};
  note.bits = whole(json, "BitDepth", 1, 16);
  note.binning = binning(json);
  note.camera = camera(json);
  note.channel = text(json, "Channel");
  return note;
}

std::optional<MicroManagerNote> parse_micro_manager(std::string_view json) {
  const Json parsed = Json::parse(json, nullptr, false);
  if (!parsed.is_object()) return std::nullopt;
  return micro_manager_note(parsed);
}

void apply_micro_manager(const std::vector<std::optional<MicroManagerNote>>& notes,
                         OmePlaneSettings told, ImageMetadata& metadata) {
  const MicroManagerNote* first = nullptr;
  for (std::size_t i = 0; i < notes.size() && i < metadata.planes.size(); ++i) {
    if (!notes[i]) continue;
    if (!first) first = &*notes[i];
    FrameSetting& setting = told[metadata.planes[i]];
    setting = completed(notes[i]->setting, setting);
  }
  apply_ome_settings(told, metadata);
  if (!first) return;
  metadata.format += ", Micro-Manager";
  if (!metadata.pixel_size_x) metadata.pixel_size_x = first->pixel_size;
  if (!metadata.pixel_size_y) metadata.pixel_size_y = first->pixel_size;
  Detector& detector = metadata.instrument.detector;
  if (detector.model.empty()) detector.model = first->camera;
}

}  // namespace etalon::imagefiles
