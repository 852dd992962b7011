// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/microscope.hpp"

namespace etalon::hardware {

/// A row of the driver table: a device whose driver is a program of its own. Settings: `command`,
/// the program and its arguments (command_words.hpp); `folder` in which it is started; `log`, a
/// file for what it says to stderr; motor_limit_keys(), needed only for what moves.
Driver process_driver();

}  // namespace etalon::hardware
