// SPDX-License-Identifier: Apache-2.0
#include "reports/report.hpp"
#include "reports/writers/csv.hpp"
#include "reports/writers/json.hpp"
#include "reports/writers/text.hpp"
#include "suite/core/translate.hpp"

#include <algorithm>

namespace etalon::reports {

const std::vector<Writer>& writer_table() {
  static const std::vector<Writer> table = {
      {"txt", tr("plain text, as at the terminal"), "etalon", &write_text},
      {"json", tr("for programs: etalon.evaluation/1, etalon.run/1"), "etalon", &write_json},
      {"csv", tr("one row per result, for spreadsheets"), "etalon", &write_csv},
      {"html", tr("one self-contained page with charts"), "etalon-report", nullptr},
  };
  return table;
}

const Writer* find_writer(const std::string& extension) {
  const auto same = [&](const Writer& writer) { return writer.extension == extension; };
  const auto found = std::find_if(writer_table().begin(), writer_table().end(), same);
  return found == writer_table().end() ? nullptr : &*found;
}

}  // namespace etalon::reports
