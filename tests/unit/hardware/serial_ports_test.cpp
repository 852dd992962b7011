// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/serial/serial_ports.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

#include <fstream>

using namespace etalon;
using namespace etalon::hardware;

TEST_CASE("ports of USB adapters are found, each once, by the name that stays", "[serial_ports]") {
  const test::TemporaryFolder folder;
  namespace fs = std::filesystem;
  for (const char* name : {"ttyUSB0", "ttyUSB1", "ttyACM0", "ttyS0", "tty1", "null"}) {
    std::ofstream(folder.path() / name) << "";
  }
  fs::create_directories(folder.path() / "serial/by-id");
  fs::create_symlink("../../ttyUSB1", folder.path() / "serial/by-id/usb-CH340");
  const auto found = serial_ports_in(folder.path());
  REQUIRE(found.size() == 3);
  CHECK(found[0].settings.at("port") == (folder.path() / "serial/by-id/usb-CH340").string());
  CHECK(found[0].what == "serial port usb-CH340: a board with motors?");
  CHECK(found[1].settings.at("port") == (folder.path() / "ttyACM0").string());
  CHECK(found[2].settings.at("port") == (folder.path() / "ttyUSB0").string());
}

TEST_CASE("no adapters, and no such folder, are no error", "[serial_ports]") {
  const test::TemporaryFolder folder;
  CHECK(serial_ports_in(folder.path()).empty());
  CHECK(serial_ports_in(folder.path() / "nothing").empty());
}
