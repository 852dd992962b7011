// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/error.hpp"

#include <array>
#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

namespace etalon::cli {

/// What this program needs from the operating system, in one place.

/// Another program of the suite is not installed.
class MissingComponent : public Error {
 public:
  using Error::Error;
};

std::filesystem::path executable_folder();

/// Found beside this program, then on PATH; an empty path when it is in neither.
std::filesystem::path find_program(const std::string& name);

/// find_program for `etalon-report`; throws MissingComponent, saying how to get it.
std::filesystem::path report_program();

/// Replaces this process. Returns only by throwing MissingComponent.
[[noreturn]] void become(const std::filesystem::path& program,
                         const std::vector<std::string>& arguments);

/// Runs a program and waits for it. Its exit code; 128 + signal when it was killed.
int run_program(const std::filesystem::path& program, const std::vector<std::string>& arguments);

bool stdin_is_terminal();
bool stdout_is_terminal();
bool stderr_is_terminal();

/// Colour adds to words and shapes, only on a terminal and unless NO_COLOR is set (no-color.org).
bool colour_wanted();

/// Lets a full disk come back from write() as an error instead of ending the process by SIGXFSZ.
void survive_full_disks();

/// A signal that ends this program removes its temporary folders first.
void leave_no_folders();

/// While it lives, the first Ctrl-C (SIGINT), SIGTERM or SIGHUP (a terminal that was closed, a
/// connection that was lost) asks for an orderly end: motors stop, light goes off, what was
/// measured stays. The second one ends the process as ever. What is ignored (under nohup) stays so.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;
  static bool is_wanted();

 private:
  static constexpr std::array<int, 3> kSignals{SIGINT, SIGTERM, SIGHUP};
  std::array<struct sigaction, kSignals.size()> before_{};
};

}  // namespace etalon::cli
