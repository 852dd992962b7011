// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/drivers/serial/line_port.hpp"

#include <functional>
#include <string>

namespace etalon::hardware {

/// How a kind of board is brought to speak: opening its port may have reset it.
struct Greeting {
  std::string board;                      ///< for messages: "a Sangaboard"
  std::function<std::string()> question;  ///< written again each second
  std::function<bool(const std::string& line)> is_answer;
};

/// Asks until the answer comes, which it returns, and reads on until the board is silent. All of it
/// ends after 5 s. Throws DeviceError, also where something talks, but not this kind of board, and
/// Stopped.
std::string greet(LinePort& port, const Greeting& greeting);

}  // namespace etalon::hardware
