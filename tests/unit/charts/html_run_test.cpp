// SPDX-License-Identifier: Apache-2.0
// What a page says of a run as a whole: slides, what happened, repeats, budgets, peers.
#include "reports/charts/html.hpp"
#include "reports/charts/html_parts.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/example_evaluation.hpp"
#include "tests/support/qt_application.hpp"

#include <sstream>

using namespace etalon;
using etalon::test::contains_text;

namespace {

std::string page_of(const reports::Report& report) {
  test::need_qt_application();
  std::ostringstream out;
  charts::write_html(report, {}, out);
  return out.str();
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

/// Two repeats and their combination, which has neither pictures nor curves of its own.
reports::Report combined_run() {
  reports::Report report = tests::example_run();
  auto& evaluations = report.run->evaluations;
  evaluations[0].repeat = 0;
  evaluations[1].repeat = 1;
  records::RecordedEvaluation together = evaluations[0];
  together.id = "0192c3a4-0000-7000-8000-000000000009";
  together.sources = {evaluations[0].id, evaluations[1].id};
  together.evaluation.pictures.clear();
  together.evaluation.curves.clear();
  evaluations.push_back(together);
  return report;
}

void happened(reports::Report& report, const std::string& step, int repeat,
              const std::string& event, const std::string& detail) {
  report.run->journal.push_back({"2026-11-23T14:02:11Z", step, repeat, event, detail});
}

}  // namespace

TEST_CASE("Combined repeats stand first, the single ones folded at the end") {
  const std::string page = page_of(combined_run());
  const auto together = page.find("<section id=\"e3\">");
  const auto folded = page.find("What was combined or replaced");
  REQUIRE(folded != std::string::npos);
  CHECK(together < folded);
  CHECK(folded < page.find("<section id=\"e1\">"));
  CHECK(folded < page.find("<section id=\"e2\">"));
  CHECK(page.find("href=\"#e1\"") == std::string::npos);
  CHECK_THAT(page, contains_text("href=\"#e3\""));
  CHECK_THAT(page, contains_text("edge, repeat 1 · edge.tif"));
  CHECK_THAT(page, contains_text("edge, repeat 2 · edge.tif"));
}

TEST_CASE("The combination shows the picture of its first repeat and says so") {
  const std::string page = page_of(combined_run());
  const auto from = page.find("<section id=\"e3\">");
  const auto section = page.substr(from, page.find("</section>", from) - from);
  CHECK(count(section, "<svg class=\"picture\"") == 1);
  CHECK_THAT(section, contains_text("The first of the repeats. Solid: what was found."));
  CHECK(count(page, "The first of the repeats.") == 1);
}

TEST_CASE("What was replaced is folded too") {
  reports::Report report = tests::example_run();
  report.run->evaluations[0].superseded_by = report.run->evaluations[1].id;
  const std::string page = page_of(report);
  CHECK(page.find("What was combined or replaced") < page.find("<section id=\"e1\">"));
  CHECK_THAT(page, contains_text("A later evaluation replaces this one."));
  CHECK(page_of(tests::example_run()).find("What was combined") == std::string::npos);
}

TEST_CASE("Only the first budget is open") {
  const std::string page = page_of(tests::example_report());
  const auto first = page.find("class=\"budget\"");
  const auto fold = page.find("<details>");
  REQUIRE(count(page, "class=\"budget\"") > 1);
  CHECK(first < fold);
  CHECK(count(page.substr(0, fold), "class=\"budget\"") == 1);
}

TEST_CASE("Values by other definitions have a table of their own") {
  reports::Report report = tests::example_report();
  CHECK(page_of(report).find("By other definitions") == std::string::npos);
  report.evaluations[0].peers = {{"peer.metroloj_qc.uniformity", 55.3, "%"}};
  const std::string page = page_of(report);
  CHECK_THAT(page, contains_text("<code>peer.metroloj_qc.uniformity</code>"));
  CHECK_THAT(page, contains_text("55.3 %"));
  CHECK_THAT(page, contains_text("they decide nothing here"));
}

TEST_CASE("Slides are a table, other conditions a line") {
  reports::Report report = tests::example_run();
  report.run->start.conditions = {{"slide.ruler", "stage_micrometer"},
                                  {"slide.ruler.tier", "traceable"},
                                  {"slide.ruler.certificate", "PTB <1>"},
                                  {"slide.ruler.serial_number", "S7"},
                                  {"slide.edge", "chrome_edge"},
                                  {"slide.edge.tier", "comparable"},
                                  {"temperature", "22.5 degC"}};
  const std::string section = charts::instrument_section(report);
  CHECK(section.find("slide.") == std::string::npos);
  CHECK_THAT(section, contains_text("<h3>Slides</h3>"));
  CHECK_THAT(section, contains_text("stage micrometer S7"));
  CHECK_THAT(section, contains_text("PTB &lt;1&gt;"));
  CHECK_THAT(section, contains_text("data-head=\"Certificate\">none<"));
  CHECK_THAT(section, contains_text("<dd>temperature 22.5 degC</dd>"));
  CHECK(charts::instrument_section(tests::example_run()).find("Slides") == std::string::npos);
}

TEST_CASE("What went otherwise than planned is told in words, retries counted") {
  reports::Report report = tests::example_run();
  CHECK(charts::happenings_section(report).empty());
  happened(report, "edge", 0, "step_started", "");
  happened(report, "edge", 0, "measured", "slanted_edge");
  CHECK(charts::happenings_section(report).empty());
  happened(report, "blank", 0, "not_exposed", "The light never reached 60 %.");
  happened(report, "blank", 0, "gate_failed", "Too <dark>.");
  happened(report, "blank", 0, "gate_failed", "Too <dark>.");
  happened(report, "edge", 1, "not_focused", "No sharpest place.");
  happened(report, "ruler", 0, "no_frames", "No images.");
  happened(report, "ruler", 0, "pixel_size_differs", "0.2 um and 0.3 um");
  happened(report, "ruler", 0, "step_skipped", "");
  happened(report, "edge", 1, "not_moved", "The same place.");
  happened(report, "edge", 1, "left_unfocused", "At 62 %.");
  const std::string section = charts::happenings_section(report);
  CHECK_THAT(section, contains_text("<h2>What happened</h2>"));
  CHECK_THAT(section, contains_text("<b>▲ no exposure was found</b>"));
  CHECK_THAT(section, contains_text("<b>▲ the image was not fit for measuring</b>, 2 times"));
  CHECK_THAT(section, contains_text("Too &lt;dark&gt;."));
  CHECK_THAT(section, contains_text("edge, repeat 2"));
  CHECK_THAT(section, contains_text("<b>▲ no focus was found</b>"));
  CHECK_THAT(section, contains_text("<b>▲ there was no image</b>"));
  CHECK_THAT(section, contains_text("<b>▲ two pixel sizes</b>"));
  CHECK_THAT(section, contains_text("<b>– left out</b>"));
  CHECK_THAT(section, contains_text("<b>▲ the stage was not moved, as the image shows</b>"));
  CHECK_THAT(section, contains_text("<b>▲ the focus was left beside its best</b>"));
  CHECK(count(section, "<tr>") == 9);  // eight events and the heading
}

TEST_CASE("A run that ended early says why at the top") {
  reports::Report report = tests::example_run();
  happened(report, "edge", 2, "stopped", "The operator stopped the run.");
  CHECK(charts::reason_for_the_end(report).empty());
  report.run->summary.status = records::RunStatus::aborted;
  CHECK(charts::reason_for_the_end(report) == "edge: The operator stopped the run.");
  const std::string page = page_of(report);
  CHECK(page.find("edge: The operator stopped the run.") < page.find("class=\"summary\""));
  CHECK_THAT(page, contains_text("<b>✖ stopped</b>"));
  happened(report, "", 0, "failed", "The camera <x> is gone.");
  CHECK(charts::reason_for_the_end(report) == "The camera &lt;x&gt; is gone.");
}

TEST_CASE("Many things found are folded, and empty columns are left out") {
  Evaluation evaluation;
  for (int i = 1; i <= 9; ++i) {
    Item item;
    item.id = "line-" + std::to_string(i);
    item.flags = i == 3 ? std::vector<std::string>{"partly_covered"} : std::vector<std::string>{};
    evaluation.items.push_back(item);
  }
  const std::string many = charts::picture_figures(evaluation);
  CHECK_THAT(many, contains_text(
                       "<summary>9 found, 8 of them without a flag; partly covered 1</summary>"));
  CHECK_THAT(many, contains_text("partly covered"));
  CHECK(many.find("Position") == std::string::npos);
  CHECK(many.find("Values") == std::string::npos);
  evaluation.items.resize(3);
  evaluation.items[0].position_px = {{"x", 1}, {"y", 2}};
  const std::string few = charts::picture_figures(evaluation);
  CHECK(few.find("<details>") == std::string::npos);
  CHECK_THAT(few, contains_text("data-head=\"Position (px)\">1.0, 2.0<"));
}

TEST_CASE("Parts of the field stand under one heading") {
  reports::Report report = tests::example_report();
  for (const char* zone : {"top left", "top"}) {
    MeasurementResult share;
    share.measurand = "zone";
    share.unit = "%";
    share.value = 80;
    share.subject = {{"zone", zone}};
    report.evaluations[0].results.push_back(share);
  }
  const std::string page = page_of(report);
  CHECK(count(page, ">share of maximum<") == 1);
  CHECK(page.find("share of maximum") < page.find(">top left<"));
}
