// SPDX-License-Identifier: Apache-2.0
// The program etalon-report as a person calls it.
#include "reports/writers/json.hpp"
#include "suite/records/store.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/example_evaluation.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/wait.h>

using namespace etalon;
using etalon::test::contains_text;
namespace fs = std::filesystem;

namespace {

struct Called {
  int exit_code = -1;
  std::string text;  ///< standard output and error
};

std::string contents(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// A folder of its own for each test.
class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "etalon_report_XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  fs::path operator/(const std::string& name) const { return path_ / name; }

  Called call(const std::string& arguments) const {
    const fs::path said = path_ / "said.txt";
    const std::string command = "cd '" + path_.string() + "' && '" + ETALON_PROGRAM_DIR +
                                "/etalon-report' " + arguments + " > said.txt 2>&1";
    const int status = std::system(command.c_str());
    return {WEXITSTATUS(status), contents(said)};
  }

 private:
  fs::path path_;
};

}  // namespace

TEST_CASE("An evaluation file becomes a page") {
  const Folder folder;
  {
    std::ofstream file(folder / "edge.json");
    reports::write_json(tests::example_report(), {false, true}, file);
  }
  const Called outcome = folder.call("--evaluation edge.json --output edge.html");
  CHECK(outcome.text.empty());
  CHECK(outcome.exit_code == 0);
  const std::string page = contents(folder / "edge.html");
  CHECK_THAT(page, contains_text("Fine detail is kept up to <b>841</b>"));
  CHECK(page.ends_with("</html>\n"));
}

TEST_CASE("A run of a database becomes a page with its pictures") {
  const Folder folder;
  {
    records::Store store(folder / "lab.etalon", {records::OpenMode::create, {}});
    const reports::Report example = tests::example_run();
    const std::string run = store.begin_run(example.run->start);
    store.record_evaluation(run, "edge", 1, example.run->evaluations[0].evaluation);
    store.finish_run(run, records::RunStatus::finished);
  }
  const Called outcome =
      folder.call("--database lab.etalon --run last --output run.html --wait 1s");
  CHECK(outcome.text.empty());
  CHECK(outcome.exit_code == 0);
  const std::string page = contents(folder / "run.html");
  CHECK_THAT(page, contains_text("OpenFlexure v7 “ofm-07”"));
  CHECK_THAT(page, contains_text("data:image/png;base64,"));
}

TEST_CASE("What is wrong with the command line exits with 64 and says so") {
  const Folder folder;
  CHECK(folder.call("").exit_code == 64);
  CHECK(folder.call("--output x.html --colour").exit_code == 64);
  const Called nothing = folder.call("--output x.html");
  CHECK(nothing.exit_code == 64);
  CHECK_THAT(nothing.text, contains_text("give --database FILE or --evaluation FILE.json"));
  const Called format = folder.call("--evaluation x.json --output x.pdf");
  CHECK(format.exit_code == 64);
  CHECK_THAT(format.text, contains_text("\"x.pdf\" does not end in .html"));
  const Called bare_wait = folder.call("--database x --output x.html --wait 5");
  CHECK(bare_wait.exit_code == 64);
  CHECK_THAT(bare_wait.text, contains_text("--wait: "));
}

TEST_CASE("What is wrong with files exits with 74, and no half page stays behind") {
  const Folder folder;
  const Called missing = folder.call("--database none.etalon --output x.html");
  CHECK(missing.exit_code == 74);
  CHECK_THAT(missing.text, contains_text("none.etalon"));
  {
    std::ofstream file(folder / "edge.json");
    reports::write_json(tests::example_report(), {false, true}, file);
  }
  const Called no_folder = folder.call("--evaluation edge.json --output none/x.html");
  CHECK(no_folder.exit_code == 74);
  CHECK_THAT(no_folder.text, contains_text("none/x.html: The report could not be written"));
  CHECK_FALSE(fs::exists(folder / "x.html"));
}

TEST_CASE("Help shows examples") {
  const Called help = Folder().call("--help");
  CHECK(help.exit_code == 0);
  CHECK_THAT(help.text, contains_text("etalon-report --database lab.etalon --run last"));
}

TEST_CASE("A locale with decimal commas changes no number of the page") {
  const Folder folder;
  {
    std::ofstream file(folder / "edge.json");
    reports::write_json(tests::example_report(), {false, true}, file);
  }
  REQUIRE(folder.call("--evaluation edge.json --output plain.html").exit_code == 0);
  ::setenv("LC_ALL", "de_DE.UTF-8", 1);
  REQUIRE(folder.call("--evaluation edge.json --output german.html").exit_code == 0);
  ::unsetenv("LC_ALL");
  const std::string plain = contents(folder / "plain.html");
  const std::string german = contents(folder / "german.html");
  const auto without_time = [](std::string page) {
    for (auto at = page.find("written 20"); at != std::string::npos; at = page.find("written 20")) {
      page.erase(at, 28);
    }
    return page;
  };
  CHECK(without_time(plain) == without_time(german));
}
