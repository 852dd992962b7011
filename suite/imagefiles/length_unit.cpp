// SPDX-License-Identifier: Apache-2.0
#include "suite/imagefiles/length_unit.hpp"

#include <cmath>
#include <span>

namespace etalon::imagefiles {
namespace {

template <class Kind>
struct NamedUnit {
  std::string_view name;
  Unit<Kind> unit;
};

constexpr Unit<kind::ObjectLength> kMetre{"m", 1e6};
constexpr Unit<kind::ObjectLength> kDecimetre{"dm", 1e5};
constexpr Unit<kind::ObjectLength> kCentimetre{"cm", 1e4};
constexpr Unit<kind::ObjectLength> kAngstrom{"angstrom", 1e-4};
constexpr Unit<kind::ObjectLength> kPicometre{"pm", 1e-6};
constexpr Unit<kind::ObjectLength> kInch{"in", 25400};
constexpr Unit<kind::ObjectLength> kThou{"thou", 25.4};

// The micro sign (U+00B5) and the Greek letter mu (U+03BC) look the same; both occur.
constexpr NamedUnit<kind::ObjectLength> kLengths[] = {
    {"\u00b5m", um},     {"\u03bcm", um},       {"um", um},      {"micron", um},
    {"microns", um},     {"micrometer", um},    {"nm", nm},      {"mm", mm},
    {"cm", kCentimetre}, {"dm", kDecimetre},    {"m", kMetre},   {"pm", kPicometre},
    {"in", kInch},       {"\u00c5", kAngstrom}, {"thou", kThou},
};

constexpr NamedUnit<kind::Time> kTimes[] = {
    {"s", s},   {"sec", s},   {"ms", ms},       {"msec", ms}, {"\u00b5s", us}, {"\u03bcs", us},
    {"us", us}, {"usec", us}, {"min", minutes}, {"h", hours}, {"hr", hours},
};

template <class Kind>
std::optional<Quantity<Kind>> in_unit(double value, std::string_view name,
                                      std::span<const NamedUnit<Kind>> units) {
  if (!std::isfinite(value)) return std::nullopt;
  for (const NamedUnit<Kind>& candidate : units)
    if (candidate.name == name) return candidate.unit(value);
  return std::nullopt;
}

}  // namespace

std::optional<Length> place_in_unit(double value, std::string_view unit) {
  return in_unit<kind::ObjectLength>(value, unit, kLengths);
}

std::optional<Time> instant_in_unit(double value, std::string_view unit) {
  return in_unit<kind::Time>(value, unit, kTimes);
}

std::optional<Length> length_in_unit(double value, std::string_view unit) {
  return value > 0 ? place_in_unit(value, unit) : std::nullopt;
}

std::optional<Time> time_in_unit(double value, std::string_view unit) {
  return value > 0 ? instant_in_unit(value, unit) : std::nullopt;
}

}  // namespace etalon::imagefiles
