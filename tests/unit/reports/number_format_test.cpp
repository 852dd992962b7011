// SPDX-License-Identifier: Apache-2.0
#include "reports/number_format.hpp"

#include "tests/support/catch.hpp"

#include <clocale>
#include <cmath>
#include <limits>

using namespace etalon::reports;

namespace {

void check_rounded(double value, double u, const std::string& value_text,
                   const std::string& u_text) {
  const RoundedNumber rounded = round_to_uncertainty(value, u);
  CHECK(rounded.value == value_text);
  CHECK(rounded.uncertainty == u_text);
}

}  // namespace

TEST_CASE("A value ends at the second significant digit of its uncertainty") {
  check_rounded(0.22013, 0.00027, "0.22013", "0.00027");
  check_rounded(841.74, 3.06, "841.7", "3.1");
  check_rounded(5.0, 0.1, "5.00", "0.10");
  check_rounded(-1.23456, 0.0456, "-1.235", "0.046");
  check_rounded(0, 0.5, "0.00", "0.50");
}

TEST_CASE("An uncertainty that rounds up to the next power of ten keeps two digits") {
  check_rounded(1.23456, 0.0996, "1.23", "0.10");
  check_rounded(1.23456, 0.00999, "1.235", "0.010");
  check_rounded(12345, 99.6, "12350", "100");
}

TEST_CASE("Large uncertainties round to tens, hundreds and thousands") {
  check_rounded(56789, 1234, "56800", "1200");
  check_rounded(56789, 120, "56790", "120");
  check_rounded(499, 12000, "0", "12000");
}

TEST_CASE("A small negative value never becomes minus zero") {
  check_rounded(-0.0001, 0.11, "0.00", "0.11");
  CHECK(with_decimals(-0.04, 1) == "0.0");
  CHECK(with_decimals(-0.06, 1) == "-0.1");
}

TEST_CASE("Without a usable uncertainty six significant digits are kept") {
  check_rounded(0.123456789, 0, "0.123457", "");
  check_rounded(0.5, std::numeric_limits<double>::infinity(), "0.5", "");
  check_rounded(0.5, std::nan(""), "0.5", "");
  check_rounded(2, -1, "2", "");
}

TEST_CASE("No digits are printed that a double does not have") {
  const RoundedNumber rounded = round_to_uncertainty(841.74, 1e-30);
  CHECK(rounded.value == "841.740000000000");
}

TEST_CASE("Numbers that are not finite are a dash") {
  CHECK(with_decimals(std::nan(""), 2) == "–");
  CHECK(significant(std::numeric_limits<double>::infinity(), 3) == "–");
  check_rounded(std::nan(""), 0.1, "–", "0.10");
}

TEST_CASE("Enormous numbers stay short") { CHECK(with_decimals(1e300, 3) == "1e+300"); }

TEST_CASE("Significant digits carry no trailing zeros") {
  CHECK(significant(0.5, 4) == "0.5");
  CHECK(significant(1910.4, 4) == "1910");
  CHECK(significant(-0.0, 4) == "0");
}

TEST_CASE("Thousands are grouped before the point only") {
  CHECK(grouped("1505", " ") == "1 505");
  CHECK(grouped("1234567.12345", " ") == "1 234 567.12345");
  CHECK(grouped("-1505.5", " ") == "-1 505.5");
  CHECK(grouped("842", " ") == "842");
  CHECK(grouped("0.22013", " ") == "0.22013");
  CHECK(grouped("", " ").empty());
  CHECK(grouped("1e+300", " ") == "1e+300");
}

TEST_CASE("A locale with decimal commas changes nothing") {
  const std::string before = std::setlocale(LC_ALL, nullptr);
  for (const char* name : {"de_DE.UTF-8", "fr_FR.UTF-8"}) {
    if (std::setlocale(LC_ALL, name) != nullptr) check_rounded(1.5, 0.25, "1.50", "0.25");
  }
  std::setlocale(LC_ALL, before.c_str());
}
