// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/cli/program.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

namespace etalon::test {
namespace {

/// A driver, a device that is not there, and what only the driver's own code says of it.
struct Module {
  const char* driver;
  const char* setting;
  const char* said;
};

constexpr Module kModules[] = {
    {"genicam", "camera: nobody", "nobody"},
    {"gstreamer", "pipeline: nosuchelement ! appsink", "nosuchelement"},
    {"micromanager", "address: \"tcp://127.0.0.1:9\"", "127.0.0.1:9"},
    {"openflexure", "address: \"http://127.0.0.1:9\"", "nobody listens there"}};

}  // namespace

TEST_CASE("The module of each driver that was built is loaded, and speaks for itself") {
  const TemporaryFolder folder;
  for (const Module& module : kModules) {
    write_text(folder.path() / "own.yaml", std::string("scope: own\ncamera: {driver: ") +
                                               module.driver + ", " + module.setting + "}\n");
    const Ran ran = run_etalon({"scope", "check", "own.yaml"}, {.folder = folder.path()});
    const std::string all = ran.out + ran.err;
    INFO(module.driver << ": " << all);
    CHECK(ran.code != 0);
    CHECK(all.find("cannot be loaded") == std::string::npos);
    const bool built =
        std::string(ETALON_BUILT_DRIVERS).find(std::string("etalon_driver_") + module.driver) !=
        std::string::npos;
    CHECK_THAT(all, contains_text(built ? module.said : "was built without it"));
  }
}

}  // namespace etalon::test
