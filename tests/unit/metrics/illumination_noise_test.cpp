// SPDX-License-Identifier: Apache-2.0
// Simulated lamps: no bias beyond what the number of series can show, and intervals that hold the
// truth, also of five readings and of noise that readings share.
#include "suite/metrics/illumination_stability.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"
#include "tests/support/lamp_series.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

using namespace etalon;
using namespace etalon::test;

namespace {

#ifdef __SANITIZE_ADDRESS__
constexpr int kSeries = 60;
#else
constexpr int kSeries = 400;
#endif

/// The fewest hits out of n that an interval of 93 % coverage gives with a probability above 1e-4.
double fewest(int n) { return 0.93 * n - 3.72 * std::sqrt(0.93 * 0.07 * n); }

struct Tally {
  int contained = 0;
  double errors = 0;
  double squares = 0;
};

Tally tally(const LampModel& lamp, const std::string& measurand, double truth) {
  Tally all;
  for (int k = 1; k <= kSeries; ++k) {
    const auto light = light_of(lamp, static_cast<std::uint64_t>(k));
    const Evaluation seen = measured(metered(light, lamp.interval_s), {}, "illumination_stability");
    const MeasurementResult* result = find_result(seen, measurand);
    REQUIRE(result != nullptr);
    all.contained += result->interval.lower <= truth && truth <= result->interval.upper ? 1 : 0;
    const double error = result->value - truth;
    all.errors += error / kSeries;
    all.squares += error * error / kSeries;
  }
  return all;
}

void check_unbiased(const Tally& all) {
  INFO(all.contained << " of " << kSeries << ", mean error " << all.errors);
  CHECK(all.contained >= fewest(kSeries));
  CHECK(std::abs(all.errors) < 4 * std::sqrt(all.squares / kSeries));
}

}  // namespace

TEST_CASE("cv of white noise, its interval holds the truth for five readings and more",
          "[metrics]") {
  for (const std::size_t n : {5U, 12U, 24U, 60U, 300U}) {
    const Tally all = tally({.readings = n, .noise = 0.004}, "cv", 0.4);
    INFO(n << " readings: " << all.contained << " of " << kSeries);
    CHECK(all.contained >= fewest(kSeries));
  }
}

TEST_CASE("drift under white noise, and none", "[metrics]") {
  check_unbiased(tally({.readings = 300, .noise = 0.004}, "drift", 0));
  check_unbiased(
      tally({.readings = 60, .interval_s = 60, .noise = 0.004, .drift = 0.02}, "drift", 2));
}

// Then too few readings are independent. Noise over a hundredth of the series is no such thing.
TEST_CASE("noise that readings share over a tenth of the series is told", "[metrics]") {
  const auto told = [](double memory) {
    int n = 0;
    for (int k = 1; k <= kSeries; ++k) {
      const LampModel lamp{.readings = 300, .noise = 0.001, .slow = 0.002, .memory = memory};
      const auto light = light_of(lamp, static_cast<std::uint64_t>(k));
      const Evaluation seen = measured(metered(light, 1), {}, "illumination_stability");
      n += has_caveat(seen, "illumination_stability.slow_noise") ||
                   has_caveat(seen, "illumination_stability.wandering")
               ? 1
               : 0;
    }
    return n;
  };
  CHECK(told(30) > 0.8 * kSeries);
  CHECK(told(3) < 0.05 * kSeries);
}

TEST_CASE("what the memory of slow noise adds stands in the budget, as type B", "[metrics]") {
  const LampModel lamp{.readings = 300, .noise = 0.001, .slow = 0.002, .memory = 30};
  std::map<std::string, int> said;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Evaluation seen =
        measured(metered(light_of(lamp, seed), 1), {}, "illumination_stability");
    for (const char* measurand : {"cv", "drift"}) {
      INFO(measurand << ", " << seed);
      const MeasurementResult& result = result_of(seen, measurand);
      const auto memory = std::find_if(
          result.budget.begin(), result.budget.end(),
          [](const BudgetComponent& part) { return part.source == "memory of the noise"; });
      if (memory == result.budget.end()) continue;
      ++said[measurand];
      CHECK(memory->type == EvaluationType::B);
      CHECK(memory->contribution() > 0);
      // With what the readings say it makes up the whole length of the interval.
      const double half = (result.interval.upper - result.interval.lower) / 2;
      CHECK_THAT(result.standard_uncertainty, Catch::Matchers::WithinRel(half / 1.96, 1e-6));
    }
  }
  // The drift of a lamp that seems to wander is that of a random walk.
  CHECK(said["cv"] >= 15);
  CHECK(said["drift"] >= 5);
  const LampModel white{.readings = 300, .noise = 0.001};
  const Evaluation fast = measured(metered(light_of(white, 1), 1), {}, "illumination_stability");
  CHECK(result_of(fast, "cv").budget.size() == 1);
}

// A random walk has no drift, and every series of it seems to. The naive line through all readings
// claims to know it twenty times better than it does.
TEST_CASE("a lamp that wanders: told in most series, and then with a true interval", "[metrics]") {
  int told = 0;
  int contained = 0;
  const LampModel lamp{.readings = 240, .interval_s = 30, .walk = 0.001};
  for (int k = 1; k <= kSeries; ++k) {
    const auto light = light_of(lamp, static_cast<std::uint64_t>(k));
    const Evaluation seen = measured(metered(light, 30), {}, "illumination_stability");
    if (!has_caveat(seen, "illumination_stability.wandering")) continue;
    ++told;
    const MeasurementResult& drift = *find_result(seen, "drift");
    contained += drift.interval.lower <= 0 && 0 <= drift.interval.upper ? 1 : 0;
  }
  INFO(told << " told, " << contained << " of them hold zero");
  CHECK(told > 0.8 * kSeries);
  CHECK(contained > 0.85 * told);
  int false_alarms = 0;
  for (int k = 1; k <= kSeries; ++k) {
    const auto light = light_of({.readings = 240, .noise = 0.01}, static_cast<std::uint64_t>(k));
    const Evaluation seen = measured(metered(light, 1), {}, "illumination_stability");
    false_alarms += has_caveat(seen, "illumination_stability.wandering") ||
                            has_caveat(seen, "illumination_stability.slow_noise") ||
                            has_caveat(seen, "illumination_stability.periodic")
                        ? 1
                        : 0;
  }
  CHECK(false_alarms < 0.02 * kSeries);
}
