// SPDX-License-Identifier: Apache-2.0
#include "suite/core/contradiction.hpp"

#include "suite/core/instrument_fields.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <optional>

namespace etalon {
namespace {

constexpr double kSameNumber = 0.01;  // engravings and read-outs are rounded

// Each kind of field as text, and as a number where it is one.
std::string text_of(const std::string& text) { return text; }
std::string text_of(int number) { return std::to_string(number); }
std::string text_of(double number) { return number_to_text(number); }
std::string text_of(Immersion immersion) { return to_text(immersion); }
std::string text_of(AcquisitionMode mode) { return to_text(mode); }
std::string text_of(Length length) { return to_text(length); }
std::string text_of(Electrons count) { return to_text(count); }
std::string text_of(const SensorPixelPitch& pitch) { return to_text(pitch.per_px); }
std::string text_of(ConversionGain gain) { return number_to_text(gain.dn_per_electron) + " DN/e"; }
template <class Q>
std::string text_of(const Uncertain<Q>& uncertain) {
  return text_of(uncertain.value);
}
template <class T>
std::string text_of(const std::optional<T>& value) {
  return value ? text_of(*value) : std::string();
}

double number_of(int number) { return number; }
double number_of(double number) { return number; }
double number_of(Length length) { return length.in(um); }
double number_of(Electrons count) { return count.in(electrons); }
double number_of(const SensorPixelPitch& pitch) { return pitch.per_px.in(um_sensor); }
double number_of(ConversionGain gain) { return gain.dn_per_electron; }

std::string lowered(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

bool is_word_character(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

bool holds_words(const std::string& text, const std::string& words) {
  for (auto at = text.find(words); at != std::string::npos; at = text.find(words, at + 1)) {
    const auto end = at + words.size();
    const bool begins = at == 0 || !is_word_character(text[at - 1]);
    if (begins && (end == text.size() || !is_word_character(text[end]))) return true;
  }
  return false;
}

bool agree(double a, double b, double uncertainty) {
  return std::abs(a - b) <= kSameNumber * std::max(std::abs(a), std::abs(b)) + 2 * uncertainty;
}

/// "0.17 mm" and "170um", "2 x 2" and "2x2": two texts for one thing; nothing where they are not
/// both of such a kind.
std::optional<bool> agree_as_quantities(const std::string& a, const std::string& b) {
  const auto one = parse_quantity<kind::ObjectLength>(a);
  const auto other = parse_quantity<kind::ObjectLength>(b);
  if (one && other) return agree(one->in(um), other->in(um), 0);
  const auto binned = binning_from_text(a);
  const auto told = binning_from_text(b);
  if (binned && told) return *binned == *told;
  return std::nullopt;
}

bool agree(const std::string& a, const std::string& b) {
  if (const auto same = agree_as_quantities(a, b)) return *same;
  const std::string one = lowered(a);
  const std::string other = lowered(b);
  return holds_words(one, other) || holds_words(other, one);
}
bool agree(Immersion a, Immersion b) { return a == b; }
bool agree(AcquisitionMode a, AcquisitionMode b) { return a == b; }

template <class T>
bool agree(const std::optional<T>& a, const std::optional<T>& b) {
  return agree(number_of(*a), number_of(*b), 0);
}
template <class Q>
bool agree(const std::optional<Uncertain<Q>>& a, const std::optional<Uncertain<Q>>& b) {
  const auto u = [](const Uncertain<Q>& input) {
    return input.standard_uncertainty ? number_of(*input.standard_uncertainty) : 0;
  };
  return agree(number_of(a->value), number_of(b->value), u(*a) + u(*b));
}

std::optional<Source> source_of(const Instrument& instrument, const std::string& path) {
  const auto found = instrument.sources.find(path);
  return found == instrument.sources.end() ? std::nullopt : std::optional(found->second);
}

std::string says(const std::optional<Source>& source, const std::string& value) {
  return fmt::format(fmt::runtime(tr("{} says {}")), source ? name_of(*source) : tr("somebody"),
                     value);
}

}  // namespace

std::vector<Contradiction> contradictions(const Instrument& known, const Instrument& told) {
  std::vector<Contradiction> found;
  const auto compare = [&](const std::string& path, const auto& a, const auto& b) {
    if (path == "id" || !detail::is_told(b)) return;
    const bool absent = known.absent.contains(path);
    if (!absent && (!detail::is_told(a) || agree(a, b))) return;
    found.push_back({path, absent ? "none" : text_of(a), text_of(b), source_of(known, path),
                     source_of(told, path)});
  };
  detail::visit_fields(known, told, compare);
  for (std::size_t i = 0; i < std::min(known.channels.size(), told.channels.size()); ++i)
    detail::visit_channel(i, known.channels[i], told.channels[i], compare);
  return found;
}

std::string sentence(const Contradiction& contradiction) {
  return fmt::format("{}: {}, {}.", contradiction.field,
                     says(contradiction.known_by, contradiction.known),
                     says(contradiction.told_by, contradiction.told));
}

std::string sentence_on_known(const Contradiction& contradiction) {
  const bool from_scope = contradiction.known_by == Source::scope_file;
  return sentence(contradiction) + (from_scope ? tr(" The scope file is followed.") : "");
}

std::string name_of(Source source) {
  switch (source) {
    case Source::device:
      return tr("the device");
    case Source::file:
      return tr("the image file");
    case Source::scope_file:
      return tr("the scope file");
    case Source::person:
      return tr("the operator");
    case Source::standard:
      break;
  }
  return tr("the default");
}

}  // namespace etalon
