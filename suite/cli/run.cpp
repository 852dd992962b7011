// SPDX-License-Identifier: Apache-2.0
#include "hardware/command_words.hpp"
#include "protocols/procedure.hpp"
#include "suite/cli/circumstances.hpp"
#include "suite/cli/command.hpp"
#include "suite/cli/command_line.hpp"
#include "suite/cli/hints.hpp"
#include "suite/cli/observe.hpp"
#include "suite/cli/process.hpp"
#include "suite/cli/questions.hpp"
#include "suite/cli/reporting.hpp"
#include "suite/cli/session.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"
#include "suite/grading/verdict.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdio>
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

/// The profile that was asked for, else the first that judged, decides.
int exit_code(const FinishedRun& run, const std::string& profile) {
  const auto& grades = run.detail.grades;
  if (!run.measured) return kNotMeasured;
  if (grades.empty()) return kOk;
  auto deciding = grades.begin();
  for (auto grade = grades.begin(); grade != grades.end(); ++grade) {
    if (!profile.empty() && grade->grade.profile == profile) deciding = grade;
  }
  if (deciding->grade.verdict == Verdict::conditional_pass) {
    std::cerr << tr("etalon: warning: close: inside the limits, but not by the whole uncertainty.")
              << std::endl;
  }
  return grading::exit_code(deciding->grade.verdict);
}

void print(const FinishedRun& run, const std::string& format,
           const std::filesystem::path& database) {
  auto report = report_of({});
  report.run = run.detail;
  const auto& writer = writer_for(format == "text" ? "txt" : format);
  writer.write(report, {.colour = format == "text" && colour_wanted()}, std::cout);
  const std::string where = database == "lab.etalon"
                                ? ""
                                : " " + hardware::command_text({"--database", database.string()});
  // Beside machine output the sentence for people goes to the log.
  (format == "text" ? std::cout : std::cerr) << fmt::format(
      fmt::runtime(tr("\nrun {0}… saved in {1} · report: etalon report {0} -o report.html{2}\n")),
      run.short_id, database.string(), where);
}

bool nothing_named(const RunRequest& request) {
  return request.scope.empty() && request.folder.empty() && request.pattern.empty();
}

void add_condition(const std::string& option, const std::string& name, const std::string& text,
                   RunRequest& request) {
  if (text.empty()) return;
  const std::string value = circumstance_argument(option, name, text);
  if (!value.empty()) request.conditions[name] = value;
}

bool somebody_answers() { return stdin_is_terminal() || std::cin.peek() != EOF; }

}  // namespace

int run_command(const Arguments& arguments) {
  RunRequest request;
  std::string database;
  std::string wait = "10 s";
  std::string format = "text";
  std::string interrupted;
  std::string room_temperature;
  std::string warm_up;
  std::vector<std::string> protocol;
  CommandLine line("run", tr("Carry out a protocol: acquire, measure, judge, record."));
  line.positionals("PROTOCOL", protocol, tr("name (see: etalon list protocols) or file"));
  line.option("--scope", request.scope, "FILE|NAME",
              tr("the microscope: a YAML file, or a built-in one (see: etalon list scopes)"));
  line.option("--from", request.folder, "FOLDER",
              tr("images in place of a camera; needs no scope file"));
  line.option("--pattern", request.pattern, "PATTERN",
              tr("file names in FOLDER, {step} stands for the step [{step}*]"));
  line.options("--slide", request.slides, "STEP=SLIDE",
               tr("what lies under the objective: edge=razor_blade"));
  line.option("--profile", request.profile, "NAME",
              tr("a profile that judges too, and decides the exit code"));
  line.option("--resume", interrupted, "RUN",
              tr("go on with an interrupted run (its id, or \"last\"); needs no PROTOCOL"));
  line.option("--database", database, "FILE",
              tr("made when absent [$ETALON_DATABASE or lab.etalon]"));
  line.option("--site", request.site, "NAME", tr("where the microscope stands"));
  line.option("--operator", request.operator_name, "NAME", tr("who measures"));
  line.option("--room-temperature", room_temperature, "TEMPERATURE",
              tr("of the room, such as \"21 degC\"; or none"));
  line.option("--warm-up", warm_up, "TIME",
              tr("how long lamp and camera have been on, such as \"30 min\"; or none"));
  line.option("--wait", wait, "TIME", tr("how long to wait when another etalon uses the database"));
  line.format(format, {"text", "json", "csv"});
  line.footer(tr(
      "Examples:\n"
      "  etalon run brightfield-quick              asks what it must know, and writes a scope "
      "file\n"
      "  etalon run brightfield-quick --scope my-scope.yaml\n"
      "  etalon run --resume last\n"
      "  etalon run edge-check --from images/\n"
      "  etalon run edge-check --from images/ --pattern '*_{step}_*.tif'\n"
      "  etalon run edge-check --scope my-scope.yaml --operator \"A. Abbe\"\n"
      "  etalon run my-protocol.yaml --scope my-scope.yaml --database lab.etalon\n\n"
      "At a terminal it asks who measures, and for room temperature and warm-up where neither an\n"
      "option nor the scope file tells them; what stays unknown holds grades at indicative. With\n"
      "what images were taken (region, exposure, gain ...) comes from the camera, its files, or\n"
      "`settings` in the scope file (see: etalon scope --help). Who told what is recorded.\n\n"
      "What a person does by hand (moves of the stage, focus) is looked for in the images and "
      "told\n"
      "at once; what they show otherwise is asked for three times, then a caveat of the "
      "results.\n\n"
      "Exit code: 0 measured, and passed where a profile judges; 1 failed; 2 a step that is not\n"
      "optional was not measured; 3 not decidable; 64 usage; 74 file, database or device."));
  if (!line.parse(arguments)) return kOk;
  request.database = database_path(database);
  request.wait = waiting_time(wait);
  if (protocol.size() + (interrupted.empty() ? 0 : 1) != 1) {
    throw UsageError(tr("run: name one PROTOCOL, or --resume RUN") + see_help("run"));
  }
  if (interrupted.empty()) request.protocol = protocol.front();
  if (interrupted.empty() && nothing_named(request) && somebody_answers()) {
    protocols::read_procedure(protocols::find_procedure(request.protocol));  // before any question
    request.scope = ask_for_scope(std::cin, std::cerr).string();
  }
  if (!interrupted.empty() && !(room_temperature.empty() && warm_up.empty())) {
    throw UsageError(tr("run: --room-temperature and --warm-up belong to the begin of a run; leave "
                        "them out with --resume") +
                     see_help("run"));
  }
  add_condition("--room-temperature", "room_temperature", room_temperature, request);
  add_condition("--warm-up", "warm_up", warm_up, request);
  if (interrupted.empty() && stdin_is_terminal())
    request = with_circumstances(std::move(request), std::cin, std::cerr);
  const auto run = interrupted.empty() ? carry_out(request) : resume(interrupted, request);
  print(run, format, request.database);
  return exit_code(run, request.profile);
}

}  // namespace etalon::cli
