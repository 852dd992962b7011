// SPDX-License-Identifier: Apache-2.0
#include "suite/core/parallel.hpp"

#include "tests/support/catch.hpp"

#include <algorithm>
#include <stdexcept>
#include <vector>

using namespace etalon;

TEST_CASE("each part is done once on any number of threads", "[core]") {
  for (const std::size_t threads : {0UL, 1UL, 2UL, 7UL}) {
    for (const std::size_t count : {0UL, 1UL, 5UL, 1000UL}) {
      std::vector<int> cut(count);
      in_parallel(count, threads, [&](std::size_t first, std::size_t end) {
        for (std::size_t k = first; k < end; ++k) ++cut[k];
      });
      CHECK(cut == std::vector<int>(count, 1));
      std::vector<int> taken(count);
      one_by_one(count, threads, [&](std::size_t k) { ++taken[k]; });
      CHECK(taken == std::vector<int>(count, 1));
    }
  }
}

TEST_CASE("each thread uses its own scratch again and again", "[core]") {
  for (const std::size_t threads : {1UL, 3UL}) {
    std::vector<std::size_t> done_before(300);
    one_by_one_with<std::size_t>(done_before.size(), threads,
                                 [&](std::size_t k, std::size_t& own) { done_before[k] = own++; });
    const auto begun = std::count(done_before.begin(), done_before.end(), 0UL);
    CHECK(begun >= 1);
    CHECK(begun <= static_cast<std::ptrdiff_t>(threads));
    std::vector<std::size_t> at(300);  // how many threads did as many
    for (const std::size_t own : done_before) ++at[own];
    for (std::size_t i = 1; i < at.size(); ++i) CHECK(at[i] <= at[i - 1]);
  }
}

TEST_CASE("an exception in one part goes on to the caller", "[core]") {
  const auto fail_at_three = [](std::size_t k) {
    if (k == 3) throw std::runtime_error("three");
  };
  for (const std::size_t threads : {1UL, 2UL, 5UL}) {
    CHECK_THROWS_WITH(one_by_one(20, threads, fail_at_three), "three");
  }
}
