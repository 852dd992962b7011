// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/microscope.hpp"

#include <filesystem>
#include <vector>

namespace etalon::hardware {

/// The serial ports of USB adapters that are plugged in, by the names that stay the same where the
/// system gives such. None is opened: that would reset most boards, so nobody knows yet what is
/// behind it. `devices` is /dev, for tests another folder.
std::vector<FoundDevice> serial_ports_in(const std::filesystem::path& devices);
std::vector<FoundDevice> serial_ports();

}  // namespace etalon::hardware
