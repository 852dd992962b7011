// SPDX-License-Identifier: Apache-2.0
#include "reports/report_source.hpp"

#include "reports/writers/json.hpp"
#include "suite/core/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/example_evaluation.hpp"

#include <filesystem>
#include <fstream>

using namespace etalon;
using etalon::test::contains_text;
namespace fs = std::filesystem;

namespace {

/// A file that is gone when the test ends.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& name) : path_(fs::temp_directory_path() / name) {}
  ~TemporaryFile() { fs::remove(path_); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  const fs::path& path() const { return path_; }
  void write(const std::string& text) const { std::ofstream(path_) << text; }

 private:
  fs::path path_;
};

void write(const TemporaryFile& file, const reports::Report& report, bool single) {
  std::ofstream out(file.path());
  reports::write_json(report, {false, single}, out);
}

}  // namespace

TEST_CASE("What was written as JSON is read back: one evaluation, an array, a run") {
  const TemporaryFile file("etalon_report_source_back.json");
  const reports::Report measured = tests::example_report();
  write(file, measured, true);
  REQUIRE(reports::report_of_file(file.path()).evaluations.size() == 1);
  CHECK(reports::report_of_file(file.path()).evaluations[0].results ==
        measured.evaluations[0].results);
  write(file, measured, false);
  CHECK(reports::report_of_file(file.path()).evaluations.size() == 1);
  write(file, tests::example_run(), false);
  CHECK(reports::report_of_file(file.path()).evaluations.size() == 2);
  CHECK_FALSE(reports::report_of_file(file.path()).run.has_value());
}

TEST_CASE("A file that is missing, a folder or not JSON is named with what to do") {
  const auto message = [](const fs::path& path) -> std::string {
    try {
      reports::report_of_file(path);
    } catch (const FileError& error) {
      return error.what();
    }
    return "";
  };
  CHECK_THAT(message("no/such.json"), contains_text("no/such.json: This file cannot be opened"));
  CHECK_THAT(message(fs::temp_directory_path()), contains_text("is it a file?"));
  const TemporaryFile file("etalon_report_source_bad.json");
  file.write("{\"schema\": ");
  CHECK_THAT(message(file.path()), contains_text("This is not JSON ("));
  file.write("{\"schema\": \"etalon.run/1\"}");
  CHECK_THAT(message(file.path()), contains_text("no list \"evaluations\""));
  file.write("[{\"schema\": \"something else\"}]");
  CHECK_THAT(message(file.path()), contains_text("evaluation 1"));
  file.write("7");
  CHECK_THAT(message(file.path()), contains_text("evaluation 1"));
}
