// SPDX-License-Identifier: Apache-2.0
// What `check` finds after somebody changed the file behind the back of the program.

#include "suite/core/error.hpp"
#include "suite/records/store.hpp"
#include "suite/trust/digest.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/records/sample.hpp"

#include <fstream>

using namespace etalon;
using namespace etalon::test;
using records::OpenMode;
using records::Store;
using Texts = std::vector<std::string>;

namespace {

/// A database with one of everything; `tamper` and then look.
struct Lab {
  Lab() {
    std::filesystem::create_directories(folder.path() / "lab.frames");
    std::ofstream(frame) << "light";
    Store store(file);
    run = store.begin_run(full_start());
    store.record_frames(run, {{"edge", 0, 0, "edge.tif", trust::sha256_of("light"), 0, {}},
                              {"edge", 0, 1, "edge.tif", trust::sha256_of("light"), 1, {}},
                              {"edge", 0, 2, "", trust::sha256_of("not kept"), 0, {}}});
    store.record_journal(run, {"2026-11-23T00:00:00Z", "edge", 0, "measured", ""});
    evaluation = store.record_evaluation(run, "edge", 0, full_evaluation());
    const std::string second = store.record_evaluation(run, "edge", 1, small_evaluation(0.2));
    store.record_evaluation(run, "edge", 0, small_evaluation(0.3), std::nullopt,
                            {evaluation, second});
    store.finish_run(run, records::RunStatus::finished);
    store.record_grade(run, full_grade(), profile_document());
  }

  void tamper(const std::string& sql) const {
    OtherProgram other(file);
    const auto triggers = other.query("SELECT sql FROM sqlite_schema WHERE type = 'trigger'");
    REQUIRE(other.execute("BEGIN").empty());
    other.drop_triggers();
    REQUIRE(other.execute(sql) == "");
    for (const std::string& trigger : triggers) REQUIRE(other.execute(trigger).empty());
    REQUIRE(other.execute("COMMIT").empty());
  }

  std::vector<records::CheckFinding> findings(bool frames = false) const {
    return Store(file, {OpenMode::read}).check(frames);
  }
  Texts found(bool frames = false) const { return codes(findings(frames)); }

  TemporaryFolder folder;
  InstallationFolder installation{folder.path() / "home"};
  std::filesystem::path file = folder.path() / "lab.etalon";
  std::filesystem::path frame = folder.path() / "lab.frames" / "edge.tif";
  std::string run;
  std::string evaluation;
};

}  // namespace

TEST_CASE("A database that nobody touched has no findings") {
  const Lab lab;
  CHECK(lab.found(true).empty());
}

TEST_CASE("Records refuse to be changed or deleted") {
  const Lab lab;
  OtherProgram other(lab.file);
  for (const std::string& table :
       other.query("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'person'")) {
    CAPTURE(table);
    REQUIRE(other.query("SELECT count(*) > 0 FROM " + table) == Texts{"1"});
    CHECK(other.execute("DELETE FROM " + table) == "append-only");
    const auto column = other.query("SELECT name FROM pragma_table_info('" + table + "') LIMIT 1");
    CHECK(other.execute("UPDATE " + table + " SET " + column[0] + " = " + column[0]) ==
          "append-only");
  }
  CHECK(lab.found().empty());
}

