// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/quantity.hpp"

#include <pugixml.hpp>

#include <optional>
#include <string>
#include <vector>

namespace etalon::imagefiles {

/// Access to OME-XML whatever prefix it gives to its namespace ("OME", "ome:OME").
bool has_name(const pugi::xml_node& node, const std::string& name);
pugi::xml_node child(const pugi::xml_node& parent, const std::string& name);
std::vector<pugi::xml_node> children(const pugi::xml_node& parent, const std::string& name);
/// The child with this name and ID; without an ID the only one with this name.
pugi::xml_node child_by_id(const pugi::xml_node& parent, const std::string& name,
                           const std::string& id);

std::optional<double> number(const pugi::xml_node& node, const char* attribute);
std::optional<Length> length(const pugi::xml_node& node, const std::string& attribute,
                             const char* default_unit);

}  // namespace etalon::imagefiles
