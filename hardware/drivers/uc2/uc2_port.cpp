// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/uc2/uc2_port.hpp"

#include "hardware/drivers/serial/greeting.hpp"
#include "suite/core/error.hpp"
#include "suite/core/text.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <cmath>
#include <limits>
#include <utility>

namespace etalon::hardware {
namespace {

using Json = nlohmann::json;
using Clock = std::chrono::steady_clock;

constexpr Time kAnswer = s(2);
constexpr std::int64_t kLastNumber = 255;
constexpr const char* kBegin = "++";
constexpr const char* kEnd = "--";

Clock::time_point after(Time time) {
  return Clock::now() +
         std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(time.in(s)));
}

bool tells_of_a_reset(const std::string& line) {
  return line.starts_with("ets ") || line.starts_with("rst:0x");
}

bool refuses(const Json& block, std::int64_t number) {
  const auto about = whole(block, "qid");
  if (about == -number) return true;
  return about == number && (block.contains("error") || whole(block, "success") == 0);
}

}  // namespace

Json member(const Json& object, const char* key) {
  return object.is_object() && object.contains(key) ? object[key] : Json();
}

std::optional<std::int64_t> whole(const Json& object, const char* key) {
  const Json value = member(object, key);
  if (value.is_boolean()) return value.get<bool>() ? 1 : 0;
  if (!value.is_number_integer()) return std::nullopt;
  if (std::abs(value.get<double>()) > std::numeric_limits<std::int32_t>::max()) return std::nullopt;
  return value.get<std::int64_t>();
}

std::string text_of(const Json& block) {
  return block.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Uc2Port::Uc2Port(const std::string& port, News news)
    : port_("uc2", port, 115200), news_(std::move(news)) {}

void Uc2Port::fail(const std::string& problem) const { throw DeviceError(name(), problem); }

void Uc2Port::misunderstood(const std::string& text) const {
  fail(fmt::format(fmt::runtime(tr("its answer is not understood: {}. Is this a board of openUC2, "
                                   "and does no other program talk to it?")),
                   etalon::quoted(text)));
}

std::int64_t Uc2Port::next_number() const { return number_ % kLastNumber + 1; }

std::string Uc2Port::numbered(Json& question) {
  number_ = next_number();
  question["qid"] = number_;
  return question.dump() + "\n";
}

void Uc2Port::open() {
  port_.open();
  try {
    // The board writes much while it starts; its first answer ends that.
    Json question{{"task", "/state_get"}};
    greet(port_, {tr("a board of openUC2"), [&] { return numbered(question); },
                  [](const std::string& line) { return line == kBegin; }});
  } catch (...) {
    port_.close();
    throw;
  }
}

/// What stands between "++" and "--"; outside of that the board writes for its developers.
std::optional<Json> Uc2Port::next_block(Clock::time_point end) {
  std::string text;
  bool inside = false;
  while (Clock::now() < end) {
    const std::string line = port_.read_line(kAnswer);
    if (tells_of_a_reset(line)) {
      fail(
          tr("the board was reset, so its zero may be lost. Check its power and cable, bring it to "
             "its middle, and begin again."));
    }
    if (line == kBegin) {
      inside = true;
      text.clear();
    } else if (inside && line == kEnd) {
      Json block = Json::parse(text, nullptr, false);
      if (!block.is_object()) misunderstood(text);
      return block;
    } else if (inside) {
      text += line;
    }
  }
  return std::nullopt;
}

Json Uc2Port::ask(Json question) {
  port_.write(numbered(question));
  const std::int64_t number = number_;
  const auto end = after(kAnswer);
  while (const auto block = next_block(end)) {
    news_(*block);
    if (refuses(*block, number)) {
      fail(fmt::format(fmt::runtime(tr("it refuses {}: {}.")), etalon::quoted(text_of(question)),
                       etalon::quoted(text_of(*block))));
    }
    // That a motor has arrived carries the number of the question that moved it.
    if (whole(*block, "qid") == number && !block->contains("steppers")) return *block;
  }
  fail(fmt::format(fmt::runtime(tr("no answer to {} within {}, though it talks.")),
                   etalon::quoted(text_of(question)), to_text(kAnswer)));
}

void Uc2Port::interrupt(Json command) noexcept {
  try {
    port_.write(numbered(command));
    port_.forget();
  } catch (const std::exception&) {
    return;  // Whoever stops it has something worse to tell.
  }
}

}  // namespace etalon::hardware