TEST_CASE("A changed value is found, whatever the column") {
  const Lab lab;
  const std::string change = GENERATE(
      as<std::string>(), "UPDATE result SET value = 0.9 WHERE ordinal = 0",
      "UPDATE result SET value = value + 1e-15 WHERE ordinal = 0", "UPDATE result SET unit = 'px'",
      "UPDATE result SET value = NULL WHERE ordinal = 0",
      "UPDATE budget_component SET sensitivity = 0", "UPDATE caveat SET detail = ''",
      "DELETE FROM caveat", "UPDATE item_value SET value = 1 WHERE name = 'angle'",
      "UPDATE item_position SET axis = 'q' WHERE axis = 'z'", "UPDATE item SET flags = '[]'",
      "UPDATE curve SET y = x WHERE ordinal = 0", "UPDATE peer SET value = 1",
      "UPDATE failure SET advice = ''", "UPDATE parameter SET value = 'x' WHERE name = 'note'",
      "UPDATE input_file SET sha256 = ''", "UPDATE picture SET grey = x'00' WHERE ordinal = 0",
      "UPDATE overlay SET label = ''", "UPDATE evaluation SET digest = '' WHERE repeat = 0",
      "INSERT INTO failure SELECT evaluation, 7, code, detail, advice FROM failure",
      "UPDATE map SET pitch_px = 33 WHERE ordinal = 0", "DELETE FROM map",
      "UPDATE map SET value = standard_uncertainty WHERE ordinal = 0",
      "DELETE FROM evaluation_source WHERE ordinal = 1",
      "INSERT INTO evaluation_source SELECT source, 0, evaluation FROM evaluation_source"
      " WHERE ordinal = 1");
  CAPTURE(change);
  lab.tamper(change);
  const auto findings = lab.findings();
  REQUIRE_FALSE(findings.empty());
  CHECK(findings[0].code == "db.record_changed");
  CHECK_THAT(findings[0].detail, contains_text("evaluation") && contains_text("changed by hand"));
}

TEST_CASE("Changes to the course of a run are found") {
  const Lab lab;
  const std::string change = GENERATE(
      as<std::string>(), "UPDATE run SET site = 'elsewhere'", "UPDATE run SET started = ''",
      "UPDATE run SET instrument_description = '{}'", "UPDATE run_document SET version = '9'",
      "UPDATE frame SET path = 'other.tif' WHERE ordinal = 0", "UPDATE journal SET event = 'x'",
      "UPDATE run_end SET status = 'aborted'", "DELETE FROM run_end");
  CAPTURE(change);
  lab.tamper(change);
  CHECK(lab.found() == Texts{"db.record_changed"});
}

TEST_CASE("A changed grade is found") {
  const Lab lab;
  const std::string change = GENERATE(
      as<std::string>(), "UPDATE grade SET verdict = 'pass'", "UPDATE grade SET fit_for = '[]'",
      "UPDATE judgement SET limit_value = 0.2 WHERE ordinal = 0", "DELETE FROM judgement",
      "UPDATE judgement SET result = NULL", "UPDATE judgement SET required = 1 WHERE ordinal = 0",
      "UPDATE judgement SET caps = '[]' WHERE ordinal = 0");
  CAPTURE(change);
  lab.tamper(change);
  const auto findings = lab.findings();
  REQUIRE(codes(findings) == Texts{"db.record_changed"});
  CHECK_THAT(findings[0].detail, contains_text("The grade "));
}

TEST_CASE("A record whose payload was made to fit does not fit its chain") {
  const Lab lab;
  lab.tamper("UPDATE record SET payload = sha256 WHERE sequence = 3");
  CHECK(lab.found() == Texts{"db.chain_broken", "db.record_changed"});
}

TEST_CASE("Removed records leave a gap") {
  const Lab lab;
  lab.tamper("DELETE FROM journal; DELETE FROM record WHERE kind = 'journal'");
  const auto findings = lab.findings();
  REQUIRE(codes(findings) == Texts{"db.chain_gap"});
  CHECK_THAT(findings[0].detail, contains_text("Records 3 to 3 of writer"));
}

TEST_CASE("A renumbered chain is broken") {
  const Lab lab;
  lab.tamper(
      "DELETE FROM journal; DELETE FROM record WHERE kind = 'journal';"
      "UPDATE record SET sequence = sequence - 1 WHERE sequence > 3");
  // The record after the gap names another one as previous, and all five have moved.
  CHECK(lab.found() == Texts(6, "db.chain_broken"));
}

