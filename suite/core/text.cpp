// SPDX-License-Identifier: Apache-2.0
#include "suite/core/text.hpp"

#include <algorithm>
#include <array>

namespace etalon {
namespace {

constexpr std::array<std::string_view, 6> kSpaces{" ", "\t", "\n", "\r", "\u00a0", "\u202f"};

/// Bytes of the UTF-8 character at the start of `text`; 0 when there is none.
std::size_t character_size(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return static_cast<unsigned>(static_cast<unsigned char>(text[i]));
  };
  const unsigned lead = byte(0);
  const std::size_t size = lead < 0x80   ? 1
                           : lead < 0xc2 ? 0
                           : lead < 0xe0 ? 2
                           : lead < 0xf0 ? 3
                                         : 4;
  if (size == 0 || lead > 0xf4 || size > text.size()) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0U) != 0x80U) return 0;
  }
  // Overlong forms, surrogates and numbers beyond U+10FFFF (RFC 3629, section 4).
  if (lead == 0xe0 && byte(1) < 0xa0) return 0;
  if (lead == 0xed && byte(1) > 0x9f) return 0;
  if (lead == 0xf0 && byte(1) < 0x90) return 0;
  if (lead == 0xf4 && byte(1) > 0x8f) return 0;
  return size;
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

}  // namespace

std::string_view trimmed(std::string_view text) {
  const auto strip = [&text] {
    return std::any_of(kSpaces.begin(), kSpaces.end(), [&text](std::string_view space) {
      const bool before = text.starts_with(space);
      if (before) text.remove_prefix(space.size());
      const bool after = text.ends_with(space);
      if (after) text.remove_suffix(space.size());
      return before || after;
    });
  };
  while (strip()) {
  }
  return text;
}

std::string quoted(std::string_view text) {
  constexpr std::size_t kLongest = 60;
  std::string shown = "\"";
  while (!text.empty()) {
    const std::size_t size = character_size(text);
    if (shown.size() + std::max<std::size_t>(size, 1) > kLongest + 1) return shown + "...\"";
    if (size == 0) {
      shown += '?';
    } else if (is_control(text.front())) {
      shown += ' ';
    } else {
      shown += text.substr(0, size);
    }
    text.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return shown + "\"";
}

bool is_one_line(std::string_view text) {
  while (!text.empty()) {
    const std::size_t size = character_size(text);
    const bool c1 = size == 2 && text[0] == '\xc2' && static_cast<unsigned char>(text[1]) < 0xa0;
    if (size == 0 || is_control(text.front()) || c1) return false;
    text.remove_prefix(size);
  }
  return true;
}

}  // namespace etalon
