// SPDX-License-Identifier: Apache-2.0
#include "suite/core/error.hpp"
#include "suite/imagefiles/series.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/imagefiles/files.hpp"

using namespace etalon;
using namespace etalon::test;
using Catch::Matchers::WithinAbs;

namespace {

PowerSeries power_in(const std::string& text) {
  const TemporaryFolder folder;
  write_bytes(folder.path() / "power.csv", text);
  const auto series = imagefiles::open_series(folder.path() / "power.csv");
  CHECK(series.files.empty());
  CHECK(series.tables.size() == 1);
  return series.power.value();
}

std::string message_of(const std::string& text) {
  try {
    power_in(text);
  } catch (const FileError& error) {
    return error.what();
  }
  return "no error";
}

void check(const PowerSeries& power, const std::vector<std::pair<double, double>>& expected) {
  REQUIRE(power.readings.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CHECK_THAT(power.readings[i].time.in(s), WithinAbs(expected[i].first, 1e-6));
    CHECK(power.readings[i].value == expected[i].second);
  }
}

}  // namespace

TEST_CASE("Power meters: time and power, set point and integration", "[tables]") {
  const PowerSeries power =
      power_in("time [s],power [mW],set point [%],integration [ms]\n5,1.25,50,100\n6.5,1.5,,\n");
  CHECK(power.unit == "mW");
  check(power, {{0, 1.25}, {1.5, 1.5}});
  CHECK(power.readings[0].set_point == percent(50));
  CHECK(power.readings[0].integration == ms(100));
  CHECK_FALSE(power.readings[1].set_point);
  CHECK_FALSE(power.readings[1].integration);
}

TEST_CASE("Power meters: exports with preambles, clocks and other marks", "[tables]") {
  SECTION("a preamble, the date with its order, the time of day, a trailing delimiter") {
    const PowerSeries power = power_in(
        "Meter 17, serial 4711\nWavelength: 488 nm\n\n"
        "Samples ,Date (MM/dd/yyyy) ,Time of day (hh:mm:ss) ,Power (W) ,\n"
        "0 ,11/23/2026 ,23:59:59.500 ,1.25E-3 ,\n1 ,11/24/2026 ,00:00:00.750 ,1.26E-3 ,\n");
    CHECK(power.unit == "W");
    check(power, {{0, 1.25e-3}, {1.25, 1.26e-3}});
  }
  SECTION("semicolons, decimal commas, a Latin-1 micro sign, other order of the date") {
    const PowerSeries power = power_in(
        "Date (dd.MM.yyyy);Time (hh:mm:ss);Power (\xb5W)\r\n"
        "23.11.2026;12:00:00,5;3,25\r\n23.11.2026;12:00:01,75;3,5\r\n");
    CHECK(power.unit == "uW");
    check(power, {{0, 3.25}, {1.25, 3.5}});
  }
  SECTION("tabs, ISO dates, a column for the unit") {
    const PowerSeries power = power_in(
        "Timestamp\tPower\tUnit\n2026-11-23T12:00:00+01:00\t2\tmW\n2026-11-23T12:00:04+01:"
        "00\t3\tmW\n");
    CHECK(power.unit == "mW");
    check(power, {{0, 2}, {4, 3}});
  }
  SECTION("units in the cells, a clock without dates that passes midnight") {
    const PowerSeries power =
        power_in("time of day,laser power\n23:59:58,-0.1 nW\n00:00:03,2.5 nW\n");
    CHECK(power.unit == "nW");
    check(power, {{0, -0.1}, {5, 2.5}});
  }
  SECTION("minutes, and dates that begin with the year") {
    check(power_in("time [min],power [V]\n1,2\n2,3\n"), {{0, 2}, {60, 3}});
    check(power_in("date,time,power [W]\n2026/11/23,12:00:00,1\n2026/11/24,12:00:00,1\n"),
          {{0, 1}, {86400, 1}});
  }
}

TEST_CASE("Power meters: what cannot be told without doubt is refused by name", "[tables]") {
  CHECK_THAT(message_of("time [s],power\n0,1\n"),
             contains_text("power.csv:1:2: power: nobody says"));
  CHECK_THAT(message_of("time,power [mW]\n0,1\n"),
             contains_text(":2:1: time: expected a time") && contains_text("time [s]"));
  CHECK_THAT(message_of("time [s],power [mW]\n0,1\n1,OVER\n"),
             contains_text(":3:2: power: expected a power, found \"OVER\""));
  CHECK_THAT(message_of("time [s],power [mW]\n0,1\n1,nan\n"), contains_text(":3:2: power: "));
  CHECK_THAT(message_of("time [s],power [mW]\n0,1\n1,\n"), contains_text(":3:2: power: "));
  CHECK_THAT(message_of("time [s],power [mW]\n1,1\n1,2\n"),
             contains_text(":3:1: time: ") && contains_text("not later"));
  CHECK_THAT(message_of("time,power [mW]\n12:00:05,1\n12:00:03,2\n"), contains_text("not later"));
  CHECK_THAT(message_of("date,time,power [W]\n11/23/2026,12:00:00,1\n"),
             contains_text(":2:1: date: ") && contains_text("which is the day"));
  CHECK_THAT(message_of("date (dd/MM/yyyy),time,power [W]\n11/23/2026,12:00:00,1\n"),
             contains_text(":2:1: date: ") && contains_text("no date"));
  CHECK_THAT(message_of("time,power [W]\n12:00:00 PM,1\n"), contains_text(":2:1: time: "));
  CHECK_THAT(message_of("time,power [W]\n2026-11-23 12:00:00,1\n12:00:01,1\n"),
             contains_text(":3:1: time: expected a time written as in the first row"));
  CHECK_THAT(message_of("time [s];power [mW]\n0;1,5\n1;1.5\n"), contains_text(":2:2: power: "));
  CHECK_THAT(message_of("time [s];power [mW]\n1,000;1,500\n2,000;1,625\n"),
             contains_text("decimal comma or one between thousands"));
  CHECK_THAT(message_of("time [s],power [mW],mean power [mW]\n0,1,1\n"),
             contains_text(":1:3: mean power: power is there already"));
  CHECK_THAT(message_of("time,power\n0 s,1 mW\n1 s,1 W\n"),
             contains_text("the unit is W, and was mW"));
  CHECK_THAT(message_of("time [s],power [mW],set point\n0,1,50\n"),
             contains_text(":2:3: set point: ") && contains_text("set point [%]"));
  CHECK_THAT(message_of("time [s],power [mW],integration [ms]\n0,1,0\n"), contains_text(":2:3: "));
  CHECK_THAT(message_of("time [s],power [mW]\n"), contains_text(":1:1: no row follows"));
  CHECK_THAT(message_of("a,b\n1,2\n"), contains_text("is a text, but neither"));
}

TEST_CASE("Power meters: any damage is an error or harmless, never a crash", "[tables]") {
  const std::string whole =
      "Date (dd.MM.yyyy);Time (hh:mm:ss);Power (\xb5W)\r\n"
      "23.11.2026;12:00:00,5;3,25\r\n23.11.2026;12:00:01,75;3,5\r\n";
  for (unsigned seed = 0; seed < 1000; ++seed) message_of(damaged(whole, seed));
  for (std::size_t size = 0; size < whole.size(); ++size)
    CHECK_FALSE(message_of(whole.substr(0, size)).empty());
}
