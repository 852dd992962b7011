// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/cli/program.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

namespace etalon::test {
namespace {

TEST_CASE("A scope file starts no program before somebody has agreed, nor a changed one") {
  const TemporaryFolder folder;
  const Surroundings here{.folder = folder.path(),
                          .environment = {{"XDG_STATE_HOME", folder.path().string()}}};
  const auto started = folder.path() / "started";
  write_text(folder.path() / "camera.sh", "touch started; echo no camera there >&2\n");
  write_text(folder.path() / "own.yaml",
             "scope: own\ncamera: {driver: process, command: [sh, camera.sh]}\n");
  const std::vector<std::string> run{"run", "edge-check", "--scope", "own.yaml"};

  const Ran refused = run_etalon(run, here);
  CHECK(refused.code == 74);
  CHECK_THAT(refused.err, contains_text("process sh camera.sh: it is started by the scope file"));
  CHECK_THAT(refused.err, contains_text("etalon scope trust own.yaml"));
  CHECK_FALSE(std::filesystem::exists(started));

  const Ran trusted = run_etalon({"scope", "trust", "own.yaml"}, here);
  CHECK(trusted.code == 0);
  CHECK_THAT(trusted.out, contains_text("program    sh camera.sh"));
  CHECK_THAT(trusted.out, contains_text((folder.path() / "camera.sh").string()));
  CHECK_FALSE(std::filesystem::exists(started));

  const Ran ran = run_etalon(run, here);
  CHECK(ran.code == 74);
  CHECK_THAT(ran.err, contains_text("it has ended (exit code 0)"));
  CHECK_THAT(ran.err, contains_text("It said last: no camera there"));
  CHECK(std::filesystem::remove(started));

  write_text(folder.path() / "camera.sh", "touch started\n");
  CHECK(run_etalon(run, here).code == 74);
  CHECK_FALSE(std::filesystem::exists(started));

  CHECK(run_etalon({"scope", "trust"}, here).code == 64);
}

}  // namespace
}  // namespace etalon::test
