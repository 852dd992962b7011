// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/quantity.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace etalon::hardware {

/// A serial port (termios) to a board that speaks in lines: 8 data bits, no parity, one stop bit,
/// no handshake. Held for itself alone while it is open. Throws DeviceError: no such port, no right
/// to open it, in use by another program, pulled out, silent for too long, a line without an end.
class LinePort {
 public:
  /// `board` is what its driver calls it, for messages.
  LinePort(const std::string& board, const std::string& device, int baud);
  ~LinePort();
  LinePort(const LinePort&) = delete;
  LinePort& operator=(const LinePort&) = delete;

  void open();
  void close() noexcept;
  bool is_open() const { return file_ >= 0; }
  /// "sangaboard /dev/ttyUSB0"
  const std::string& name() const { return name_; }

  void write(std::string_view bytes);
  /// The next line without its end ("\n", and "\r" before it).
  std::string read_line(Time longest);
  /// The same, but nothing where none comes.
  std::optional<std::string> line_within(Time longest);
  /// Forgets what has arrived and nobody read.
  void forget();

 private:
  [[noreturn]] void fail(const std::string& problem) const;
  [[noreturn]] void fail_by_errno(int code) const;
  bool take_line(std::string& line);

  std::string name_;
  std::string device_;
  int baud_;
  int file_ = -1;
  std::string arrived_;
};

/// The speed as termios writes it; 0 for one that no port has.
unsigned termios_speed(int baud);

}  // namespace etalon::hardware
