// SPDX-License-Identifier: Apache-2.0
#include "reports/comparison.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/example_grades.hpp"

#include <nlohmann/json.hpp>

#include <limits>
#include <sstream>

using namespace etalon;
using namespace etalon::reports;
using etalon::test::contains_text;

namespace {

std::string text_of(const ComparisonReport& report, bool colour = false) {
  std::ostringstream out;
  write_comparison_text(report, colour, out);
  return out.str();
}

nlohmann::json json_of(const ComparisonReport& report) {
  std::ostringstream out;
  write_comparison_json(report, out);
  return nlohmann::json::parse(out.str());
}

}  // namespace

TEST_CASE("A comparison reads like the mock-up") {
  CHECK(text_of(tests::example_comparison()) ==
        "                  ofm-07                           nikon-2                          "
        "difference                          can they be told apart?\n"
        "  MTF50 / ideal   0.880 [0.850, 0.910]             0.830 [0.810, 0.850]             "
        "−0.050 [−0.080, −0.020]             yes\n"
        "  MTF50           0.880 cycles/mm [0.850, 0.910]   0.830 cycles/mm [0.810, 0.850]   "
        "−0.050 cycles/mm [−0.080, −0.020]   no\n"
        "  uniformity      0.880 % [0.850, 0.910]           0.830 % [0.810, 0.850]           "
        "−0.050 % [−0.080, −0.020]           no\n"
        "  read noise      0.880 electrons [0.850, 0.910]   0.830 electrons [0.810, 0.850]   "
        "not comparable: methods differ (emva_r4_wls v1, emva_r3.0_ols v1)\n"
        "  common to both, so it cancels in the differences: demo-ruler-1, lamp-3\n"
        "  left out here: 3 rows (parts of the field, how the slide lay, the same in pixels); "
        "-o comparison.html shows them\n"
        "  yes: a difference, with at most 5 % risk of one false \"yes\" in all rows together\n"
        "  (Holm), which asks for more than an interval without 0; no: they may be equal\n");
}

TEST_CASE("A reason for no difference stands whole and moves no column") {
  ComparisonReport report = tests::example_comparison();
  const std::string before = text_of(report);
  report.others[0].rows.back().refusal += std::string(300, 'x');
  const std::string after = text_of(report);
  CHECK(after.size() == before.size() + 300);
  CHECK(after.substr(0, after.find('\n')) == before.substr(0, before.find('\n')));
  CHECK_THAT(before, contains_text("not comparable: methods differ (emva_r4_wls v1, emva_r3.0_ols "
                                   "v1)\n"));
}

TEST_CASE("The short table leaves out parts of the field, angles and the same in pixels") {
  const std::string text = text_of(tests::example_comparison());
  CHECK(text.find("cycles/px") == std::string::npos);
  CHECK(text.find("edge angle") == std::string::npos);
  CHECK(text.find("top left") == std::string::npos);
  CHECK_THAT(text, contains_text("left out here: 3 rows"));
  CHECK(json_of(tests::example_comparison())["others"][0]["rows"].size() == 7);

  ComparisonReport all = tests::example_comparison();
  all.others[0].rows = {tests::compared_row("slanted_edge", "mtf50_ratio", "1", true)};
  CHECK(text_of(all).find("left out") == std::string::npos);
}

TEST_CASE("In pixels is shown where nothing better could be compared") {
  const auto in_pixels = tests::compared_row("slanted_edge", "mtf50", "cycles/px", false);
  const auto on_slide = tests::compared_row("slanted_edge", "mtf50_object", "cycles/mm", false);
  const auto one_side = tests::refused_row("slanted_edge", "mtf50_object", "cycles/mm", "one side");
  const auto no_pixels = tests::refused_row("slanted_edge", "mtf50", "cycles/px", "one side");
  const auto ratio = tests::compared_row("slanted_edge", "mtf50_ratio", "1", false);
  CHECK_FALSE(says_most(in_pixels, {in_pixels, on_slide, ratio}));
  CHECK(says_most(on_slide, {in_pixels, on_slide, ratio}));
  CHECK(says_most(ratio, {in_pixels, on_slide, ratio}));
  CHECK(says_most(in_pixels, {in_pixels, one_side}));
  CHECK_FALSE(says_most(one_side, {in_pixels, one_side}));
  CHECK(says_most(one_side, {no_pixels, one_side}));
  CHECK_FALSE(says_most(no_pixels, {no_pixels, one_side}));
  CHECK(says_most(in_pixels, {in_pixels, ratio}));
  auto other_edge = on_slide;
  other_edge.subject = {{"edge", "edge-2"}};
  CHECK(says_most(in_pixels, {in_pixels, other_edge}));
}

