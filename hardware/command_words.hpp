// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace etalon::hardware {

// A program and its arguments as one text: words with spaces between. A word in double quotes may
// hold spaces; in it \" and \\ stand for the character behind the backslash. Nothing else has a
// meaning, for no shell looks at it.

/// Throws DeviceError for a quote without an end, and for a text without words.
std::vector<std::string> command_words(const std::string& command);
/// So that command_words() gives the words back.
std::string command_text(const std::vector<std::string>& words);

}  // namespace etalon::hardware
