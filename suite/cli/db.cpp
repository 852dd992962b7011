// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/command.hpp"
#include "suite/cli/command_line.hpp"
#include "suite/cli/hints.hpp"
#include "suite/cli/session.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <iostream>

namespace etalon::cli {

int db_command(const Arguments& arguments) {
  std::string action;
  std::vector<std::string> files;
  bool frames = false;
  CommandLine line("db", tr("Check a database: integrity, schema, references, chains of hashes."));
  line.positional("ACTION", action, "check");
  line.positionals("FILE", files, tr("databases [$ETALON_DATABASE or lab.etalon]"));
  line.flag("--frames", frames,
            tr("read every frame kept beside the database and compare its hash"));
  line.footer(
      tr("Examples:\n"
         "  etalon db check\n"
         "  etalon db check lab.etalon --frames\n\n"
         "Exit code: 0 sound, 64 usage, 74 damaged or not readable."));
  if (!line.parse(arguments)) return kOk;
  if (action != "check") {
    throw UsageError(fmt::format(fmt::runtime(tr("db: unknown action {}{}{}")), action,
                                 did_you_mean(action, {"check"}), see_help("db")));
  }
  if (files.empty()) files.push_back(database_path("").string());
  int code = kOk;
  for (const auto& file : files) {
    const records::Store store(file, {records::OpenMode::read});
    const auto findings = store.check(frames);
    for (const auto& finding : findings) {
      std::cout << fmt::format("✖ {}: {}: {}\n", file, finding.code, finding.detail);
    }
    if (findings.empty()) {
      std::cout << fmt::format(fmt::runtime(tr("✔ {}: sound, runs: {}\n")), file,
                               store.runs().size());
    } else {
      code = kWorldFailed;
    }
  }
  return code;
}

}  // namespace etalon::cli
