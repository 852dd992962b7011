// SPDX-License-Identifier: Apache-2.0
#include "suite/core/text.hpp"

#include "tests/support/catch.hpp"

#include <string>

using namespace etalon;

TEST_CASE("spaces of all sorts are trimmed at both ends only") {
  CHECK(trimmed(" \t5 nm\r\n") == "5 nm");
  CHECK(trimmed("\u00a0\u202f 5\u00a0nm \u202f") == "5\u00a0nm");
  CHECK(trimmed(" \u00a0 ").empty());
  CHECK(trimmed("").empty());
}

TEST_CASE("a quoted text is one short line of valid UTF-8") {
  CHECK(quoted("5 nm") == "\"5 nm\"");
  CHECK(quoted("a\nb\x1b[31m") == "\"a b [31m\"");
  CHECK(quoted("5 \xb5m") == "\"5 ?m\"");  // Latin-1
  CHECK(quoted("5 µm") == "\"5 µm\"");
  CHECK(quoted("\xc0\xaf\xed\xa0\x80\xf5") == "\"??????\"");  // overlong, surrogate, beyond Unicode
  CHECK(quoted("\xe2\x82") == "\"??\"");                      // cut off
  CHECK(quoted("\U0001f52c") == "\"\U0001f52c\"");
  CHECK(quoted(std::string(60, 'x')) == "\"" + std::string(60, 'x') + "\"");
  CHECK(quoted(std::string(61, 'x')) == "\"" + std::string(60, 'x') + "...\"");
  CHECK(quoted(std::string(59, 'x') + "µm") == "\"" + std::string(59, 'x') + "...\"");
}

TEST_CASE("a line that can be shown as it is holds no control character and is UTF-8", "[core]") {
  for (const std::string good : {"", "a b", "µ × 顕微鏡 🔬", "\u00a0", "\u2028"}) {
    CHECK(etalon::is_one_line(good));
  }
  for (const std::string bad :
       {"a\nb", "\t", "\x1b[A", "\x7f", "\xff", "a\xc3", "\xc2\x85", "\xed\xa0\x80", "\xc0\x80"}) {
    CHECK(!etalon::is_one_line(bad));
  }
}
