// SPDX-License-Identifier: Apache-2.0
#include "protocols/grading_of_run.hpp"
#include "reports/writers/grade_text.hpp"
#include "suite/cli/command.hpp"
#include "suite/cli/command_line.hpp"
#include "suite/cli/hints.hpp"
#include "suite/cli/process.hpp"
#include "suite/cli/session.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"
#include "suite/grading/verdict.hpp"

#include <fmt/format.h>

#include <iostream>

namespace etalon::cli {
namespace {

static_assert(kFailed == 1 && kNotDecidable == 3, "grading::exit_code() speaks of these numbers");

/// A run that is still going on has not said everything yet.
void expect_ended(const records::RunDetail& run) {
  if (run.summary.status != records::RunStatus::running) return;
  throw UsageError(fmt::format(
      fmt::runtime(tr("grade: run {} has not ended; grade it when it has.")), run.summary.id));
}

}  // namespace

int grade_command(const Arguments& arguments) {
  std::string run_name;
  std::string profile_name;
  std::string database;
  bool details = false;
  CommandLine line("grade", tr("Judge a recorded run by a profile, and record the verdict."));
  line.positional("RUN", run_name, tr("id of a run, the beginning of one, or \"last\""));
  line.option("--profile", profile_name, "NAME",
              tr("name (see: etalon list profiles) or file; needed"));
  line.option("--database", database, "FILE", tr("[$ETALON_DATABASE or lab.etalon]"));
  line.flag("--details", details,
            tr("method, rule, guard band, chance, source and tier of each verdict"));
  line.footer(
      tr("Examples:\n"
         "  etalon grade last --profile screening\n"
         "  etalon grade 0192c3 --profile my-profile.yaml --details --database lab.etalon\n\n"
         "Exit code: 0 pass or close, inside (then with a warning), 1 fail or close, outside,\n"
         "2 not measured, 3 not decidable, 64 usage, 74 file or database."));
  if (!line.parse(arguments)) return kOk;
  if (profile_name.empty()) {
    throw UsageError(tr("grade: no profile given; name one by --profile") + see_help("grade"));
  }
  const auto profile = protocols::read_profile(protocols::find_profile(profile_name));
  records::Store store(database_path(database), {records::OpenMode::write});
  const auto run = store.load_run(run_name);
  expect_ended(run);
  const Grade grade = protocols::grade_run(run, profile.profile);
  store.record_grade(run.summary.id, grade, protocols::identity_of(profile));
  reports::write_grades({grade}, {colour_wanted(), details}, std::cout);
  std::cout << fmt::format(fmt::runtime(tr("  run {}… in {}\n")), short_id(store, run.summary.id),
                           store.path().string());
  if (grade.verdict == Verdict::conditional_pass) {
    std::cout.flush();
    std::cerr << tr("etalon: warning: close: inside the limits, but not by the whole uncertainty.")
              << std::endl;
  }
  return grading::exit_code(grade.verdict);
}

}  // namespace etalon::cli
