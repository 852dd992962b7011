// SPDX-License-Identifier: Apache-2.0
#include "suite/core/order_statistic.hpp"

#include "tests/support/catch.hpp"

#include <algorithm>
#include <cstdint>
#include <random>

using namespace etalon;

namespace {

void check_every_place(const std::vector<float>& values) {
  std::vector<float> sorted = values;
  std::sort(sorted.begin(), sorted.end());
  for (std::size_t place = 0; place < values.size(); ++place) {
    std::vector<float> worked = values;
    CHECK(order_statistic(worked, place) == sorted[place]);
    std::sort(worked.begin(), worked.end());
    CHECK(worked == sorted);
  }
}

}  // namespace

TEST_CASE("an order statistic is what stands there after sorting, and no value is lost") {
  check_every_place({3});
  check_every_place({2, 1});
  check_every_place({1, 2, 3, 4, 5, 6, 7});
  check_every_place({7, 6, 5, 4, 3, 2, 1});
  check_every_place({4, 4, 4, 4, 4});
  check_every_place({0, 1, 0, 1, 1, 0, 0, 1});
  check_every_place({-1.5F, 1e30F, -1e30F, 0, -0.0F, 1.5F});
  std::mt19937_64 generator(5);
  for (int round = 0; round < 20; ++round) {
    std::vector<float> values;
    for (int i = 0; i < 61; ++i) values.push_back(static_cast<float>(generator() % 40));
    check_every_place(values);
  }
}
