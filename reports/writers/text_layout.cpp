// SPDX-License-Identifier: Apache-2.0
#include "reports/writers/text_layout.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace etalon::reports {

std::size_t columns(std::string_view text) {
  const auto starts_character = [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  };
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts_character));
}

std::string padding(std::string_view text, std::size_t width) {
  const std::size_t used = columns(text);
  return std::string(used < width ? width - used : 0, ' ');
}

std::string left(const std::string& text, std::size_t width) { return text + padding(text, width); }

std::string right(const std::string& text, std::size_t width) {
  return padding(text, width) + text;
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (word.empty()) continue;
    if (lines.empty() || columns(lines.back()) + 1 + columns(word) > width) {
      lines.emplace_back(word);
    } else {
      lines.back().append(" ").append(word);
    }
  }
  return lines;
}

std::string Ink::with(const char* code, const std::string& text) const {
  return colour ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : text;
}

}  // namespace etalon::reports
