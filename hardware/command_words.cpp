// SPDX-License-Identifier: Apache-2.0
#include "hardware/command_words.hpp"

#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"

#include <optional>

namespace etalon::hardware {
namespace {

constexpr const char* kSpaces = " \t\n\r";

bool is_plain(const std::string& word) {
  return !word.empty() && word.find_first_of(std::string(kSpaces) + "\"\\") == std::string::npos;
}

std::string in_quotes(const std::string& word) {
  std::string text = "\"";
  for (const char c : word) {
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  return text + "\"";
}

}  // namespace

std::vector<std::string> command_words(const std::string& command) {
  std::vector<std::string> words;
  std::optional<std::string> word;
  bool quoted = false;
  for (std::size_t i = 0; i < command.size(); ++i) {
    const char c = command[i];
    const bool escapes = quoted && c == '\\' && i + 1 < command.size();
    if (c == '"') {
      quoted = !quoted;
      word = word.value_or("");
    } else if (!quoted && std::string(kSpaces).find(c) != std::string::npos) {
      if (word) words.push_back(*word);
      word.reset();
    } else {
      word = word.value_or("") + (escapes ? command[++i] : c);
    }
  }
  if (quoted) {
    throw DeviceError("process", tr("command: a double quote is opened and not closed again."));
  }
  if (word) words.push_back(*word);
  if (words.empty() || words.front().empty()) {
    throw DeviceError("process", tr("command: missing. Name the program that drives the device and "
                                    "its arguments, such as command: [python3, my_camera.py]."));
  }
  return words;
}

std::string command_text(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    text += (text.empty() ? "" : " ") + (is_plain(word) ? word : in_quotes(word));
  }
  return text;
}

}  // namespace etalon::hardware
