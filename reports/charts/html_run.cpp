// SPDX-License-Identifier: Apache-2.0
#include "reports/charts/html_parts.hpp"
#include "reports/charts/svg_text.hpp"
#include "reports/run_facts.hpp"
#include "reports/wording.hpp"
#include "suite/core/translate.hpp"

#include <string>
#include <utility>
#include <vector>

namespace etalon::charts {
namespace {

using namespace reports;

std::string words(std::initializer_list<std::string> parts) {
  std::vector<std::string> said;
  for (const std::string& part : parts) {
    if (!part.empty()) said.push_back(escaped(part));
  }
  return joined(said, " ");
}

std::string slide_table(const std::map<std::string, std::string>& conditions) {
  std::vector<std::vector<std::string>> rows;
  for (const SlideLine& line : slide_lines(conditions)) {
    rows.push_back({escaped(line.step), escaped(line.slide), escaped(line.tier),
                    line.certificate.empty() ? tr("none") : escaped(line.certificate)});
  }
  if (rows.empty()) return "";
  return element("h3", tr("Slides")) +
         stacking_table({tr("Step"), tr("Slide"), tr("Tier"), tr("Certificate")}, rows, "slides");
}

}  // namespace

std::string instrument_section(const Report& report) {
  if (!report.run) return "";
  const records::RunStart& start = report.run->start;
  const std::string protocol = words(
      {start.protocol.id, start.protocol.version.empty() ? "" : "v" + start.protocol.version});
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const Fact& fact : instrument_facts(*report.run))
    pairs.emplace_back(fact.name, escaped(fact.text));
  const std::pair<std::string, std::string> of_the_run[] = {
      {tr("Protocol"), protocol + " " + element("code", escaped(start.protocol.sha256))},
      {tr("Made with"), words({"Etalon", start.etalon_version, start.etalon_build})},
      {tr("Started"), escaped(report.run->summary.started)},
      {tr("Finished"), escaped(report.run->summary.finished)},
      {tr("Run"), element("code", escaped(report.run->summary.id))},
      {tr("Digest"), element("code", escaped(report.run->summary.digest))}};
  pairs.insert(pairs.end(), std::begin(of_the_run), std::end(of_the_run));
  return element(
      "section",
      element("h2", tr("Instrument and run")) + facts(pairs) + slide_table(start.conditions),
      "id=\"run\"");
}

}  // namespace etalon::charts
