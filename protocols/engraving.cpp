// SPDX-License-Identifier: Apache-2.0
#include "protocols/engraving.hpp"

#include "suite/core/text.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <regex>
#include <utility>

namespace etalon::protocols {
namespace {

constexpr std::size_t kLongest = 200;  // bytes; more than fits on a barrel
constexpr double kLeastMagnification = 0.5;
constexpr double kLargestMagnification = 250;
constexpr double kLeastNa = 0.01;

// An aperture: 0.40, .4, 1.25, 1; never the beginning of a longer number.
const char* const kNa = R"((0?\.\d+|1(?:\.\d+)?)(?![\d.]*\d))";

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
  return text;
}

/// Small letters, plain signs and spaces, points in numbers; tube length and cover glass left out.
std::string plain(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  const std::pair<const char*, const char*> kSigns[] = {
      {"×", "x"}, {"∞", "inf"},    {"–", "-"},      {"ö", "oe"},    {"Ö", "oe"},
      {"ó", "o"}, {"\u00a0", " "}, {"\u202f", " "}, {"\u2009", " "}};
  for (const auto& [sign, by] : kSigns) text = replaced(std::move(text), sign, by);
  text = std::regex_replace(text, std::regex(R"((\d),(?=\d))"), "$1.");
  return std::regex_replace(
      text,
      std::regex(R"((^|[^\d.])(?:inf\w*|160|170|180|195|200|210|215|250)\s*/\s*)"
                 R"((?:0\.1[678]\d*|[01]\.\d+(?=\s*-)|\d(?:\s*-\s*[\d.]+)?(?![\d.])|-))"),
      "$1 ");
}

struct Figures {
  double magnification = 0;
  std::optional<double> na;
};

std::optional<double> number(const std::string& digits) {
  const auto value = parse_number(digits.starts_with('.') ? "0" + digits : digits);
  return value ? std::optional(*value) : std::nullopt;
}

/// The aperture that begins at `rest`, the larger one of an iris.
std::optional<double> aperture(const std::string& rest, const std::string& lead) {
  std::smatch found;
  const std::regex pattern(lead + kNa + R"((?:\s*-\s*)" + kNa + ")?");
  if (!std::regex_search(rest, found, pattern)) return std::nullopt;
  const auto first = number(found[1]);
  const auto second = found[2].matched ? number(found[2]) : std::nullopt;
  return second ? std::max(first, second) : first;
}

std::optional<Figures> figures_of(const std::string& text) {
  static const std::regex with_x(R"((?:^|[^\d.])(\d+(?:\.\d+)?)\s*x[ow]?(?![a-z]))");
  static const std::regex with_slash(R"((?:^|[^\d.])(\d+(?:\.\d+)?)(?=\s*/\s*[01]?\.))");
  std::smatch found;
  if (!std::regex_search(text, found, with_x) && !std::regex_search(text, found, with_slash)) {
    return std::nullopt;
  }
  const auto magnification = number(found[1]);
  if (!magnification) return std::nullopt;
  const std::string behind = found.suffix();
  auto na = aperture(behind, R"(^\s*[/,;(]?\s*(?:n\.?\s?a\.?\s*[=:]?\s*)?)");
  if (!na) na = aperture(text, R"((?:^|[^a-z])n\.?\s?a\.?\s*[=:]?\s*)");
  return Figures{*magnification, na};
}

Immersion immersion_of(const std::string& text, const std::optional<double>& na) {
  // Silicone oil is a medium of its own, which OME's list does not have.
  if (std::regex_search(text, std::regex("(^|[^a-z])sil"))) return Immersion::unknown;
  const std::pair<Immersion, std::regex> kMedia[] = {
      {Immersion::oil, std::regex(R"(oil|oel|huile|aceite|oleo|(^|[^a-z])hi([^a-z]|$)|\dxo)")},
      {Immersion::water,
       std::regex(R"(water|wasser|agua|(^|[^a-z])(w(?!\.?\s?d)|wi|eau)([^a-z]|$)|\dxw)")},
      {Immersion::glycerol, std::regex(R"(gly)")},
      {Immersion::unknown, std::regex(R"((^|[^a-z])imm)")}};
  std::optional<Immersion> named;
  for (const auto& [immersion, word] : kMedia) {
    if (!std::regex_search(text, word)) continue;
    if (named && immersion != Immersion::unknown) return Immersion::unknown;
    if (!named) named = immersion;
  }
  if (named) return *named;
  return na && *na >= 1 ? Immersion::unknown : Immersion::air;
}

/// The refractive index, which no aperture reaches; of oil and of what is unknown the largest in
/// use.
double index_of(Immersion immersion) {
  switch (immersion) {
    case Immersion::air:
      return 1.0;
    case Immersion::water:
      return 1.34;
    case Immersion::glycerol:
      return 1.48;
    case Immersion::oil:
    case Immersion::unknown:
      break;
  }
  return 1.7;
}

auto not_understood(const std::string& problem) {
  return fail("engraving.not_understood", problem,
              tr("Write magnification and aperture as engraved, such as 20x/0.40 or 40x/0.65 oil; "
                 "or unknown."));
}

}  // namespace

Outcome<Objective> read_engraving(const std::string& text) {
  Objective objective;
  if (trimmed(text) == "unknown") return objective;
  const std::string engraved = text.size() <= kLongest ? plain(text) : std::string();
  const auto figures = figures_of(engraved);
  if (!figures) {
    return not_understood(fmt::format(fmt::runtime(tr("{} has no magnification that I can read.")),
                                      etalon::quoted(trimmed(text))));
  }
  objective.immersion = immersion_of(engraved, figures->na);
  if (figures->magnification < kLeastMagnification ||
      figures->magnification > kLargestMagnification) {
    return not_understood(fmt::format(fmt::runtime(tr("No objective magnifies {} times.")),
                                      number_to_text(figures->magnification)));
  }
  objective.nominal_magnification = figures->magnification;
  if (!figures->na) return objective;
  if (*figures->na < kLeastNa || *figures->na >= index_of(objective.immersion)) {
    return not_understood(fmt::format(fmt::runtime(tr("An aperture of {} cannot be had in {}.")),
                                      number_to_text(*figures->na), to_text(objective.immersion)));
  }
  objective.lens_na = Uncertain<double>{.value = *figures->na};
  return objective;
}

}  // namespace etalon::protocols
