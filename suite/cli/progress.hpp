// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>

namespace etalon::cli {

/// A bar on stderr, only on a terminal, only when the work takes longer than a second, and only
/// when the results do not appear on the same screen meanwhile.
class Progress {
 public:
  enum class Results { meanwhile, at_the_end };
  explicit Progress(std::size_t total, Results results = Results::meanwhile);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void step();

 private:
  std::size_t total_;
  std::size_t done_ = 0;
  bool wanted_;
  bool shown_ = false;
  std::chrono::steady_clock::time_point start_;
};

}  // namespace etalon::cli
