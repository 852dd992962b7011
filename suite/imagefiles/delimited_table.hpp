// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/imagefiles/text_file.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace etalon::imagefiles {

/// A heading such as "Set_Point [%]": name "set point", unit "%". Brackets may be round.
struct TableColumn {
  std::string name;
  std::string unit;
};

struct TableRow {
  int line = 0;
  std::vector<std::string> cells;  ///< trimmed, one for each column
};

/// Cells parted by semicolons, tabs or commas, as spreadsheets and instruments export them. Empty
/// rows and those that begin with # are passed over.
struct DelimitedTable {
  std::filesystem::path path;
  int line = 0;  ///< of the headings
  std::vector<TableColumn> columns;
  std::vector<TableRow> rows;

  std::optional<std::size_t> column(const std::string& name) const;
};

using IsHeading = std::function<bool(const std::vector<TableColumn>&)>;

/// Whether one of the first lines has such headings.
bool has_headings(const TextFile& text, const IsHeading& is_heading);

/// The table below the first line that has such headings (there must be one). Throws TextError: an
/// open quotation mark, more cells than headings, no row.
DelimitedTable read_table(const TextFile& text, const IsHeading& is_heading);

/// Throws TextError; the column of its message is the number of the cell, from 1.
[[noreturn]] void refuse_cell(const DelimitedTable& table, int line, std::size_t column,
                              const std::string& problem);

/// Decimal commas of these columns become points where there is no doubt. Throws TextError where
/// there is: points as well, two in one number, or all as in 1,234.
void settle_decimal_marks(DelimitedTable& table, const std::vector<std::size_t>& numbers);

/// The quantity of a cell in the unit of its heading, or with a unit of its own; `usual` where both
/// are silent. Throws TextError.
template <class Kind>
Quantity<Kind> quantity_in(const DelimitedTable& table, const TableRow& row, std::size_t column,
                           std::string_view usual = {});

}  // namespace etalon::imagefiles
