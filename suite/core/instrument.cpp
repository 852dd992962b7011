// SPDX-License-Identifier: Apache-2.0
#include "suite/core/instrument.hpp"

#include "suite/core/contract.hpp"

#include <array>
#include <utility>

namespace etalon {
namespace {
constexpr std::array<std::pair<Immersion, const char*>, 5> kWords{
    {{Immersion::unknown, "unknown"},
     {Immersion::air, "air"},
     {Immersion::water, "water"},
     {Immersion::glycerol, "glycerol"},
     {Immersion::oil, "oil"}}};
}  // namespace

std::string to_text(Immersion immersion) {
  for (const auto& [known, word] : kWords) {
    if (known == immersion) return word;
  }
  detail::broken_contract("a known immersion", __FILE__, __LINE__);
}

std::optional<Immersion> immersion_from_text(const std::string& text) {
  for (const auto& [known, word] : kWords) {
    if (text == word) return known;
  }
  return std::nullopt;
}

}  // namespace etalon
