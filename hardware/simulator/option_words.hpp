// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/outcome.hpp"
#include "suite/core/text.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

namespace etalon::hardware {

/// Words of a setting that knows only a few, each with what it means.
template <class Kind>
using Words = std::vector<std::pair<std::string, Kind>>;

template <class Kind>
Outcome<Kind> parse_word(const std::string& text, const Words<Kind>& words,
                         const std::string& expected) {
  for (const auto& [word, kind] : words) {
    if (word == trimmed(text)) return kind;
  }
  return fail("options.value",
              fmt::format(fmt::runtime(tr("{} is unknown; expected {}")), quoted(text), expected));
}

template <class Kind>
std::string print_word(Kind value, const Words<Kind>& words) {
  for (const auto& [word, kind] : words) {
    if (kind == value) return word;
  }
  return "";
}

}  // namespace etalon::hardware
