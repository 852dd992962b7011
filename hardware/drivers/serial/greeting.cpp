// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/serial/greeting.hpp"

#include "hardware/safety/stop_request.hpp"
#include "suite/core/error.hpp"
#include "suite/core/text.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>

namespace etalon::hardware {
namespace {

using Clock = std::chrono::steady_clock;

// An Arduino starts for up to 3 s, an ESP32 for 2.5 s; then it is asked, and what it says is read.
constexpr Time kLongest = s(5);
constexpr Time kAskAgain = s(1);
constexpr Time kSilence = ms(300);
constexpr Time kSlice = ms(20);  // in which a request to stop is noticed

Clock::time_point after(Time time) {
  return Clock::now() +
         std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(time.in(s)));
}

/// The next line before `end`, unless nothing comes or somebody asks to stop.
std::optional<std::string> line_before(LinePort& port, Clock::time_point end) {
  while (Clock::now() < end) {
    if (stop_requested()) throw Stopped(port.name());
    if (auto line = port.line_within(kSlice)) return line;
  }
  return std::nullopt;
}

std::string first_answer(LinePort& port, const Greeting& greeting, Clock::time_point end) {
  std::string heard;
  while (Clock::now() < end) {
    port.write(greeting.question());
    const auto again = std::min(end, after(kAskAgain));
    while (auto line = line_before(port, again)) {
      if (greeting.is_answer(*line)) return *line;
      if (!line->empty()) heard = *line;
    }
  }
  const std::string problem =
      heard.empty()
          ? fmt::format(fmt::runtime(tr("no answer within {}. Is it switched on, and is this the "
                                        "right port?")),
                        to_text(kLongest))
          : fmt::format(fmt::runtime(tr("it talks, but not as {} does: {}. Is it the right port?")),
                        greeting.board, etalon::quoted(heard));
  throw DeviceError(port.name(), problem);
}

}  // namespace

std::string greet(LinePort& port, const Greeting& greeting) {
  const auto end = after(kLongest);
  std::string answer = first_answer(port, greeting, end);
  // A banner, and answers to questions that were repeated, may still be on their way.
  while (line_before(port, std::min(end, after(kSilence)))) continue;
  port.forget();
  return answer;
}

}  // namespace etalon::hardware
