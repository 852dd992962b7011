// SPDX-License-Identifier: Apache-2.0
// A table of frames and their settings (declared in series_formats.hpp and frame_table.hpp).
#include "suite/imagefiles/frame_table.hpp"

#include "suite/core/options.hpp"
#include "suite/core/text.hpp"
#include "suite/imagefiles/byte_source.hpp"
#include "suite/imagefiles/delimited_table.hpp"
#include "suite/imagefiles/joined_settings.hpp"
#include "suite/imagefiles/named_file.hpp"
#include "suite/imagefiles/picked_frames.hpp"
#include "suite/imagefiles/series_formats.hpp"

#include <algorithm>

namespace etalon::imagefiles {
namespace {

const std::vector<std::string> kNumbers = {"exposure", "light", "photons", "time", "x", "y", "z"};
const std::vector<std::string> kOthers = {"file", "page", "dark", "comment"};

bool names(const std::vector<TableColumn>& columns, const std::vector<std::string>& known) {
  return std::any_of(columns.begin(), columns.end(), [&](const TableColumn& column) {
    return std::find(known.begin(), known.end(), column.name) != known.end();
  });
}

bool names_files(const std::vector<TableColumn>& columns) { return names(columns, {"file"}); }

bool names_settings(const std::vector<TableColumn>& columns) {
  return names(columns, kNumbers) || names_files(columns);
}

/// Throws TextError for a column that is not known, or there twice: a misspelt one would say
/// nothing.
void check_columns(const DelimitedTable& table) {
  std::vector<std::string> known = kOthers;
  known.insert(known.end(), kNumbers.begin(), kNumbers.end());
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const std::string& name = table.columns[i].name;
    if (table.column(name) != i)
      refuse_cell(table, table.line, i, tr("a column of this name is there already."));
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const std::string near = nearest_name(name, known);
    refuse_cell(
        table, table.line, i,
        fmt::format(fmt::runtime(tr("unknown column{}. Known are {}; put notes under comment.")),
                    near.empty() ? "" : fmt::format(fmt::runtime(tr("; did you mean {}?")), near),
                    fmt::join(known, ", ")));
  }
}

DelimitedTable checked_table(const TextFile& text, const IsHeading& is_heading) {
  DelimitedTable table = read_table(text, is_heading);
  check_columns(table);
  std::vector<std::size_t> numbers;
  for (const std::string& name : kNumbers)
    if (const auto column = table.column(name)) numbers.push_back(*column);
  settle_decimal_marks(table, numbers);
  return table;
}

/// Takes the quantity of a column, where it is there and the cell not empty, into `value`.
template <class Kind>
void take(std::optional<Quantity<Kind>>& value, const DelimitedTable& table, const TableRow& row,
          const std::string& name, std::string_view usual = {}) {
  const auto column = table.column(name);
  if (column && !row.cells[*column].empty()) value = quantity_in<Kind>(table, row, *column, usual);
}

template <class Kind>
void expect(bool right, const std::optional<Quantity<Kind>>& value, const DelimitedTable& table,
            const TableRow& row, const std::string& name, const char* problem) {
  if (value && !right) refuse_cell(table, row.line, table.column(name).value_or(0), problem);
}

FrameSetting setting_in(const DelimitedTable& table, const TableRow& row) {
  FrameSetting setting;
  take(setting.exposure, table, row, "exposure");
  take(setting.light, table, row, "light");
  take(setting.photons, table, row, "photons", "photons");
  take(setting.time, table, row, "time");
  take(setting.x, table, row, "x");
  take(setting.y, table, row, "y");
  take(setting.z, table, row, "z");
  expect(setting.exposure >= s(0), setting.exposure, table, row, "exposure",
         tr("no exposure is shorter than nothing."));
  expect(setting.light >= one(0) && setting.light <= one(1), setting.light, table, row, "light",
         tr("the level of the lamp over its highest lies from 0 to 1 (100 %). Name the unit in the "
            "heading if it is %: light [%]."));
  expect(setting.photons >= photons(0), setting.photons, table, row, "photons",
         tr("there are no fewer photons than none."));
  return setting;
}

bool is_dark(const DelimitedTable& table, const TableRow& row) {
  const auto column = table.column("dark");
  if (!column || row.cells[*column].empty()) return false;
  const auto dark = OptionText<bool>::parse(row.cells[*column]);
  if (!dark)
    refuse_cell(table, row.line, *column,
                fmt::format(fmt::runtime(tr("expected yes or no, found {}.")),
                            etalon::quoted(row.cells[*column])));
  return *dark;
}

/// First page and number of pages that a row stands for.
std::pair<std::size_t, std::size_t> pages_of(const DelimitedTable& table, const TableRow& row,
                                             const FrameSetting& setting, std::size_t size) {
  const auto column = table.column("page");
  if (!column || row.cells[*column].empty()) {
    if (size > 1 && setting.time)
      refuse_cell(
          table, row.line, table.column("time").value_or(0),
          fmt::format(fmt::runtime(tr("the file has {} frames, which cannot all be taken at "
                                      "one time. Write a row for each, with its page.")),
                      size));
    return {0, size};
  }
  const auto page = OptionText<int>::parse(row.cells[*column]);
  if (!page || *page < 1 || static_cast<std::size_t>(*page) > size)
    refuse_cell(table, row.line, *column,
                fmt::format(fmt::runtime(tr("expected a page from 1 to {}, found {}.")), size,
                            etalon::quoted(row.cells[*column])));
  return {static_cast<std::size_t>(*page) - 1, 1};
}

/// What the table says ranks before what the file says; times of single files mean nothing in a
/// series of several.
FrameSetting setting_of(const FrameSetting& told, const ImageMetadata& file, std::size_t page) {
  if (page >= file.settings.size()) return told;
  FrameSetting own = file.settings[page];
  own.time.reset();
  return completed(told, own);
}

/// Frames as they come in the rows; what is known of the first file beyond its frames stays known.
struct Collected {
  std::vector<PickedFrame> picked;
  std::vector<FrameSetting> settings;
  ImageMetadata about;

