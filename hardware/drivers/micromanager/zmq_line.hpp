// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/quantity.hpp"

#include <memory>
#include <string>
#include <vector>

namespace etalon::hardware {

/// Whether a wait ends when request_stop() is called.
enum class Waiting { ends_on_stop, goes_on };

/// Questions and answers over ZeroMQ (REQ, ZMTP 3). Questions and answers alternate strictly, so
/// after an answer that did not come the line is closed, and says why when it is used again. Throws
/// DeviceError: nobody listens there, no answer in time, the other end is gone; Stopped.
class ZmqLine {
 public:
  explicit ZmqLine(std::string name);
  ~ZmqLine();
  ZmqLine(const ZmqLine&) = delete;
  ZmqLine& operator=(const ZmqLine&) = delete;

  const std::string& name() const { return name_; }
  /// `address` as ZeroMQ writes it: "tcp://127.0.0.1:4827".
  void open(const std::string& address);
  void close() noexcept;
  bool is_open() const { return sockets_ != nullptr; }
  /// The parts of the answer, one at least.
  std::vector<std::string> ask(const std::string& question, Time longest, Waiting waiting);

 private:
  struct Sockets;
  [[noreturn]] void give_up(const std::string& problem);
  void wait_for_answer(Time longest, Waiting waiting);
  std::vector<std::string> read_parts();

  std::string name_;
  std::string ended_because_;
  std::unique_ptr<Sockets> sockets_;
};

}  // namespace etalon::hardware
