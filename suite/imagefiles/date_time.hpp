// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/quantity.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace etalon::imagefiles {

/// A date with its time of day. Without a zone only differences to others without one mean
/// anything.
struct DateTime {
  Time since_1970{};
  bool has_zone = false;  ///< then `since_1970` counts in UTC
};

/// Reads what ISO 8601 and xsd:dateTime write: "2026-11-23T12:00:00", with a space for the T, with
/// parts of a second, with "Z" or "+02:00". Empty for everything else.
std::optional<DateTime> parse_date_time(std::string_view text);

/// "2026-11-23T12:00:00.250000Z", to the microsecond.
std::string to_text(const DateTime& date_time);

/// "12:00:00.25", since midnight.
std::optional<Time> parse_time_of_day(std::string_view text);

/// Midnight of a day of the calendar; empty for the 31st of April.
std::optional<Time> midnight(int year, int month, int day);

}  // namespace etalon::imagefiles
