// SPDX-License-Identifier: Apache-2.0
// The languages of Grbl and Marlin.
#include "tests/support/emulated_board.hpp"

#include <cmath>
#include <cstdlib>
#include <iomanip>
#include <map>
#include <sstream>
#include <thread>

namespace etalon::test {
namespace {

using hardware::Steps;
using Parts = EmulatedBoard::Parts;

/// The numbers of a line by their letters; of G the last.
std::map<char, double> words_of(const std::string& line) {
  std::map<char, double> words;
  std::istringstream text(line);
  for (std::string word; text >> word;) {
    if (word.size() > 1) words[word[0]] = std::strtod(word.c_str() + 1, nullptr);
  }
  return words;
}

Steps way_of(const std::map<char, double>& words, double steps_per_mm) {
  Steps way{};
  for (std::size_t axis = 0; axis < way.size(); ++axis) {
    const auto word = words.find("XYZ"[axis]);
    if (word != words.end()) way[axis] = std::llround(word->second * steps_per_mm);
  }
  return way;
}

std::string millimetres(std::int64_t steps, int digits) {
  std::ostringstream text;
  text << std::fixed << std::setprecision(digits)
       << static_cast<double>(steps) * std::pow(10, -digits);
  return text.str();
}

std::string grbl_answer(const std::string& line, Parts& parts) {
  if (line == "?") {
    const Steps at = parts.told();
    return (parts.motors.moving() ? "<Jog|MPos:" : "<Idle|MPos:") + millimetres(at[0], 3) + "," +
           millimetres(at[1], 3) + "," + millimetres(at[2], 3) + "|FS:0,0>\r\n";
  }
  if (line == "\x85") {
    parts.motors.stop();
    return "";
  }
  if (line.empty()) return "ok\r\n";
  if (!line.starts_with("$J=G53 G90 G21 ")) return "error:20\r\n";
  const auto words = words_of(line.substr(3));
  const auto speed = words.find('F');
  if (speed == words.end() || !(speed->second > 0)) return "error:22\r\n";
  const Steps now = parts.motors.now();
  Steps way = way_of(words, 1000);
  for (std::size_t axis = 0; axis < way.size(); ++axis) {
    way[axis] = words.contains("XYZ"[axis]) ? way[axis] - now[axis] : 0;
  }
  parts.motors.begin(way);
  return "ok\r\n";
}

/// Marlin tells where it was sent, also while it is on the way.
std::string marlin_place(const Parts& parts) {
  Steps at = parts.motors.goal();
  for (std::size_t i = 0; i < at.size(); ++i) at[i] += parts.slip[i];
  return "X:" + millimetres(at[0], 2) + " Y:" + millimetres(at[1], 2) +
         " Z:" + millimetres(at[2], 2) + " E:0.00 Count X:7 Y:7 Z:7\r\nok\r\n";
}

std::string marlin_answer(const std::string& line, Parts& parts, bool& relative) {
  if (line == "M114") return marlin_place(parts);
  if (line == "G21") return "ok\r\n";
  if (line == "G91") {
    relative = true;
    return "ok\r\n";
  }
  if (line == "M410") {
    parts.motors.stop();
    return "ok\r\n";
  }
  if (line == "M400") {
    while (parts.motors.moving()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return "echo:busy: processing\r\nok\r\n";
  }
  if (line.starts_with("G0 ") && relative) {
    parts.motors.begin(way_of(words_of(line), 100));
    return "ok\r\n";
  }
  return "echo:Unknown command: \"" + line + "\"\r\nok\r\n";
}

}  // namespace

std::unique_ptr<EmulatedBoard> emulated_grbl(double steps_per_second) {
  return std::make_unique<EmulatedBoard>(steps_per_second, grbl_answer, "?\x85");
}

std::unique_ptr<EmulatedBoard> emulated_marlin(double steps_per_second) {
  return std::make_unique<EmulatedBoard>(
      steps_per_second, [relative = false](const std::string& line, Parts& parts) mutable {
        return marlin_answer(line, parts, relative);
      });
}

}  // namespace etalon::test
