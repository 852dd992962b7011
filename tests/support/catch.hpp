// SPDX-License-Identifier: Apache-2.0
#pragma once

// Catch2 2.13 and 3.x behind one header. Tests use only TEST_CASE, SECTION, CHECK, REQUIRE,
// CHECK_THAT, GENERATE, DYNAMIC_SECTION, CHECK_THROWS_AS, CHECK_THROWS_WITH,
// Catch::Matchers::{WithinAbs, WithinRel} and contains_text below: what both versions spell alike.

#if __has_include(<catch2/catch_test_macros.hpp>)
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <catch2/matchers/catch_matchers_all.hpp>
#else
#include <catch2/catch.hpp>
#endif

#include <string>

namespace etalon::test {

/// Matches a text that contains `part`.
inline auto contains_text(const std::string& part) {
#if __has_include(<catch2/catch_test_macros.hpp>)
  return Catch::Matchers::ContainsSubstring(part);
#else
  return Catch::Matchers::Contains(part);
#endif
}

}  // namespace etalon::test
