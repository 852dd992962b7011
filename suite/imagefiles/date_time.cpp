// SPDX-License-Identifier: Apache-2.0
#include "suite/imagefiles/date_time.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <cstdint>

namespace etalon::imagefiles {
namespace {

/// A whole number of exactly `count` digits at `at`.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return std::nullopt;
  int value = 0;
  for (const char digit : text.substr(at, count)) {
    if (digit < '0' || digit > '9') return std::nullopt;
    value = 10 * value + (digit - '0');
  }
  return value;
}

bool has(std::string_view text, std::size_t at, char mark) {
  return at < text.size() && text[at] == mark;
}

/// "Z", "+02:00", "-0330" or nothing: what has to be taken off to come to UTC.
struct Zone {
  bool stated = false;
  Time ahead{};
};
std::optional<Zone> parse_zone(std::string_view text) {
  if (text.empty()) return Zone{};
  if (text == "Z") return Zone{.stated = true};
  const std::size_t minute_at = text.size() == 6 && text[3] == ':' ? 4 : 3;
  const auto hour = digits(text, 1, 2);
  const auto minute = digits(text, minute_at, 2);
  const bool sized = text.size() == minute_at + 2 && (text[0] == '+' || text[0] == '-');
  if (!sized || !hour || !minute || *hour > 14 || *minute > 59) return std::nullopt;
  const Time size = hours(*hour) + minutes(*minute);
  return Zone{.stated = true, .ahead = text[0] == '-' ? -size : size};
}

}  // namespace

std::optional<Time> midnight(int year, int month, int day) {
  using namespace std::chrono;
  const year_month_day date(std::chrono::year(year),
                            std::chrono::month(static_cast<unsigned>(month)),
                            std::chrono::day(static_cast<unsigned>(day)));
  if (!date.ok()) return std::nullopt;
  return hours(24) * static_cast<double>(sys_days(date).time_since_epoch().count());
}

std::optional<Time> parse_time_of_day(std::string_view text) {
  const auto hour = digits(text, 0, 2);
  const auto minute = digits(text, 3, 2);
  if (!hour || !minute || !has(text, 2, ':') || !has(text, 5, ':')) return std::nullopt;
  const auto whole = digits(text, 6, 2);
  const bool fraction =
      has(text, 8, '.') && text.find_first_not_of("0123456789", 9) == std::string_view::npos;
  if (!whole || (text.size() > 8 && !fraction)) return std::nullopt;
  const auto second = parse_number(text.substr(6));
  if (!second || *hour > 23 || *minute > 59 || *second >= 61) return std::nullopt;
  return hours(*hour) + minutes(*minute) + s(*second);
}

std::optional<DateTime> parse_date_time(std::string_view text) {
  const auto year = digits(text, 0, 4);
  const auto month = digits(text, 5, 2);
  const auto day = digits(text, 8, 2);
  if (!year || !month || !day || !has(text, 4, '-') || !has(text, 7, '-')) return std::nullopt;
  if (!has(text, 10, 'T') && !has(text, 10, ' ')) return std::nullopt;
  const std::size_t zone_at = text.find_first_not_of("0123456789:.", 11);
  const auto zone =
      parse_zone(zone_at == std::string_view::npos ? std::string_view() : text.substr(zone_at));
  const auto date = midnight(*year, *month, *day);
  const auto time = parse_time_of_day(text.substr(11, zone_at - 11));
  if (!zone || !date || !time) return std::nullopt;
  return DateTime{.since_1970 = *date + *time - zone->ahead, .has_zone = zone->stated};
}

std::string to_text(const DateTime& date_time) {
  using namespace std::chrono;
  const sys_time<microseconds> instant(microseconds(std::llround(date_time.since_1970.in(us))));
  const auto day_begin = floor<days>(instant);
  const year_month_day date(day_begin);
  const hh_mm_ss time(instant - day_begin);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}{}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     time.hours().count(), time.minutes().count(), time.seconds().count(),
                     time.subseconds().count(), date_time.has_zone ? "Z" : "");
}

}  // namespace etalon::imagefiles
