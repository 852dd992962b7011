// SPDX-License-Identifier: Apache-2.0
// What a database is to others: people, copies of it, other installations.
#include "suite/core/error.hpp"
#include "suite/records/store.hpp"
#include "suite/trust/digest.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/records/sample.hpp"

#include <algorithm>

using namespace etalon;
using namespace etalon::test;
using records::OpenMode;
using records::Store;
using Texts = std::vector<std::string>;

namespace {

struct Lab {
  TemporaryFolder folder;
  InstallationFolder installation{folder.path() / "home"};
  std::filesystem::path file = folder.path() / "lab.etalon";
};

}  // namespace

TEST_CASE("A document is stored once and must be the one that its hash names") {
  const Lab lab;
  Store store(lab.file);
  store.begin_run(full_start());
  store.begin_run(full_start());
  CHECK(OtherProgram(lab.file).query("SELECT count(*) FROM document") == Texts{"3"});
  auto start = full_start();
  start.protocol.sha256 = std::string(64, '0');
  CHECK_THROWS_WITH(store.begin_run(start),
                    contains_text("protocol \"edge-check\"") && contains_text("SHA-256"));
  CHECK(store.runs().size() == 2);
}

TEST_CASE("Views show results to people without the program") {
  const Lab lab;
  Store store(lab.file);
  const std::string run = store.begin_run(full_start());
  const std::string wrong = store.record_evaluation(run, "edge", 0, small_evaluation(0.25));
  store.record_evaluation(run, "edge", 0, small_evaluation(0.5), wrong);
  store.record_evaluation(run, "again", 1, full_evaluation());
  OtherProgram other(lab.file);
  CHECK(other.query("SELECT instrument, protocol, measurand, value, unit, interval_lower,"
                    " interval_upper, superseded FROM v_results WHERE step = 'edge'") ==
        Texts{"ofm-07", "edge-check", "mtf50", "0.25", "cycles/px", "0.248", "0.252", "1",  //
              "ofm-07", "edge-check", "mtf50", "0.5", "cycles/px", "0.498", "0.502", "0"});
  CHECK(other.query("SELECT method, caveats, subject FROM v_results WHERE step = 'again'"
                    " AND kind = 'estimate'") == Texts{"slanted_edge/spline v3",
                                                       "slanted_edge.saturated transfer",
                                                       R"({"edge":"edge-1","plane":"red"})"});
  CHECK(other.query("SELECT value, n, standard_uncertainty, interval_lower FROM v_results"
                    " WHERE kind = 'statistic'") == Texts{"12.0", "16", "NULL", "NULL"});
  CHECK(other.query(
            "SELECT run, protocol_version, site, operator, status, evaluations FROM v_runs") ==
        Texts{run, "1", "hospital-2", "Ada", "running", "3"});
  CHECK(other.query("SELECT code, advice FROM v_failures") ==
        Texts{"slanted_edge.no_edge", "Focus again."});
}

TEST_CASE("A name can be forgotten without breaking a chain") {
  const Lab lab;
  Store store(lab.file);
  store.begin_run(full_start());
  store.begin_run(full_start());
  OtherProgram other(lab.file);
  CHECK(other.query("SELECT count(*) FROM person") == Texts{"1"});
  CHECK(other.execute("UPDATE person SET name = NULL").empty());
  CHECK(store.load_run("last").start.operator_name.empty());
  CHECK(store.check(false).empty());
  CHECK_THAT(other.execute("DELETE FROM person"), contains_text("set the name to NULL"));
}

TEST_CASE("Each installation continues its own chain in a copy of the database") {
  const Lab lab;
  const auto copy = lab.folder.path() / "copy.etalon";
  {
    Store store(lab.file);
    store.begin_run(full_start());
    store.begin_run(full_start());
  }
  std::filesystem::copy_file(lab.file, copy);
  {
    const InstallationFolder other(lab.folder.path() / "other-home");
    Store store(copy);
    store.begin_run(full_start());
    CHECK(store.check(false).empty());
  }
  Store(copy).begin_run(full_start());
  CHECK(OtherProgram(copy).query(
            "SELECT count(*) FROM record GROUP BY writer ORDER BY min(arrival)") ==
        Texts{"3", "1"});
  CHECK(OtherProgram(copy).query("SELECT sequence FROM record ORDER BY arrival") ==
        Texts{"1", "2", "1", "3"});
  CHECK(Store(copy).check(false).empty());

  // The same installation in the original: the same writer and sequence with another hash, a fork.
  Store(lab.file).begin_run(full_start());
  const char* third = "SELECT writer, sequence, previous FROM record WHERE sequence = 3";
  const char* hash = "SELECT sha256 FROM record WHERE sequence = 3";
  CHECK(OtherProgram(copy).query(third) == OtherProgram(lab.file).query(third));
  CHECK(OtherProgram(copy).query(hash) != OtherProgram(lab.file).query(hash));
}

TEST_CASE("Databases of one installation have different writers, so that they can be merged") {
  const Lab lab;
  const auto second = lab.folder.path() / "second.etalon";
  Store(lab.file).begin_run(full_start());
  Store(second).begin_run(full_start());
  CHECK(OtherProgram(lab.file).query("SELECT id FROM writer") !=
        OtherProgram(second).query("SELECT id FROM writer"));
  CHECK(OtherProgram(lab.file).query("SELECT installation FROM writer") ==
        OtherProgram(second).query("SELECT installation FROM writer"));
}

TEST_CASE("Frames lie beside the database under its name") {
  const Lab lab;
  CHECK(Store(lab.file).frames_folder() == lab.folder.path() / "lab.frames");
  CHECK(Store(lab.file).path() == lab.file);
}
