// SPDX-License-Identifier: Apache-2.0
// Readings of a power meter (declared in series_formats.hpp).
#include "suite/core/text.hpp"
#include "suite/imagefiles/byte_source.hpp"
#include "suite/imagefiles/clock_column.hpp"
#include "suite/imagefiles/delimited_table.hpp"
#include "suite/imagefiles/series_formats.hpp"

#include <algorithm>
#include <cmath>

namespace etalon::imagefiles {
namespace {

bool is_power(const std::string& name) { return name == "power" || name.ends_with(" power"); }

bool is_integration(const std::string& name) {
  return name == "integration" || name == "integration time" || name == "averaging time";
}

bool is_set_point(const std::string& name) { return name == "set point" || name == "setpoint"; }

bool is_unit(const std::string& name) { return name == "unit" || name == "units"; }

bool is_time(const std::string& name) {
  return name == "time" || name == "timestamp" || name == "time stamp" || name == "date time" ||
         name == "datetime" || name == "elapsed time" || name == "relative time" ||
         name == "time of day";
}

/// The only column of its kind. Throws TextError when there are two: which one is meant?
std::optional<std::size_t> only(const DelimitedTable& table, bool (*is_kind)(const std::string&)) {
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (!is_kind(table.columns[i].name)) continue;
    if (found)
      refuse_cell(table, table.line, i,
                  fmt::format(fmt::runtime(tr("{} is there already, and it is not clear which is "
                                              "meant. Leave one in the table.")),
                              table.columns[*found].name));
    found = i;
  }
  return found;
}

bool is_heading(const std::vector<TableColumn>& columns) {
  const auto any = [&](bool (*is_kind)(const std::string&)) {
    return std::any_of(columns.begin(), columns.end(),
                       [&](const TableColumn& column) { return is_kind(column.name); });
  };
  return any(is_power) && any(is_time);
}

/// The micro sign and the Greek letter mu are written as u, as everywhere in machine output.
std::string plain_unit(std::string unit) {
  for (const char* mu : {"\u00b5", "\u03bc"})
    if (unit.starts_with(mu)) unit.replace(0, std::string(mu).size(), "u");
  return unit;
}

struct Power {
  double value = 0;
  std::string unit;
};

/// "1.25", or "1.25 mW" with a unit of its own.
Power power_in(const DelimitedTable& table, const TableRow& row, std::size_t column,
               std::optional<std::size_t> unit_column) {
  const std::string& cell = row.cells[column];
  Power power;
  const std::size_t last_digit = cell.find_last_of("0123456789.");
  const std::size_t end = last_digit == std::string::npos ? cell.size() : last_digit + 1;
  const auto value = parse_number(cell.substr(0, end));
  if (!value)
    refuse_cell(table, row.line, column,
                fmt::format(fmt::runtime(tr("expected a power, found {}. Take out what the meter "
                                            "could not read.")),
                            etalon::quoted(cell)));
  power.value = *value;
  power.unit = trimmed(cell.substr(end));
  if (power.unit.empty()) power.unit = table.columns[column].unit;
  if (power.unit.empty() && unit_column) power.unit = row.cells[*unit_column];
  power.unit = plain_unit(power.unit);
  if (power.unit.empty())
    refuse_cell(table, table.line, column,
                tr("nobody says in which unit. Write it into the heading, such as power [mW]."));
  return power;
}

Ratio set_point_in(const DelimitedTable& table, const TableRow& row, std::size_t column) {
  const Ratio ratio = quantity_in<kind::Ratio>(table, row, column);
  if (ratio < one(0) || ratio > one(1))
    refuse_cell(table, row.line, column,
                tr("the set point over the highest lies from 0 to 1 (100 %). Name the unit in the "
                   "heading if it is %: set point [%]."));
  return ratio;
}

Time integration_in(const DelimitedTable& table, const TableRow& row, std::size_t column) {
  const Time time = quantity_in<kind::Time>(table, row, column);
  if (time <= s(0))
    refuse_cell(table, row.line, column, tr("a meter averages over more than no time."));
  return time;
}

}  // namespace

bool detect_power_table(const TextFile& text) { return has_headings(text, is_heading); }

Series open_power_table(const TextFile& text, const ReadOptions&) {
  DelimitedTable table = read_table(text, is_heading);
  const std::size_t power_column = only(table, is_power).value();
  const auto set_point = only(table, is_set_point);
  const auto integration = only(table, is_integration);
  const auto unit = only(table, is_unit);
  const ClockColumn clock(table, only(table, is_time).value());
  std::vector<std::size_t> numbers = {power_column};
  if (clock.is_number()) numbers.push_back(clock.column());
  for (const auto& column : {set_point, integration})
    if (column) numbers.push_back(*column);
  settle_decimal_marks(table, numbers);

  PowerSeries power;
  const std::vector<Time> times = clock.times(table);
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const TableRow& row = table.rows[i];
    const Power read = power_in(table, row, power_column, unit);
    if (i == 0) power.unit = read.unit;
    if (read.unit != power.unit)
      refuse_cell(table, row.line, power_column,
                  fmt::format(fmt::runtime(tr("the unit is {}, and was {} before. Export all "
                                              "readings in one unit.")),
                              read.unit, power.unit));
    PowerReading reading{.time = times[i], .value = read.value};
    if (set_point && !row.cells[*set_point].empty())
      reading.set_point = set_point_in(table, row, *set_point);
    if (integration && !row.cells[*integration].empty())
      reading.integration = integration_in(table, row, *integration);
    power.readings.push_back(reading);
  }
  Series series;
  series.power = std::move(power);
  series.tables.push_back(text.identity);
  return series;
}

}  // namespace etalon::imagefiles
