// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/imagefiles/delimited_table.hpp"

#include <vector>

namespace etalon::imagefiles {

/// The times of a table, however its clock was written: numbers with a unit (heading or cell), ISO
/// 8601 dates with time, or the time of day, with a column `date` where there is one. A date that
/// does not begin with the year needs its order in the heading, such as date (MM/dd/yyyy).
class ClockColumn {
 public:
  ClockColumn(const DelimitedTable& table, std::size_t column);

  std::size_t column() const { return column_; }
  bool is_number() const { return kind_ == Kind::number; }

  /// Since the first row, strictly rising; without dates the clock may pass midnight. Throws
  /// TextError.
  std::vector<Time> times(const DelimitedTable& table) const;

 private:
  enum class Kind { number, date_time, time_of_day };
  Time time_in(const DelimitedTable& table, const TableRow& row) const;
  Time date_in(const DelimitedTable& table, const TableRow& row) const;

  std::size_t column_;
  std::optional<std::size_t> date_;
  Kind kind_ = Kind::number;
};

}  // namespace etalon::imagefiles
