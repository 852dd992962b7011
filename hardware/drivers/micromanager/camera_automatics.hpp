// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/drivers/micromanager/core_server.hpp"

#include <string>

namespace etalon::hardware {

/// Switches off what `camera` changes by itself: each adapter names it as it likes, so its
/// properties are searched for the usual names (Auto Exposure, GainAuto, WhiteBalanceAuto ...).
/// Each is set to the word for off that it allows and read back. Throws DeviceError where one stays
/// on.
void switch_automatics_off(CoreServer& core, const std::string& camera);

}  // namespace etalon::hardware
