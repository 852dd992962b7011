// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/cli/program.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

#include <nlohmann/json.hpp>

namespace etalon::test {
namespace {

namespace fs = std::filesystem;

TEST_CASE("The demo goes from images to a database and reports, and can be repeated") {
  const TemporaryFolder folder;
  const Surroundings here{.folder = folder.path()};
  const Ran first = run_etalon({"demo", "-o", "it's a demo"}, here);
  INFO(first.err);
  REQUIRE(first.code == 0);
  const fs::path demo = folder.path() / "it's a demo";
  for (const char* file : {"scope.yaml", "demo.etalon", "demo.frames", "report.json"}) {
    CHECK(fs::exists(demo / file));
  }
  CHECK(fs::exists(demo / "report.html") == fs::exists(ETALON_PROGRAM_DIR "/etalon-report"));
  CHECK_THAT(first.out, contains_text("truth"));
  CHECK_THAT(first.out, contains_text("MTF50"));
  CHECK_THAT(first.out, contains_text("✔ pass"));
  CHECK_THAT(first.out, contains_text("screening: pass (comparable)"));
  const auto report = nlohmann::json::parse(read_text(demo / "report.json"));
  CHECK(report["schema"] == "etalon.run/1");
  CHECK(report["run"]["grades"].size() == 2);
  CHECK(report["run"]["contradictions"].empty());
  CHECK(report["run"]["instrument"]["sources"]["detector.model"] == "scope_file");
  CHECK(report["run"]["instrument"]["sources"]["objective.refractive_index"] == "device");

  const Ran second = run_etalon({"demo", "-o", "it's a demo"}, here);
  CHECK(second.code == 0);
  const auto again = nlohmann::json::parse(read_text(demo / "report.json"));
  CHECK(again["run"]["id"] != report["run"]["id"]);
  CHECK(again["run"]["digest"] == report["run"]["digest"]);
  const Ran check = run_etalon({"db", "check", "demo.etalon", "--frames"}, {.folder = demo});
  CHECK(check.code == 0);
  CHECK_THAT(check.out, contains_text("runs: 2"));

  const Ran other = run_etalon({"demo", "-o", "other", "--seed", "2"}, here);
  CHECK(other.code == 0);
  const auto different = nlohmann::json::parse(read_text(folder.path() / "other" / "report.json"));
  CHECK(different["run"]["digest"] != report["run"]["digest"]);
}

TEST_CASE("The selftest finds a sound installation sound") {
  const Ran ran = run_etalon({"selftest"});
  INFO(ran.out);
  CHECK(ran.code == 0);
  CHECK_THAT(ran.out, contains_text("✔ measurement"));
  CHECK(ran.out.find("✖") == std::string::npos);
}

TEST_CASE("A report in HTML needs etalon-report: written by it, or exit code 69") {
  const TemporaryFolder folder;
  REQUIRE(run_etalon({"demo", "-o", "demo"}, {.folder = folder.path()}).code == 0);
  const Surroundings here{.folder = folder.path() / "demo"};
  fs::remove(here.folder / "report.html");
  const Ran ran = run_etalon({"report", "last", "--database", "demo.etalon", "-o", "x.html"}, here);
  if (fs::exists(ETALON_PROGRAM_DIR "/etalon-report")) {
    CHECK(ran.code == 0);
    CHECK(fs::exists(here.folder / "x.html"));
  }
  // A copy of etalon in a folder of its own finds no etalon-report.
  fs::copy_file(ETALON_PROGRAM_DIR "/etalon", folder.path() / "etalon");
  const Ran alone =
      run({folder.path() / "etalon", "report", "last", "--database", "demo.etalon", "-o", "y.html"},
          {.folder = here.folder, .environment = {{"PATH", "/nowhere"}}});
  CHECK(alone.code == 69);
  CHECK_THAT(alone.err, contains_text("etalon-report"));
}

TEST_CASE("protocol check says what the protocols of the library do") {
  const Ran ran = run_etalon({"protocol", "check", "edge-check"});
  CHECK(ran.code == 0);
  CHECK_THAT(ran.out, contains_text("measures slanted_edge"));
}

}  // namespace
}  // namespace etalon::test
