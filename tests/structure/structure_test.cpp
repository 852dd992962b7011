// SPDX-License-Identifier: Apache-2.0
#include "tests/structure/structure_check.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

#include <fstream>
#include <string>

namespace fs = std::filesystem;
using etalon::structure::broken_rules;
using etalon::structure::etalon_rules;

namespace {

const std::string kLicence = "// SPDX-License-Identifier: Apache-2.0\n";

class Tree {
 public:
  void write(const std::string& path, const std::string& text) const {
    fs::create_directories((folder_.path() / path).parent_path());
    std::ofstream(folder_.path() / path) << text;
  }
  std::vector<std::string> problems() const { return broken_rules(folder_.path(), etalon_rules()); }

 private:
  etalon::test::TemporaryFolder folder_;
};

std::string lines(std::size_t count) {
  std::string text = kLicence;
  for (std::size_t i = 1; i < count; ++i) text += "\n";
  return text;
}

}  // namespace

TEST_CASE("This tree keeps the rules of the house") {
  const auto problems = broken_rules(ETALON_SOURCE_DIR, etalon_rules());
  for (const std::string& problem : problems) UNSCOPED_INFO(problem);
  CHECK(problems.empty());
}

TEST_CASE("The check looks at this tree at all") {
  auto rules = etalon_rules();
  rules.longest_file = 1;
  rules.longest_test = 1;
  CHECK(broken_rules(ETALON_SOURCE_DIR, rules).size() > 30);
}

TEST_CASE("A lawful tree has no problems") {
  const Tree tree;
  tree.write("suite/core/a.hpp", kLicence + "#pragma once\n#include <string>\n");
  tree.write("suite/metrics/b.cpp", kLicence + "#include \"suite/core/a.hpp\"\n");
  tree.write("suite/cli/c.cpp", kLicence + "#include \"reports/writers/d.hpp\"\n");
  tree.write("reports/charts/e.cpp",
             kLicence + "#include <QChart>\n#include <QtCharts/QLineSeries>\n");
  tree.write("suite/records/f.cpp", kLicence + "#include <sqlite3.h>\n");
  tree.write("hardware/simulator/g.cpp", kLicence + "#include \"targets/h.hpp\"\n");
  tree.write("suite/core/length.cpp", lines(400));
  tree.write("tests/length_test.cpp", lines(600));
  CHECK(tree.problems() == std::vector<std::string>{});
}

TEST_CASE("Each broken rule is found, with file and line") {
  const Tree tree;
  std::string text;
  std::string path = "suite/core/a.cpp";
  std::string expected;

  SECTION("an include that points up") {
    text = kLicence + "\n#include \"suite/metrics/metric.hpp\"\n";
    expected =
        "suite/core/a.cpp:3: suite/core must not include suite/metrics "
        "(\"suite/metrics/metric.hpp\")";
  }
  SECTION("an include that points up, spaced out") {
    text = kLicence + "  #  include   \"suite/metrics/metric.hpp\"\n";
    expected =
        "suite/core/a.cpp:2: suite/core must not include suite/metrics "
        "(\"suite/metrics/metric.hpp\")";
  }
  SECTION("a room beside this one") {
    path = "suite/metrics/a.cpp";
    text = kLicence + "#include \"suite/imagefiles/image_file.hpp\"\n";
    expected =
        "suite/metrics/a.cpp:2: suite/metrics must not include suite/imagefiles "
        "(\"suite/imagefiles/image_file.hpp\")";
  }
  SECTION("a driver that knows targets") {
    path = "hardware/drivers/folder/a.cpp";
    text = kLicence + "#include \"targets/target.hpp\"\n";
    expected =
        "hardware/drivers/folder/a.cpp:2: hardware must not include targets "
        "(\"targets/target.hpp\")";
  }
  SECTION("a writer that needs charts") {
    path = "reports/writers/a.cpp";
    text = kLicence + "#include \"reports/charts/chart.hpp\"\n";
    expected =
        "reports/writers/a.cpp:2: reports must not include reports/charts "
        "(\"reports/charts/chart.hpp\")";
  }
  SECTION("Qt outside its folders") {
    path = "reports/writers/a.cpp";
    text = kLicence + "#include <QString>\n";
    expected = "reports/writers/a.cpp:2: reports must not include <QString>";
  }
  SECTION("Qt with its module") {
    path = "suite/cli/a.cpp";
    text = kLicence + "#include <QtCore/QString>\n";
    expected = "suite/cli/a.cpp:2: suite/cli must not include <QtCore/QString>";
  }
  SECTION("SQLite outside the records") {
    path = "suite/cli/a.cpp";
    text = kLicence + "#include <sqlite3.h>\n";
    expected = "suite/cli/a.cpp:2: suite/cli must not include <sqlite3.h>";
  }
  SECTION("an include beside the file instead of from the root") {
    text = kLicence + "#include \"b.hpp\"\n";
    expected =
        "suite/core/a.cpp:2: \"b.hpp\" is not in a room; own headers are included from the "
        "repository root";
  }
  SECTION("no licence line") {
    text = "\n" + kLicence;
    expected =
        "suite/core/a.cpp:1: the first line must be the licence: SPDX-License-Identifier: "
        "Apache-2.0";
  }
  SECTION("no licence line in a CMake file") {
    path = "suite/core/CMakeLists.txt";
    text = "etalon_add_library(core)\n";
    expected =
        "suite/core/CMakeLists.txt:1: the first line must be the licence: SPDX-License-Identifier: "
        "Apache-2.0";
  }
  SECTION("a file of 401 lines") {
    text = lines(401);
    expected = "suite/core/a.cpp:401: longer than 400 lines; split it";
  }
  SECTION("a test of 601 lines") {
    path = "tests/a_test.cpp";
    text = lines(601);
    expected = "tests/a_test.cpp:601: longer than 600 lines; split it";
  }
  SECTION("a header without guard") {
    path = "suite/core/a.hpp";
    text = kLicence;
    expected = "suite/core/a.hpp:1: a header needs #pragma once";
  }
  SECTION("a file outside every room") {
    path = "suite/attic/a.cpp";
    text = kLicence;
    expected = "suite/attic/a.cpp:1: belongs to no room";
  }

  tree.write(path, text);
  CHECK(tree.problems() == std::vector<std::string>{expected});
}
