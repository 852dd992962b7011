// SPDX-License-Identifier: Apache-2.0
#include "suite/imagefiles/clock_column.hpp"

#include "suite/core/text.hpp"
#include "suite/imagefiles/byte_source.hpp"
#include "suite/imagefiles/date_time.hpp"

#include <algorithm>
#include <array>

namespace etalon::imagefiles {
namespace {

/// Some write the parts of a second behind a comma.
std::string with_point(std::string clock) {
  std::replace(clock.begin(), clock.end(), ',', '.');
  return clock;
}

/// Three whole numbers with anything but digits between them.
std::optional<std::array<int, 3>> three_numbers(const std::string& text) {
  std::array<int, 3> numbers{};
  std::size_t at = 0;
  for (int& number : numbers) {
    at = text.find_first_of("0123456789", at);
    if (at == std::string::npos) return std::nullopt;
    const std::size_t end = std::min(text.find_first_not_of("0123456789", at), text.size());
    if (end - at > 4) return std::nullopt;
    number = std::stoi(text.substr(at, end - at));
    at = end;
  }
  return text.find_first_of("0123456789", at) == std::string::npos ? std::optional(numbers)
                                                                   : std::nullopt;
}

/// "yMd" from "yyyy-MM-dd"; empty where the heading tells no order.
std::string order_in(const std::string& pattern) {
  std::string order;
  for (const char c : pattern) {
    const char letter = c == 'Y' ? 'y' : c == 'D' ? 'd' : c == 'm' ? 'M' : c;
    if ((letter == 'y' || letter == 'M' || letter == 'd') &&
        order.find(letter) == std::string::npos)
      order += letter;
  }
  return order.size() == 3 ? order : "";
}

bool begins_with_year(const std::string& date) { return date.find_first_not_of("0123456789") == 4; }

}  // namespace

ClockColumn::ClockColumn(const DelimitedTable& table, std::size_t column) : column_(column) {
  const std::string clock = with_point(table.rows.front().cells[column]);
  if (parse_date_time(clock)) {
    kind_ = Kind::date_time;
  } else if (parse_time_of_day(clock)) {
    kind_ = Kind::time_of_day;
    date_ = table.column("date");
  }
}

Time ClockColumn::date_in(const DelimitedTable& table, const TableRow& row) const {
  if (!date_) return s(0);
  const std::string& cell = row.cells[*date_];
  std::string order = order_in(table.columns[*date_].unit);
  if (order.empty() && begins_with_year(cell)) order = "yMd";
  if (order.empty())
    refuse_cell(table, row.line, *date_,
                fmt::format(fmt::runtime(tr("{} does not say which is the day and which the month. "
                                            "Write the order into the heading, such as date "
                                            "(MM/dd/yyyy).")),
                            etalon::quoted(cell)));
  std::optional<Time> date;
  if (const auto numbers = three_numbers(cell)) {
    const auto part = [&](char letter) {
      return (*numbers)[std::min<std::size_t>(order.find(letter), 2)];
    };
    if (part('y') >= 1000) date = midnight(part('y'), part('M'), part('d'));
  }
  if (!date)
    refuse_cell(
        table, row.line, *date_,
        fmt::format(fmt::runtime(tr("{} is no date of this order.")), etalon::quoted(cell)));
  return *date;
}

Time ClockColumn::time_in(const DelimitedTable& table, const TableRow& row) const {
  if (kind_ == Kind::number) return quantity_in<kind::Time>(table, row, column_);
  const std::string clock = with_point(row.cells[column_]);
  if (kind_ == Kind::date_time) {
    const auto date_time = parse_date_time(clock);
    if (date_time) return date_time->since_1970;
  } else if (const auto time = parse_time_of_day(clock)) {
    return date_in(table, row) + *time;
  }
  refuse_cell(table, row.line, column_,
              fmt::format(fmt::runtime(tr("expected a time written as in the first row, found "
                                          "{}.")),
                          etalon::quoted(row.cells[column_])));
}

std::vector<Time> ClockColumn::times(const DelimitedTable& table) const {
  std::vector<Time> times;
  Time midnights = s(0);
  for (const TableRow& row : table.rows) {
    Time time = time_in(table, row) + midnights;
    const bool undated = kind_ == Kind::time_of_day && !date_;
    // Half a day back is a new day; less is a table out of order.
    if (undated && !times.empty() && times.back() - time > hours(12)) {
      midnights = midnights + hours(24);
      time = time + hours(24);
    }
    if (!times.empty() && time <= times.back())
      refuse_cell(table, row.line, column_,
                  fmt::format(fmt::runtime(tr("{} is not later than the row before. Sort the "
                                              "readings, and let the clock show parts of a "
                                              "second.")),
                              etalon::quoted(row.cells[column_])));
    times.push_back(time);
  }
  const Time first = times.front();
  for (Time& time : times) time = time - first;
  return times;
}

}  // namespace etalon::imagefiles
