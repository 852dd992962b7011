// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/cli/coverage/coverage.hpp"

#include <string>
#include <vector>

namespace etalon::cli {

/// One line per measurand and level, with what is not accepted in words.
std::string coverage_text(const std::vector<Coverage>& coverages, bool heading);
/// "etalon.coverage/1" (docs/cli.md).
std::string coverage_json(const std::vector<Coverage>& coverages);

}  // namespace etalon::cli
