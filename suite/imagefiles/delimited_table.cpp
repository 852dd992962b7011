// SPDX-License-Identifier: Apache-2.0
#include "suite/imagefiles/delimited_table.hpp"

#include "suite/core/text.hpp"
#include "suite/imagefiles/byte_source.hpp"

#include <boost/tokenizer.hpp>

#include <algorithm>
#include <cctype>

namespace etalon::imagefiles {
namespace {

constexpr std::size_t kLongestPreamble = 200;  ///< lines above the headings

bool quotes_are_closed(const std::string& line) {
  return std::count(line.begin(), line.end(), '"') % 2 == 0;
}

/// The zero character never occurs, so nothing is an escape: a backslash parts folders.
std::vector<std::string> cells_of(const std::string& line, char delimiter) {
  const boost::escaped_list_separator<char> separator('\0', delimiter, '"');
  std::vector<std::string> cells;
  for (const std::string& cell :
       boost::tokenizer<boost::escaped_list_separator<char>>(line, separator))
    cells.emplace_back(trimmed(cell));
  return cells;
}

std::string name_of(std::string_view heading) {
  std::string name(trimmed(heading));
  for (char& c : name) {
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (c == '_' || c == '-') c = ' ';
  }
  return name;
}

TableColumn column_of(const std::string& heading) {
  const std::size_t open = heading.find_first_of("[(");
  if (open == std::string::npos || open == 0) return {name_of(heading), ""};
  const std::size_t close = heading.find_first_of("])", open);
  return {name_of(heading.substr(0, open)),
          std::string(trimmed(heading.substr(open + 1, close - open - 1)))};
}

std::vector<TableColumn> columns_of(const std::string& line, char delimiter) {
  std::vector<TableColumn> columns;
  for (const std::string& cell : cells_of(line, delimiter)) columns.push_back(column_of(cell));
  while (!columns.empty() && columns.back().name.empty()) columns.pop_back();
  return columns;
}

struct Heading {
  std::size_t index = 0;
  char delimiter = ',';
};

/// Of the delimiters that make headings of a line the one that makes the most.
std::optional<char> delimiter_of(const std::string& line, const IsHeading& is_heading) {
  std::optional<char> best;
  std::size_t most = 0;
  for (const char delimiter : {';', '\t', ','}) {
    const std::vector<TableColumn> columns = columns_of(line, delimiter);
    if (columns.size() <= most || !is_heading(columns)) continue;
    best = delimiter;
    most = columns.size();
  }
  return best;
}

std::optional<Heading> find_heading(const TextFile& text, const IsHeading& is_heading) {
  for (std::size_t i = 0; i < std::min(kLongestPreamble, text.lines.size()); ++i) {
    if (text.lines[i].starts_with('#') || !quotes_are_closed(text.lines[i])) continue;
    if (const auto delimiter = delimiter_of(text.lines[i], is_heading))
      return Heading{i, *delimiter};
  }
  return std::nullopt;
}

bool is_empty(const std::vector<std::string>& cells) {
  return std::all_of(cells.begin(), cells.end(), [](const auto& cell) { return cell.empty(); });
}

/// 1,234 may be one and a quarter or a thousand.
bool may_be_thousands(const std::string& cell) {
  const std::size_t comma = cell.find(',');
  const std::size_t first = cell.find_first_of("0123456789");
  return comma - first <= 3 && cell[first] != '0' && comma + 4 == cell.size() &&
         std::all_of(cell.end() - 3, cell.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::optional<std::size_t> DelimitedTable::column(const std::string& name) const {
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (columns[i].name == name) return i;
  return std::nullopt;
}

void refuse_cell(const DelimitedTable& table, int line, std::size_t column,
                 const std::string& problem) {
  const bool known = column < table.columns.size();
  throw TextError(table.path.string(), line, static_cast<int>(column) + 1,
                  (known ? table.columns[column].name + ": " : "") + problem);
}

bool has_headings(const TextFile& text, const IsHeading& is_heading) {
  return find_heading(text, is_heading).has_value();
}

DelimitedTable read_table(const TextFile& text, const IsHeading& is_heading) {
  const Heading heading = find_heading(text, is_heading).value();
  DelimitedTable table{.path = text.path,
                       .line = static_cast<int>(heading.index) + 1,
                       .columns = columns_of(text.lines[heading.index], heading.delimiter),
                       .rows = {}};
  for (std::size_t i = heading.index + 1; i < text.lines.size(); ++i) {
    const std::string& line = text.lines[i];
    const int number = static_cast<int>(i) + 1;
    if (line.starts_with('#')) continue;
    if (!quotes_are_closed(line))
      throw TextError(text.path.string(), number, 1, tr("a quotation mark is not closed."));
    TableRow row{number, cells_of(line, heading.delimiter)};
    if (is_empty(row.cells)) continue;
    while (row.cells.size() > table.columns.size() && row.cells.back().empty())
      row.cells.pop_back();
    if (row.cells.size() > table.columns.size())
      refuse_cell(table, number, table.columns.size(),
                  fmt::format(fmt::runtime(tr("{} cells, but line {} has {} headings.")),
                              row.cells.size(), table.line, table.columns.size()));
    row.cells.resize(table.columns.size());
    table.rows.push_back(std::move(row));
  }
  if (table.rows.empty())
    throw TextError(text.path.string(), table.line, 1, tr("no row follows the headings."));
  return table;
}

void settle_decimal_marks(DelimitedTable& table, const std::vector<std::size_t>& numbers) {
  const TableRow* first = nullptr;
  std::size_t first_column = 0;
  bool points = false;
  bool doubt = true;
  for (const TableRow& row : table.rows) {
    for (const std::size_t column : numbers) {
      const std::string& cell = row.cells[column];
      const auto commas = std::count(cell.begin(), cell.end(), ',');
      points = points || cell.find('.') != std::string::npos;
      if (commas > 1)
        refuse_cell(
            table, row.line, column,
            fmt::format(fmt::runtime(tr("expected a number, found {}.")), etalon::quoted(cell)));
      if (commas == 0) continue;
      if (first == nullptr) {
        first = &row;
        first_column = column;
      }
      doubt = doubt && may_be_thousands(cell);
    }
  }
  if (first == nullptr) return;
  if (points || doubt)
    refuse_cell(table, first->line, first_column,
                fmt::format(fmt::runtime(tr("{} may have a decimal comma or one between thousands. "
                                            "Export the table with decimal points.")),
                            etalon::quoted(first->cells[first_column])));
  for (TableRow& row : table.rows)
    for (const std::size_t column : numbers)
      std::replace(row.cells[column].begin(), row.cells[column].end(), ',', '.');
}

template <class Kind>
Quantity<Kind> quantity_in(const DelimitedTable& table, const TableRow& row, std::size_t column,
                           std::string_view usual) {
  const std::string& cell = row.cells[column];
  std::string text = cell;
  if (parse_number(cell)) {
    const std::string& unit = table.columns[column].unit;
    text += " " + (unit.empty() ? std::string(usual) : unit);
  }
  const auto quantity = parse_quantity<Kind>(text);
  if (quantity) return *quantity;
  refuse_cell(table, row.line, column,
              fmt::format(fmt::runtime(tr("expected {}, found {}. Write the unit into the heading, "
                                          "such as {} [{}], or behind each number.")),
                          example_of<Kind>(), etalon::quoted(trimmed(text)),
                          table.columns[column].name, units_of<Kind>().front().symbol));
}
template Time quantity_in<kind::Time>(const DelimitedTable&, const TableRow&, std::size_t,
                                      std::string_view);
template Length quantity_in<kind::ObjectLength>(const DelimitedTable&, const TableRow&, std::size_t,
                                                std::string_view);
template Ratio quantity_in<kind::Ratio>(const DelimitedTable&, const TableRow&, std::size_t,
                                        std::string_view);
template Photons quantity_in<kind::Photons>(const DelimitedTable&, const TableRow&, std::size_t,
                                            std::string_view);

}  // namespace etalon::imagefiles
