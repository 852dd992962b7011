// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocols/procedure.hpp"
#include "protocols/yaml_map.hpp"

namespace etalon::protocols {

/// The key `acquire` of a step. Throws TextError with file:line:column and the key.
Acquire read_acquire(const YamlFile& file, const YamlValue& value);

}  // namespace etalon::protocols
