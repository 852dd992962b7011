// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocols/yaml_map.hpp"
#include "suite/core/instrument.hpp"

#include <string>
#include <vector>

namespace etalon::protocols {

/// The keys of a scope file that describe its instrument: "objective", "wavelength" ...
const std::vector<std::string>& instrument_keys();

/// What a scope file says of its instrument, with Source::scope_file as the source of each field.
/// Throws TextError.
Instrument read_instrument(const YamlFile& file, const YamlMap& scope, const std::string& id);

}  // namespace etalon::protocols