TEST_CASE("What both share is said once") {
  ComparisonReport report = tests::example_comparison();
  CHECK_THAT(text_of(report), contains_text("common to both, so it cancels in the differences: "
                                            "demo-ruler-1, lamp-3\n"));
  for (auto& row : report.others[0].rows) {
    if (row.difference) row.difference->shared.clear();
  }
  CHECK(text_of(report).find("common to both") == std::string::npos);
}

TEST_CASE("Runs of one instrument are told apart by their ids") {
  ComparisonReport report = tests::example_comparison();
  CHECK(name_of(report.first, report) == "ofm-07");
  report.others[0].run.start.instrument.id = "ofm-07";
  CHECK(name_of(report.first, report) == "ofm-07 (0192c3a4-5b6c)");
  CHECK(name_of(report.others[0].run, report) == "ofm-07 (0193ffff-5b6c)");
  report.first.start.instrument.id.clear();
  CHECK(name_of(report.first, report) == "0192c3a4-5b6c");
  CHECK(name_of(report.others[0].run, report) == "ofm-07");
}

TEST_CASE("Names cannot steer the terminal, and colour changes no word") {
  ComparisonReport report = tests::example_comparison();
  report.first.start.instrument.id = "a\x1b[2J";
  report.others[0].rows[0].subject = {{"edge", "b\rc"}};
  report.others[0].rows.back().refusal = "d\x1b]0;e\x07";
  CHECK(text_of(report).find_first_of("\x1b\x07\r") == std::string::npos);

  const std::string plain = text_of(tests::example_comparison());
  std::string coloured = text_of(tests::example_comparison(), true);
  REQUIRE(coloured.find('\x1b') != std::string::npos);
  for (auto at = coloured.find('\x1b'); at != std::string::npos; at = coloured.find('\x1b')) {
    coloured.erase(at, coloured.find('m', at) - at + 1);
  }
  CHECK(coloured == plain);
}

TEST_CASE("The JSON of a comparison has every row, a difference or a refusal") {
  ComparisonReport report = tests::example_comparison();
  report.others[0].rows[0].difference->degrees_of_freedom = std::numeric_limits<double>::infinity();
  const auto json = json_of(report);
  CHECK(json["schema"] == "etalon.comparison/1");
  CHECK(json["first"]["instrument"] == "ofm-07");
  CHECK(json["first"]["id"] == "0192c3a4-5b6c-7d8e-9f00-112233445566");
  const auto& other = json["others"][0];
  CHECK(other["run"]["instrument"] == "nikon-2");
  const auto& first = other["rows"][0];
  CHECK(first["metric"] == "slanted_edge");
  CHECK(first["measurand"] == "mtf50_ratio");
  CHECK(first["first"]["value"] == 0.88);
  CHECK(first["second"]["method"] == "slanted_edge/a v1");
  CHECK(first["difference"]["value"] == -0.05);
  CHECK(first["difference"]["coverage_interval"] == nlohmann::json({-0.08, -0.02}));
  CHECK(first["difference"]["degrees_of_freedom"].is_null());
  CHECK(first["difference"]["told_apart"] == true);
  CHECK_FALSE(first.contains("refusal"));
  CHECK(other["rows"][2]["difference"]["shared_inputs"] ==
        nlohmann::json({"demo-ruler-1", "lamp-3"}));
  CHECK(other["rows"][5]["subject"]["zone"] == "top left");
  const auto& refused = other["rows"][6];
  CHECK(refused["difference"].is_null());
  CHECK_THAT(refused["refusal"].get<std::string>(), contains_text("methods differ"));
}

TEST_CASE("A side that is missing is null in JSON and empty in the table") {
  ComparisonReport report = tests::example_comparison();
  report.others[0].rows = {
      tests::refused_row("pixel_size", "pixel_size_x", "um", "measured on one side only")};
  report.others[0].rows[0].second.reset();
  CHECK(json_of(report)["others"][0]["rows"][0]["second"].is_null());
  CHECK_THAT(text_of(report), contains_text("measured on one side only"));
}
