// SPDX-License-Identifier: Apache-2.0
// Grades in the database and as JSON.

#include "suite/core/error.hpp"
#include "suite/records/enum_text.hpp"
#include "suite/records/grade_json.hpp"
#include "suite/records/store.hpp"
#include "suite/trust/digest.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/comma_locale.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/records/sample.hpp"

#include <nlohmann/json.hpp>

#include <limits>

using namespace etalon;
using namespace etalon::test;
using records::OpenMode;
using records::RunStatus;
using records::Store;
using Json = nlohmann::ordered_json;
using Texts = std::vector<std::string>;

namespace {

struct Lab {
  TemporaryFolder folder;
  InstallationFolder installation{folder.path() / "home"};
  std::filesystem::path file = folder.path() / "lab.etalon";
};

void check_same(const Judgement& a, const Judgement& b) {
  CHECK(a.limit == b.limit);
  CHECK(a.verdict == b.verdict);
  CHECK(a.result == b.result);
  CHECK(a.method == b.method);
  CHECK(a.guard_band == b.guard_band);
  CHECK(a.conformance_probability == b.conformance_probability);
  CHECK(a.tier == b.tier);
  CHECK(a.caps == b.caps);
  CHECK(a.reason == b.reason);
}

}  // namespace

TEST_CASE("A grade comes back from the database to the last bit, with its profile") {
  const Lab lab;
  const Grade before = full_grade();
  std::string run;
  std::string id;
  {
    const CommaLocale comma;
    Store store(lab.file);
    run = store.begin_run(full_start());
    store.finish_run(run, RunStatus::finished);
    id = store.record_grade(run, before, profile_document());
    Grade second = before;
    second.profile = "research-brightfield";
    second.judgements.clear();
    store.record_grade(run, second, profile_document());
  }
  const Store store(lab.file, {OpenMode::read});
  const auto detail = store.load_run(run);
  REQUIRE(detail.grades.size() == 2);
  CHECK(detail.grades[0].id == id);
  CHECK_FALSE(detail.grades[0].time.empty());
  const Grade& after = detail.grades[0].grade;
  CHECK(after.profile == before.profile);
  CHECK(after.profile_version == before.profile_version);
  CHECK(after.profile_sha256 == trust::sha256_of(profile_document().text));
  CHECK(after.title == before.title);
  CHECK(after.fit_for == before.fit_for);
  CHECK(after.verdict == before.verdict);
  CHECK(after.tier == before.tier);
  CHECK(after.rule == before.rule);
  REQUIRE(after.judgements.size() == 2);
  check_same(after.judgements[0], before.judgements[0]);
  check_same(after.judgements[1], before.judgements[1]);
  CHECK(detail.grades[1].grade.profile == "research-brightfield");
  CHECK(detail.grades[1].grade.judgements.empty());
  CHECK(OtherProgram(lab.file).query("SELECT count(*) FROM document WHERE text LIKE 'profile%'") ==
        Texts{"1"});
  CHECK(store.check(false).empty());
}

TEST_CASE("A grade changes neither the status nor the digest of its run") {
  const Lab lab;
  Store store(lab.file);
  const std::string run = store.begin_run(full_start());
  store.record_evaluation(run, "edge", 0, full_evaluation());
  store.finish_run(run, RunStatus::aborted);
  const auto before = store.load_run(run).summary;
  store.record_grade(run, full_grade(), profile_document());
  CHECK(store.load_run(run).summary.status == before.status);
  CHECK(store.load_run(run).summary.digest == before.digest);
}

TEST_CASE("A grade by another text than that of its profile is refused") {
  const Lab lab;
  Store store(lab.file);
  const std::string run = store.begin_run(full_start());
  Grade grade = full_grade();
  grade.profile_sha256 = std::string(64, '0');
  CHECK_THROWS_WITH(store.record_grade(run, grade, profile_document()),
                    contains_text("screening-brightfield") && contains_text("another text"));
  auto profile = profile_document();
  profile.sha256 = std::string(64, '0');
  CHECK_THROWS_WITH(store.record_grade(run, full_grade(), profile),
                    contains_text("profile \"screening-brightfield\"") && contains_text("SHA-256"));
  CHECK_THROWS_AS(store.record_grade("no", full_grade(), profile_document()), RecordError);
  CHECK(store.load_run(run).grades.empty());
  CHECK(OtherProgram(lab.file).query("SELECT count(*) FROM document WHERE text LIKE 'profile%'") ==
        Texts{"0"});
  grade.profile_sha256 = trust::sha256_of(profile_document().text);
  CHECK_NOTHROW(store.record_grade(run, grade, profile_document()));
}

