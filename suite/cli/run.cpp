// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/command.hpp"
#include "suite/cli/command_line.hpp"
#include "suite/cli/observe.hpp"
#include "suite/cli/process.hpp"
#include "suite/cli/reporting.hpp"
#include "suite/cli/session.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <cmath>
#include <iostream>

namespace etalon::cli {
namespace {

std::chrono::milliseconds waiting_time(const std::string& text) {
  const double milliseconds = quantity_argument<kind::Time>("--wait", text).in(ms);
  // A day is longer than any lock worth waiting for, and keeps the number within SQLite's int.
  if (milliseconds < 0 || milliseconds > 86'400'000) {
    throw UsageError(tr("--wait: give a time from 0 s to 24 h."));
  }
  return std::chrono::milliseconds(std::lround(milliseconds));
}

void print(const FinishedRun& run, const std::string& format,
           const std::filesystem::path& database) {
  auto report = report_of({});
  report.run = run.detail;
  const auto& writer = writer_for(format == "text" ? "txt" : format);
  writer.write(report, {.colour = format == "text" && colour_wanted()}, std::cout);
  const std::string where = database == "lab.etalon" ? "" : " --database " + database.string();
  // Beside machine output the sentence for people goes to the log.
  (format == "text" ? std::cout : std::cerr) << fmt::format(
      fmt::runtime(tr("\nrun {0}… saved in {1} · report: etalon report {0} -o report.html{2}\n")),
      run.short_id, database.string(), where);
}

}  // namespace

int run_command(const Arguments& arguments) {
  RunRequest request;
  std::string database;
  std::string wait = "10 s";
  std::string format = "text";
  CommandLine line("run", tr("Carry out a protocol: acquire, measure, record in the database."));
  line.positional("PROTOCOL", request.protocol, tr("name (see: etalon list protocols) or file"));
  line.option("--scope", request.scope, "FILE", tr("the microscope (YAML)"));
  line.option("--from", request.folder, "FOLDER",
              tr("images in place of a camera; needs no scope file"));
  line.option("--pattern", request.pattern, "PATTERN",
              tr("file names in FOLDER, {step} stands for the step [{step}*]"));
  line.option("--database", database, "FILE",
              tr("made when absent [$ETALON_DATABASE or lab.etalon]"));
  line.option("--site", request.site, "NAME", tr("where the microscope stands"));
  line.option("--operator", request.operator_name, "NAME", tr("who measures"));
  line.option("--wait", wait, "TIME", tr("how long to wait when another etalon uses the database"));
  line.format(format, {"text", "json", "csv"});
  line.footer(
      tr("Examples:\n"
         "  etalon run edge-check --from images/\n"
         "  etalon run edge-check --from images/ --pattern '*_{step}_*.tif'\n"
         "  etalon run edge-check --scope my-scope.yaml --operator \"A. Abbe\"\n"
         "  etalon run my-protocol.yaml --scope my-scope.yaml --database lab.etalon\n\n"
         "Exit code: 0 every step that is not optional was measured, 2 one was not, 64 usage,\n"
         "74 file, database or device."));
  if (!line.parse(arguments)) return kOk;
  request.database = database_path(database);
  request.wait = waiting_time(wait);
  const auto run = carry_out(request);
  print(run, format, request.database);
  return run.measured ? kOk : kNotMeasured;
}

}  // namespace etalon::cli
