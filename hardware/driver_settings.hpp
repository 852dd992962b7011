// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/microscope.hpp"
#include "suite/core/frame.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace etalon::hardware {

// What the settings of several drivers have in common.

/// The text of a setting; empty where it is missing.
std::string text_setting(const DriverSettings& settings, const std::string& key);

/// "rggb" and its like, each with what it means; "none" is the first.
const std::vector<std::pair<std::string, Mosaic>>& mosaic_words();
std::optional<Mosaic> mosaic_from_word(std::string_view word);
/// The setting `mosaic`; none where it is missing. Throws DeviceError, named `driver`.
Mosaic mosaic_setting(const std::string& driver, const DriverSettings& settings);

}  // namespace etalon::hardware
