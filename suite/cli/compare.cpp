// SPDX-License-Identifier: Apache-2.0
#include "protocols/grading_of_run.hpp"
#include "reports/comparison.hpp"
#include "suite/cli/command.hpp"
#include "suite/cli/command_line.hpp"
#include "suite/cli/hints.hpp"
#include "suite/cli/process.hpp"
#include "suite/cli/reporting.hpp"
#include "suite/cli/session.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iostream>

namespace etalon::cli {
namespace {

/// The newest finished run of the instrument of this name, else the run of this id.
records::RunDetail run_named(const records::Store& store, const std::string& name) {
  const auto runs = store.runs();
  const auto newest = std::find_if(runs.rbegin(), runs.rend(), [&](const auto& run) {
    return run.instrument == name && run.status == records::RunStatus::finished;
  });
  return store.load_run(newest == runs.rend() ? name : newest->id);
}

reports::ComparisonReport comparison_of(const records::Store& store,
                                        const std::vector<std::string>& names) {
  reports::ComparisonReport report;
  report.first = run_named(store, names.front());
  const auto first = protocols::graded_inputs(report.first);
  for (auto name = names.begin() + 1; name != names.end(); ++name) {
    auto run = run_named(store, *name);
    if (run.summary.id == report.first.summary.id) {
      throw UsageError(fmt::format(fmt::runtime(tr("compare: {} and {} are the same run.")),
                                   names.front(), *name));
    }
    auto rows = grading::compare(first, protocols::graded_inputs(run));
    report.others.push_back({std::move(run), std::move(rows)});
  }
  report.generated = utc_now();
  return report;
}

void write_file(const reports::ComparisonReport& report, const std::filesystem::path& path) {
  write_beside(path, [&](std::ostream& out) {
    if (path.extension() == ".json") {
      reports::write_comparison_json(report, out);
    } else {
      reports::write_comparison_text(report, false, out);
    }
  });
}

}  // namespace

int compare_command(const Arguments& arguments) {
  std::vector<std::string> names;
  std::string database;
  std::string output;
  std::string format = "text";
  CommandLine line("compare", tr("Lay runs side by side: which results can be told apart?"));
  line.positionals("RUN", names,
                   tr("two or more: instruments (their newest run), ids of runs, or \"last\"; the "
                      "first is what the others are compared with"));
  line.option("-o,--output", output, "FILE", tr("html (with the curves), json or txt"));
  line.option("--database", database, "FILE", tr("[$ETALON_DATABASE or lab.etalon]"));
  line.format(format, {"text", "json"});
  line.footer(
      tr("Examples:\n"
         "  etalon compare ofm-07 nikon-2\n"
         "  etalon compare 0192c3 0193a1 -o comparison.html\n"
         "  etalon compare ofm-07 ofm-08 ofm-09 --format json\n\n"
         "Results of unlike methods are never compared. What both share (one ruler's certificate)\n"
         "cancels in the differences. Exit code: 0 compared, 64 usage, 69 etalon-report is not\n"
         "installed, 74 file or database."));
  if (!line.parse(arguments)) return kOk;
  if (names.size() < 2) {
    throw UsageError(tr("compare: name at least two runs or instruments") + see_help("compare"));
  }
  const std::filesystem::path target = output;
  const auto extension = target.extension().string();
  if (!output.empty() && extension != ".html" && extension != ".json" && extension != ".txt") {
    throw UsageError(fmt::format(
        fmt::runtime(tr("compare: {} ends in none of .html, .json and .txt.")), output));
  }
  const auto path = database_path(database);
  const records::Store store(path, {records::OpenMode::read});
  const auto report = comparison_of(store, names);
  if (extension == ".html") {
    Arguments request{"--database", path.string(), "--output", output};
    request.insert(request.end(), {"--compare", report.first.summary.id});
    for (const auto& other : report.others) request.push_back(other.run.summary.id);
    become(report_program(), request);
  }
  if (!output.empty()) {
    write_file(report, target);
  } else if (format == "json") {
    reports::write_comparison_json(report, std::cout);
  } else {
    reports::write_comparison_text(report, colour_wanted(), std::cout);
  }
  return kOk;
}

}  // namespace etalon::cli
