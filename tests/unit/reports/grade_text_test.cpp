// SPDX-License-Identifier: Apache-2.0
#include "reports/writers/grade_text.hpp"

#include "reports/grade_wording.hpp"
#include "suite/grading/caps.hpp"
#include "suite/grading/verdict.hpp"
#include "tests/support/catch.hpp"

#include <set>
#include <sstream>

using namespace etalon;
using namespace etalon::reports;
using etalon::test::contains_text;

namespace {

std::string text_of(const std::vector<Grade>& grades, GradeTextOptions options = {}) {
  std::ostringstream out;
  write_grades(grades, options, out);
  return out.str();
}

/// A judgement written by hand: nothing here calls a rule.
Judgement judgement(const std::string& label, Verdict verdict, const std::string& measurand,
                    double value, double expanded, const std::string& unit) {
  Judgement made;
  made.limit.label = label;
  made.limit.measurand = measurand;
  made.limit.unit = unit;
  made.verdict = verdict;
  MeasurementResult result;
  result.measurand = measurand;
  result.value = value;
  result.unit = unit;
  result.standard_uncertainty = expanded / 2;
  result.interval = {value - expanded, value + expanded};
  made.result = result;
  made.guard_band = expanded;
  return made;
}

Grade example() {
  Grade grade;
  grade.profile = "screening";
  grade.profile_version = "1";
  grade.title = "Screening in bright field";
  grade.fit_for = {"counting cells"};
  grade.verdict = Verdict::conditional_pass;
  grade.rule = "guarded w=U, ILAC-G8:09/2019";
  Judgement sharpness = judgement("Sharpness", Verdict::pass, "mtf50_ratio", 0.883, 0.032, "1");
  sharpness.limit.direction = Direction::at_least;
  sharpness.limit.value = 0.5;
  sharpness.limit.ideal = 1;
  sharpness.method = "slanted_edge/spline v1";
  sharpness.conformance_probability = 0.99999;
  sharpness.caps = {"pixel_size_nominal"};
  Judgement evenness = judgement("Evenness", Verdict::conditional_pass, "uniformity", 54, 5, "%");
  evenness.limit.direction = Direction::at_least;
  evenness.limit.value = 50;
  evenness.limit.largest_expanded_uncertainty = 16;
  evenness.limit.source = "Faklaris et al. 2022, J Cell Biol, Table 1";
  evenness.limit.remark = "stated there for another method";
  evenness.method = "field_uniformity/spline_surface v1";
  evenness.conformance_probability = 0.9415;
  evenness.tier = Tier::comparable;
  Judgement scale = judgement("Scale", Verdict::pass, "pixel_size_x", 0.2618, 0.0008, "um");
  scale.limit.judged = Judged::relative_expanded_uncertainty;
  scale.limit.value = 1;
  scale.limit.unit = "%";
  scale.limit.required = false;
  scale.method = "pixel_size/lines v1";
  Judgement noise;
  noise.limit.label = "Noise";
  noise.limit.required = false;
  noise.reason = "4 dark frames are too few → repeat step 1 with 16";
  grade.judgements = {sharpness, evenness, scale, noise};
  return grade;
}

}  // namespace

TEST_CASE("A grade reads like the mock-up of the end of a run") {
  Grade other = example();
  other.profile = "research-brightfield";
  other.verdict = Verdict::not_decidable;
  CHECK(text_of({example(), other}) ==
        "  Sharpness   ✔ pass            0.883 of the best this lens can do       [0.851, 0.915]   "
        "limit at least 0.5 (proposed)\n"
        "  Evenness    ▲ close, inside   54 % of the light at the darkest place   [49, 59]       "
        "  limit at least 50 % (Faklaris et al. 2022)\n"
        "  Scale       ✔ pass            0.2618 µm per pixel                      ± 0.3 %        "
        "  limit at most ± 1 % (proposed)\n"
        "  Noise       ? not measured: 4 dark frames are too few → repeat step 1 with 16\n"
        "\n"
        "  screening: close, inside (indicative: pixel size without certificate)\n"
        "  research-brightfield: not decidable (indicative: pixel size without certificate)\n"
        "  screening: 1 of 4 limits published, 3 proposed · rule: guarded w=U, ILAC-G8:09/2019\n"
        "  Evenness, limit of Faklaris et al. 2022: stated there for another method\n");
}

TEST_CASE("Short lines of several grades stand in one line") {
  Grade first = example();
  first.tier = Tier::comparable;
  Grade second = first;
  second.profile = "teaching";
  second.verdict = Verdict::pass;
  CHECK_THAT(
      text_of({first, second}),
      contains_text("  screening: close, inside (comparable) · teaching: pass (comparable)\n"));
}

TEST_CASE("A long reason is wrapped below itself") {
  Grade grade = example();
  grade.judgements = {grade.judgements[3]};
  grade.judgements[0].reason =
      "nobody says how far apart the lines of the ruler are → Give the distance of neighbouring "
      "lines, for example 10 um, and its standard uncertainty";
  CHECK_THAT(
      text_of({grade}),
      contains_text("  Noise   ? not measured: nobody says how far apart the lines of the ruler "
                    "are → Give the distance of\n"
                    "                          neighbouring lines, for example 10 um, and its "
                    "standard uncertainty\n"));
}

