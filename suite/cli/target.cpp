// SPDX-License-Identifier: Apache-2.0
#include "targets/target.hpp"

#include "protocols/slide_file.hpp"
#include "reports/wording.hpp"
#include "suite/cli/command.hpp"
#include "suite/cli/command_line.hpp"
#include "suite/cli/hints.hpp"
#include "suite/cli/option_help.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <iostream>

namespace etalon::cli {
namespace {

const targets::Target& target_named(const std::string& id) {
  if (const auto* target = targets::find_target(id)) return *target;
  std::vector<std::string> known;
  for (const auto& target : targets::target_table()) known.push_back(target.id);
  throw UsageError(fmt::format(fmt::runtime(tr("target: there is no target {}{} (see: etalon list "
                                               "targets)")),
                               id, did_you_mean(id, known)));
}

void print(const targets::Target& target) {
  std::cout << target.id << ": " << target.title << "\n  "
            << (target.fluorescent ? tr("gives light itself: for fluorescence")
                                   : tr("lets light through: for bright field"))
            << "\n";
  for (const auto& option : target.options) {
    std::cout << fmt::format("  --{:<22} {}\n      {}\n", option.name, option.type,
                             meaning_with_default(option));
  }
  for (const auto& path : protocols::slide_catalogue()) {
    const auto slide = protocols::read_slide_file(path);
    if (slide.shape != target.id) continue;
    std::cout << fmt::format(fmt::runtime(tr("  slide of the catalogue: {} ({})\n")), slide.id,
                             reports::printable(slide.title));
  }
}

}  // namespace

int target_command(const Arguments& arguments) {
  std::string action;
  std::string id;
  CommandLine line("target", tr("Show what a target is, and its options for etalon simulate."));
  line.positional("ACTION", action, "show");
  line.positional("TARGET", id, tr("see: etalon list targets"));
  line.footer(
      tr("Examples:\n"
         "  etalon target show slanted_edge\n\n"
         "Exit code: 0, 64 usage."));
  if (!line.parse(arguments)) return kOk;
  if (action != "show") {
    throw UsageError(fmt::format(fmt::runtime(tr("target: unknown action {}{}{}")), action,
                                 did_you_mean(action, {"show"}), see_help("target")));
  }
  print(target_named(id));
  return kOk;
}

}  // namespace etalon::cli
