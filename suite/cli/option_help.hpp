// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/options.hpp"

#include <string>

namespace etalon::cli {

/// "--straight_length,--straight-length": as the keys of files are written, or with hyphens.
std::string flag_names(const std::string& option);

/// "Angle of its normal to the rows. [5 deg]"
std::string meaning_with_default(const OptionDeclaration& option);

}  // namespace etalon::cli
