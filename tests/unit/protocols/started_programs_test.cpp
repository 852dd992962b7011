// SPDX-License-Identifier: Apache-2.0
#include "protocols/started_programs.hpp"

#include "hardware/command_words.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

#include <cstdlib>
#include <fstream>

using namespace etalon;
using namespace etalon::protocols;

namespace {

namespace fs = std::filesystem;

/// A folder with a scope file and a program, and a state folder of its own.
class Site {
 public:
  Site() {
    fs::create_directory(folder_.path() / "state");
    setenv("XDG_STATE_HOME", (folder_.path() / "state").c_str(), 1);
    write("camera.py", "pass\n");
  }
  ~Site() { unsetenv("XDG_STATE_HOME"); }
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;

  fs::path path() const { return folder_.path(); }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path() / name) << text;
  }
  ScopeFile scope(const std::string& command) const {
    return read_scope_text(
        "scope: a\ncamera: {driver: process, command: " + command + "}\nlight: camera\n",
        path() / "a.yaml");
  }
  StartedProgram program(const std::string& command) const {
    const auto programs = programs_started_by(scope(command));
    REQUIRE(programs.size() == 1);
    return programs.front();
  }

 private:
  test::TemporaryFolder folder_;
};

}  // namespace

TEST_CASE("The words of a command keep their commas, and its folder is that of the scope file") {
  const Site site;
  const auto scope = site.scope("[python3, camera.py, --gain, \"1,5\", \"a b\"]");
  const auto& camera = scope.devices.at("camera");
  CHECK(hardware::command_words(camera.at("command")) ==
        std::vector<std::string>{"python3", "camera.py", "--gain", "1,5", "a b"});
  CHECK(fs::path(camera.at("folder")).lexically_relative(site.path()) == ".");
  CHECK_THROWS_WITH(site.scope("\"'\\\"'\""), test::contains_text("not closed"));
}

TEST_CASE("A program is known by its words, its folder, and what its files hold") {
  const Site site;
  const auto program = site.program("sh camera.py");
  CHECK(program.command == "sh camera.py");
  CHECK(program.folder == site.path());
  REQUIRE(program.files.size() == 2);
  CHECK(program.files[0].filename() == "sh");
  CHECK(program.files[1] == site.path() / "camera.py");
  CHECK(program.fingerprint.size() == 64);
  CHECK(site.program("sh camera.py").fingerprint == program.fingerprint);
  CHECK(site.program("sh camera.py -x").fingerprint != program.fingerprint);
  site.write("camera.py", "print(1)\n");
  CHECK(site.program("sh camera.py").fingerprint != program.fingerprint);
  CHECK(programs_started_by(read_scope_text("scope: a\n", site.path() / "a.yaml")).empty());
}

TEST_CASE("Consent is remembered for a program until it changes") {
  const Site site;
  const auto program = site.program("sh camera.py");
  CHECK_FALSE(is_trusted(program));
  trust_program(program);
  trust_program(program);
  CHECK(is_trusted(program));
  CHECK_FALSE(is_trusted(site.program("sh camera.py -x")));
  std::ifstream file(trusted_programs_file());
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  CHECK(text == program.fingerprint + " sh camera.py\n");
  site.write("camera.py", "print(2)\n");
  CHECK_FALSE(is_trusted(site.program("sh camera.py")));
}

TEST_CASE("Without a place for it consent cannot be remembered, and that is told") {
  const Site site;
  const auto program = site.program("sh camera.py");
  site.write("state/etalon", "in the way");
  CHECK_THROWS_WITH(trust_program(program), test::contains_text("cannot be written"));
}
