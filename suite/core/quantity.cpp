// SPDX-License-Identifier: Apache-2.0
#include "suite/core/quantity.hpp"

#include "suite/core/text.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <type_traits>
#include <utility>

namespace etalon {
namespace {

/// The one unit table: what a kind is called, how it may be written (preferred unit first).
template <class Kind>
struct Vocabulary;

template <>
struct Vocabulary<kind::ObjectLength> {
  static constexpr std::array units{um, nm, mm};
  static const char* name() { return tr("a length"); }
  static const char* example() { return tr("a length such as 550 nm"); }
};
template <>
struct Vocabulary<kind::SensorLength> {
  static constexpr std::array units{um_sensor, mm_sensor};
  static const char* name() { return tr("a length on the sensor"); }
  static const char* example() { return tr("a length on the sensor such as 3.45 um"); }
};
template <>
struct Vocabulary<kind::ImageLength> {
  static constexpr std::array units{px};
  static const char* name() { return tr("a length in pixels"); }
  static const char* example() { return tr("a length in pixels such as 40 px"); }
};
template <>
struct Vocabulary<kind::ImageFrequency> {
  static constexpr std::array units{cycles_per_px};
  static const char* name() { return tr("a spatial frequency in the image"); }
  static const char* example() {
    return tr("a spatial frequency in the image such as 0.25 cycles/px");
  }
};
template <>
struct Vocabulary<kind::ObjectFrequency> {
  static constexpr std::array units{cycles_per_mm};
  static const char* name() { return tr("a spatial frequency in the object"); }
  static const char* example() {
    return tr("a spatial frequency in the object such as 400 cycles/mm");
  }
};
template <>
struct Vocabulary<kind::Time> {
  static constexpr std::array units{s, ms, us, minutes, hours};
  static const char* name() { return tr("a time"); }
  static const char* example() { return tr("a time such as 20 ms"); }
};
template <>
struct Vocabulary<kind::Angle> {
  static constexpr std::array units{deg, rad};
  static const char* name() { return tr("an angle"); }
  static const char* example() { return tr("an angle such as 5 deg"); }
};
template <>
struct Vocabulary<kind::DigitalNumber> {
  static constexpr std::array units{dn};
  static const char* name() { return tr("a recorded value"); }
  static const char* example() { return tr("a recorded value such as 64 DN"); }
};
template <>
struct Vocabulary<kind::Electrons> {
  static constexpr std::array units{electrons};
  static const char* name() { return tr("a number of electrons"); }
  static const char* example() { return tr("a number of electrons such as 5 e"); }
};
template <>
struct Vocabulary<kind::Photons> {
  static constexpr std::array units{photons};
  static const char* name() { return tr("a number of photons"); }
  static const char* example() { return tr("a number of photons such as 1000 photons"); }
};
template <>
struct Vocabulary<kind::Ratio> {
  static constexpr std::array units{one, percent};
  static const char* name() { return tr("a ratio"); }
  static const char* example() { return tr("a ratio such as 0.6 or 60 %"); }
};
template <>
struct Vocabulary<kind::Temperature> {
  static constexpr std::array units{celsius};
  static const char* name() { return tr("a temperature"); }
  static const char* example() { return tr("a temperature such as 22.5 degC"); }
};

/// Units that only results have: no quantity is ever written in them.
constexpr std::array<std::string_view, 10> kCompoundSymbols{
    "DN/photon", "DN/e", "DN/s", "DN/px", "um/px", "e/s", "1/px", "%/h", "um/h", "px/h"};

struct Display {
  std::string_view symbol;
  std::string_view shown;
};
constexpr std::array kDisplays{
    Display{"um", "µm"},    Display{"us", "µs"}, Display{"um/px", "µm/px"}, Display{"um/h", "µm/h"},
    Display{"um^2", "µm²"}, Display{"deg", "°"}, Display{"degC", "°C"}};

constexpr std::string_view kGreekMu = "\u03bc";  // looks like the micro sign, is another character

/// The symbol behind what a person typed: micro sign or Greek mu -> "u", "°C" -> "degC".
std::string symbol_from_display(std::string_view typed) {
  std::string text(typed);
  if (const auto at = text.find(kGreekMu); at != std::string::npos) {
    text.replace(at, kGreekMu.size(), "µ");
  }
  for (const auto& display : kDisplays) {
    if (text == display.shown) return std::string(display.symbol);
  }
  return text;
}

template <class Kind>
const Unit<Kind>* find_unit(std::string_view symbol) {
  for (const auto& unit : Vocabulary<Kind>::units) {
    if (unit.symbol == symbol) return &unit;
  }
  return nullptr;
}

template <class... Kinds>
bool any_kind_has(std::string_view symbol) {
  return ((find_unit<Kinds>(symbol) != nullptr) || ...);
}

struct LeadingNumber {
  double value = 0;
  std::string_view rest;
};

bool says_plus_minus(std::string_view text) {
  return text.find("+-") != std::string_view::npos || text.find("+/-") != std::string_view::npos ||
         text.find("±") != std::string_view::npos;
}

tl::unexpected<Failure> not_a_number(std::string problem) {
  return fail("quantity.not_a_number", std::move(problem));
}

/// `expected` ends the message: "; expected a length such as 550 nm" or "".
Outcome<LeadingNumber> read_leading_number(std::string_view text, const std::string& expected) {
  if (says_plus_minus(text)) {
    return fail("quantity.plus_minus",
                tr("+- is not understood: give value and standard_uncertainty, or "
                   "expanded_uncertainty with k, or half_width"));
  }
  std::string_view digits = trimmed(text);
  if (digits.size() > 1 && digits[0] == '+' && digits[1] != '-') digits.remove_prefix(1);
  LeadingNumber number;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), number.value);
  if (error == std::errc::result_out_of_range) {
    return not_a_number(fmt::format(fmt::runtime(tr("{} is too large or too small a number{}")),
                                    quoted(text), expected));
  }
  if (error != std::errc()) {
    return not_a_number(
        fmt::format(fmt::runtime(tr("{} is not a number{}")), quoted(text), expected));
  }
  if (!std::isfinite(number.value)) {
    return not_a_number(
        fmt::format(fmt::runtime(tr("{} is not a finite number{}")), quoted(text), expected));
  }
  number.rest = trimmed(digits.substr(static_cast<std::size_t>(end - digits.data())));
  if (number.rest.starts_with(',')) {
    return not_a_number(
        fmt::format(fmt::runtime(tr("{} has a comma: write numbers with a decimal point{}")),
                    quoted(text), expected));
  }
  return number;
}

}  // namespace

