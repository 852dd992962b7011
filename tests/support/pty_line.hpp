// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <string>
#include <thread>

namespace etalon::test {

/// What comes by itself.
struct Chatter {
  std::string text;
  std::chrono::milliseconds every{0};
};

/// The other end of a serial port: a pseudo-terminal whose lines are answered by a function, in a
/// thread of its own. The answer is sent as it is; an empty one is silence. Each of `single_bytes`
/// is a line by itself, wherever it stands. With `chatter` it talks without being asked.
class PtyLine {
 public:
  using Answer = std::function<std::string(const std::string& line)>;
  explicit PtyLine(Answer answer, const std::string& banner = "", std::string single_bytes = "",
                   Chatter chatter = {});
  ~PtyLine() { pull(); }
  PtyLine(const PtyLine&) = delete;
  PtyLine& operator=(const PtyLine&) = delete;

  const std::string& port() const { return port_; }
  /// As when the cable is pulled.
  void pull();

 private:
  void serve();
  void talk();
  bool take(std::string& arrived, std::string& line) const;

  Answer answer_;
  std::string single_bytes_;
  Chatter chatter_;
  std::chrono::steady_clock::time_point talked_{};
  int master_ = -1;
  std::string port_;
  std::atomic<bool> pulled_{false};
  std::thread thread_;
};

}  // namespace etalon::test
