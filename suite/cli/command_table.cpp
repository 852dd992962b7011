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
      {"list", tr("metrics, targets, protocols, drivers, formats, with their documents"),
       list_command},
      {"report", tr("write what a run found as HTML, JSON, CSV or text"), report_command},
      {"db", tr("check a database"), db_command},
      {"selftest", tr("is this installation sound?"), selftest_command},
      {"protocol", tr("check protocol files"), protocol_command},
  };
}

}  // namespace etalon::cli
