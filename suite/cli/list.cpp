// SPDX-License-Identifier: Apache-2.0
#include "hardware/microscope.hpp"
#include "hardware/simulator/faults/fault_table.hpp"
#include "protocols/procedure.hpp"
#include "protocols/profile_file.hpp"
#include "protocols/scope_file.hpp"
#include "reports/report.hpp"
#include "suite/cli/command.hpp"
#include "suite/cli/command_line.hpp"
#include "suite/cli/hints.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"
#include "suite/imagefiles/series.hpp"
#include "suite/metrics/metric.hpp"
#include "targets/target.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iostream>
#include <set>

namespace etalon::cli {
namespace {

/// What every table has in common: a name, one line, and where it comes from.
struct Row {
  std::string id;
  std::string title;
  std::string reference_document;
  nlohmann::ordered_json more = nlohmann::ordered_json::object();  ///< for machines
};

template <class Entries>
nlohmann::ordered_json codes(const Entries& entries) {
  auto array = nlohmann::ordered_json::array();
  for (const auto& entry : entries) {
    array.push_back({{"code", entry.code}, {"meaning", entry.meaning}});
  }
  return array;
}

/// All that a metric says of itself: what it measures, how, with which options, and why it may
/// refuse.
nlohmann::ordered_json definition(const metrics::Metric& metric) {
  nlohmann::ordered_json more;
  more["measurands"] = nlohmann::ordered_json::array();
  for (const auto& m : metric.measurands) {
    more["measurands"].push_back({{"name", m.name}, {"unit", m.unit}, {"meaning", m.meaning}});
  }
  more["methods"] = nlohmann::ordered_json::array();
  for (const auto& m : metric.methods) {
    more["methods"].push_back({{"id", m.id}, {"version", m.version}, {"meaning", m.meaning}});
  }
  more["series"] = metric.series;
  more["options"] = nlohmann::ordered_json::array();
  for (const auto& o : metric.options) {
    more["options"].push_back(
        {{"name", o.name}, {"type", o.type}, {"default", o.default_value}, {"meaning", o.meaning}});
  }
  more["failures"] = codes(metric.failures);
  more["caveats"] = codes(metric.caveats);
  return more;
}

std::vector<Row> metric_rows() {
  std::vector<Row> rows;
  for (const auto& metric : metrics::metric_table()) {
    rows.push_back({metric.id, metric.title, metric.reference_document, definition(metric)});
  }
  return rows;
}

std::vector<Row> target_rows() {
  std::vector<Row> rows;
  for (const auto& target : targets::target_table()) rows.push_back({target.id, target.title, ""});
  return rows;
}

/// "OpenFlexure v7: 40x/0.65"
std::string scope_title(const protocols::ScopeFile& scope) {
  const auto& instrument = scope.instrument;
  std::string text = instrument.manufacturer;
  text += (text.empty() || instrument.model.empty() ? "" : " ") + instrument.model;
  const auto& objective = instrument.objective;
  if (objective.nominal_magnification && objective.lens_na) {
    text += fmt::format(": {}x/{}", *objective.nominal_magnification, objective.lens_na->value);
  }
  return text;
}

std::vector<Row> scope_rows() {
  std::vector<Row> rows;
  for (const auto& path : protocols::scope_library()) {
    const auto scope = protocols::read_scope_file(path);
    rows.push_back({path.stem().string(), scope_title(scope), ""});
  }
  return rows;
}

std::vector<Row> fault_rows() {
  std::vector<Row> rows;
  for (const auto& fault : hardware::fault_table()) {
    const std::string title =
        fault.size_type.empty() ? fault.meaning : fault.meaning + " [" + fault.default_size + "]";
    rows.push_back({fault.name,
                    title,
                    "",
                    {{"size", fault.size_type},
                     {"default_size", fault.default_size},
                     {"sign", fault.sign},
                     {"cure", fault.cure}}});
  }
  return rows;
}

std::vector<Row> protocol_rows() {
  std::vector<Row> rows;
  for (const auto& path : protocols::procedure_library()) {
    const auto procedure = protocols::read_procedure(path);
    rows.push_back(
        {procedure.id, procedure.title, fmt::format("{}", fmt::join(procedure.based_on, ", "))});
  }
  return rows;
}

/// The documents of a profile are those that published its limits.
std::vector<Row> profile_rows() {
  std::vector<Row> rows;
  for (const auto& path : protocols::profile_library()) {
    const auto profile = protocols::read_profile(path).profile;
    std::set<std::string> sources;
    for (const auto& limit : profile.limits) {
      if (!limit.source.empty()) sources.insert(limit.source);
    }
    rows.push_back({profile.id,
                    profile.title,
                    fmt::format("{}", fmt::join(sources, "; ")),
                    {{"version", profile.version}, {"fit_for", profile.fit_for}}});
  }
  return rows;
}

std::vector<Row> driver_rows() {
  std::vector<Row> rows;
  for (const auto& driver : hardware::driver_table()) {
    std::string meaning =
        fmt::format(fmt::runtime(tr("{} (roles: {}; settings: {})")), driver.meaning,
                    fmt::join(driver.roles, ", "), fmt::join(driver.settings, ", "));
    if (!driver.missing_package.empty()) {
      meaning += fmt::format(fmt::runtime(tr(" – not here: it is built where {} is installed")),
                             driver.missing_package);
    }
    rows.push_back({driver.name, meaning, ""});
  }
  return rows;
}

std::vector<Row> format_rows() {
  std::vector<Row> rows;
  for (const auto& format : imagefiles::format_table()) {
    rows.push_back(
        {format.name,
         fmt::format(fmt::runtime(tr("read: {} ({})")), format.meaning, format.extensions), ""});
  }
  for (const auto& format : imagefiles::series_table()) {
    rows.push_back(
        {format.name,
         fmt::format(fmt::runtime(tr("read: {} ({})")), format.meaning, format.extensions), ""});
  }
  for (const auto& writer : reports::writer_table()) {
    rows.push_back(
        {writer.extension,
         fmt::format(fmt::runtime(tr("report: {} (by {})")), writer.meaning, writer.program), ""});
  }
  return rows;
}

struct Table {
  std::string name;
  std::vector<Row> (*rows)();
};

const std::vector<Table>& tables() {
  static const std::vector<Table> all = {{"metrics", metric_rows},     {"targets", target_rows},
                                         {"scopes", scope_rows},       {"faults", fault_rows},
                                         {"protocols", protocol_rows}, {"profiles", profile_rows},
                                         {"drivers", driver_rows},     {"formats", format_rows}};
  return all;
}

void print_text(const std::vector<Row>& rows) {
  std::size_t width = 0;
  for (const auto& row : rows) width = std::max(width, row.id.size());
  for (const auto& row : rows) {
    std::cout << fmt::format("{:<{}}  {}", row.id, width, row.title);
    if (!row.reference_document.empty()) std::cout << " · " << row.reference_document;
    std::cout << '\n';
  }
}

void print_json(const std::vector<Row>& rows) {
  auto array = nlohmann::ordered_json::array();
  for (const auto& row : rows) {
    nlohmann::ordered_json object = {
        {"id", row.id}, {"title", row.title}, {"reference_document", row.reference_document}};
    object.update(row.more);
    array.push_back(std::move(object));
  }
  std::cout << array.dump(2) << '\n';
}

}  // namespace

int list_command(const Arguments& arguments) {
  std::vector<std::string> names;
  for (const auto& table : tables()) names.push_back(table.name);
  std::string what;
  std::string format = "text";
  CommandLine line("list",
                   tr("What this installation knows, each row with its reference document."));
  line.positional("WHAT", what, fmt::format("{}", fmt::join(names, ", ")));
  line.format(format, {"text", "json"});
  line.footer(
      tr("Examples:\n"
         "  etalon list metrics\n"
         "  etalon list drivers --format json\n\n"
         "Exit code: 0, 64 usage."));
  if (!line.parse(arguments)) return kOk;
  const auto table = std::find_if(tables().begin(), tables().end(),
                                  [&](const Table& candidate) { return candidate.name == what; });
  if (table == tables().end()) {
    throw UsageError(fmt::format(fmt::runtime(tr("list: there is no table \"{}\"{}; known are {}")),
                                 what, did_you_mean(what, names), fmt::join(names, ", ")));
  }
  format == "json" ? print_json(table->rows()) : print_text(table->rows());
  return kOk;
}

}  // namespace etalon::cli
