// SPDX-License-Identifier: Apache-2.0
#include "suite/core/quantity.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/comma_locale.hpp"

#include <limits>
#include <sstream>
#include <string>
#include <vector>

using namespace etalon;
using Catch::Matchers::WithinRel;

namespace {

template <class Kind>
Failure failure_of(std::string_view text) {
  const auto parsed = parse_quantity<Kind>(text);
  REQUIRE_FALSE(parsed.has_value());
  return parsed.error();
}

/// Every number in every unit reads as number x unit; the text written reads back as the same
/// double.
template <class Kind>
void check_round_trip() {
  const std::vector<double> numbers{
      0,      1,     -1,        0.1,           550,    532.1,        1.0 / 3.0,
      -2.718, 1e-12, 123456.75, 6.02214076e23, 0.2618, 98765.4321e-7};
  for (const auto& unit : units_of<Kind>()) {
    CHECK(is_unit_symbol(unit.symbol));
    for (const double number : numbers) {
      const std::string symbol(unit.symbol);
      const auto read = parse_quantity<Kind>(number_to_text(number) + " " + symbol);
      REQUIRE(read.has_value());
      CHECK(*read == unit(number));
      if (symbol != "1") {
        CHECK(*parse_quantity<Kind>("  " + number_to_text(number) + symbol + "\t") == *read);
      }
      const std::string shown(display_symbol(symbol));
      CHECK(*parse_quantity<Kind>(number_to_text(number) + " " + shown) == *read);
      const auto again = parse_quantity<Kind>(to_text(*read));
      REQUIRE(again.has_value());
      CHECK(*again == *read);
      CHECK_THAT(read->in(unit), WithinRel(number, 1e-15));
    }
  }
}

void check_all_round_trips() {
  check_round_trip<kind::ObjectLength>();
  check_round_trip<kind::SensorLength>();
  check_round_trip<kind::ImageLength>();
  check_round_trip<kind::ImageFrequency>();
  check_round_trip<kind::ObjectFrequency>();
  check_round_trip<kind::Time>();
  check_round_trip<kind::Angle>();
  check_round_trip<kind::DigitalNumber>();
  check_round_trip<kind::Electrons>();
  check_round_trip<kind::Photons>();
  check_round_trip<kind::Ratio>();
  check_round_trip<kind::Temperature>();
}

}  // namespace

TEST_CASE("every unit of every kind reads back what was written") { check_all_round_trips(); }

TEST_CASE("reading and writing do not depend on the locale") {
  const test::CommaLocale comma;
  std::ostringstream witness;
  witness << 1.5;
  REQUIRE(witness.str() == "1,5");
  check_all_round_trips();
  CHECK(to_text(nm(12345678.5)) == "12345.6785 um");
  CHECK(number_to_text(1234567.25) == "1234567.25");
  CHECK(*parse_number("0.5") == 0.5);
  CHECK_FALSE(parse_number("0,5").has_value());
}

TEST_CASE("a quantity is written in its preferred unit with the fewest digits that suffice") {
  CHECK(to_text(nm(550)) == "0.55 um");
  CHECK(to_text(nm(517)) == "0.517 um");
  CHECK(to_text(ms(20)) == "0.02 s");
  CHECK(to_text(minutes(2)) == "120 s");
  CHECK(to_text(percent(60)) == "0.6");
  CHECK(to_text(cycles_per_px(0.25)) == "0.25 cycles/px");
  CHECK(to_text(celsius(22.5)) == "22.5 degC");
  CHECK(to_text(um(-0.0)) == "-0 um");
  for (int number = 1; number < 2000; ++number) {
    CHECK_THAT(nm(number).in(nm), WithinRel(static_cast<double>(number), 1e-15));
    CHECK(nm(number).in(um) == number / 1000.0);
    CHECK(percent(number).in(one) == number / 100.0);
  }
}

TEST_CASE("micro may be written in three ways and spaces may be any") {
  for (const char* text :
       {"0.55 um", "0.55 \u00b5m", "0.55 \u03bcm", "0.55um", "0.55\u00b5m", " 0.55\tum ",
        "0.55\u00a0um", "0.55\u202fum", "550 nm", "+0.55 um", "5.5e-1 um", ".55 um", "0.00055mm"}) {
    INFO(text);
    const auto length = parse_quantity<kind::ObjectLength>(text);
    REQUIRE(length.has_value());
    CHECK(*length == um(0.55));
  }
  CHECK(*parse_quantity<kind::Time>("20 \u00b5s") == us(20));
  CHECK(*parse_quantity<kind::Angle>("5°") == deg(5));
  CHECK(*parse_quantity<kind::Temperature>("-3 °C") == celsius(-3));
  CHECK(*parse_quantity<kind::Electrons>("5e") == electrons(5));
  CHECK(*parse_quantity<kind::Electrons>("5e3 e") == electrons(5000));
}

