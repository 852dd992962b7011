// SPDX-License-Identifier: Apache-2.0
#include "reports/writers/json.hpp"

#include "suite/records/evaluation_json.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/example_evaluation.hpp"

#include <nlohmann/json.hpp>

#include <sstream>

using namespace etalon;
using Json = nlohmann::ordered_json;

namespace {

std::string text_of(const reports::Report& report, bool single = false) {
  std::ostringstream out;
  reports::write_json(report, {false, single}, out);
  return out.str();
}

}  // namespace

TEST_CASE("One evaluation is an object when asked for, else an array of one") {
  const reports::Report report = tests::example_report();
  const Json object = Json::parse(text_of(report, true));
  CHECK(object == records::to_json(report.evaluations[0]));
  const Json array = Json::parse(text_of(report));
  REQUIRE(array.is_array());
  REQUIRE(array.size() == 1);
  CHECK(array[0] == object);
}

TEST_CASE("Several evaluations are an array even when one was asked for; none is an empty array") {
  reports::Report report = tests::example_report();
  report.evaluations.push_back(tests::example_evaluation_with_edges(2));
  CHECK(Json::parse(text_of(report, true)).size() == 2);
  report.evaluations.clear();
  CHECK(text_of(report, true) == "[]\n");
}

TEST_CASE("A run is an object with its evaluations in the contract") {
  const Json json = Json::parse(text_of(tests::example_run()));
  CHECK(json["schema"] == "etalon.run/1");
  CHECK(json["run"]["id"] == "0192c3a4-5b6c-7d8e-9f00-112233445566");
  CHECK(json["run"]["status"] == "finished");
  CHECK(json["run"]["protocol"]["id"] == "edge-check");
  REQUIRE(json["evaluations"].size() == 2);
  CHECK(json["evaluations"][1]["recorded"]["step"] == "edge");
  CHECK(json["evaluations"][1]["recorded"]["repeat"] == 2);
  const Evaluation back = records::evaluation_from_json(json["evaluations"][0], "test");
  CHECK(back.results == tests::example_evaluation().results);
}

TEST_CASE("Names of people do not leave the database") {
  CHECK(text_of(tests::example_run()).find("A. Operator") == std::string::npos);
}

TEST_CASE("Every member of an evaluation stands on a line of its own") {
  const std::string text = text_of(tests::example_report(), true);
  CHECK_THAT(text, test::contains_text("\n  \"metric\": \"slanted_edge\",\n"));
}

TEST_CASE("A path that is not UTF-8 does not stop the report") {
  reports::Report report = tests::example_run();
  report.run->frames.push_back({"edge", 1, 0, "bad\xff.tif", "", 0, {}});
  const Json json = Json::parse(text_of(report));
  CHECK(json["run"]["frames"][0]["path"] == "bad\uFFFD.tif");
}

TEST_CASE("A run lists its grades, and a combined evaluation what it combines") {
  reports::Report report = tests::example_run();
  CHECK(Json::parse(text_of(report))["run"]["grades"] == Json::array());
  CHECK_FALSE(Json::parse(text_of(report))["evaluations"][0]["recorded"].contains("sources"));
  Grade grade;
  grade.profile = "screening";
  grade.verdict = Verdict::pass;
  report.run->grades = {{"g1", "2026-11-23T14:10:00Z", grade}};
  report.run->evaluations[1].sources = {report.run->evaluations[0].id};
  const Json json = Json::parse(text_of(report));
  REQUIRE(json["run"]["grades"].size() == 1);
  CHECK(json["run"]["grades"][0]["profile"] == "screening");
  CHECK(json["run"]["grades"][0]["verdict"] == "pass");
  CHECK(json["run"]["grades"][0]["recorded"] ==
        Json::parse(R"({"id": "g1", "time": "2026-11-23T14:10:00Z"})"));
  CHECK(json["evaluations"][1]["recorded"]["sources"] ==
        Json::array({report.run->evaluations[0].id}));
  const Evaluation back = records::evaluation_from_json(json["evaluations"][1], "test");
  CHECK(back.maps == report.run->evaluations[1].evaluation.maps);
}

TEST_CASE("A run says what contradicts what, each once") {
  reports::Report report = tests::example_run();
  CHECK(Json::parse(text_of(report))["run"]["contradictions"] == Json::array());
  report.run->journal = {{"", "edge", 0, "instrument_differs", "a"},
                         {"", "edge", 1, "instrument_differs", "a"},
                         {"", "edge", 1, "measured", "c"},
                         {"", "edge", 1, "pixel_size_differs", "b"}};
  CHECK(Json::parse(text_of(report))["run"]["contradictions"] == Json::array({"a", "b"}));
}
