// SPDX-License-Identifier: Apache-2.0
// The language of the Sangaboard.
#include "tests/support/emulated_board.hpp"

#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <thread>

namespace etalon::test {
namespace {

using hardware::Steps;
using Parts = EmulatedBoard::Parts;

const char* const kUnknown = "Type 'help' for a list of commands.\r\n";

std::string place(const Parts& parts) {
  const Steps at = parts.told();
  return std::to_string(at[0]) + " " + std::to_string(at[1]) + " " + std::to_string(at[2]) + "\r\n";
}

std::string move(std::istringstream& words, Parts& parts, bool deaf) {
  Steps by{};
  for (auto& steps : by) words >> steps;
  parts.motors.begin(by);
  while (deaf && parts.motors.moving()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  return "done.\r\n";
}

/// What only the newer firmware knows.
std::string answering(const std::string& command, std::istringstream& words, Parts& parts) {
  if (command == "p") return place(parts);
  if (command == "blocking_moves") return "done.\r\n";
  if (command == "moving?") return parts.motors.moving() ? "true\r\n" : "false\r\n";
  if (command == "stop") {
    parts.motors.stop();
    return "done.\r\n";
  }
  if (command == "led_cc") words >> parts.light;
  if (command.starts_with("led_cc")) {
    return "CC LED:" + std::to_string(parts.light).substr(0, 4) + "\r\n";
  }
  return "ERROR: unknown command\r\n";
}

std::string sangaboard_answer(const std::string& line, Parts& parts, bool deaf) {
  std::istringstream words(line);
  std::string command;
  words >> command;
  if (command == "version") {
    return deaf ? "OpenFlexure Motor Board v0.4\r\n" : "Sangaboard v1.0.1\r\n";
  }
  if (command == "p?") return place(parts);
  if (command == "mr") return move(words, parts, deaf);
  return deaf ? kUnknown : answering(command, words, parts);
}

}  // namespace

std::unique_ptr<EmulatedBoard> emulated_sangaboard(SangaboardFirmware firmware,
                                                   double steps_per_second) {
  const bool deaf = firmware == SangaboardFirmware::deaf;
  return std::make_unique<EmulatedBoard>(steps_per_second,
                                         [deaf](const std::string& line, Parts& parts) {
                                           return sangaboard_answer(line, parts, deaf);
                                         });
}

}  // namespace etalon::test
