// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/quantity.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace etalon::hardware {

struct ProgramStart {
  std::vector<std::string> words;  ///< program and arguments; no shell looks at them
  std::filesystem::path folder;    ///< in which it stands; empty: where we stand
  std::filesystem::path log;  ///< what it says to stderr is appended; empty: told in errors only
};

/// Somebody else's words as they may stand in a message: on one line, cut after 300 bytes.
std::string told(std::string text);

/// A program that was started, with its standard input and output. It leads a process group of its
/// own, so that Ctrl-C does not reach it and nothing that it starts outlives it; of our environment
/// it gets what says who and where we are (PATH, HOME, LANG ...), and none of our open files.
class ChildProcess {
 public:
  ChildProcess() = default;
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  /// Throws Error with the reason when it cannot be started.
  void start(const ProgramStart& program);
  bool started() const { return pid_ > 0; }

  /// False when it does not take the bytes within `longest`, or has closed its input.
  bool write(std::string_view bytes, Time longest);
  /// What has arrived, at most as much as fits: 0 when nothing did within `longest`, nothing when
  /// it has closed its output.
  std::optional<std::size_t> read(std::span<char> bytes, Time longest);

  /// Closes its input, which asks it to end; after 1 s tells it to (SIGTERM), after 3 s ends it
  /// (SIGKILL), with all that it has started.
  void end() noexcept;
  /// "exit code 3", "signal 11"; empty while it runs or when it was never started.
  const std::string& how_it_ended() const { return ended_; }
  /// The last lines that it has said to stderr, on one line.
  std::string last_words() const;

 private:
  bool ends_within(Time longest) noexcept;
  void close_files() noexcept;

  pid_t pid_ = 0;
  int input_ = -1;
  int output_ = -1;
  int errors_ = -1;
  off_t errors_begin_ = 0;
  std::string ended_;
};

}  // namespace etalon::hardware
