// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocols/scope_file.hpp"
#include "protocols/yaml_map.hpp"

namespace etalon::protocols {

/// The devices of a scope file: `simulator` and the roles. A role is a driver with its settings, or
/// the name of another role whose device plays it, too. Throws TextError.
void read_devices(const YamlFile& file, const YamlMap& map, ScopeFile& scope);

/// That a driver cannot play this role, and what to write instead.
std::string cannot_play(const hardware::Driver& driver, const std::string& role);

}  // namespace etalon::protocols
