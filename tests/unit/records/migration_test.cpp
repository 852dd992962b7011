// SPDX-License-Identifier: Apache-2.0
// Files of older schemas. rows_v1.sql holds the rows of a database that the program wrote when
// schema 1 was the newest: a corrected evaluation with one of everything, in a run that was
// aborted.

#include "suite/core/error.hpp"
#include "suite/records/store.hpp"
#include "suite/trust/digest.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/records/sample.hpp"

#include <fstream>
#include <sstream>

using namespace etalon;
using namespace etalon::test;
using records::OpenMode;
using records::Store;
using Texts = std::vector<std::string>;

namespace {

constexpr const char* kRun = "01a212df-4084-734c-b58b-04b18434ffa1";

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

/// A file of schema 1.
struct OldLab {
  OldLab() {
    const std::filesystem::path source = ETALON_SOURCE_DIR;
    OtherProgram old(file);
    REQUIRE(old.execute(text_of(source / "suite/records/schema/v1.sql")).empty());
    REQUIRE(old.execute("BEGIN;" + text_of(source / "tests/unit/records/rows_v1.sql") + "COMMIT;")
                .empty());
  }
  Texts version() const { return OtherProgram(file).query("PRAGMA user_version"); }
  Texts chain() const {
    return OtherProgram(file).query("SELECT * FROM record WHERE arrival <= 6 ORDER BY arrival");
  }

  TemporaryFolder folder;
  InstallationFolder installation{folder.path() / "home"};
  std::filesystem::path file = folder.path() / "lab.etalon";
};

/// full_evaluation() as it was before there were maps.
Evaluation old_evaluation() {
  Evaluation evaluation = full_evaluation();
  evaluation.maps.clear();
  return evaluation;
}

void check_content(const records::RunDetail& detail) {
  CHECK(detail.summary.status == records::RunStatus::aborted);
  CHECK(detail.start.protocol.text == full_start().protocol.text);
  CHECK(detail.frames.size() == 1);
  CHECK(detail.journal.size() == 1);
  CHECK(detail.grades.empty());
  REQUIRE(detail.evaluations.size() == 2);
  CHECK(detail.evaluations[0].superseded_by == detail.evaluations[1].id);
  const Evaluation& evaluation = detail.evaluations[1].evaluation;
  CHECK(canonical_text(evaluation) == canonical_text(old_evaluation()));
  CHECK(evaluation.pictures == old_evaluation().pictures);
  CHECK(detail.evaluations[1].sources.empty());
  CHECK(detail.evaluations[1].digest == trust::result_digest(old_evaluation()));
}

}  // namespace

TEST_CASE("A file of schema 1 is read as it is and stays as it is") {
  const OldLab lab;
  const std::string before = text_of(lab.file);
  {
    const Store store(lab.file, {OpenMode::read});
    CHECK(codes(store.check(false)).empty());
    CHECK(store.runs().size() == 1);
    check_content(store.load_run(kRun));
  }
  CHECK(text_of(lab.file) == before);
  CHECK(lab.version() == Texts{"1"});
}

TEST_CASE("Opening for writing brings schema 1 to 2 and keeps every hash and every value") {
  const OldLab lab;
  const Texts before = lab.chain();
  REQUIRE(before.size() == 6 * 8);
  {
    Store store(lab.file, {GENERATE(OpenMode::write, OpenMode::create)});
    CHECK(codes(store.check(false)).empty());
    check_content(store.load_run(kRun));

    const std::string other = store.record_evaluation(kRun, "edge", 1, full_evaluation());
    store.record_evaluation(kRun, "edge", 0, small_evaluation(1), std::nullopt, {other});
    store.record_grade(kRun, full_grade(), profile_document());
    CHECK(codes(store.check(false)).empty());
    CHECK(store.load_run(kRun).evaluations[2].evaluation.maps == full_evaluation().maps);
    CHECK(store.load_run(kRun).grades.size() == 1);
  }
  CHECK(lab.version() == Texts{"2"});
  CHECK(lab.chain() == before);
  CHECK(OtherProgram(lab.file).query("PRAGMA foreign_key_check").empty());
  CHECK(names_in(lab.folder.path()) == Texts{"home", "lab.etalon"});
}

TEST_CASE("A file that was brought to schema 2 has the definitions of a new one, and its guards") {
  const OldLab lab;
  const auto fresh = lab.folder.path() / "new.etalon";
  { const Store old(lab.file), made(fresh); }
  const char* definitions = "SELECT type, name, sql FROM sqlite_schema ORDER BY type, name";
  CHECK(OtherProgram(lab.file).query(definitions) == OtherProgram(fresh).query(definitions));
  CHECK(OtherProgram(lab.file).execute("DELETE FROM record") == "append-only");
}

TEST_CASE("A change of schema that fails leaves the file as it was") {
  const OldLab lab;
  REQUIRE(OtherProgram(lab.file).execute("CREATE TABLE judgement (ours)").empty());
  const Texts before = lab.chain();
  CHECK_THROWS_WITH(Store(lab.file, {OpenMode::write}), contains_text("judgement"));
  CHECK(lab.version() == Texts{"1"});
  CHECK(lab.chain() == before);
  const Store store(lab.file, {OpenMode::read});
  CHECK(codes(store.check(false)).empty());
  check_content(store.load_run(kRun));
}

TEST_CASE("A tampered file of schema 1 is still found out, before and after") {
  const OldLab lab;
  {
    OtherProgram other(lab.file);
    const auto triggers = other.query("SELECT sql FROM sqlite_schema WHERE type = 'trigger'");
    other.drop_triggers();
    REQUIRE(other.execute("UPDATE result SET value = 0.9 WHERE ordinal = 1").empty());
    for (const std::string& trigger : triggers) REQUIRE(other.execute(trigger).empty());
  }
  CHECK(codes(Store(lab.file, {OpenMode::read}).check(false)) == Texts{"db.record_changed"});
  CHECK(codes(Store(lab.file, {OpenMode::write}).check(false)) == Texts{"db.record_changed"});
}
