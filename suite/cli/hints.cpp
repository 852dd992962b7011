// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/hints.hpp"

#include "suite/core/options.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

namespace etalon::cli {

std::string did_you_mean(const std::string& word, const std::vector<std::string>& known) {
  const std::string nearest = nearest_name(word, known);
  return nearest.empty() ? "" : fmt::format(fmt::runtime(tr("; did you mean {}?")), nearest);
}

std::string see_help(const std::string& command) {
  return fmt::format(fmt::runtime(tr(" (see: etalon {} --help)")), command);
}

}  // namespace etalon::cli
