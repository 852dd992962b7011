// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/command.hpp"
#include "suite/cli/command_line.hpp"
#include "suite/cli/process.hpp"
#include "suite/cli/reporting.hpp"
#include "suite/cli/session.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"

#include <iostream>

namespace etalon::cli {

int report_command(const Arguments& arguments) {
  std::string run;
  std::string output;
  std::string database;
  CommandLine line("report",
                   tr("Write what a run found; the extension of the file decides the format."));
  line.positional("RUN", run, tr("id of a run, the beginning of one, or \"last\""));
  line.option("-o,--output", output, "FILE",
              tr("html, json, csv or txt; without it, text on stdout"));
  line.option("--database", database, "FILE", tr("[$ETALON_DATABASE or lab.etalon]"));
  line.footer(
      tr("Examples:\n"
         "  etalon report last -o report.html\n"
         "  etalon report 0192c3 -o report.json --database lab.etalon\n\n"
         "Exit code: 0 written, 64 usage, 69 etalon-report is not installed, 74 file or "
         "database."));
  if (!line.parse(arguments)) return kOk;
  const auto path = database_path(database);
  const std::filesystem::path target = output;
  const bool other_program =
      !output.empty() && writer_for(target.extension().string()).write == nullptr;
  const records::Store store(path, {records::OpenMode::read});
  auto report = report_of({});
  report.run = store.load_run(run);
  if (other_program) {
    become(report_program(),
           {"--database", path.string(), "--run", report.run->summary.id, "--output", output});
  }
  if (output.empty()) {
    writer_for("txt").write(report, {.colour = colour_wanted()}, std::cout);
  } else {
    write_report(report, target);
  }
  return kOk;
}

}  // namespace etalon::cli
