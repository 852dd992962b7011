// SPDX-License-Identifier: Apache-2.0
#include "suite/records/identifiers.hpp"

#include "suite/core/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/records/sample.hpp"

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <set>

using namespace etalon;
using namespace etalon::test;

TEST_CASE("UUIDs are of version 7, carry the time, ascend and never repeat") {
  std::string last;
  std::set<std::string> seen;
  for (int i = 0; i < 20000; ++i) {
    const std::string id = records::new_uuid();
    REQUIRE(records::is_uuid(id));
    REQUIRE(id[14] == '7');
    REQUIRE(std::string("89ab").find(id[19]) != std::string::npos);
    REQUIRE(id > last);
    REQUIRE(seen.insert(id).second);
    last = id;
  }
  const auto stamp = std::stoll(last.substr(0, 8) + last.substr(9, 4), nullptr, 16);
  const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
                       std::chrono::system_clock::now().time_since_epoch())
                       .count();
  CHECK(std::llabs(now - stamp) < 60'000);
}

TEST_CASE("What is no UUID is seen") {
  CHECK(records::is_uuid("0192c3aa-0000-7000-8000-000000000000"));
  CHECK_FALSE(records::is_uuid(""));
  CHECK_FALSE(records::is_uuid("0192c3aa-0000-7000-8000-00000000000"));
  CHECK_FALSE(records::is_uuid("0192C3AA-0000-7000-8000-000000000000"));
  CHECK_FALSE(records::is_uuid("0192c3aa00000-7000-8000-000000000000"));
}

TEST_CASE("Times are UTC in ISO 8601") {
  const std::string now = records::utc_now();
  REQUIRE(now.size() == 24);
  CHECK(now[10] == 'T');
  CHECK(now.substr(0, 2) == "20");
  CHECK(now.back() == 'Z');
}

TEST_CASE("An installation keeps its id") {
  const TemporaryFolder folder;
  const InstallationFolder home(folder.path() / "data");
  const std::string id = records::installation_id();
  CHECK(records::is_uuid(id));
  CHECK(records::installation_id() == id);
  CHECK(names_in(folder.path() / "data" / "etalon") == std::vector<std::string>{"writer-id"});
  const InstallationFolder elsewhere(folder.path() / "other");
  CHECK(records::installation_id() != id);
}

TEST_CASE("A writer-id file that holds no id is refused with advice") {
  const TemporaryFolder folder;
  const InstallationFolder home(folder.path());
  std::filesystem::create_directories(folder.path() / "etalon");
  std::ofstream(folder.path() / "etalon" / "writer-id") << "hello\n";
  CHECK_THROWS_AS(records::installation_id(), FileError);
  CHECK_THROWS_WITH(records::installation_id(),
                    contains_text("writer-id") && contains_text("Delete it"));
}

TEST_CASE("Where no id can be kept, the process has one") {
  const TemporaryFolder folder;
  std::ofstream(folder.path() / "file") << "not a folder";
  const InstallationFolder home(folder.path() / "file");
  const std::string id = records::installation_id();
  CHECK(records::is_uuid(id));
  CHECK(records::installation_id() == id);
}
