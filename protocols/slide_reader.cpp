// SPDX-License-Identifier: Apache-2.0
#include "protocols/data_files.hpp"
#include "protocols/slide_file.hpp"
#include "protocols/uncertain_input.hpp"
#include "protocols/yaml_map.hpp"
#include "suite/core/error.hpp"
#include "suite/core/text.hpp"
#include "suite/core/translate.hpp"
#include "suite/trust/digest.hpp"
#include "targets/target.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace etalon::protocols {
namespace {

std::map<std::string, std::string> read_facts(const YamlFile& file, const YamlMap& slide,
                                              const std::string& key) {
  std::map<std::string, std::string> facts;
  const auto value = slide.find(key);
  if (!value) return facts;
  for (const auto& entry : entries_of(file, *value)) facts[entry.name] = entry.value.text();
  return facts;
}

std::string read_shape(const YamlValue& value) {
  std::string shape = value.text();
  if (targets::find_target(shape) == nullptr) {
    std::vector<std::string> known;
    for (const auto& target : targets::target_table()) known.push_back(target.id);
    value.refuse(fmt::format(fmt::runtime(tr("there is no shape {}{}")), etalon::quoted(shape),
                             nearest_of(shape, known)));
  }
  return shape;
}

/// Options that the shape understands and can be drawn with. What is wrong with one of them is told
/// at its line, what is wrong with them together at the key.
OptionTexts read_draw(const YamlFile& file, const YamlMap& map, const std::string& shape) {
  OptionTexts draw;
  const auto value = map.find("draw");
  if (!value) return draw;
  const targets::Target* target = targets::find_target(shape);
  std::vector<std::string> known;
  for (const auto& option : target->options) known.push_back(option.name);
  const auto entries = entries_of(file, *value);
  for (const auto& entry : entries) {
    if (std::find(known.begin(), known.end(), entry.name) == known.end()) {
      entry.key.refuse(fmt::format(fmt::runtime(tr("the shape {} has no option {}{}")), shape,
                                   etalon::quoted(entry.name), nearest_of(entry.name, known)));
    }
    draw[entry.name] = entry.value.text();
  }
  const auto scene = target->lay_out(draw, 0);
  if (scene) return draw;
  const std::string& problem = scene.error().detail;
  for (const auto& entry : entries) {  // of single options they begin with its name
    if (problem.rfind(entry.name + ": ", 0) == 0)
      entry.value.refuse(problem.substr(entry.name.size() + 2));
    if (problem.rfind(entry.name + " ", 0) == 0) entry.value.refuse(problem);
  }
  value->refuse(problem);
}

/// Without a certificate a slide is never traceable.
Tier read_tier(const YamlValue& value) {
  const std::string word = value.text();
  if (word == "indicative") return Tier::indicative;
  if (word == "comparable") return Tier::comparable;
  value.refuse(fmt::format(
      fmt::runtime(tr("{} is no tier of a slide; expected indicative or comparable (a certificate "
                      "makes one piece of it traceable)")),
      etalon::quoted(word)));
}

std::optional<Uncertain<Length>> read_length(const YamlFile& file, const YamlValue& value) {
  return uncertain_input(file, value, [](const YamlValue& length) {
    return length.positive_quantity<kind::ObjectLength>();
  });
}

std::string read_confidence(const YamlValue& value) {
  std::string word = value.text();
  if (word != "certified" && word != "stated" && word != "assumed") {
    value.refuse(
        fmt::format(fmt::runtime(tr("{} is no degree of confidence; expected certified, stated "
                                    "(by the maker) or assumed")),
                    etalon::quoted(word)));
  }
  return word;
}

}  // namespace

std::optional<SlideFile> find_slide(const std::string& catalogue_id) {
  for (const auto& path : slide_catalogue()) {
    if (path.stem().string() == catalogue_id) return read_slide_file(path);
  }
  return std::nullopt;
}

SlideInstance uncertified_slide(const std::string& catalogue_id) {
  const auto file = find_slide(catalogue_id);
  if (!file) throw FileError(catalogue_id, tr("there is no such slide in the catalogue."));
  SlideInstance slide;
  slide.slide = file->id;
  slide.manufacturer = file->manufacturer;
  slide.model = file->model;
  slide.serial_number = file->serial_number;
  slide.ruler_pitch = file->ruler_pitch;
  slide.bead_diameter = file->bead_diameter;
  slide.tier = file->tier;
  return slide;
}

SlideFile read_slide_file(const std::filesystem::path& path) {
  const YamlFile file = read_yaml_file(path);
  const YamlMap map(
      file, YamlValue(file, file.root, ""),
      {"slide", "title", "shape", "draw", "geometry", "tolerance", "use", "ruler_pitch",
       "bead_diameter", "tier", "manufacturer", "model", "serial_number", "source", "confidence"});
  SlideFile slide;
  slide.id = map.required("slide").identifier();
  slide.title = map.required("title").text();
  slide.shape = read_shape(map.required("shape"));
  slide.draw = read_draw(file, map, slide.shape);
  slide.geometry = read_facts(file, map, "geometry");
  slide.tolerance = read_facts(file, map, "tolerance");
  slide.use = read_facts(file, map, "use");
  if (const auto pitch = map.find("ruler_pitch")) slide.ruler_pitch = read_length(file, *pitch);
  if (const auto diameter = map.find("bead_diameter"))
    slide.bead_diameter = read_length(file, *diameter);
  if (const auto tier = map.find("tier")) slide.tier = read_tier(*tier);
  slide.manufacturer = map.text("manufacturer");
  slide.model = map.text("model");
  if (const auto number = map.find("serial_number")) {
    slide.serial_number = number->text();
    if (slide.serial_number != "none")
      number->refuse(
          tr("a kind of slide has no serial number; expected none, where its pieces "
             "have none either"));
  }
  slide.source = map.required("source").text();
  slide.confidence = read_confidence(map.required("confidence"));
  slide.path = file.path;
  slide.text = file.text;
  slide.sha256 = trust::sha256_of(file.text);
  return slide;
}

std::vector<std::filesystem::path> slide_catalogue() { return data_files("targets/catalogue"); }

}  // namespace etalon::protocols
