// SPDX-License-Identifier: Apache-2.0
#include "protocols/circumstances.hpp"

#include "tests/support/catch.hpp"

#include <algorithm>

using namespace etalon;
using namespace etalon::protocols;

namespace {

Outcome<std::string> read(const std::string& name, const std::string& typed) {
  const auto& all = circumstances();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const auto& known) { return known.name == name; });
  REQUIRE(found != all.end());
  return found->read(typed);
}

}  // namespace

TEST_CASE("circumstances are recorded in one unit, whatever was typed", "[protocols]") {
  CHECK(read("room_temperature", "21.5 °C").value() == "21.5 degC");
  CHECK(read("room_temperature", "-5 degC").value() == "-5 degC");
  CHECK(read("warm_up", "1.5 h").value() == "90 min");
  CHECK(read("warm_up", "0 min").value() == "0 min");
}

TEST_CASE("none is an answer, unknown is as if nobody had answered", "[protocols]") {
  for (const char* name : {"room_temperature", "warm_up"}) {
    CHECK(read(name, "none").value() == "none");
    CHECK(read(name, "unknown").value().empty());
  }
}

TEST_CASE("what is no temperature or no time is refused", "[protocols]") {
  CHECK(read("room_temperature", "21").error().code == "quantity.no_unit");
  CHECK_FALSE(read("room_temperature", "21 min"));
  CHECK_FALSE(read("room_temperature", "warm"));
  CHECK(read("room_temperature", "295 degC").error().code == "quantity.out_of_range");
  CHECK_FALSE(read("warm_up", "30"));
  CHECK_FALSE(read("warm_up", ""));
  CHECK_FALSE(read("warm_up", "-1 min"));
  CHECK_FALSE(read("warm_up", "1e300 h"));
}
