// SPDX-License-Identifier: Apache-2.0
#include "reports/charts/html.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/example_evaluation.hpp"
#include "tests/support/qt_application.hpp"

#include <algorithm>
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

}  // namespace

TEST_CASE("Page one says in plain words what was found and what is not claimed") {
  const std::string page = page_of(tests::example_report());
  CHECK_THAT(page, contains_text("Performance report"));
  CHECK_THAT(page, contains_text("Fine detail is kept up to <b>841</b> line pairs per millimetre"));
  CHECK_THAT(page, contains_text("sure: 835 to 847"));
  CHECK_THAT(page, contains_text("drawn <b>0.572</b> micrometres wide"));
  CHECK_THAT(page, contains_text("<b>No verdict.</b>"));
  CHECK_THAT(page, contains_text("<b>Indicative.</b>"));
  const auto summary = page.find("class=\"summary\"");
  const auto end = page.find("</section>", summary);
  CHECK(page.substr(summary, end - summary).find("MTF") == std::string::npos);
}

TEST_CASE("Without a pixel size page one speaks of pixels") {
  reports::Report report = tests::example_report();
  std::erase_if(report.evaluations[0].results, [](const MeasurementResult& result) {
    return result.unit == "cycles/mm" || result.unit == "um";
  });
  const std::string page = page_of(report);
  CHECK_THAT(page, contains_text("line pairs per pixel"));
  CHECK_THAT(page, contains_text("pixels wide"));
  CHECK_THAT(page, contains_text("MTF50  0.22010 cycles/px"));
}

TEST_CASE("The least favourable of several measurements speaks for all") {
  const std::string page = page_of(tests::example_run());
  CHECK_THAT(page, contains_text("the least favourable of 5 measurements: edge-4"));
  CHECK_THAT(page, contains_text("kept up to <b>765</b> line pairs"));
}

TEST_CASE("A page needs nothing from elsewhere and runs nothing") {
  const std::string page = page_of(tests::example_run());
  for (const char* forbidden : {"http://", "https://", "<script", "@import", "url(", "src="}) {
    INFO(forbidden);
    CHECK(page.find(forbidden) == std::string::npos);
  }
}

