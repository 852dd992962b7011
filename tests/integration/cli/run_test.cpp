// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/cli/images.hpp"
#include "tests/integration/cli/program.hpp"
#include "tests/integration/cli/virtual_scope.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

#include <nlohmann/json.hpp>
#include <sqlite3.h>

#include <memory>
#include <unistd.h>

namespace etalon::test {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

void write_series(const fs::path& folder) {
  fs::create_directory(folder / "images");
  for (int i = 1; i <= 4; ++i) {
    const auto seed = static_cast<std::uint64_t>(i);
    write_image(folder / "images" / ("edge-" + std::to_string(i) + ".ome.tif"),
                edge_frame({.seed = seed}));
    write_image(folder / "images" / ("dark-" + std::to_string(i) + ".ome.tif"),
                edge_frame({.bright_electrons = 0, .dark_electrons = 0, .seed = 10 + seed}));
  }
}

const std::vector<std::string> kRun{"run", "edge-check", "--from", "images"};

std::vector<std::string> run_with(const std::vector<std::string>& more) {
  auto words = kRun;
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

TEST_CASE("A folder of images becomes a run in the database, and the run a report") {
  const TemporaryFolder folder;
  write_series(folder.path());
  const Surroundings here{.folder = folder.path()};
  const Ran ran = run_etalon(run_with({"--site", "here", "--operator", "E. Abbe"}), here);
  INFO(ran.err);
  REQUIRE(ran.code == 0);
  CHECK_THAT(ran.out, contains_text("MTF50"));
  CHECK_THAT(ran.out, contains_text("saved in lab.etalon · report: etalon report "));
  CHECK_THAT(ran.err, contains_text("edge"));
  CHECK_FALSE(fs::exists(folder.path() / "lab.etalon-wal"));

  const Ran check = run_etalon({"db", "check", "--frames"}, here);
  CHECK(check.code == 0);
  CHECK_THAT(check.out, contains_text("lab.etalon: sound"));

  CHECK(run_etalon({"report", "last", "-o", "r.json"}, here).code == 0);
  const Json report = Json::parse(read_text(folder.path() / "r.json"));
  CHECK(report["schema"] == "etalon.run/1");
  CHECK(report["run"]["site"] == "here");
  const std::string id = report["run"]["id"];
  CHECK(run_etalon({"report", id.substr(0, 13), "-o", "r.csv"}, here).code == 0);
  CHECK_THAT(read_text(folder.path() / "r.csv"), contains_text("mtf50"));
  CHECK(run_etalon({"report", "last", "-o", "r.txt"}, here).code == 0);
  CHECK_THAT(read_text(folder.path() / "r.txt"), contains_text("MTF50"));
  CHECK_THAT(run_etalon({"report", "last"}, here).out, contains_text("MTF50"));

  // The id that the run proposes is unique also beside a run of the same minute.
  const Ran second = run_etalon(run_with({}), here);
  REQUIRE(second.code == 0);
  const auto begin = second.out.find("etalon report ") + 14;
  const std::string proposed = second.out.substr(begin, second.out.find(' ', begin) - begin);
  CHECK(run_etalon({"report", proposed}, here).code == 0);
}

TEST_CASE("Room and warm-up are conditions of a run, in one unit") {
  const TemporaryFolder folder;
  write_series(folder.path());
  const Surroundings here{.folder = folder.path()};
  const Ran ran = run_etalon(
      run_with({"--room-temperature", "21.5 °C", "--warm-up", "1 h", "--format", "json"}), here);
  INFO(ran.err);
  REQUIRE(ran.code == 0);
  const Json run = Json::parse(ran.out)["run"];
  CHECK(run["conditions"]["room_temperature"] == "21.5 degC");
  CHECK(run["conditions"]["warm_up"] == "60 min");
  CHECK(run["instrument"]["sources"]["room_temperature"] == "operator");
  CHECK_THAT(run_etalon({"report", "last"}, here).out,
             contains_text("Told by the operator") && contains_text("room_temperature, "));
  CHECK(run_etalon(run_with({"--warm-up", "none"}), here).code == 0);
  const Ran wrong = run_etalon(run_with({"--room-temperature", "21"}), here);
  CHECK(wrong.code == 64);
  CHECK_THAT(wrong.err, contains_text("--room-temperature: \"21\" has no unit"));
}

TEST_CASE("A camera that contradicts the scope file is named at once and in every report") {
  const TemporaryFolder folder;
  std::string scope = kQuickScope;
  scope.replace(scope.find("model: quick"), 12, "model: virtual microscope");
  write_text(folder.path() / "scope.yaml", scope + "detector: {model: IMX219}\n");
  const Surroundings here{.folder = folder.path()};
  const Ran ran = run_etalon({"run", "edge-check", "--scope", "scope.yaml"}, here);
  INFO(ran.err);
  REQUIRE(ran.code == 0);
  const std::string said =
      "detector.model: the scope file says IMX219, the device says virtual camera.";
  CHECK_THAT(ran.err, contains_text(said));
  CHECK(ran.err.find(said) == ran.err.rfind(said));
  CHECK_THAT(ran.out, contains_text("  Contradictions  "));
  CHECK_THAT(run_etalon({"report", "last"}, here).out, contains_text(said));
  CHECK(run_etalon({"report", "last", "-o", "r.json"}, here).code == 0);
  const Json run = Json::parse(read_text(folder.path() / "r.json"))["run"];
  REQUIRE(run["contradictions"].size() == 1);
  CHECK(run["contradictions"][0] == said + " The scope file is followed.");
  const Json& instrument = run["instrument"];
  CHECK(instrument["detector"]["model"] == "IMX219");
  CHECK(instrument["detector"]["manufacturer"] == "Etalon");
  CHECK(instrument["sources"]["detector.model"] == "scope_file");
  CHECK(instrument["sources"]["detector.manufacturer"] == "device");
}

TEST_CASE("Images named after no step are all taken for the one step that needs some") {
  const TemporaryFolder folder;
  fs::create_directory(folder.path() / "images");
  write_image(folder.path() / "images" / "monday.tif", edge_frame({.seed = 1}));
  write_image(folder.path() / "images" / "tuesday.tif", edge_frame({.seed = 2}));
  const Surroundings here{.folder = folder.path()};
  const Ran ran = run_etalon(run_with({"--format", "json"}), here);
  INFO(ran.err);
  REQUIRE(ran.code == 0);
  CHECK_THAT(ran.err, contains_text("each of the 2 images"));
  const Json report = Json::parse(ran.out);
  CHECK(report["evaluations"].size() == 2);  // each by itself
  CHECK(run_etalon({"db", "check", "--frames"}, here).code == 0);
}

TEST_CASE("A slide for a step that does not exist is refused before anything is done") {
  const TemporaryFolder folder;
  write_series(folder.path());
  const Ran ran = run_etalon(run_with({"--slide", "egde=razor_blade"}), {.folder = folder.path()});
  CHECK(ran.code == 64);
  CHECK_THAT(ran.err, contains_text("has no step egde; did you mean edge?"));
  CHECK_FALSE(fs::exists(folder.path() / "lab.etalon"));
}

TEST_CASE("run prints JSON alone on stdout when asked") {
  const TemporaryFolder folder;
  write_series(folder.path());
  const Ran ran = run_etalon(run_with({"--database", "x.etalon", "--format", "json"}),
                             {.folder = folder.path()});
  REQUIRE(ran.code == 0);
  CHECK(Json::parse(ran.out)["schema"] == "etalon.run/1");
  CHECK_THAT(ran.err, contains_text("saved in x.etalon"));
}

TEST_CASE("$ETALON_DATABASE names the database") {
  const TemporaryFolder folder;
  write_series(folder.path());
  const Surroundings here{.folder = folder.path(),
                          .environment = {{"ETALON_DATABASE", "site.etalon"}}};
  REQUIRE(run_etalon(kRun, here).code == 0);
  CHECK(fs::exists(folder.path() / "site.etalon"));
  CHECK_FALSE(fs::exists(folder.path() / "lab.etalon"));
}

TEST_CASE("A step that cannot be measured gives exit code 2 and stays in the record") {
  const TemporaryFolder folder;
  write_series(folder.path());
  for (int i = 1; i <= 4; ++i) {
    write_image(folder.path() / "images" / ("edge-" + std::to_string(i) + ".ome.tif"),
                painted_u16(200, [](int, int) { return 500; }));
  }
  const Surroundings here{.folder = folder.path()};
  const Ran ran = run_etalon(kRun, here);
  CHECK(ran.code == 2);
  CHECK_THAT(ran.err, contains_text("slanted_edge."));
  CHECK(run_etalon({"db", "check"}, here).code == 0);
  CHECK_THAT(run_etalon({"report", "last"}, here).out, contains_text("slanted_edge."));
}

TEST_CASE("What is missing for a run is said with exit code 74") {
  const TemporaryFolder folder;
  const Surroundings here{.folder = folder.path()};
  const auto failed = [&](const std::vector<std::string>& words, const std::string& part) {
    const Ran ran = run_etalon(words, here);
    CHECK(ran.code == 74);
    CHECK(ran.err.find("etalon: ") != std::string::npos);
    CHECK_THAT(ran.err, contains_text(part));
  };
  failed({"run", "edge-check", "--from", "nowhere"}, "nowhere");
  failed({"run", "no-such-protocol", "--from", "."}, "no-such-protocol");
  failed({"run", "edge-check", "--scope", "no.yaml"}, "no.yaml");
  failed({"report", "last", "-o", "x.json"}, "lab.etalon");
  failed({"db", "check", "no.etalon"}, "no.etalon");
  write_text(folder.path() / "text.etalon", "this is no database, only a text that is long enough");
  failed({"db", "check", "text.etalon"}, "text.etalon");
  CHECK_FALSE(fs::exists(folder.path() / "no.etalon"));
}

TEST_CASE("A report that does not exist or cannot be written is refused") {
  const TemporaryFolder folder;
  write_series(folder.path());
  const Surroundings here{.folder = folder.path()};
  REQUIRE(run_etalon(kRun, here).code == 0);
  const Ran unknown = run_etalon({"report", "ffffffff", "-o", "x.json"}, here);
  CHECK(unknown.code == 74);
  CHECK_THAT(unknown.err, contains_text("ffffffff"));
  const Ran nowhere = run_etalon({"report", "last", "-o", "no/such/x.json"}, here);
  CHECK(nowhere.code == 74);
  CHECK_THAT(nowhere.err, contains_text("no/such/x.json"));
}

TEST_CASE("A database in use is waited for, then reported") {
  const TemporaryFolder folder;
  write_series(folder.path());
  const Surroundings here{.folder = folder.path()};
  REQUIRE(run_etalon(kRun, here).code == 0);
  sqlite3* other = nullptr;
  REQUIRE(sqlite3_open((folder.path() / "lab.etalon").c_str(), &other) == SQLITE_OK);
  const std::unique_ptr<sqlite3, int (*)(sqlite3*)> closed(other, sqlite3_close);
  REQUIRE(sqlite3_exec(other, "BEGIN EXCLUSIVE", nullptr, nullptr, nullptr) == SQLITE_OK);
  const Ran ran = run_etalon(run_with({"--wait", "200 ms"}), here);
  CHECK(ran.code == 74);
  CHECK_THAT(ran.err, contains_text("lab.etalon"));
  CHECK_THAT(ran.err, contains_text("locked"));
  CHECK_THAT(ran.err, contains_text("--wait"));
}

TEST_CASE("A folder that cannot be written is reported") {
  const TemporaryFolder folder;
  write_series(folder.path());
  std::string place = "/proc/lab.etalon";  // nobody may write there, not even root
  if (geteuid() != 0) {
    fs::create_directory(folder.path() / "closed");
    fs::permissions(folder.path() / "closed", fs::perms::owner_read | fs::perms::owner_exec);
    place = "closed/lab.etalon";
  }
  const Ran ran = run_etalon(run_with({"--database", place}), {.folder = folder.path()});
  CHECK(ran.code == 74);
  CHECK_THAT(ran.err, contains_text(place));
  const Ran demo = run_etalon({"demo", "-o", place + "/demo"}, {.folder = folder.path()});
  CHECK(demo.code == 74);
  CHECK_THAT(demo.err, contains_text("Choose another folder"));
}

TEST_CASE("A full disk ends in a message, never in a crash or half a database") {
  const TemporaryFolder folder;
  write_series(folder.path());
  const Surroundings here{.folder = folder.path()};
  const fs::path database = folder.path() / "lab.etalon";
  const auto runs_into_limit = [&](int kib) {
    const Ran ran = run_etalon(kRun, {.folder = folder.path(), .largest_file_kib = kib});
    INFO(ran.err);
    CHECK(ran.code == 74);
    CHECK_THAT(ran.err, contains_text("etalon: "));
    CHECK_THAT(ran.err, contains_text("free space"));
  };
  SECTION("before there is a database") {
    runs_into_limit(4);
    if (fs::exists(database)) CHECK(fs::file_size(database) == 0);
    CHECK(run_etalon(kRun, here).code == 0);
  }
  SECTION("in the middle of a later run") {
    REQUIRE(run_etalon(kRun, here).code == 0);
    const auto first = run_etalon({"report", "last"}, here).out;
    runs_into_limit(static_cast<int>(fs::file_size(database) / 1024) + 8);
    const Ran check = run_etalon({"db", "check", "--frames"}, here);
    INFO(check.out + check.err);
    CHECK(check.code == 0);
    CHECK_FALSE(first.empty());
    CHECK(run_etalon(kRun, here).code == 0);
  }
}

}  // namespace
}  // namespace etalon::test
