// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/practise/lesson.hpp"

#include "hardware/simulator/faults/fault_table.hpp"
#include "suite/metrics/metric.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <map>
#include <set>

using namespace etalon;
using namespace etalon::cli;

namespace {

std::string look_of(const std::string& name) {
  for (const auto& fault : asked_faults()) {
    if (fault.name == name) return fault.look;
  }
  return name;
}

}  // namespace

TEST_CASE("what is asked for is a fault that exists, shown by a metric that exists", "[practise]") {
  std::set<std::string> names;
  for (const auto& fault : asked_faults()) {
    INFO(fault.name);
    CHECK(hardware::find_fault(fault.name) != nullptr);
    CHECK(metrics::find_metric(fault.metric) != nullptr);
    CHECK(names.insert(fault.name).second);
  }
}

TEST_CASE("the choices hold the truth once, and no two that look alike", "[practise]") {
  const auto& all = asked_faults();
  for (int number = 1; number <= 3; ++number) {
    const Level level = level_of(number);
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
      const std::string truth = candidates(all, level, seed).front();
      const auto offered = choices(truth, all, level, seed);
      INFO("level " << number << " seed " << seed << " truth " << truth);
      CHECK(offered.size() == level.choices);
      CHECK(std::count(offered.begin(), offered.end(), truth) == 1);
      std::set<std::string> looks;
      for (const auto& name : offered) looks.insert(look_of(name));
      CHECK(looks.size() == offered.size());
      CHECK((offered.back() == kNothing) == level.nothing);
      CHECK(choices(truth, all, level, seed) == offered);
    }
  }
}

TEST_CASE("every fault has its turn, and from level 2 on also none", "[practise]") {
  std::map<std::string, int> drawn;
  for (std::uint64_t seed = 0; seed < 600; ++seed) {
    ++drawn[candidates(asked_faults(), level_of(2), seed).front()];
    CHECK(candidates(asked_faults(), level_of(1), seed).front() != kNothing);
  }
  CHECK(drawn.size() == asked_faults().size() + 1);
  // One lesson in five; 600 draws scatter by 10.
  CHECK(drawn[kNothing] > 80);
  CHECK(drawn[kNothing] < 160);
  for (const auto& fault : asked_faults()) CHECK(drawn[fault.name] > 10);
}

TEST_CASE("what is struck out is wrong, and the truth is not left alone", "[practise]") {
  const std::vector<std::string> offered{"a", "b", "c", "d"};
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const auto struck = struck_out("b", offered, seed);
    CHECK(struck.size() == 2);
    CHECK(std::find(struck.begin(), struck.end(), "b") == struck.end());
  }
  CHECK(struck_out("a", {"a", "b"}, 1).empty());
}

TEST_CASE("points fall with each hint, and a right answer is always worth one", "[practise]") {
  CHECK(points(true, 0, level_of(1)) == 10);
  CHECK(points(true, 2, level_of(1)) == 6);
  CHECK(points(true, 1, level_of(3)) == 6);
  CHECK(points(true, 3, level_of(3)) == 1);
  CHECK(points(false, 0, level_of(1)) == 0);
}
