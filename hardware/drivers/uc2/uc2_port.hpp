// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/drivers/serial/line_port.hpp"

#include <nlohmann/json_fwd.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace etalon::hardware {

/// Questions and answers of a board of openUC2: JSON by lines at 115,200 baud, its answers between
/// "++" and "--". Throws DeviceError: what LinePort throws, what the board refuses, what is not
/// understood, an answer that does not come, and that the board was reset.
class Uc2Port {
 public:
  /// Is given every block that arrives, asked for or not, and may throw DeviceError.
  using News = std::function<void(const nlohmann::json& block)>;

  Uc2Port(const std::string& port, News news);

  const std::string& name() const { return port_.name(); }
  /// Asks until it answers: opening the port resets the board.
  void open();
  void close() noexcept { port_.close(); }
  nlohmann::json ask(nlohmann::json question);
  /// Written though no answer is waited for; what the board has said before is forgotten.
  void interrupt(nlohmann::json command) noexcept;
  /// Of the question that comes next; they count from 1 to 255 and begin again.
  std::int64_t next_number() const;

  [[noreturn]] void fail(const std::string& problem) const;
  [[noreturn]] void misunderstood(const std::string& text) const;

 private:
  /// Nothing where none is whole before `end`.
  std::optional<nlohmann::json> next_block(std::chrono::steady_clock::time_point end);
  /// As it is written: with the next number.
  std::string numbered(nlohmann::json& question);

  LinePort port_;
  News news_;
  std::int64_t number_ = 0;  ///< of the last question
};

/// What stands behind `key`; null where nothing does.
nlohmann::json member(const nlohmann::json& object, const char* key);
/// The same where it is a whole number of 32 bits or a truth value.
std::optional<std::int64_t> whole(const nlohmann::json& object, const char* key);
/// As text for a message, whatever bytes it holds.
std::string text_of(const nlohmann::json& block);

}  // namespace etalon::hardware
