// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocols/yaml_map.hpp"
#include "suite/core/grade.hpp"

namespace etalon::protocols {

/// One limit of a profile: the key is its id, the value a map. Throws TextError.
Limit read_limit(const YamlFile& file, const YamlEntry& entry);

}  // namespace etalon::protocols
