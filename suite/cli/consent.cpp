// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/consent.hpp"

#include "protocols/started_programs.hpp"
#include "reports/wording.hpp"
#include "suite/cli/process.hpp"
#include "suite/core/error.hpp"
#include "suite/core/text.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <iostream>

namespace etalon::cli {
namespace {

using protocols::StartedProgram;

/// The program as it is found, and everything else that is started or read with it.
std::string shown(const StartedProgram& program) {
  std::string text;
  const auto line = [&](const std::string& what, const std::string& value) {
    text += fmt::format("  {:<10} {}\n", what, reports::printable(value));
  };
  line(tr("program"), program.command);
  line(tr("in folder"), program.folder.string());
  for (const auto& file : program.files) line(tr("file"), file.string());
  return text;
}

bool is_yes(const std::string& answer) {
  return answer == "y" || answer == "Y" || answer == "yes" || answer == tr("yes");
}

bool agrees(const StartedProgram& program, const std::string& scope) {
  std::cerr << fmt::format(
                   fmt::runtime(tr("The scope file {} starts a program that was not started "
                                   "from here before, or has changed since:\n")),
                   reports::printable(scope))
            << shown(program)
            << tr("It can do whatever you can do. Start it, now and from now on? [y/N] ")
            << std::flush;
  std::string answer;
  std::getline(std::cin, answer);
  return is_yes(std::string(trimmed(answer)));
}

}  // namespace

void expect_consent(const protocols::ScopeFile& scope) {
  for (const StartedProgram& program : protocols::programs_started_by(scope)) {
    if (protocols::is_trusted(program)) continue;
    const bool asked = stdin_is_terminal() && stderr_is_terminal();
    if (!asked || !agrees(program, scope.path)) {
      throw DeviceError("process " + program.command,
                        fmt::format(fmt::runtime(tr("it is started by the scope file {0}, and "
                                                    "nobody has agreed to that. Look at the file; "
                                                    "if you trust it: etalon scope trust {0}")),
                                    scope.path));
    }
    protocols::trust_program(program);
  }
}

void give_consent(const protocols::ScopeFile& scope) {
  const auto programs = protocols::programs_started_by(scope);
  if (programs.empty()) {
    std::cout << fmt::format(fmt::runtime(tr("{} starts no program.\n")),
                             reports::printable(scope.path));
  }
  for (const StartedProgram& program : programs) {
    protocols::trust_program(program);
    std::cout << fmt::format(fmt::runtime(tr("✔ {} may start from now on, until one of these files "
                                             "changes:\n")),
                             reports::printable(scope.path))
              << shown(program);
  }
}

}  // namespace etalon::cli
