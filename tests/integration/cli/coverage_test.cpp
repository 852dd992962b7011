// SPDX-License-Identifier: Apache-2.0
// The short form of the coverage study; the long one is `etalon selftest --coverage`.

#include "tests/integration/cli/program.hpp"
#include "tests/support/catch.hpp"

#include <nlohmann/json.hpp>

#include <set>

namespace etalon::test {
namespace {

using Json = nlohmann::json;

TEST_CASE("Few simulated runs find no interval that is surely untrue") {
  const Ran ran = run_etalon({"selftest", "--coverage", "--runs", "12", "--format", "json"});
  INFO(ran.out);
  CHECK(ran.code == 0);
  const Json json = Json::parse(ran.out);
  CHECK(json["schema"] == "etalon.coverage/1");
  std::set<std::string> measurands;
  for (const Json& study : json["studies"]) {
    measurands.insert(study["measurand"]);
    CHECK(study["runs"] == 12);
    // In little light 7 to 9 of 1,000 bar targets and stars are refused: one in 12 now and then.
    CHECK(study["refused"] <= 1);
    CHECK(study["accepted"] == true);
    // u is there and says something: errors are of its size or below, never ten times smaller
    // unless noise is (the level with hardly any).
    CHECK(study["relative_standard_uncertainty"] > 0);
    CHECK(study["error_over_uncertainty"] < 2);
  }
  for (const char* wanted : {"mtf50", "mtf10", "uniformity", "pixel_size_x"}) {
    CHECK(measurands.count(wanted) == 1);
  }
}

TEST_CASE("A coverage study is the same for any number of threads, and refuses what is no study") {
  const auto with_threads = [](const char* threads) {
    return run_etalon({"selftest", "--coverage", "pixel_size", "--runs", "10", "--threads", threads,
                       "--format", "json"})
        .out;
  };
  CHECK(with_threads("1") == with_threads("3"));
  CHECK(run_etalon({"selftest", "--coverage", "nothing"}).code == 64);
  CHECK(run_etalon({"selftest", "--coverage", "--runs", "few"}).code == 64);
  CHECK(run_etalon({"selftest", "pixel_size"}).code == 64);
}

}  // namespace
}  // namespace etalon::test
