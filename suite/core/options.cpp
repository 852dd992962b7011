// SPDX-License-Identifier: Apache-2.0
#include "suite/core/options.hpp"

#include "suite/core/text.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <string_view>

namespace etalon {
namespace {

std::optional<int> whole_number(std::string_view text) {
  text = trimmed(text);
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

char folded(char c) {
  if (c == '-') return '_';
  return (c >= 'A' && c <= 'Z') ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment distance).
std::size_t edit_distance(std::string_view a, std::string_view b) {
  const std::size_t stride = b.size() + 1;
  std::vector<std::size_t> d((a.size() + 1) * stride);
  for (std::size_t i = 0; i <= a.size(); ++i) d[i * stride] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) d[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = folded(a[i - 1]) == folded(b[j - 1]);
      std::size_t& best = d[i * stride + j];
      best = std::min({d[(i - 1) * stride + j] + 1, d[i * stride + j - 1] + 1,
                       d[(i - 1) * stride + j - 1] + (same ? 0U : 1U)});
      const bool swapped = i > 1 && j > 1 && folded(a[i - 1]) == folded(b[j - 2]) &&
                           folded(a[i - 2]) == folded(b[j - 1]);
      if (swapped) best = std::min(best, d[(i - 2) * stride + j - 2] + 1);
    }
  }
  return d.back();
}

}  // namespace

Outcome<bool> OptionText<bool>::parse(const std::string& text) {
  const std::string_view word = trimmed(text);
  if (word == "yes" || word == "true") return true;
  if (word == "no" || word == "false") return false;
  return fail("options.value",
              fmt::format(fmt::runtime(tr("{} is neither yes nor no")), quoted(text)));
}

Outcome<int> OptionText<int>::parse(const std::string& text) {
  if (const auto value = whole_number(text)) return *value;
  return fail("options.value",
              fmt::format(fmt::runtime(tr("{} is not a whole number from {} to {}")), quoted(text),
                          std::numeric_limits<int>::min(), std::numeric_limits<int>::max()));
}

Outcome<Region> OptionText<Region>::parse(const std::string& text) {
  std::array<int, 4> numbers{};
  std::string_view rest = text;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const bool last = i + 1 == numbers.size();
    const auto comma = last ? rest.size() : rest.find(',');
    const auto value =
        comma == std::string_view::npos ? std::nullopt : whole_number(rest.substr(0, comma));
    if (!value) {
      return fail("options.value",
                  fmt::format(fmt::runtime(tr("{} is not a region; expected x,y,width,height in "
                                              "whole pixels such as 100,80,64,128")),
                              quoted(text)));
    }
    numbers[i] = *value;
    if (!last) rest.remove_prefix(comma + 1);
  }
  const Region region{numbers[0], numbers[1], numbers[2], numbers[3]};
  constexpr int kMost = std::numeric_limits<int>::max();
  if (region.x < 0 || region.y < 0 || region.width < 1 || region.height < 1 ||
      region.x > kMost - region.width || region.y > kMost - region.height) {
    return fail("options.value",
                fmt::format(fmt::runtime(tr("{} is no region of an image: x and y start at 0, "
                                            "width and height at 1")),
                            quoted(text)));
  }
  return region;
}

std::string OptionText<Region>::print(const Region& value) {
  return fmt::format("{},{},{},{}", value.x, value.y, value.width, value.height);
}

std::string nearest_name(const std::string& name, const std::vector<std::string>& known) {
  std::string nearest;
  std::size_t fewest = std::max<std::size_t>(2, name.size() / 3) + 1;
  for (const auto& candidate : known) {
    if (name.size() > 2 * candidate.size() + 2) continue;  // far from it, and costly to prove
    const std::size_t edits = edit_distance(name, candidate);
    if (edits < fewest && edits < candidate.size()) {
      nearest = candidate;
      fewest = edits;
    }
  }
  return nearest;
}

Failure unknown_option(const std::string& name, const std::vector<OptionDeclaration>& known) {
  std::vector<std::string> names;
  for (const auto& declaration : known) names.push_back(declaration.name);
  const std::string nearest = nearest_name(name, names);
  const std::string all = fmt::format("{}", fmt::join(names, ", "));
  Failure failure{"options.unknown", {}, {}};
  failure.detail = nearest.empty()
                       ? fmt::format(fmt::runtime(tr("there is no option {}")), quoted(name))
                       : fmt::format(fmt::runtime(tr("there is no option {}; did you mean {}?")),
                                     quoted(name), quoted(nearest));
  failure.advice = names.empty() ? tr("It has no options.")
                                 : fmt::format(fmt::runtime(tr("The options are {}.")), all);
  return failure;
}

}  // namespace etalon
