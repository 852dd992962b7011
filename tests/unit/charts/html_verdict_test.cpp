// SPDX-License-Identifier: Apache-2.0
#include "reports/charts/html_parts.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/example_evaluation.hpp"
#include "tests/support/example_grades.hpp"

using namespace etalon;
using etalon::test::contains_text;

namespace {

reports::Report graded(const std::vector<Grade>& grades) {
  reports::Report report = tests::example_run();
  for (const Grade& grade : grades) report.run->grades.push_back({"id", "time", grade});
  return report;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("Page one says each verdict by a word and a shape") {
  struct Case {
    Verdict verdict;
    const char* line;
    const char* cell;
  };
  const std::vector<Case> cases{
      {Verdict::pass, "<b>✔ Fit for:</b> counting cells, finding parasites", "✔ pass"},
      {Verdict::conditional_pass, "<b>▲ Fit for:</b>", "▲ close, inside"},
      {Verdict::conditional_fail, "<b>▲ Not shown fit for:</b>", "▲ close, outside"},
      {Verdict::fail, "<b>✖ Not shown fit for:</b>", "✖ fail"},
      {Verdict::not_decidable, "<b>? Not shown fit for:</b>", "? not decidable"},
      {Verdict::not_measured, "<b>? Not shown fit for:</b>", "? not measured"}};
  for (const Case& each : cases) {
    CAPTURE(each.line, each.cell);
    const auto section = charts::verdict_section(graded({tests::example_grade(each.verdict)}));
    CHECK_THAT(section, contains_text(each.line));
    CHECK_THAT(section, contains_text(std::string(each.cell) + "</span>"));
  }
}

TEST_CASE("What is not fit says why, what is close says so") {
  const auto failed = charts::verdict_section(graded({tests::example_grade(Verdict::fail)}));
  CHECK_THAT(failed, contains_text("<small>Sharpness: fail</small>"));
  const auto close =
      charts::verdict_section(graded({tests::example_grade(Verdict::conditional_pass)}));
  CHECK_THAT(close, contains_text("<small>close: inside the limits, but not by the whole"));
  const auto missing =
      charts::verdict_section(graded({tests::example_grade(Verdict::not_measured)}));
  CHECK_THAT(missing, contains_text("no edge was found"));
}

TEST_CASE("Values stand beside their limits, with interval, source and proposal") {
  const auto section = charts::verdict_section(graded({tests::example_grade(Verdict::pass)}));
  CHECK_THAT(section, contains_text("0.88 of the best this lens can do"));
  CHECK_THAT(section, contains_text("sure: 0.82 to 0.95"));
  CHECK_THAT(section, contains_text("59 % of the light at the darkest place"));
  CHECK_THAT(section, contains_text("at least 50 %<span class=\"sure\">Faklaris et al. 2022<"));
  CHECK_THAT(section, contains_text("at least 0.5<span class=\"sure\">proposed<"));
  CHECK_THAT(section, contains_text("0.2618 µm per pixel"));
  CHECK_THAT(section, contains_text("sure: ± 0.3 %"));
  CHECK_THAT(section, contains_text("at most ± 1 %"));
  CHECK_THAT(section, contains_text("1 of 3 limits published, 2 proposed"));
  CHECK_THAT(section, contains_text("declared by Hospital 2"));
  CHECK_THAT(section, contains_text("comparable with others"));
}

TEST_CASE("Page one has no abbreviation and no machine word") {
  for (const Verdict verdict : {Verdict::pass, Verdict::fail}) {
    const auto section = charts::verdict_section(graded({tests::example_grade(verdict)}));
    for (const char* word : {"MTF", "mtf", "SHA", "w=U", "ILAC", "CV", "slanted_edge", "_"}) {
      CAPTURE(word);
      CHECK_FALSE(has(section, word));
    }
  }
}

TEST_CASE("An indicative grade says so and why, and promises nothing more") {
  Grade grade = tests::example_grade(Verdict::pass, Tier::indicative);
  grade.judgements[0].caps = {"condenser_na_unknown"};
  const auto report = graded({grade});
  const auto section = charts::verdict_section(report);
  CHECK_THAT(section, contains_text("<small>indicative</small>"));
  CHECK_THAT(section, contains_text("indicative, for orientation (condenser not known)"));
  for (const auto& text : {section, charts::limits_section(report)}) {
    CHECK_FALSE(has(text, "research grade"));
  }
}

TEST_CASE("Fit comes before not fit, and the profile with most limits is shown") {
  Grade teaching = tests::example_grade(Verdict::fail);
  teaching.profile = "teaching";
  teaching.title = "Teaching in bright field";
  teaching.fit_for = {"teaching"};
  teaching.judgements.resize(1);
  const Grade screening = tests::example_grade(Verdict::pass);
  const auto section = charts::verdict_section(graded({teaching, screening}));
  CHECK(section.find("counting cells") < section.find("teaching"));
  CHECK_THAT(section, contains_text("Evenness"));
  CHECK_THAT(section, contains_text(">Screening in bright field</th>"));
  CHECK_FALSE(has(section, ">Teaching in bright field</th>"));
}

TEST_CASE("Of a profile that judged twice the newest grade counts") {
  Grade newer = tests::example_grade(Verdict::fail);
  newer.profile_version = "2";
  Grade other = tests::example_grade(Verdict::pass);
  other.profile = "teaching";
  const auto report = graded({tests::example_grade(Verdict::pass), other, newer});
  const auto grades = reports::grades_of(report);
  REQUIRE(grades.size() == 2);
  CHECK(grades[0].profile == "teaching");
  CHECK(grades[1].profile_version == "2");
  CHECK(grades[1].verdict == Verdict::fail);
  CHECK(reports::grades_of(tests::example_report()).empty());
}

TEST_CASE("Without grades there is neither a verdict nor a section of limits") {
  CHECK(charts::verdict_section(tests::example_run()).empty());
  CHECK(charts::limits_section(tests::example_run()).empty());
  CHECK(charts::verdict_section(tests::example_report()).empty());
}

TEST_CASE("The section of limits says source, method, rule, chance and tier") {
  Grade grade = tests::example_grade(Verdict::conditional_pass);
  grade.judgements[0].caps = {"pixel_size_nominal"};
  const auto section = charts::limits_section(graded({grade}));
  CHECK_THAT(section, contains_text("(screening v1): ▲ close, inside"));
  CHECK_THAT(section, contains_text("proposed by the authors of the profile"
                                    "<span class=\"sure\">half of the ideal<"));
  CHECK_THAT(section, contains_text("Faklaris et al. 2022, J Cell Biol, Table 1"));
  CHECK_THAT(section, contains_text("slanted_edge/<wbr>spline_refocused v1"));
  CHECK_THAT(section, contains_text("guarded w=U, ILAC-G8:09/2019"));
  CHECK_THAT(section, contains_text("chance that the true value meets the limit: 94.2 %"));
  CHECK_THAT(section, contains_text("comparable<span class=\"sure\">pixel size without"));
  CHECK_THAT(section, contains_text("at most ± 1 % (optional)"));
  CHECK_THAT(section, contains_text("86c54b4bf15f6c3e4c8dc582d9d9384d71f8f70800442082d816"));
  // How well something is known has no uncertainty of its own, so no chance either.
  const auto scale = section.substr(section.find("Scale"));
  CHECK_FALSE(has(scale, "chance"));
}

TEST_CASE("Profiles from outside cannot become markup") {
  const std::string hostile = "<script>\"'&<b>";
  Grade grade = tests::example_grade(Verdict::fail, Tier::indicative);
  grade.profile = grade.title = grade.profile_version = grade.profile_sha256 = hostile;
  grade.fit_for = {hostile};
  for (Judgement& each : grade.judgements) {
    each.limit.label = each.limit.source = each.limit.remark = hostile;
    each.limit.unit = each.method = each.reason = hostile;
    each.caps = {hostile};
    if (each.result) {
      each.result->unit = hostile;
      each.result->subject = {{"plane", hostile}};
    }
  }
  const auto report = graded({grade});
  for (const auto& text : {charts::verdict_section(report), charts::limits_section(report)}) {
    CHECK_FALSE(has(text, "<script"));
    CHECK_FALSE(has(text, "\"'&<"));
    CHECK_THAT(text, contains_text("&lt;script&gt;&quot;&#39;&amp;&lt;b&gt;"));
  }
}