TEST_CASE("What cannot be decided keeps its value and says why") {
  Grade grade = example();
  grade.judgements.resize(1);
  grade.judgements[0].verdict = Verdict::not_decidable;
  grade.judgements[0].reason = "its uncertainty is too large";
  grade.verdict = Verdict::not_decidable;
  const std::string text = text_of({grade});
  CHECK_THAT(text, contains_text("? not decidable   0.883 of the best"));
  CHECK_THAT(text, contains_text("\n                its uncertainty is too large\n"));
  CHECK_THAT(text, contains_text("  screening: not decidable (indicative"));
}

TEST_CASE("The details say method, rule, guard band, chance, source and tier") {
  const std::string text = text_of({example()}, {.details = true});
  CHECK_THAT(text, contains_text("screening 1: Screening in bright field\n"));
  CHECK_THAT(text,
             contains_text("      limit       at least 50 %\n"
                           "      source      Faklaris et al. 2022, J Cell Biol, Table 1\n"
                           "      remark      stated there for another method\n"
                           "      measured    uniformity by field_uniformity/spline_surface v1\n"
                           "      rule        guarded w=U, ILAC-G8:09/2019\n"
                           "      guard band  5 %; the limit can bear 16 %\n"
                           "      chance      94.2 % that the true value meets the limit\n"
                           "      tier        comparable\n"));
  CHECK_THAT(text, contains_text("      guard band  0.032; the limit can bear 0.167\n"
                                 "      chance      more than 99.9 % that"));
  CHECK_THAT(text, contains_text("      tier        indicative: pixel size without certificate\n"));
  CHECK_THAT(text, contains_text("      limit       at most ± 1 % (optional)\n"
                                 "      source      proposed by the authors of the profile\n"
                                 "      measured    pixel_size_x by pixel_size/lines v1\n"
                                 "      rule        simple comparison of the stated uncertainty\n"
                                 "      tier        indicative\n"));
}

TEST_CASE("With details every profile is shown, else the first") {
  Grade other = example();
  other.profile = "teaching";
  const auto count = [](const std::string& text) {
    std::size_t times = 0;
    for (auto at = text.find("  Sharpness"); at != std::string::npos;
         at = text.find("  Sharpness", at + 1)) {
      ++times;
    }
    return times;
  };
  CHECK(count(text_of({example(), other})) == 1);
  CHECK(count(text_of({example(), other}, {.details = true})) == 2);
  CHECK(text_of({}).empty());
}

TEST_CASE("Colour of a grade changes no word") {
  const std::string plain = text_of({example()});
  std::string coloured = text_of({example()}, {.colour = true});
  CHECK(plain.find('\x1b') == std::string::npos);
  REQUIRE(coloured.find('\x1b') != std::string::npos);
  for (auto at = coloured.find('\x1b'); at != std::string::npos; at = coloured.find('\x1b')) {
    coloured.erase(at, coloured.find('m', at) - at + 1);
  }
  CHECK(coloured == plain);
}

TEST_CASE("Verdicts are told apart by word, and by shape where it matters") {
  std::set<std::string> words;
  for (const Verdict verdict : {Verdict::pass, Verdict::conditional_pass, Verdict::conditional_fail,
                                Verdict::fail, Verdict::not_decidable, Verdict::not_measured}) {
    words.insert(word_of(verdict));
  }
  CHECK(words.size() == 6);
  CHECK(shape_of(Verdict::pass) == "✔");
  CHECK(shape_of(Verdict::conditional_pass) == "▲");
  CHECK(shape_of(Verdict::conditional_fail) == "▲");
  CHECK(shape_of(Verdict::fail) == "✖");
  CHECK(shape_of(Verdict::not_decidable) == "?");
  CHECK(shape_of(Verdict::not_measured) == "?");
}

TEST_CASE("Every cap of the rules has words of its own") {
  std::vector<std::string> codes = grading::capping_caveats();
  codes.insert(codes.end(), {"slide_unknown", "razor_blade_na_unknown"});
  for (const std::string& code : codes) {
    CAPTURE(code);
    std::string spaced = code;
    for (char& c : spaced) c = c == '_' ? ' ' : c;
    CHECK(cap_text(code) != spaced);
  }
  CHECK(cap_text("new_reason") == "new reason");
}

TEST_CASE("A chance is never certainty") {
  CHECK(chance_text(1) == "more than 99.9 %");
  CHECK(chance_text(0.5) == "50.0 %");
  CHECK(chance_text(0) == "less than 0.1 %");
}

TEST_CASE("The line of a grade says its tier, and why it is no better") {
  Grade grade = example();
  CHECK(grade_line(grade) ==
        "screening: close, inside (indicative: pixel size without certificate)");
  grade.judgements[0].caps.clear();
  CHECK(grade_line(grade) == "screening: close, inside (indicative: slides without certificate)");
  grade.tier = Tier::comparable;
  CHECK(grade_line(grade) == "screening: close, inside (comparable)");
  grade.verdict = Verdict::not_measured;
  CHECK(grade_line(grade) == "screening: not measured");
}

TEST_CASE("Hostile profiles cannot steer the terminal") {
  Grade grade = example();
  grade.profile = "\x1b]0;owned\x07";
  grade.title = "a\x1b[2J";
  for (Judgement& each : grade.judgements) {
    each.limit.label = "b\rc";
    each.limit.source = "d\x1b[2J";
    each.limit.remark = "e\x1b[2J";
    each.reason = "f\x1b[2J";
    each.method = "g\x1b[2J";
    each.caps = {"h\x1b[2J"};
    if (each.result) each.result->subject = {{"plane", "i\x1b[2J"}};
  }
  const std::string text = text_of({grade}, {.details = true});
  CHECK(text.find_first_of("\x1b\x07\r") == std::string::npos);
}