TEST_CASE("Rows without a record are found") {
  const Lab lab;
  lab.tamper(
      "INSERT INTO journal VALUES ('x', (SELECT id FROM run), '', '', 0, 'forged', '');"
      "INSERT INTO result SELECT 'nothing', ordinal, measurand, kind, value, unit, 1, 1, 1, 1, 1, "
      "1,"
      " subject FROM result WHERE ordinal = 1");
  CHECK(lab.found() == Texts{"db.foreign_key", "db.foreign_key"});
}

TEST_CASE("A missing guard and a foreign trigger are found, a view of the site's own is not") {
  const Lab lab;
  OtherProgram other(lab.file);
  REQUIRE(other.execute("CREATE VIEW ours AS SELECT 1").empty());
  CHECK(lab.found().empty());
  REQUIRE(other.execute("DROP TRIGGER result_no_update").empty());
  REQUIRE(
      other
          .execute("CREATE TRIGGER better AFTER INSERT ON result BEGIN UPDATE result SET value ="
                   " 1; END")
          .empty());
  REQUIRE(other.execute("DROP VIEW v_failures; CREATE VIEW v_failures AS SELECT 1").empty());
  const auto findings = lab.findings();
  REQUIRE(codes(findings) == Texts{"db.schema_changed", "db.schema_changed", "db.schema_changed"});
  CHECK_THAT(findings[0].detail, contains_text("trigger result_no_update of schema 2 is missing"));
  CHECK_THAT(findings[1].detail, contains_text("view v_failures is not that"));
  CHECK_THAT(findings[2].detail, contains_text("trigger better does not belong"));
}

TEST_CASE("A changed text of a protocol or profile is found") {
  const Lab lab;
  const std::string kind = GENERATE("protocol", "profile");
  lab.tamper("UPDATE document SET text = text || ' ' WHERE text LIKE '" + kind + "%'");
  CHECK(lab.found() == Texts{"db.document_changed"});
}

TEST_CASE("Frames are compared with their hashes when asked for") {
  const Lab lab;
  SECTION("changed") {
    std::ofstream(lab.frame) << "Light";
    CHECK(lab.found(false).empty());
    const auto findings = lab.findings(true);
    REQUIRE(codes(findings) == Texts{"db.frame_changed"});
    CHECK_THAT(findings[0].detail, contains_text("edge.tif") && contains_text(lab.run));
  }
  SECTION("missing") {
    std::filesystem::remove(lab.frame);
    CHECK(lab.found(false).empty());
    CHECK(lab.found(true) == Texts{"db.frame_missing"});
  }
  SECTION("unreadable") {
    std::filesystem::remove(lab.frame);
    std::filesystem::create_directory(lab.frame);
    CHECK(lab.found(true) == Texts{"db.frame_unreadable"});
  }
}

TEST_CASE("A frame that was not copied is looked for where it was") {
  const Lab lab;
  const auto outside = lab.folder.path() / "outside.tif";
  std::ofstream(outside) << "bright";
  Store store(lab.file);
  store.record_frames(store.begin_run(full_start()),
                      {{"edge", 0, 0, outside.string(), trust::sha256_of("bright"), 0, {}}});
  CHECK(store.check(true).empty());
  std::ofstream(outside) << "dark";
  CHECK(codes(store.check(true)) == Texts{"db.frame_changed"});
}

TEST_CASE("A damaged page is a finding, not a crash") {
  const Lab lab;
  const auto size = std::filesystem::file_size(lab.file);
  // Each page in turn but the first, without which this is no database.
  for (std::uintmax_t page = 1; page < size / 4096; ++page) {
    const auto copy = lab.folder.path() / "damaged.etalon";
    std::filesystem::copy_file(lab.file, copy, std::filesystem::copy_options::overwrite_existing);
    {
      std::fstream stream(copy, std::ios::in | std::ios::out | std::ios::binary);
      stream.seekp(static_cast<std::streamoff>(page * 4096));
      stream << std::string(4096, '\xff');
    }
    CAPTURE(page);
    bool found = false;
    try {
      found = !Store(copy, {OpenMode::read}).check(false).empty();
    } catch (const RecordError& error) {
      found = error.state() == "SQLITE_CORRUPT";
    }
    CHECK(found);
  }
}
