// SPDX-License-Identifier: Apache-2.0
#include "suite/records/enum_text.hpp"

#include "suite/core/contract.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace etalon::records {
namespace {

template <class Enum>
using Word = std::pair<Enum, const char*>;

constexpr std::array<Word<ResultKind>, 2> kKinds{
    {{ResultKind::estimate, "estimate"}, {ResultKind::statistic, "statistic"}}};
constexpr std::array<Word<EvaluationType>, 2> kTypes{
    {{EvaluationType::A, "A"}, {EvaluationType::B, "B"}}};
constexpr std::array<Word<Distribution>, 4> kDistributions{
    {{Distribution::normal, "normal"},
     {Distribution::rectangular, "rectangular"},
     {Distribution::triangular, "triangular"},
     {Distribution::u_shaped, "u_shaped"}}};
constexpr std::array<Word<Verdict>, 6> kVerdicts{{{Verdict::pass, "pass"},
                                                  {Verdict::conditional_pass, "conditional_pass"},
                                                  {Verdict::conditional_fail, "conditional_fail"},
                                                  {Verdict::fail, "fail"},
                                                  {Verdict::not_decidable, "not_decidable"},
                                                  {Verdict::not_measured, "not_measured"}}};
constexpr std::array<Word<Tier>, 3> kTiers{{{Tier::indicative, "indicative"},
                                            {Tier::comparable, "comparable"},
                                            {Tier::traceable, "traceable"}}};
constexpr std::array<Word<Direction>, 2> kDirections{
    {{Direction::at_most, "at_most"}, {Direction::at_least, "at_least"}}};
constexpr std::array<Word<Judged>, 2> kJudged{
    {{Judged::value, "value"},
     {Judged::relative_expanded_uncertainty, "relative_expanded_uncertainty"}}};

template <class Enum, std::size_t N>
std::string word_of(const std::array<Word<Enum>, N>& words, Enum value) {
  const auto* found = std::find_if(words.begin(), words.end(),
                                   [value](const Word<Enum>& word) { return word.first == value; });
  ETALON_EXPECTS(found != words.end());
  return found->second;
}

template <class Enum, std::size_t N>
std::optional<Enum> value_of(const std::array<Word<Enum>, N>& words, const std::string& text) {
  for (const auto& [value, word] : words) {
    if (text == word) return value;
  }
  return std::nullopt;
}

}  // namespace

std::string to_text(ResultKind kind) { return word_of(kKinds, kind); }
std::string to_text(EvaluationType type) { return word_of(kTypes, type); }
std::string to_text(Distribution distribution) { return word_of(kDistributions, distribution); }
std::string to_text(Verdict verdict) { return word_of(kVerdicts, verdict); }
std::string to_text(Tier tier) { return word_of(kTiers, tier); }
std::string to_text(Direction direction) { return word_of(kDirections, direction); }
std::string to_text(Judged judged) { return word_of(kJudged, judged); }

template <>
std::optional<ResultKind> from_text<ResultKind>(const std::string& text) {
  return value_of(kKinds, text);
}
template <>
std::optional<EvaluationType> from_text<EvaluationType>(const std::string& text) {
  return value_of(kTypes, text);
}
template <>
std::optional<Distribution> from_text<Distribution>(const std::string& text) {
  return value_of(kDistributions, text);
}
template <>
std::optional<Verdict> from_text<Verdict>(const std::string& text) {
  return value_of(kVerdicts, text);
}
template <>
std::optional<Tier> from_text<Tier>(const std::string& text) {
  return value_of(kTiers, text);
}
template <>
std::optional<Direction> from_text<Direction>(const std::string& text) {
  return value_of(kDirections, text);
}
template <>
std::optional<Judged> from_text<Judged>(const std::string& text) {
  return value_of(kJudged, text);
}

}  // namespace etalon::records