TEST_CASE("A page never claims what it is not") {
  std::string page = page_of(tests::example_run());
  std::transform(page.begin(), page.end(), page.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  for (const char* forbidden : {"calibration certificate", "conforms to", "research grade"}) {
    CHECK(page.find(forbidden) == std::string::npos);
  }
  CHECK_THAT(page, contains_text("based on iso 12233:2023"));
}

TEST_CASE("Names from outside cannot become markup") {
  const std::string hostile = "<script>alert(1)</script>\"'&<img src=x onerror=y>";
  reports::Report report = tests::example_run();
  report.run->start.instrument.id = hostile;
  report.run->start.instrument.model = hostile;
  report.run->start.site = hostile;
  report.run->start.operator_name = hostile;
  report.run->start.conditions = {{hostile, hostile}};
  Evaluation& evaluation = report.run->evaluations[0].evaluation;
  report.run->evaluations[0].step = hostile;
  evaluation.metric = hostile;
  evaluation.method = hostile;
  evaluation.inputs = {{hostile, hostile}};
  evaluation.parameters = {{hostile, hostile}};
  evaluation.failures = {{hostile, hostile, hostile}};
  evaluation.results[0].subject = {{hostile, hostile}};
  evaluation.results[0].unit = hostile;
  evaluation.results[0].measurand = hostile;
  evaluation.results[0].caveats = {{hostile, hostile}};
  evaluation.results[1].budget[0].source = hostile;
  evaluation.results[1].budget[0].input = hostile;
  evaluation.items[0].id = hostile;
  evaluation.items[0].flags = {hostile};
  evaluation.curves[1].name = hostile;
  evaluation.curves[2].x_unit = hostile;
  evaluation.pictures[0].overlays[0].item = hostile;
  const std::string page = page_of(report);
  CHECK(page.find("<script") == std::string::npos);
  CHECK(page.find("<img") == std::string::npos);
  CHECK_THAT(page, contains_text("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;"));
}

TEST_CASE("Every edge has its own results, curves and budget") {
  reports::Report report = tests::example_report();
  report.evaluations = {tests::example_evaluation_with_edges(4)};
  const std::string page = page_of(report);
  CHECK(count(page, "<figure class=\"chart wide\">") == 4);
  CHECK(count(page, "<figure class=\"chart half\">") == 8);
  CHECK(count(page, "colspan=\"6\"") == 4);
  CHECK(count(page, "class=\"budget\"") == 20);
  CHECK_THAT(page, contains_text("<code>slanted_edge.angle</code>"));
  CHECK_THAT(page, contains_text("→ <b>Turn the slide by about five degrees.</b>"));
}

TEST_CASE("Several evaluations have a table of contents; one has none") {
  const std::string page = page_of(tests::example_run());
  CHECK_THAT(page, contains_text("<a href=\"#e2\">edge, repeat 2 · edge.tif</a>"));
  CHECK_THAT(page, contains_text("<section id=\"e2\">"));
  CHECK(page_of(tests::example_report()).find("<nav>") == std::string::npos);
}

TEST_CASE("Digest, inputs and the instrument can be traced") {
  const std::string page = page_of(tests::example_run());
  CHECK_THAT(page,
             contains_text("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
  CHECK_THAT(page, contains_text("<code>sha256:"));
  CHECK_THAT(page, contains_text("<dd>0.4, standard uncertainty 0.006</dd>"));
  CHECK_THAT(page, contains_text("<dt>Condenser aperture</dt>\n<dd>not known</dd>"));
  CHECK_THAT(page, contains_text("0.1.0"));
}

TEST_CASE("A report without any result still says so") {
  reports::Report report;
  CHECK_THAT(page_of(report), contains_text("Nothing could be measured."));
  report.evaluations.emplace_back();
  report.evaluations[0].metric = "slanted_edge";
  report.evaluations[0].failures = {{"slanted_edge.no_edge", "No edge.", "Focus."}};
  CHECK_THAT(page_of(report), contains_text("<b>✖ Not measured</b> (1)"));
}

TEST_CASE("A run that was not finished says so") {
  reports::Report report = tests::example_run();
  CHECK(page_of(report).find("was not finished") == std::string::npos);
  report.run->summary.status = records::RunStatus::aborted;
  CHECK_THAT(page_of(report), contains_text("This run was not finished."));
}

TEST_CASE("The same report is the same bytes") {
  CHECK(page_of(tests::example_run()) == page_of(tests::example_run()));
}

TEST_CASE("A page about a ring correlation says down to where images agree, and marks it") {
  reports::Report report = tests::example_report();
  Evaluation& evaluation = report.evaluations[0];
  evaluation.metric = "frc";
  MeasurementResult length;
  length.measurand = "frc_resolution";
  length.value = 0.51;
  length.unit = "um";
  length.standard_uncertainty = 0.005;
  length.interval = {0.50, 0.52};
  MeasurementResult frequency;
  frequency.measurand = "frc_frequency";
  frequency.value = 0.2;
  frequency.unit = "cycles/px";
  evaluation.results = {length, frequency};
  evaluation.curves = {
      {"frc", "cycles/px", "1", {0, 0.2, 0.4}, {1, 0.14, 0}, {}, {}},
      {"frc_threshold", "cycles/px", "1", {0, 0.2, 0.4}, {0.14, 0.14, 0.14}, {}, {}}};
  const std::string page = page_of(report);
  CHECK_THAT(page, contains_text("agree on detail down to <b>0.51"));
  CHECK_THAT(page, contains_text("crossing"));
  // A threshold that is everywhere the same does not stretch the axis below 0.
  CHECK(page.find("−0.2") == std::string::npos);
  CHECK(page.find("-0.2") == std::string::npos);
}

TEST_CASE("A camera has its data sheet, with what was not measured") {
  reports::Report report = tests::example_report();
  Evaluation& camera = report.evaluations[0];
  camera.metric = "camera_noise";
  camera.results.resize(1);
  camera.results[0].measurand = "gain";
  camera.results[0].unit = "DN/e";
  camera.results[0].subject.clear();
  const std::string page = page_of(report);
  CHECK_THAT(page, contains_text("Data sheet of the camera"));
  CHECK_THAT(page, contains_text("<i>μ<sub>e.sat</sub>"));
  CHECK_THAT(page, contains_text("not measured"));
  CHECK(page_of(tests::example_report()).find("Data sheet of the camera") == std::string::npos);
}
