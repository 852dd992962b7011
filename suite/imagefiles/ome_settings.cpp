// SPDX-License-Identifier: Apache-2.0
#include "suite/imagefiles/ome_settings.hpp"

#include "suite/imagefiles/joined_settings.hpp"
#include "suite/imagefiles/length_unit.hpp"
#include "suite/imagefiles/ome_node.hpp"

#include <algorithm>
#include <string>

namespace etalon::imagefiles {
namespace {

std::optional<Time> time_of(const pugi::xml_node& node, const std::string& attribute) {
  const auto value = number(node, attribute.c_str());
  if (!value) return std::nullopt;
  return instant_in_unit(*value, node.attribute((attribute + "Unit").c_str()).as_string("s"));
}

std::optional<Length> position_of(const pugi::xml_node& node, const std::string& attribute) {
  const auto value = number(node, attribute.c_str());
  if (!value) return std::nullopt;
  return place_in_unit(*value, node.attribute((attribute + "Unit").c_str()).as_string());
}

/// A place from 0 on, as FramePlace has it; nothing for what no frame can have.
std::optional<int> index_of(const pugi::xml_node& node, const char* attribute) {
  const auto value = number(node, attribute);
  if (!value || *value < 0 || *value > 1e9) return std::nullopt;
  return static_cast<int>(*value);
}

std::optional<FramePlace> place_of(const pugi::xml_node& node) {
  const auto z = index_of(node, "TheZ");
  const auto c = index_of(node, "TheC");
  const auto t = index_of(node, "TheT");
  if (!z || !c || !t) return std::nullopt;
  return FramePlace{.z = *z, .c = *c, .t = *t};
}

void write_place(pugi::xml_node node, const FramePlace& place) {
  node.append_attribute("TheZ") = place.z;
  node.append_attribute("TheC") = place.c;
  node.append_attribute("TheT") = place.t;
}

/// Writers that know no times put the same one (0) into all planes.
bool tells_times(const std::vector<FrameSetting>& settings) {
  const auto has_time = [](const FrameSetting& setting) { return setting.time.has_value(); };
  if (settings.empty() || !std::all_of(settings.begin(), settings.end(), has_time)) return false;
  const auto differs = [&](const FrameSetting& setting) {
    return setting.time != settings.front().time;
  };
  return settings.size() == 1 || std::any_of(settings.begin(), settings.end(), differs);
}

void set(pugi::xml_node node, const std::string& attribute, double value) {
  node.append_attribute(attribute.c_str()).set_value(number_to_text(value).c_str());
}

void set(pugi::xml_node node, const std::string& attribute, double value, const char* unit) {
  set(node, attribute, value);
  node.append_attribute((attribute + "Unit").c_str()) = unit;
}

}  // namespace

OmePlaneSettings read_ome_plane_settings(const pugi::xml_node& pixels) {
  OmePlaneSettings settings;
  for (const pugi::xml_node& node : children(pixels, "Plane")) {
    const auto place = place_of(node);
    if (!place) continue;
    FrameSetting setting;
    setting.exposure = time_of(node, "ExposureTime");
    if (setting.exposure && *setting.exposure <= s(0)) setting.exposure.reset();
    setting.time = time_of(node, "DeltaT");
    setting.x = position_of(node, "PositionX");
    setting.y = position_of(node, "PositionY");
    setting.z = position_of(node, "PositionZ");
    settings[*place] = setting;
  }
  return settings;
}

void read_recorded_settings(const pugi::xml_node& recording, OmePlaneSettings& settings) {
  for (const pugi::xml_node& node : children(recording, "Frame")) {
    const auto place = place_of(node);
    if (!place) continue;
    const auto light = number(node, "Light");
    const auto count = number(node, "Photons");
    if (light && *light >= 0) settings[*place].light = one(*light);
    if (count && *count >= 0) settings[*place].photons = photons(*count);
  }
}

void apply_ome_settings(const OmePlaneSettings& told, ImageMetadata& metadata) {
  std::vector<FrameSetting> settings;
  for (const FramePlace& place : metadata.planes) {
    const auto found = told.find(place);
    settings.push_back(found == told.end() ? FrameSetting{} : found->second);
  }
  const bool timed = tells_times(settings);
  const Time begin = timed ? *settings.front().time : s(0);
  for (FrameSetting& setting : settings) {
    setting.time = timed ? std::optional(*setting.time - begin) : std::nullopt;
  }
  if (metadata.acquired) metadata.acquired->since_1970 = metadata.acquired->since_1970 + begin;
  metadata.settings = said(std::move(settings));
  if (!timed) apply_time_increment(metadata);
}

void apply_time_increment(ImageMetadata& metadata) {
  if (!metadata.time_increment || metadata.size_t < 2 || metadata.planes.empty()) return;
  if (metadata.size_z * metadata.size_c != 1) return;
  metadata.settings.resize(metadata.planes.size());
  const int first = metadata.planes.front().t;
  for (std::size_t i = 0; i < metadata.planes.size(); ++i)
    metadata.settings[i].time = *metadata.time_increment * (metadata.planes[i].t - first);
}

void write_ome_planes(pugi::xml_node pixels, const ImageMetadata& metadata) {
  for (std::size_t i = 0; i < metadata.settings.size(); ++i) {
    const FrameSetting& setting = metadata.settings[i];
    pugi::xml_node node = pixels.append_child("Plane");
    write_place(node, metadata.planes[i]);
    if (setting.time) set(node, "DeltaT", setting.time->in(s), "s");
    if (setting.exposure) set(node, "ExposureTime", setting.exposure->in(s), "s");
    if (setting.x) set(node, "PositionX", setting.x->in(um), "\u00b5m");
    if (setting.y) set(node, "PositionY", setting.y->in(um), "\u00b5m");
    if (setting.z) set(node, "PositionZ", setting.z->in(um), "\u00b5m");
  }
}

void write_recorded_settings(pugi::xml_node recording, const ImageMetadata& metadata) {
  for (std::size_t i = 0; i < metadata.settings.size(); ++i) {
    const FrameSetting& setting = metadata.settings[i];
    if (!setting.light && !setting.photons) continue;
    pugi::xml_node node = recording.append_child("Frame");
    write_place(node, metadata.planes[i]);
    if (setting.light) set(node, "Light", setting.light->in(one));
    if (setting.photons) set(node, "Photons", setting.photons->in(photons));
  }
}

}  // namespace etalon::imagefiles
