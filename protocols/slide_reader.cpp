// SPDX-License-Identifier: Apache-2.0
#include "protocols/data_files.hpp"
#include "protocols/slide_file.hpp"
#include "protocols/yaml_map.hpp"
#include "suite/core/text.hpp"
#include "suite/core/translate.hpp"
#include "suite/trust/digest.hpp"
#include "targets/target.hpp"

#include <fmt/format.h>

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

SlideFile read_slide_file(const std::filesystem::path& path) {
  const YamlFile file = read_yaml_file(path);
  const YamlMap map(
      file, YamlValue(file, file.root, ""),
      {"slide", "title", "shape", "geometry", "tolerance", "use", "source", "confidence"});
  SlideFile slide;
  slide.id = map.required("slide").identifier();
  slide.title = map.required("title").text();
  slide.shape = read_shape(map.required("shape"));
  slide.geometry = read_facts(file, map, "geometry");
  slide.tolerance = read_facts(file, map, "tolerance");
  slide.use = read_facts(file, map, "use");
  slide.source = map.required("source").text();
  slide.confidence = read_confidence(map.required("confidence"));
  slide.path = file.path;
  slide.text = file.text;
  slide.sha256 = trust::sha256_of(file.text);
  return slide;
}

std::vector<std::filesystem::path> slide_catalogue() { return data_files("targets/catalogue"); }

}  // namespace etalon::protocols
