// SPDX-License-Identifier: Apache-2.0
// What can be wrong with a file, a folder, a disk or another program when a database is opened.

#include "suite/core/error.hpp"
#include "suite/records/store.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/records/sample.hpp"

#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <functional>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace etalon;
using namespace etalon::test;
using records::OpenMode;
using records::Store;
using Texts = std::vector<std::string>;
using namespace std::chrono_literals;

namespace {

struct Lab {
  TemporaryFolder folder;
  InstallationFolder installation{folder.path() / "home"};
  std::filesystem::path file = folder.path() / "lab.etalon";
};

/// What opening says, with the SQLite state in front for errors of the database.
std::string complaint(const std::filesystem::path& file, OpenMode mode,
                      std::chrono::milliseconds wait = 10ms) {
  try {
    const Store store(file, {mode, wait});
    store.runs();
  } catch (const RecordError& error) {
    return error.state() + "|" + error.what();
  } catch (const FileError& error) {
    return error.what();
  }
  return "";
}

/// Runs `work` in a child process, as nobody when we are root (whom permissions do not bind), and
/// returns its exit code; 99 for an exception.
int as_ordinary_user(const std::function<int()>& work) {
  const pid_t child = fork();
  if (child == 0) {
    constexpr unsigned kNobody = 65534;
    if (geteuid() == 0 && (setgid(kNobody) != 0 || setuid(kNobody) != 0)) _exit(98);
    try {
      _exit(work());
    } catch (...) {
      _exit(99);
    }
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void make(const std::filesystem::path& file) {
  Store store(file);
  store.record_evaluation(store.begin_run(full_start()), "edge", 0, small_evaluation(0.1));
}

}  // namespace

TEST_CASE("A database is made only where that was asked for") {
  const Lab lab;
  for (const OpenMode mode : {OpenMode::read, OpenMode::write}) {
    CHECK_THAT(complaint(lab.file, mode),
               contains_text(lab.file.string()) && contains_text("there is no such database"));
  }
  CHECK_FALSE(std::filesystem::exists(lab.file));
  CHECK(complaint(lab.file, OpenMode::create).empty());
  CHECK(complaint(lab.file, OpenMode::write).empty());
  CHECK(complaint(lab.file, OpenMode::read).empty());
  CHECK_THAT(complaint(lab.folder.path() / "no" / "lab.etalon", OpenMode::create),
             contains_text("its folder does not exist"));
  CHECK_THAT(complaint(lab.folder.path(), OpenMode::create), contains_text("this is a folder"));
}

TEST_CASE("Between commands the database is one file") {
  const Lab lab;
  make(lab.file);
  { const Store reader(lab.file, {OpenMode::read}); }
  CHECK(names_in(lab.folder.path()) == Texts{"home", "lab.etalon"});
}

TEST_CASE("Names with characters that mean something in URIs are opened as they are") {
  const Lab lab;
  for (const char* name : {"a?mode=ro.etalon", "50%25.etalon", "a#b.etalon", "µ m.etalon"}) {
    const auto file = lab.folder.path() / name;
    make(file);
    CHECK(std::filesystem::exists(file));
    CHECK(Store(file, {OpenMode::read}).runs().size() == 1);
  }
}

TEST_CASE("What is not an Etalon database is refused and left alone") {
  const Lab lab;
  const OpenMode mode = GENERATE(OpenMode::read, OpenMode::write, OpenMode::create);
  SECTION("another kind of file") {
    const std::string text(5000, 'x');
    std::ofstream(lab.file) << text;
    CHECK_THAT(complaint(lab.file, mode),
               contains_text("SQLITE_NOTADB|" + lab.file.string() + " is not an Etalon database"));
    CHECK(std::filesystem::file_size(lab.file) == text.size());
  }
  SECTION("a database of another program") {
    OtherProgram(lab.file).execute("CREATE TABLE t (a); PRAGMA application_id = 7");
    CHECK_THAT(complaint(lab.file, mode), contains_text("a database of another program"));
    CHECK(OtherProgram(lab.file).query("SELECT name FROM sqlite_schema") == Texts{"t"});
  }
  SECTION("a newer schema") {
    make(lab.file);
    OtherProgram(lab.file).execute("PRAGMA user_version = 3");
    CHECK_THAT(complaint(lab.file, mode), contains_text("SQLITE_SCHEMA|") &&
                                              contains_text("has schema 3") &&
                                              contains_text("newest Etalon"));
  }
}

TEST_CASE("An empty file is no database, but may become one") {
  const Lab lab;
  std::ofstream(lab.file).flush();
  CHECK_THAT(complaint(lab.file, OpenMode::read), contains_text("is empty"));
  CHECK_THAT(complaint(lab.file, OpenMode::write), contains_text("is empty"));
  CHECK(complaint(lab.file, OpenMode::create).empty());
}

TEST_CASE("A truncated database is refused or found damaged, never half read") {
  const Lab lab;
  make(lab.file);
  std::filesystem::resize_file(lab.file, std::filesystem::file_size(lab.file) / 2);
  std::string said = complaint(lab.file, OpenMode::read);
  if (said.empty()) said = codes(Store(lab.file, {OpenMode::read}).check(false)).at(0);
  CHECK_THAT(said, contains_text("is damaged") || contains_text("db.integrity"));
}

TEST_CASE("A locked database says so after the time it was told to wait") {
  const Lab lab;
  make(lab.file);
  OtherProgram other(lab.file);
  REQUIRE(other.execute("BEGIN EXCLUSIVE").empty());
  const auto before = std::chrono::steady_clock::now();
  const std::string said = complaint(lab.file, OpenMode::write, 300ms);
  const auto waited = std::chrono::steady_clock::now() - before;
  CHECK(said == "SQLITE_BUSY|" + lab.file.string() +
                    " is locked by another program. Waited 0.3 s. Try again, or wait longer with "
                    "--wait 5min.");
  CHECK(waited >= 250ms);
  CHECK(waited < 5s);
  CHECK_THAT(complaint(lab.file, OpenMode::read), contains_text("SQLITE_BUSY|"));
}

TEST_CASE("A lock that is met while recording loses nothing and can be tried again") {
  const Lab lab;
  make(lab.file);
  Store store(lab.file, {OpenMode::write, 10ms});
  const std::string run = store.begin_run(full_start());
  {
    OtherProgram other(lab.file);
    REQUIRE(other.execute("BEGIN IMMEDIATE").empty());
    CHECK_THROWS_WITH(store.record_evaluation(run, "edge", 0, small_evaluation(0.2)),
                      contains_text("is locked by another program. Waited 0.01 s."));
    CHECK(store.runs().size() == 2);
  }
  store.record_evaluation(run, "edge", 0, small_evaluation(0.2));
  CHECK(store.load_run(run).evaluations.size() == 1);
  CHECK(store.check(false).empty());
}

TEST_CASE("A change that a killed program left half done is undone, also by a reader") {
  const Lab lab;
  make(lab.file);
  const auto left = lab.folder.path() / "left";
  std::filesystem::create_directory(left);
  {
    // So large that pages of it are in the file before the end of the transaction.
    OtherProgram other(lab.file);
    REQUIRE(other
                .execute("PRAGMA cache_size = 1; BEGIN; CREATE TABLE big (x);"
                         "INSERT INTO big WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1"
                         " FROM n WHERE i < 300) SELECT randomblob(4000) FROM n")
                .empty());
    for (const char* name : {"lab.etalon", "lab.etalon-journal"}) {
      std::filesystem::copy_file(lab.folder.path() / name, left / name);
    }
  }
  SECTION("where the folder can be written") {
    const Store store(left / "lab.etalon", {OpenMode::read});
    CHECK(store.check(false).empty());
    CHECK(store.load_run("last").evaluations.size() == 1);
    CHECK(names_in(left) == Texts{"lab.etalon"});
  }
  SECTION("but not on protected media, where the reader says what to do") {
    std::filesystem::permissions(left / "lab.etalon", std::filesystem::perms(0444));
    std::filesystem::permissions(left / "lab.etalon-journal", std::filesystem::perms(0444));
    std::filesystem::permissions(left, std::filesystem::perms(0555));
    std::filesystem::permissions(lab.folder.path(), std::filesystem::perms(0755));
    CHECK(as_ordinary_user([&] {
            const std::string said = complaint(left / "lab.etalon", OpenMode::read);
            return said.find("SQLITE_READONLY_ROLLBACK|") == 0 &&
                           said.find("together with its -journal") != std::string::npos
                       ? 0
                       : 1;
          }) == 0);
    std::filesystem::permissions(left, std::filesystem::perms(0755));
  }
}

TEST_CASE("A database opened for reading records nothing") {
  const Lab lab;
  make(lab.file);
  Store store(lab.file, {OpenMode::read});
  CHECK_THROWS_WITH(store.begin_run(full_start()), contains_text("opened for reading only"));
}

TEST_CASE("A write-protected folder can be read; writing is refused with advice") {
  const Lab lab;
  make(lab.file);
  std::filesystem::permissions(lab.file, std::filesystem::perms(0644));
  std::filesystem::permissions(lab.folder.path(), std::filesystem::perms(0555));
  const int code = as_ordinary_user([&] {
    if (!complaint(lab.file, OpenMode::read).empty()) return 1;
    for (const OpenMode mode : {OpenMode::write, OpenMode::create}) {
      const std::string said = complaint(lab.file, mode);
      if (said.find("SQLITE_READONLY_DIRECTORY|The folder of " + lab.file.string() +
                    " is write-protected") != 0) {
        return 2;
      }
    }
    if (complaint(lab.folder.path() / "new.etalon", OpenMode::create).find("write-protected") ==
        std::string::npos) {
      return 3;
    }
    return Store(lab.file, {OpenMode::read}).check(true).empty() ? 0 : 4;
  });
  std::filesystem::permissions(lab.folder.path(), std::filesystem::perms(0755));
  CHECK(code == 0);
}

TEST_CASE("A write-protected file in an open folder is refused with advice") {
  const Lab lab;
  make(lab.file);
  std::filesystem::permissions(lab.file, std::filesystem::perms(0444));
  std::filesystem::permissions(lab.folder.path(), std::filesystem::perms(0777));
  CHECK(as_ordinary_user([&] {
          const std::string said = complaint(lab.file, OpenMode::write);
          return said.find("SQLITE_READONLY|" + lab.file.string() + " is write-protected") == 0 ? 0
                                                                                                : 1;
        }) == 0);
}

TEST_CASE("A full disk is said, loses nothing that was recorded and leaves a sound database") {
  const Lab lab;
  make(lab.file);
  const auto size = std::filesystem::file_size(lab.file);
  const pid_t child = fork();
  if (child == 0) {
    // No file may grow beyond this; a write past it fails as on a full disk.
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{size + 20'000, size + 20'000};
    setrlimit(RLIMIT_FSIZE, &limit);
    int recorded = 0;
    try {
      Store store(lab.file);
      const std::string run = store.load_run("last").summary.id;
      for (; recorded < 1000; ++recorded) {
        store.record_evaluation(run, "edge", recorded, full_evaluation());
      }
    } catch (const RecordError& error) {
      const bool helpful =
          std::string(error.what()).find("what was recorded before is safe") != std::string::npos;
      _exit(helpful && recorded < 1000 ? 100 + recorded : 1);
    } catch (...) {
      _exit(2);
    }
    _exit(3);
  }
  int status = 0;
  waitpid(child, &status, 0);
  REQUIRE(WIFEXITED(status));
  REQUIRE(WEXITSTATUS(status) >= 100);
  const auto recorded = static_cast<std::size_t>(WEXITSTATUS(status) - 100);
  Store store(lab.file);
  CHECK(store.check(true).empty());
  CHECK(store.load_run("last").evaluations.size() == 1 + recorded);
  store.record_evaluation(store.load_run("last").summary.id, "edge", 0, small_evaluation(0.2));
  CHECK(store.check(true).empty());
}
