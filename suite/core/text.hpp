// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace etalon {

/// Without the spaces at both ends, also the no-break spaces of texts copied from documents.
std::string_view trimmed(std::string_view text);

/// What somebody wrote, between quotation marks, for an error message: on one line, cut after 60
/// bytes, always valid UTF-8.
std::string quoted(std::string_view text);

/// Valid UTF-8 without control characters (C0, DEL, C1): fit for a line of a file or a terminal.
bool is_one_line(std::string_view text);

}  // namespace etalon
