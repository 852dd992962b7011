// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocols/scope_file.hpp"

#include <string>

namespace etalon::cli {

/// Tries the devices of a scope file and prints what came of it; nothing for one of folders and
/// people. Motors move a little and back when `move` is set or a person at the terminal allows it.
/// False when a device breaks a promise. Throws DeviceError when one does not open.
bool try_devices(const protocols::ScopeFile& scope, bool move);

/// Prints what is connected to this computer, as far as the drivers can see it, in `format`.
int probe_devices(const std::string& format);

}  // namespace etalon::cli
