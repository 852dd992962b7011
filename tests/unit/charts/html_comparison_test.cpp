// SPDX-License-Identifier: Apache-2.0
#include "reports/charts/html_comparison.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/example_grades.hpp"
#include "tests/support/qt_application.hpp"

#include <sstream>

using namespace etalon;
using etalon::test::contains_text;

namespace {

std::string page_of(const reports::ComparisonReport& report) {
  test::need_qt_application();
  std::ostringstream out;
  charts::write_comparison_html(report, out);
  return out.str();
}

void without_curves(records::RunDetail& run) {
  for (auto& recorded : run.evaluations) recorded.evaluation.curves.clear();
}

}  // namespace

TEST_CASE("A comparison says first in plain words what differs") {
  const std::string page = page_of(tests::example_comparison());
  const auto from = page.find("class=\"summary\"");
  const auto summary = page.substr(from, page.find("</section>", from) - from);
  CHECK_THAT(summary, contains_text("<h3>ofm-07 and nikon-2</h3>"));
  CHECK_THAT(summary, contains_text("<b>≠ They differ in:</b> sharpness</p>"));
  // The zone that differs is a part of the field, not the whole of its evenness.
  CHECK_THAT(summary, contains_text("<b>≈ Not told apart in:</b> evenness of the light</p>"));
  CHECK_THAT(summary, contains_text("<b>? Could not be compared:</b> camera noise</p>"));
  CHECK(summary.find("MTF") == std::string::npos);
}

TEST_CASE("Every row is on the page: what says most in view, the rest folded") {
  const std::string page = page_of(tests::example_comparison());
  const auto fold = page.find("<details>");
  REQUIRE(fold != std::string::npos);
  const std::string view = page.substr(0, fold);
  CHECK_THAT(view, contains_text("<b>≠ yes</b>"));
  CHECK_THAT(view, contains_text("≈ no"));
  CHECK_THAT(view, contains_text("−0.050<span class=\"sure\">−0.080 to −0.020</span>"));
  CHECK_THAT(view, contains_text("methods differ (emva_r4_wls v1, emva_r3.0_ols v1)"));
  CHECK_THAT(view, contains_text("cancels in the differences: demo-ruler-1, lamp-3."));
  CHECK(view.find("top left") == std::string::npos);
  const std::string folded = page.substr(fold, page.find("</details>") - fold);
  CHECK_THAT(folded, contains_text("top left"));
  CHECK_THAT(folded, contains_text("cycles/px"));
  CHECK_THAT(folded, contains_text("edge angle"));
}

TEST_CASE("Curves are laid over each other only when two runs have them") {
  reports::ComparisonReport report = tests::example_comparison();
  CHECK_THAT(page_of(report), contains_text("<h2>Curves</h2>"));
  CHECK_THAT(page_of(report), contains_text("line pairs per millimetre"));
  without_curves(report.others[0].run);
  CHECK(page_of(report).find("<h2>Curves</h2>") == std::string::npos);
  without_curves(report.first);
  CHECK(page_of(report).find("<h2>Curves</h2>") == std::string::npos);
}

TEST_CASE("Without a pixel size on both sides curves are in pixels") {
  reports::ComparisonReport report = tests::example_comparison();
  for (auto& recorded : report.others[0].run.evaluations) {
    std::erase_if(recorded.evaluation.results,
                  [](const auto& result) { return result.unit == "cycles/mm"; });
  }
  CHECK_THAT(page_of(report), contains_text("line pairs per pixel"));
}

TEST_CASE("Curves of a corrected evaluation are not drawn") {
  reports::ComparisonReport report = tests::example_comparison();
  for (auto& recorded : report.others[0].run.evaluations) recorded.superseded_by = "other";
  CHECK(page_of(report).find("<h2>Curves</h2>") == std::string::npos);
}

TEST_CASE("A comparison of nothing says so") {
  reports::ComparisonReport report = tests::example_comparison();
  report.others[0].rows.clear();
  const std::string page = page_of(report);
  CHECK_THAT(page, contains_text("Nothing was measured in both."));
  CHECK_THAT(page, contains_text("End of report."));
}

TEST_CASE("Names in a comparison cannot become markup, and nothing is fetched") {
  const std::string hostile = "<script>\"'&";
  reports::ComparisonReport report = tests::example_comparison();
  report.first.start.instrument.id = hostile;
  report.first.start.site = hostile;
  report.others[0].run.start.instrument.id = hostile + "2";
  for (auto& row : report.others[0].rows) {
    row.subject = {{"edge", hostile}};
    row.unit = hostile;
    row.refusal = hostile;
    if (row.difference) row.difference->shared = {hostile};
  }
  report.others[0].rows[0].metric = hostile;
  const std::string page = page_of(report);
  for (const char* part : {"<script", "http://", "https://", "src=", "url("}) {
    CAPTURE(part);
    CHECK(page.find(part) == std::string::npos);
  }
}
