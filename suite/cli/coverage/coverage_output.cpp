// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/coverage/coverage_output.hpp"

#include "suite/core/translate.hpp"
#include "suite/core/version.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace etalon::cli {
namespace {

std::string line(const Coverage& c) {
  std::string text = fmt::format(
      "  {} {:<40} {:<17} {:>6.1f} % [{:.1f}, {:.1f}] {:>+10.3f} % {:>9.3f} % {:>6.2f}",
      c.accepted ? "✔" : "✖", c.measurand + " of " + c.subject, c.level, 100 * c.fraction,
      100 * c.fraction_interval.lower, 100 * c.fraction_interval.upper, 100 * c.relative_bias,
      100 * c.relative_uncertainty, c.error_over_uncertainty);
  if (c.refused > 0) text += fmt::format(fmt::runtime(tr("   {} refused")), c.refused);
  if (!c.remark.empty()) text += "   " + c.remark;
  return text + "\n";
}

}  // namespace

std::string coverage_text(const std::vector<Coverage>& coverages, bool heading) {
  std::string text;
  if (heading) {
    text =
        fmt::format("    {:<40} {:<17} {:>23} {:>12} {:>11} {:>7}\n", tr("measurand"), tr("light"),
                    tr("held the truth (95 %)"), tr("bias"), tr("u"), tr("error/u"));
  }
  for (const Coverage& coverage : coverages) text += line(coverage);
  return text;
}

std::string coverage_json(const std::vector<Coverage>& coverages) {
  using Json = nlohmann::ordered_json;
  Json rows = Json::array();
  for (const Coverage& c : coverages) {
    rows.push_back({{"metric", c.metric},
                    {"measurand", c.measurand},
                    {"subject", c.subject},
                    {"level", c.level},
                    {"runs", c.runs},
                    {"refused", c.refused},
                    {"contained", c.contained},
                    {"coverage", c.fraction},
                    {"coverage_interval", {c.fraction_interval.lower, c.fraction_interval.upper}},
                    {"relative_bias", c.relative_bias},
                    {"relative_standard_uncertainty", c.relative_uncertainty},
                    {"error_over_uncertainty", c.error_over_uncertainty},
                    {"type_b_share", c.type_b_share},
                    {"accepted", c.accepted},
                    {"remark", c.remark}});
  }
  const Json json = {{"schema", "etalon.coverage/1"},
                     {"etalon", {{"version", kVersion}, {"build", kBuild}}},
                     {"studies", rows}};
  return json.dump(2) + "\n";
}

}  // namespace etalon::cli
