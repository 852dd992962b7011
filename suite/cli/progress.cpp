// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/progress.hpp"

#include "suite/cli/process.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <iostream>

namespace etalon::cli {

Progress::Progress(std::size_t total, Results results)
    : total_(total),
      wanted_(total > 1 && stderr_is_terminal() &&
              (results == Results::at_the_end || !stdout_is_terminal())),
      start_(std::chrono::steady_clock::now()) {}

Progress::~Progress() {
  if (shown_) std::cerr << "\r\033[K" << std::flush;
}

void Progress::step() {
  ++done_;
  const double elapsed =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  if (!wanted_ || elapsed < 1) return;
  shown_ = true;
  const double fraction = static_cast<double>(done_) / static_cast<double>(total_);
  std::string bar;
  for (int i = 0; i < 20; ++i) bar += i < 20 * fraction ? "▓" : "░";
  std::cerr << fmt::format(fmt::runtime(tr("\r{} {:.0f} % · {} of {} · {:.0f} s left ")), bar,
                           100 * fraction, done_, total_, elapsed * (1 - fraction) / fraction)
            << std::flush;
}

}  // namespace etalon::cli