template <class Kind>
std::span<const Unit<Kind>> units_of() {
  return Vocabulary<Kind>::units;
}

template <class Kind>
std::string_view example_of() {
  return Vocabulary<Kind>::example();
}

std::string_view display_symbol(std::string_view symbol) {
  for (const auto& display : kDisplays) {
    if (display.symbol == symbol) return display.shown;
  }
  return symbol;
}

bool is_unit_symbol(std::string_view symbol) {
  for (const auto compound : kCompoundSymbols) {
    if (compound == symbol) return true;
  }
  return any_kind_has<kind::ObjectLength, kind::SensorLength, kind::ImageLength,
                      kind::ImageFrequency, kind::ObjectFrequency, kind::Time, kind::Angle,
                      kind::DigitalNumber, kind::Electrons, kind::Photons, kind::Ratio,
                      kind::Temperature>(symbol);
}

template <class Kind>
Outcome<Quantity<Kind>> parse_quantity(std::string_view text) {
  const std::string expected =
      fmt::format(fmt::runtime(tr("; expected {}")), Vocabulary<Kind>::example());
  const auto number = read_leading_number(text, expected);
  if (!number) return fail(number.error());
  std::string symbol = symbol_from_display(number->rest);
  if (symbol.empty() && std::is_same_v<Kind, kind::Ratio>) symbol = "1";
  if (symbol.empty()) {
    return fail("quantity.no_unit",
                fmt::format(fmt::runtime(tr("{} has no unit{}")), quoted(text), expected));
  }
  const Unit<Kind>* unit = find_unit<Kind>(symbol);
  if (unit == nullptr) {
    return fail("quantity.wrong_unit", fmt::format(fmt::runtime(tr("{} is not {}{}")), quoted(text),
                                                   Vocabulary<Kind>::name(), expected));
  }
  const Quantity<Kind> quantity = (*unit)(number->value);
  if (!std::isfinite(quantity.in(Vocabulary<Kind>::units[0]))) {
    return not_a_number(fmt::format(fmt::runtime(tr("{} is too large or too small a number{}")),
                                    quoted(text), expected));
  }
  return quantity;
}

template <class Kind>
std::string to_text(Quantity<Kind> quantity) {
  const auto& unit = Vocabulary<Kind>::units[0];
  const std::string number = number_to_text(quantity.in(unit));
  return std::is_same_v<Kind, kind::Ratio> ? number : number + " " + std::string(unit.symbol);
}

#define ETALON_INSTANTIATE(Kind)                                           \
  template std::span<const Unit<Kind>> units_of<Kind>();                   \
  template std::string_view example_of<Kind>();                            \
  template Outcome<Quantity<Kind>> parse_quantity<Kind>(std::string_view); \
  template std::string to_text<Kind>(Quantity<Kind>);
ETALON_INSTANTIATE(kind::ObjectLength)
ETALON_INSTANTIATE(kind::SensorLength)
ETALON_INSTANTIATE(kind::ImageLength)
ETALON_INSTANTIATE(kind::ImageFrequency)
ETALON_INSTANTIATE(kind::ObjectFrequency)
ETALON_INSTANTIATE(kind::Time)
ETALON_INSTANTIATE(kind::Angle)
ETALON_INSTANTIATE(kind::DigitalNumber)
ETALON_INSTANTIATE(kind::Electrons)
ETALON_INSTANTIATE(kind::Photons)
ETALON_INSTANTIATE(kind::Ratio)
ETALON_INSTANTIATE(kind::Temperature)
#undef ETALON_INSTANTIATE

Outcome<double> parse_number(std::string_view text) {
  const auto number = read_leading_number(text, "");
  if (!number) return fail(number.error());
  if (!number->rest.empty()) {
    return not_a_number(fmt::format(fmt::runtime(tr("{} is not a number")), quoted(text)));
  }
  return number->value;
}

std::string number_to_text(double number) {
  std::array<char, 32> buffer;
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
  return std::string(buffer.data(), result.ptr);
}

}  // namespace etalon
