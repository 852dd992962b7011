// SPDX-License-Identifier: Apache-2.0
#include "protocols/circumstances.hpp"
#include "protocols/device_reader.hpp"
#include "protocols/instrument_reader.hpp"
#include "protocols/requirements.hpp"
#include "protocols/scope_file.hpp"
#include "protocols/stated_settings.hpp"
#include "protocols/uncertain_input.hpp"
#include "protocols/yaml_map.hpp"
#include "suite/core/error.hpp"
#include "suite/core/text.hpp"
#include "suite/core/translate.hpp"
#include "suite/trust/digest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <iomanip>
#include <sstream>
#include <utility>

namespace etalon::protocols {
namespace {

Length read_length(const YamlValue& value) { return value.positive_quantity<kind::ObjectLength>(); }

std::optional<Uncertain<PixelSize>> read_pixel_size(const YamlFile& file, const YamlValue& value) {
  const auto length = uncertain_input(file, value, read_length);
  if (!length) return std::nullopt;
  Uncertain<PixelSize> size{.value = PixelSize{length->value}};
  if (length->standard_uncertainty) {
    size.standard_uncertainty = PixelSize{*length->standard_uncertainty};
  }
  size.distribution = length->distribution;
  size.id = length->id;
  return size;
}

/// "2026-03-01", or "none"; empty for "unknown".
std::string read_date(const YamlValue& value) {
  const std::string text = value.text();
  if (text == "none") return text;
  if (text == "unknown") return "";
  std::tm date{};
  std::istringstream stream(text);
  stream >> std::get_time(&date, "%Y-%m-%d");
  const std::chrono::year_month_day day{std::chrono::year(date.tm_year + 1900),
                                        std::chrono::month(static_cast<unsigned>(date.tm_mon + 1)),
                                        std::chrono::day(static_cast<unsigned>(date.tm_mday))};
  if (!stream || stream.peek() != EOF || !day.ok()) {
    value.refuse(fmt::format(fmt::runtime(tr("{} is no date; expected year, month and day, such as "
                                             "2026-03-01, or none")),
                             etalon::quoted(text)));
  }
  return text;
}

/// `edge: razor_blade`, or a map that says which piece it is and what its certificate says.
SlideInstance read_slide(const YamlFile& file, const YamlValue& value) {
  const bool in_detail = value.node().kind == YamlNode::Kind::map;
  const std::vector<std::string> keys{"slide",       "manufacturer",     "model", "serial_number",
                                      "certificate", "certificate_date", "pitch", "diameter"};
  const YamlValue name = in_detail ? YamlMap(file, value, keys).required("slide") : value;
  std::vector<std::string> known;
  for (const auto& path : slide_catalogue()) known.push_back(path.stem().string());
  const std::string id = name.identifier();
  if (std::find(known.begin(), known.end(), id) == known.end()) {
    name.refuse(fmt::format(fmt::runtime(tr("there is no slide {} in the catalogue{}")),
                            etalon::quoted(id), nearest_of(id, known)));
  }
  SlideInstance slide = uncertified_slide(id);
  if (!in_detail) return slide;
  const YamlMap map(file, value, keys);
  for (const auto& [key, member] : {std::pair{"manufacturer", &SlideInstance::manufacturer},
                                    std::pair{"model", &SlideInstance::model},
                                    std::pair{"serial_number", &SlideInstance::serial_number}}) {
    const std::string text = map.text(key);
    if (!text.empty() && text != "unknown") slide.*member = text;
  }
  slide.certificate = map.text("certificate");
  if (const auto date = map.find("certificate_date")) slide.certificate_date = read_date(*date);
  if (const auto pitch = map.find("pitch")) {
    slide.ruler_pitch = uncertain_input(file, *pitch, read_length);
    if (slide.ruler_pitch && slide.ruler_pitch->id.empty()) {
      slide.ruler_pitch->id = slide.certificate;
    }
  }
  if (const auto diameter = map.find("diameter")) {
    slide.bead_diameter = uncertain_input(file, *diameter, read_length);
    if (slide.bead_diameter && slide.bead_diameter->id.empty()) {
      slide.bead_diameter->id = slide.certificate;
    }
  }
  if (!slide.certificate.empty()) slide.tier = Tier::traceable;
  return slide;
}

/// What a scope file may say of where it stands, once and for all.
std::map<std::string, std::string> read_conditions(const YamlFile& file, const YamlMap& scope) {
  std::map<std::string, std::string> conditions;
  for (const Circumstance& circumstance : circumstances()) {
    const auto value = scope.find(circumstance.name);
    if (value) conditions[circumstance.name] = value->checked(circumstance.read(value->text()));
  }
  if (const auto settings = scope.find("settings")) {
    std::vector<std::string> keys;
    for (const StatedSetting& setting : stated_settings()) keys.push_back(setting.name);
    const YamlMap map(file, *settings, keys);
    for (const StatedSetting& setting : stated_settings()) {
      const auto value = map.find(setting.name);
      if (value) conditions[condition_of(setting)] = value->checked(setting.read(value->text()));
    }
  }
  std::erase_if(conditions, [](const auto& condition) { return condition.second.empty(); });
  return conditions;
}

ScopeFile read(const YamlFile& file) {
  std::vector<std::string> keys{"scope", "site", "pixel_size", "slides", "simulator", "settings"};
  keys.insert(keys.end(), instrument_keys().begin(), instrument_keys().end());
  for (const Circumstance& circumstance : circumstances()) keys.push_back(circumstance.name);
  keys.insert(keys.end(), role_words().begin(), role_words().end());
  const YamlMap map(file, YamlValue(file, file.root, ""), keys);
  ScopeFile scope;
  scope.id = map.required("scope").identifier();
  scope.instrument = read_instrument(file, map, scope.id);
  scope.site = map.text("site");
  if (const auto value = map.find("pixel_size")) scope.pixel_size = read_pixel_size(file, *value);
  if (scope.pixel_size) scope.instrument.sources["pixel_size"] = Source::scope_file;
  if (const auto value = map.find("slides")) {
    for (const YamlEntry& role : entries_of(file, *value)) {
      scope.slides[role.name] = read_slide(file, role.value);
    }
  }
  scope.conditions = read_conditions(file, map);
  read_devices(file, map, scope);
  scope.path = file.path;
  scope.text = file.text;
  scope.sha256 = trust::sha256_of(file.text);
  return scope;
}

}  // namespace

ScopeFile read_scope_file(const std::filesystem::path& path) { return read(read_yaml_file(path)); }

ScopeFile read_scope_text(const std::string& text, const std::filesystem::path& path) {
  return read(read_yaml_text(text, path.string()));
}

}  // namespace etalon::protocols
