// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/command.hpp"
#include "suite/core/translate.hpp"

namespace etalon::cli {

std::vector<Command> command_table() {
  return {
      {"demo", tr("virtual microscope -> database -> report, no hardware, a few seconds"),
       demo_command},
      {"run", tr("carry out a protocol: acquire, measure, record"), run_command},
      {"measure", tr("measure existing images"), measure_command},
      {"list",
       tr("metrics, targets, protocols, profiles, scopes, faults, drivers, formats, with their "
          "documents"),
       list_command},
      {"simulate", tr("render what a virtual microscope records, with the truth beside it"),
       simulate_command},
      {"practise", tr("find the hidden fault of a virtual microscope"), practise_command},
      {"report", tr("write what a run found as HTML, JSON, CSV or text"), report_command},
      {"compare", tr("lay runs side by side: which results can be told apart?"), compare_command},
      {"db", tr("check a database"), db_command},
      {"selftest", tr("is this installation sound?"), selftest_command},
      {"protocol", tr("check protocol files"), protocol_command},
      {"grade", tr("judge a recorded run by a profile"), grade_command},
      {"profile", tr("show the limits of a profile"), profile_command},
      {"target", tr("show the options of a target"), target_command},
      {"scope", tr("describe a microscope: write or check a scope file"), scope_command},
  };
}

}  // namespace etalon::cli
