// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace etalon::cli {

/// What ends a UsageError: "; did you mean NEAREST?", or nothing when no known word is near.
std::string did_you_mean(const std::string& word, const std::vector<std::string>& known);

/// " (see: etalon COMMAND --help)"
std::string see_help(const std::string& command);

}  // namespace etalon::cli
