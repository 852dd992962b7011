// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/quantity.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <tuple>

namespace etalon::hardware {

/// A folder into which another program writes. It is looked at ten times a second, which also works
/// where the files come over a network and the system tells nothing of them. Its waits end when
/// request_stop() was called, by Stopped.
class FolderWatch {
 public:
  /// `name` as in messages.
  FolderWatch(std::string name, std::filesystem::path folder);

  /// Waits until nothing in the folder has changed for 1 s: files grow while they are written.
  void settle();
  /// Waits for a change after the last settle(); false when none comes within `longest`.
  bool changes_within(Time longest);

 private:
  using Clock = std::chrono::steady_clock;
  using Seen = std::map<std::string, std::tuple<std::uintmax_t, std::filesystem::file_time_type>>;

  Seen look() const;
  void pause() const;

  std::string name_;
  std::filesystem::path folder_;
  Seen seen_;
};

}  // namespace etalon::hardware
