// SPDX-License-Identifier: Apache-2.0
#include "suite/imagefiles/ome_node.hpp"

#include "suite/imagefiles/length_unit.hpp"

namespace etalon::imagefiles {

bool has_name(const pugi::xml_node& node, const std::string& name) {
  const std::string full = node.name();
  const std::size_t colon = full.find(':');
  return (colon == std::string::npos ? full : full.substr(colon + 1)) == name;
}

std::vector<pugi::xml_node> children(const pugi::xml_node& parent, const std::string& name) {
  std::vector<pugi::xml_node> found;
  for (const pugi::xml_node& node : parent.children())
    if (has_name(node, name)) found.push_back(node);
  return found;
}

pugi::xml_node child(const pugi::xml_node& parent, const std::string& name) {
  for (const pugi::xml_node& node : parent.children())
    if (has_name(node, name)) return node;
  return {};
}

pugi::xml_node child_by_id(const pugi::xml_node& parent, const std::string& name,
                           const std::string& id) {
  const std::vector<pugi::xml_node> candidates = children(parent, name);
  if (id.empty()) return candidates.size() == 1 ? candidates.front() : pugi::xml_node();
  for (const pugi::xml_node& node : candidates)
    if (id == node.attribute("ID").value()) return node;
  return {};
}

std::optional<double> number(const pugi::xml_node& node, const char* attribute) {
  const auto parsed = parse_number(node.attribute(attribute).value());
  return parsed ? std::optional(*parsed) : std::nullopt;
}

std::optional<Length> length(const pugi::xml_node& node, const std::string& attribute,
                             const char* default_unit) {
  const std::optional<double> value = number(node, attribute.c_str());
  if (!value) return std::nullopt;
  return length_in_unit(*value,
                        node.attribute((attribute + "Unit").c_str()).as_string(default_unit));
}

}  // namespace etalon::imagefiles
