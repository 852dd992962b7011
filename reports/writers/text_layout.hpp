// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace etalon::reports {

/// Columns on the screen, for the texts used here: one per UTF-8 character.
std::size_t columns(std::string_view text);

/// Spaces that fill the text up to this width.
std::string padding(std::string_view text, std::size_t width);
std::string left(const std::string& text, std::size_t width);
std::string right(const std::string& text, std::size_t width);

/// The text in lines of at most so many columns, broken at spaces; a longer word stays whole.
std::vector<std::string> wrapped(std::string_view text, std::size_t width);

/// Colour only adds to words and shapes.
struct Ink {
  bool colour = false;
  std::string with(const char* code, const std::string& text) const;
  std::string strong(const std::string& text) const { return with("1", text); }
  std::string faint(const std::string& text) const { return with("2", text); }
  std::string good(const std::string& text) const { return with("32", text); }
  std::string warning(const std::string& text) const { return with("33", text); }
  std::string problem(const std::string& text) const { return with("31", text); }
};

}  // namespace etalon::reports
