// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/imagefiles/micro_manager.hpp"

#include <nlohmann/json.hpp>

namespace etalon::imagefiles {

/// The note in an object that is parsed already.
MicroManagerNote micro_manager_note(const nlohmann::json& json);

}  // namespace etalon::imagefiles
