// SPDX-License-Identifier: Apache-2.0
#include "tests/support/emulated_sangaboard.hpp"

#include <algorithm>
#include <cstdlib>
#include <sstream>

namespace etalon::test {
namespace {

const char* const kUnknown = "Type 'help' for a list of commands.\r\n";

std::string banner_of(EmulatedSangaboard::Firmware firmware) {
  return firmware == EmulatedSangaboard::Firmware::deaf ? "OpenFlexure Motor Board v0.4\r\n"
                                                        : "Sangaboard v1.0.1\r\n";
}

}  // namespace

using hardware::Steps;

EmulatedSangaboard::EmulatedSangaboard(Firmware firmware, double steps_per_second)
    : firmware_(firmware),
      motors_(steps_per_second),
      line_(std::make_unique<PtyLine>([this](const std::string& line) { return answer(line); })) {}

Steps EmulatedSangaboard::position() const {
  const std::lock_guard lock(mutex_);
  return motors_.now();
}

void EmulatedSangaboard::set_position(const Steps& place) {
  const std::lock_guard lock(mutex_);
  motors_.set(place);
}

double EmulatedSangaboard::light() const {
  const std::lock_guard lock(mutex_);
  return light_;
}

std::vector<std::string> EmulatedSangaboard::heard() const {
  const std::lock_guard lock(mutex_);
  return heard_;
}

std::string EmulatedSangaboard::move(const Steps& by) {
  {
    const std::lock_guard lock(mutex_);
    motors_.begin(by);
  }
  if (firmware_ == Firmware::deaf) {
    std::int64_t longest = 0;
    for (const std::int64_t steps : by) longest = std::max(longest, std::abs(steps));
    std::this_thread::sleep_for(
        std::chrono::duration<double>(static_cast<double>(longest) / motors_.speed()));
  }
  return "done.\r\n";
}

std::string EmulatedSangaboard::answer_to(const std::string& line) {
  std::istringstream words(line);
  std::string command;
  words >> command;
  const bool deaf = firmware_ == Firmware::deaf;
  if (command == "version") return banner_of(firmware_);
  if (command == "p?" || (command == "p" && !deaf)) {
    const Steps at = position();
    return std::to_string(at[0]) + " " + std::to_string(at[1]) + " " + std::to_string(at[2]) +
           "\r\n";
  }
  if (command == "mr") {
    Steps by{};
    for (auto& steps : by) words >> steps;
    return move(by);
  }
  if (deaf) return kUnknown;
  if (command == "blocking_moves") return "done.\r\n";
  const std::lock_guard lock(mutex_);
  if (command == "moving?") return motors_.moving() ? "true\r\n" : "false\r\n";
  if (command == "stop") {
    motors_.stop();
    return "done.\r\n";
  }
  if (command == "led_cc") {
    words >> light_;
    return "CC LED:" + std::to_string(light_) + "\r\n";
  }
  return "ERROR: unknown command\r\n";
}

std::string EmulatedSangaboard::answer(const std::string& line) {
  {
    const std::lock_guard lock(mutex_);
    heard_.push_back(line);
  }
  if (fault) {
    const std::string instead = fault(line);
    if (!instead.empty()) return instead;
  }
  const std::string text = answer_to(line);
  if (moved) moved(position());
  return text;
}

}  // namespace etalon::test