  void add(const SharedFile& file, std::size_t page, const FrameSetting& told, int line) {
    if (picked.empty()) about = file.metadata;
    picked.push_back({file.frames, page, line});
    settings.push_back(setting_of(told, file.metadata, page));
  }

  void append_to(std::vector<ImageFile>& files) {
    if (picked.empty()) return;
    ImageFile file;
    file.metadata = about;
    file.metadata.size_z = file.metadata.size_c = 1;
    file.metadata.size_t = static_cast<int>(picked.size());
    file.metadata.planes.clear();
    file.metadata.acquired.reset();
    file.metadata.axial_step.reset();
    file.metadata.time_increment.reset();
    for (int t = 0; t < file.metadata.size_t; ++t) file.metadata.planes.push_back({.t = t});
    file.metadata.settings = said(std::move(settings));
    file.frames = std::make_unique<PickedFrames>(std::move(picked));
    files.push_back(std::move(file));
  }
};

/// Times count from the first frame of the series.
void count_from_first(std::vector<FrameSetting>& settings) {
  if (settings.empty() || !settings.front().time) return;
  const Time first = *settings.front().time;
  for (FrameSetting& setting : settings)
    if (setting.time) setting.time = *setting.time - first;
}

}  // namespace

bool detect_frame_table(const TextFile& text) { return has_headings(text, names_files); }

Series open_frame_table(const TextFile& text, const ReadOptions& options) {
  const DelimitedTable table = checked_table(text, names_files);
  const std::size_t file_column = table.column("file").value();
  std::vector<NamedFile> names;
  for (const TableRow& row : table.rows) {
    if (row.cells[file_column].empty())
      refuse_cell(table, row.line, file_column, tr("expected the name of an image."));
    names.push_back({row.cells[file_column], row.line, static_cast<int>(file_column) + 1});
  }
  const std::vector<SharedFile> files = open_named_files(names, table.path, options);
  Collected light;
  Collected dark;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const TableRow& row = table.rows[i];
    const SharedFile& file = files[i];
    const FrameSetting setting = setting_in(table, row);
    Collected& into = is_dark(table, row) ? dark : light;
    const auto [first, count] = pages_of(table, row, setting, file.frames->size());
    for (std::size_t page = first; page < first + count; ++page)
      into.add(file, page, setting, row.line);
  }
  count_from_first(light.settings);
  count_from_first(dark.settings);
  Series series;
  series.tables.push_back(text.identity);
  light.append_to(series.files);
  dark.append_to(series.dark);
  return series;
}

SettingsTable read_settings_table(const std::filesystem::path& path, const ReadOptions& options) {
  const TextFile text = read_text_file(path, options);
  if (!has_headings(text, names_settings))
    refuse(path, tr("no line names columns of settings. Begin it with headings such as exposure "
                    "[ms], light, time [s], x [um]."));
  const DelimitedTable table = checked_table(text, names_settings);
  for (const char* name : {"file", "page", "dark"})
    if (const auto column = table.column(name))
      refuse_cell(table, table.line, *column,
                  tr("a table that names its frames stands in the place of images, not beside "
                     "them."));
  SettingsTable settings{.settings = {}, .identity = text.identity};
  for (const TableRow& row : table.rows) settings.settings.push_back(setting_in(table, row));
  count_from_first(settings.settings);
  return settings;
}

}  // namespace etalon::imagefiles