TEST_CASE("a bare number is a ratio and nothing else") {
  CHECK(*parse_quantity<kind::Ratio>("0.6") == percent(60));
  CHECK(*parse_quantity<kind::Ratio>("60 %") == one(0.6));
  CHECK(*parse_quantity<kind::Ratio>("60%") == one(0.6));
  CHECK(*parse_quantity<kind::Ratio>("0.6 1") == one(0.6));
  CHECK(failure_of<kind::ObjectLength>("550") ==
        Failure{"quantity.no_unit", "\"550\" has no unit; expected a length such as 550 nm", ""});
  CHECK(failure_of<kind::Angle>("5") ==
        Failure{"quantity.no_unit", "\"5\" has no unit; expected an angle such as 5 deg", ""});
}

TEST_CASE("a unit of another kind, or of none, is refused") {
  CHECK(failure_of<kind::ObjectLength>("5 px") ==
        Failure{"quantity.wrong_unit", "\"5 px\" is not a length; expected a length such as 550 nm",
                ""});
  CHECK(failure_of<kind::ImageLength>("5 um") ==
        Failure{"quantity.wrong_unit",
                "\"5 um\" is not a length in pixels; expected a length in pixels such as 40 px",
                ""});
  CHECK(failure_of<kind::Time>("5 fortnights").detail ==
        "\"5 fortnights\" is not a time; expected a time such as 20 ms");
  CHECK(failure_of<kind::SensorLength>("5 px").detail ==
        "\"5 px\" is not a length on the sensor; expected a length on the sensor such as 3.45 um");
  CHECK(failure_of<kind::ImageFrequency>("5 cycles/mm").detail ==
        "\"5 cycles/mm\" is not a spatial frequency in the image; expected a spatial frequency in "
        "the image "
        "such as 0.25 cycles/px");
  CHECK(failure_of<kind::ObjectFrequency>("5 cycles/px").detail ==
        "\"5 cycles/px\" is not a spatial frequency in the object; expected a spatial frequency in "
        "the "
        "object such as 400 cycles/mm");
  CHECK(failure_of<kind::DigitalNumber>("5 e").detail ==
        "\"5 e\" is not a recorded value; expected a recorded value such as 64 DN");
  CHECK(failure_of<kind::Electrons>("5 DN").detail ==
        "\"5 DN\" is not a number of electrons; expected a number of electrons such as 5 e");
  CHECK(failure_of<kind::Photons>("5 e").detail ==
        "\"5 e\" is not a number of photons; expected a number of photons such as 1000 photons");
  CHECK(failure_of<kind::Ratio>("5 um").detail ==
        "\"5 um\" is not a ratio; expected a ratio such as 0.6 or 60 %");
  CHECK(failure_of<kind::Temperature>("295 K").detail ==
        "\"295 K\" is not a temperature; expected a temperature such as 22.5 degC");
  CHECK(failure_of<kind::ObjectLength>("0x10 um").code == "quantity.wrong_unit");
  CHECK(failure_of<kind::ObjectLength>("550 NM").code == "quantity.wrong_unit");
  CHECK(failure_of<kind::ObjectLength>("550 nm nm").code == "quantity.wrong_unit");
  CHECK(failure_of<kind::ObjectLength>("550 nm, 5").code == "quantity.wrong_unit");
}

TEST_CASE("what is no finite number is refused") {
  const std::string expected = "; expected a length such as 550 nm";
  const auto detail = [](std::string_view text) {
    const Failure failure = failure_of<kind::ObjectLength>(text);
    CHECK(failure.code == "quantity.not_a_number");
    return failure.detail;
  };
  CHECK(detail("") == "\"\" is not a number" + expected);
  CHECK(detail("   ") == "\"   \" is not a number" + expected);
  CHECK(detail("nm") == "\"nm\" is not a number" + expected);
  CHECK(detail("abc 5") == "\"abc 5\" is not a number" + expected);
  CHECK(detail("--5 um") == "\"--5 um\" is not a number" + expected);
  CHECK(detail("++5 um") == "\"++5 um\" is not a number" + expected);
  CHECK(detail("nan um") == "\"nan um\" is not a finite number" + expected);
  CHECK(detail("inf um") == "\"inf um\" is not a finite number" + expected);
  CHECK(detail("-infinity um") == "\"-infinity um\" is not a finite number" + expected);
  CHECK(detail("1e999 um") == "\"1e999 um\" is too large or too small a number" + expected);
  CHECK(detail("1e308 mm") == "\"1e308 mm\" is too large or too small a number" + expected);
  CHECK(detail("0,55 um") ==
        "\"0,55 um\" has a comma: write numbers with a decimal point" + expected);
}

