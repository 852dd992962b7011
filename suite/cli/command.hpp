// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace etalon::cli {

using Arguments = std::vector<std::string>;

/// What scripts may rely on (docs/cli.md); the numbers from 64 on are those of BSD's sysexits.h.
enum ExitCode : int {
  kOk = 0,
  kFailed = 1,  ///< by the limits of a profile; kOk also when close, but inside
  kNotMeasured = 2,
  kNotDecidable = 3,
  kUsage = 64,
  kMissingComponent = 69,
  kInternal = 70,
  kWorldFailed = 74  ///< file, database or device
};

/// One row of the table of commands: `run` gets what follows the name and answers the exit code.
struct Command {
  std::string name;
  std::string summary;
  int (*run)(const Arguments& arguments);
};

/// Every command, in the order of `etalon --help`. A new one is one file and one line there.
std::vector<Command> command_table();

int demo_command(const Arguments& arguments);
int run_command(const Arguments& arguments);
int measure_command(const Arguments& arguments);
int list_command(const Arguments& arguments);
int report_command(const Arguments& arguments);
int compare_command(const Arguments& arguments);
int db_command(const Arguments& arguments);
int selftest_command(const Arguments& arguments);
int protocol_command(const Arguments& arguments);
int grade_command(const Arguments& arguments);
int profile_command(const Arguments& arguments);
int scope_command(const Arguments& arguments);
int simulate_command(const Arguments& arguments);
int practise_command(const Arguments& arguments);
int target_command(const Arguments& arguments);

}  // namespace etalon::cli
