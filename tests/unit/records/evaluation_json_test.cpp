// SPDX-License-Identifier: Apache-2.0
#include "suite/records/evaluation_json.hpp"

#include "suite/core/error.hpp"
#include "suite/core/version.hpp"
#include "suite/trust/digest.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/comma_locale.hpp"
#include "tests/unit/records/sample.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <limits>

using namespace etalon;
using etalon::test::full_evaluation;
using etalon::test::small_evaluation;
using Json = nlohmann::ordered_json;

namespace {

/// Through text, as it would go through a file.
Evaluation through_text(const Evaluation& evaluation) {
  return records::evaluation_from_json(Json::parse(records::to_json(evaluation).dump()), "a.json");
}

std::string complaint(const Json& json) {
  try {
    records::evaluation_from_json(json, "a.json");
  } catch (const FileError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("An evaluation comes back from JSON to the last bit, pictures apart") {
  const Evaluation before = full_evaluation();
  const Evaluation after = through_text(before);
  CHECK(after.metric == before.metric);
  CHECK(after.method == before.method);
  CHECK(after.method_version == before.method_version);
  CHECK(after.parameters == before.parameters);
  CHECK(after.inputs == before.inputs);
  CHECK(after.results == before.results);
  CHECK(after.items == before.items);
  CHECK(after.curves == before.curves);
  CHECK(after.maps == before.maps);
  CHECK(after.peers == before.peers);
  CHECK(after.failures == before.failures);
  CHECK(after.pictures.empty());
  CHECK(canonical_text(after) == canonical_text(before));
}

TEST_CASE("Doubles that are hard to print come back exactly") {
  const double value = GENERATE(0.1 + 0.2, 1e22, 5e-324, std::numeric_limits<double>::max(),
                                123456789012345680.0, 2.2250738585072011e-308, -0.0);
  const Evaluation after = through_text(small_evaluation(value));
  CHECK(after.results[0].value == value);
  CHECK(std::signbit(after.results[0].value) == std::signbit(value));
}

TEST_CASE("The JSON text is the same in a locale with decimal commas") {
  const std::string before = records::to_json(full_evaluation()).dump();
  const test::CommaLocale comma;
  CHECK(records::to_json(full_evaluation()).dump() == before);
  CHECK(through_text(full_evaluation()).results == full_evaluation().results);
}

TEST_CASE("Infinite degrees of freedom are null and come back infinite") {
  const Json json = records::to_json(full_evaluation());
  CHECK(json["results"][0]["budget"][1]["degrees_of_freedom"].is_null());
  CHECK(records::to_json(small_evaluation(1))["results"][0]["degrees_of_freedom"].is_null());
  CHECK(std::isinf(through_text(small_evaluation(1)).results[0].degrees_of_freedom));
}

TEST_CASE("Numbers that are not finite are null; open ends of intervals come back open") {
  Evaluation evaluation = small_evaluation(std::nan(""));
  evaluation.results[0].interval = {-kInfiniteDegreesOfFreedom, kInfiniteDegreesOfFreedom};
  const Json json = records::to_json(evaluation);
  CHECK(json["results"][0]["value"].is_null());
  CHECK(json["results"][0]["coverage_interval"] == Json::parse("[null, null]"));
  const Evaluation after = through_text(evaluation);
  CHECK(std::isnan(after.results[0].value));
  CHECK(after.results[0].interval == evaluation.results[0].interval);
}

TEST_CASE("A statistic has none of the keys that state an uncertainty") {
  const Json json = records::to_json(full_evaluation())["results"][1];
  CHECK(json["kind"] == "statistic");
  for (const char* key : {"standard_uncertainty", "degrees_of_freedom", "coverage_probability",
                          "coverage_interval", "budget"}) {
    CHECK_FALSE(json.contains(key));
  }
  CHECK(json["n"] == 16);
}

TEST_CASE("JSON says which program made it and the digest of the result") {
  const Json json = records::to_json(full_evaluation());
  CHECK(json["schema"] == "etalon.evaluation/1");
  CHECK(json["etalon"]["version"] == kVersion);
  CHECK(json["etalon"]["build"] == kBuild);
  CHECK(json["digest"] == trust::result_digest(full_evaluation()));
}

TEST_CASE("An empty evaluation keeps every list of the contract") {
  const Json json = records::to_json(Evaluation{});
  for (const char* key : {"inputs", "results", "items", "curves", "maps", "peers", "failures"}) {
    CHECK(json[key] == Json::array());
  }
  CHECK(json["parameters"] == Json::object());
}

TEST_CASE("A file from before there were maps has none") {
  Json json = records::to_json(full_evaluation());
  json.erase("maps");
  CHECK(records::evaluation_from_json(json, "a.json").maps.empty());
}

TEST_CASE("A result alone comes back from JSON") {
  for (const MeasurementResult& result : full_evaluation().results) {
    const Json json = Json::parse(records::to_json(result).dump());
    CHECK(records::result_from_json(json, "a.json") == result);
  }
  CHECK_THROWS_AS(records::result_from_json(Json::object(), "a.json"), FileError);
}

TEST_CASE("A path that is not UTF-8 does not stop the output") {
  Evaluation evaluation = small_evaluation(1);
  evaluation.inputs = {{"caf\xe9.tif", std::string(64, '0')}};
  const Json json = records::to_json(evaluation);
  CHECK(json["inputs"][0]["path"] == "caf\xef\xbf\xbd.tif");
  CHECK_NOTHROW(json.dump());
}

TEST_CASE("What is wrong in a JSON evaluation is said with its place") {
  const Json good = records::to_json(full_evaluation());
  Json json = good;
  CHECK(complaint(json).empty());

  json["results"][1].erase("unit");
  CHECK(complaint(json) == "a.json: results[1].unit: this key is missing");
  json = good;
  json["results"][0]["value"] = "0.3";
  CHECK(complaint(json) == "a.json: results[0].value: expected a number, found string");
  json = good;
  json["results"][0]["n"] = -1;
  CHECK(complaint(json) ==
        "a.json: results[0].n: expected a whole number, zero or more, found number");
  json = good;
  json["results"][0]["kind"] = "guess";
  CHECK(complaint(json) == "a.json: results[0].kind: \"guess\" is not one of its words");
  json = good;
  json["results"][0]["coverage_interval"] = {1.0};
  CHECK(complaint(json) ==
        "a.json: results[0].coverage_interval: expected two numbers, the lower and the upper end");
  json = good;
  json["items"][0]["position"]["unit"] = "um";
  CHECK(complaint(json) == "a.json: items[0].position.unit: expected \"px\"");
  json = good;
  json["curves"] = 3;
  CHECK(complaint(json) == "a.json: curves: expected an array, found number");
  json = good;
  json["maps"][0]["values"].erase(5);
  CHECK(complaint(json) ==
        "a.json: maps[0].values: expected width times height numbers, 6, found 5");
  json = good;
  json["maps"][0]["standard_uncertainty"].erase(0);
  CHECK(complaint(json) ==
        "a.json: maps[0].standard_uncertainty: expected none or as many numbers as values");
  json = good;
  json["maps"][0]["width"] = 1.5;
  CHECK(complaint(json) ==
        "a.json: maps[0].width: expected a whole number, zero or more, found number");
  json = good;
  json["parameters"] = Json::array();
  CHECK(complaint(json) == "a.json: parameters: expected an object, found array");
  json = good;
  json["metric"] = nullptr;
  CHECK(complaint(json) == "a.json: metric: expected a string, found null");
  json = good;
  json["method_version"] = 5000000000;
  CHECK(complaint(json) == "a.json: method_version: this number is too large");
  json = good;
  json["schema"] = "etalon.evaluation/2";
  CHECK(complaint(json) ==
        "a.json: schema: expected \"etalon.evaluation/1\", found \"etalon.evaluation/2\"");
  CHECK(complaint(Json::array()) == "a.json: expected an object, found array");
}
