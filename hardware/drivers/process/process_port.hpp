// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/drivers/process/child_process.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace etalon::hardware {

/// Calls to a program that drives a device: JSON-RPC 2.0 by lines, with bytes behind a reply
/// (docs/hardware/process_protocol.md). Whatever the program does, every call ends: in its answer,
/// or in a DeviceError. One that is not answered in time, or while request_stop() is called, is
/// aborted. A program that does not abort within 1 s, or says what cannot be understood, is ended.
class ProcessPort {
 public:
  struct Reply {
    nlohmann::json result;
    std::vector<std::uint8_t> bytes{};
  };
  /// How many bytes must stand behind a result; std::invalid_argument for one that cannot be.
  using Announced = std::function<std::size_t(const nlohmann::json& result)>;
  /// Whether a request to stop ends a wait.
  enum class OnStop { gives_up, goes_on };

  explicit ProcessPort(ProgramStart program);

  const std::string& name() const { return name_; }
  bool is_open() const { return child_.started(); }
  /// Starts the program; nothing is said to it yet.
  void open();
  /// Says goodbye, and sees to it that the program ends.
  void close() noexcept;

  /// Throws DeviceError, Stopped.
  Reply call(const std::string& method, const nlohmann::json& params, Time longest,
             OnStop on_stop = OnStop::goes_on, const Announced& announced = {});
  /// The same where nobody could do anything about a failure.
  void interrupt(const std::string& method) noexcept;

  /// Ends the program: what it says cannot be trusted any more.
  [[noreturn]] void give_up(const std::string& problem);
  [[noreturn]] void misunderstood(const std::string& method, const std::string& why);

 private:
  using Clock = std::chrono::steady_clock;
  struct Patience {
    Clock::time_point end;
    OnStop on_stop;
    bool over() const;
  };

  static Patience patience(Time longest, OnStop on_stop);
  std::int64_t send(const std::string& method, const nlohmann::json& params);
  /// These give nothing when the patience is over before.
  std::optional<nlohmann::json> read_reply(const Patience& patience);
  std::optional<std::vector<std::uint8_t>> read_bytes(std::size_t count, const Patience& patience);
  bool read_more(const Patience& patience);
  [[noreturn]] void abort(std::int64_t id, const std::string& method, Time longest,
                          const Patience& patience);
  bool aborts(std::int64_t id);

  ProgramStart program_;
  std::string name_;
  ChildProcess child_;
  std::string arrived_;
  std::int64_t last_id_ = 0;
  std::string ended_because_;
};

}  // namespace etalon::hardware