TEST_CASE("The view of grades shows one row per limit") {
  const Lab lab;
  Store store(lab.file);
  const std::string run = store.begin_run(full_start());
  store.record_grade(run, full_grade(), profile_document());
  CHECK(OtherProgram(lab.file).query(
            "SELECT instrument, profile, profile_verdict, profile_tier, measurand, verdict,"
            " value = 0.1 + 0.2, value_unit, direction, tier FROM v_grades") ==
        Texts{"ofm-07",
              "screening-brightfield",
              "conditional_pass",
              "comparable",
              "mtf50_ratio",
              "conditional_fail",
              "1",
              "cycles/px",
              "at_least",
              "traceable",
              "ofm-07",
              "screening-brightfield",
              "conditional_pass",
              "comparable",
              "",
              "not_measured",
              "NULL",
              "NULL",
              "at_most",
              "indicative"});
}

TEST_CASE("Every word of judging is read back as what it was written for") {
  for (const char* word :
       {"pass", "conditional_pass", "conditional_fail", "fail", "not_decidable", "not_measured"}) {
    CHECK(records::to_text(records::from_text<Verdict>(word).value()) == word);
  }
  for (const char* word : {"indicative", "comparable", "traceable"}) {
    CHECK(records::to_text(records::from_text<Tier>(word).value()) == word);
  }
  for (const char* word : {"at_most", "at_least"}) {
    CHECK(records::to_text(records::from_text<Direction>(word).value()) == word);
  }
  for (const char* word : {"value", "relative_expanded_uncertainty"}) {
    CHECK(records::to_text(records::from_text<Judged>(word).value()) == word);
  }
  CHECK(records::to_text(Verdict::fail) == "fail");
  CHECK(records::to_text(Tier::traceable) == "traceable");
  CHECK(records::to_text(Direction::at_least) == "at_least");
  CHECK_FALSE(records::from_text<Verdict>("good"));
}

TEST_CASE("The JSON of a grade is the documented one") {
  Grade grade = full_grade();
  grade.profile_sha256 = std::string(64, 'a');
  grade.judgements[0].result->interval.upper = std::numeric_limits<double>::infinity();
  CHECK(records::to_json(grade) == Json::parse(R"({
    "profile": "screening-brightfield", "version": "3",
    "sha256": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "title": "Screening in bright field", "fit_for": ["counting", "seeing \"shape\""],
    "verdict": "conditional_pass", "tier": "comparable", "rule": "guarded w=U, ILAC-G8:09/2019",
    "judgements": [
      {"id": "sharpness", "label": "Sharpness", "metric": "slanted_edge",
       "measurand": "mtf50_ratio", "method": "slanted_edge/spline v3",
       "verdict": "conditional_fail", "value": 0.30000000000000004, "unit": "cycles/px",
       "interval": [-0.1, null],
       "limit": {"judged": "relative_expanded_uncertainty", "direction": "at_least",
                 "value": 0.30000000000000004, "unit": "1", "source": "Somebody 2021, Table 3",
                 "remark": "stated there for another method", "ideal": 1.0,
                 "largest_expanded_uncertainty": 0.3333333333333333,
                 "methods": ["slanted_edge/spline_refocused v1", "slanted_edge/spline v3"],
                 "required": false},
       "guard_band": 0.0123, "conformance_probability": 0.31, "tier": "traceable",
       "caps": ["condenser_na_unknown", "transfer_unknown"], "reason": "Close to the limit, µ."},
      {"id": "scale", "label": "", "metric": "", "measurand": "", "method": "",
       "verdict": "not_measured", "value": null, "unit": "%", "interval": null,
       "limit": {"judged": "value", "direction": "at_most", "value": 0.0, "unit": "%",
                 "source": "proposed", "remark": "", "ideal": 0.0,
                 "largest_expanded_uncertainty": 0.0, "methods": [], "required": true},
       "guard_band": 0.0, "conformance_probability": 0.0, "tier": "indicative", "caps": [],
       "reason": ""}]})"));
}