TEST_CASE("plus-minus gets an answer of its own") {
  const std::string message =
      "+- is not understood: give value and standard_uncertainty, or expanded_uncertainty with k, "
      "or "
      "half_width";
  for (const char* text : {"5 um +- 1 um", "+-", "5+-1 um", "5 um ± 1 um", "5 um +/- 1 um"}) {
    INFO(text);
    const Failure failure = failure_of<kind::ObjectLength>(text);
    CHECK(failure.code == "quantity.plus_minus");
    CHECK(failure.detail == message);
  }
  CHECK(parse_number("5 +- 1").error().detail == message);
  CHECK(failure_of<kind::Ratio>("0.40 +- 0.01").detail == message);
}

TEST_CASE("a number is read whole or not at all") {
  CHECK(*parse_number("-0.25") == -0.25);
  CHECK(*parse_number(" 1e3 ") == 1000);
  CHECK(parse_number("5 um").error() ==
        Failure{"quantity.not_a_number", "\"5 um\" is not a number", ""});
  CHECK(parse_number("").error().detail == "\"\" is not a number");
  CHECK(parse_number("1,5").error().detail ==
        "\"1,5\" has a comma: write numbers with a decimal point");
  CHECK(parse_number("nan").error().detail == "\"nan\" is not a finite number");
  CHECK(parse_number("1e400").error().detail == "\"1e400\" is too large or too small a number");
  CHECK(number_to_text(0.1) == "0.1");
  CHECK(number_to_text(std::numeric_limits<double>::infinity()) == "inf");
  CHECK(*parse_number(number_to_text(std::numeric_limits<double>::max())) ==
        std::numeric_limits<double>::max());
  CHECK(*parse_number(number_to_text(std::numeric_limits<double>::denorm_min())) ==
        std::numeric_limits<double>::denorm_min());
}

TEST_CASE("units are shown as people read them") {
  CHECK(display_symbol("um") == "\u00b5m");
  CHECK(display_symbol("us") == "\u00b5s");
  CHECK(display_symbol("deg") == "°");
  CHECK(display_symbol("degC") == "°C");
  CHECK(display_symbol("um/px") == "\u00b5m/px");
  CHECK(display_symbol("cycles/px") == "cycles/px");
  CHECK(display_symbol("furlong") == "furlong");
}

TEST_CASE("units of results are known, others are not") {
  for (const char* symbol :
       {"nm", "um",  "mm",   "px",    "cycles/px", "cycles/mm", "us", "ms",
        "s",  "min", "h",    "deg",   "rad",       "DN",        "e",  "photons",
        "1",  "%",   "degC", "um/px", "1/px",      "DN/e"}) {
    INFO(symbol);
    CHECK(is_unit_symbol(symbol));
  }
  for (const char* symbol : {"", "µm", "UM", "um ", "cycles", "px/cycles", "K"}) {
    INFO(symbol);
    CHECK_FALSE(is_unit_symbol(symbol));
  }
}

TEST_CASE("kinds meet on the named physical bridges only") {
  const SensorPixelPitch pitch{um_sensor(6.5)};
  const PixelSize pixel_size = pitch.object(Magnification{20});
  CHECK_THAT(pixel_size.per_px.in(um), WithinRel(0.325, 1e-15));
  CHECK_THAT(pixel_size.object(px(40)).in(um), WithinRel(13.0, 1e-15));
  CHECK_THAT(pixel_size.object(cycles_per_px(0.13)).in(cycles_per_mm), WithinRel(400.0, 1e-14));
  const ConversionGain gain{0.5};
  CHECK(gain.recorded(electrons(200)) == dn(100));
  CHECK(gain.collected(dn(100)) == electrons(200));
}

TEST_CASE("quantities of one kind are added, compared and divided") {
  CHECK(um(1) + nm(500) == um(1.5));
  CHECK(um(1) - mm(1) == um(-999));
  CHECK(-um(1) < um(0));
  CHECK(2 * um(3) == um(3) * 2);
  CHECK(um(3) / 2 == um(1.5));
  CHECK(mm(1) / um(10) == 100);
  CHECK(hours(1) > minutes(59));
  CHECK_THAT(rad(3.141592653589793).in(deg), WithinRel(180.0, 1e-15));
}
