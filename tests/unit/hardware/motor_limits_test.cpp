// SPDX-License-Identifier: Apache-2.0
#include "hardware/safety/motor_limits.hpp"

#include "suite/core/error.hpp"
#include "tests/support/catch.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>

using namespace etalon;
using namespace etalon::hardware;

namespace {

DriverSettings good() {
  return {{"step_z", "0.05 um"}, {"travel_z", "-1 mm, 0.5 mm"}, {"towards_slide", "down"}};
}

std::string refusal(DriverSettings settings, const std::string& key, const std::string& value) {
  if (value.empty()) {
    settings.erase(key);
  } else {
    settings[key] = value;
  }
  try {
    read_motor_limits("board", settings);
  } catch (const DeviceError& error) {
    return error.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("Limits of motors are read as they are written") {
  const MotorLimits limits = read_motor_limits("board", good());
  CHECK(!limits.axes[x_axis]);
  REQUIRE(limits.axes[z_axis]);
  CHECK(limits.axes[z_axis]->step == um(0.05));
  CHECK(limits.axes[z_axis]->travel.lower == mm(-1));
  CHECK(limits.axes[z_axis]->travel.upper == mm(0.5));
  CHECK(limits.towards_slide == TowardsSlide::down);
}

TEST_CASE("Limits of motors that are missing or cannot be are refused by their key") {
  CHECK_THAT(refusal(good(), "travel_z", ""), test::contains_text("travel_z: missing"));
  CHECK_THAT(refusal(good(), "step_z", ""), test::contains_text("step_z: missing"));
  CHECK_THAT(refusal(good(), "towards_slide", ""), test::contains_text("towards_slide"));
  CHECK_THAT(refusal(good(), "towards_slide", "left"), test::contains_text("up or down"));
  CHECK_THAT(refusal(good(), "travel_z", "1 mm"), test::contains_text("two lengths"));
  CHECK_THAT(refusal(good(), "travel_z", "1 mm, -1 mm"), test::contains_text("below the second"));
  CHECK_THAT(refusal(good(), "travel_z", "-1 m, 1 m"), test::contains_text("travel_z"));
  CHECK_THAT(refusal(good(), "travel_z", "-1000 mm, 1000 mm"), test::contains_text("believed"));
  CHECK_THAT(refusal(good(), "travel_z", "0 nm, 1 nm"), test::contains_text("one step"));
  CHECK_THAT(refusal(good(), "step_z", "-1 um"), test::contains_text("above zero"));
  CHECK_THAT(refusal(good(), "step_z", "nan um"), test::contains_text("step_z"));
  CHECK_THAT(refusal(good(), "speed", "0 um"), test::contains_text("speed"));
  CHECK_THAT(refusal(good(), "speed", "1 mm/min"), test::contains_text("such as 0.2 mm/s"));
  CHECK_THAT(refusal(good(), "speed", "-1 mm/s"), test::contains_text("above zero"));
  CHECK_THAT(refusal(good(), "step_z", "1e-18 um"), test::contains_text("step_z: no motor has"));
  CHECK_THAT(refusal(good(), "step_z", "0.09 nm"),
             test::contains_text("shortest that is believed"));
  CHECK_THAT(refusal(good(), "travel_z", "1e6 mm, 1.0000001e6 mm"),
             test::contains_text("travel_z"));
  CHECK_THAT(refusal(good(), "travel_z", "1e9 mm, 1.000000001e9 mm"),
             test::contains_text("more than a board counts"));
  // With these the guard would guard nothing.
  CHECK_THAT(refusal(good(), "approach", "300 mm"), test::contains_text("approach: 300 mm"));
  CHECK_THAT(refusal(good(), "speed", "1000000 mm"), test::contains_text("at most 100 mm"));
  CHECK_THAT(refusal(good(), "tolerance", "100 mm"), test::contains_text("at most 0.075 mm"));
  CHECK(refusal(good(), "approach", "500 um") == "accepted");
  CHECK(refusal(good(), "tolerance", "75 um") == "accepted");
  CHECK_THROWS_WITH(read_motor_limits("board", {}), Catch::Matchers::Contains("only where its"));
}

TEST_CASE("A speed is a way in one second, with or without saying so") {
  for (const char* text : {"0.5 mm", "0.5 mm/s", "500 um /s"}) {
    auto settings = good();
    settings["speed"] = text;
    CHECK(read_motor_limits("board", settings).axes[z_axis]->speed == mm(0.5));
  }
}

TEST_CASE("Whatever steps and travel are written, every place can be counted in 32 bits") {
  std::mt19937 generator(11);
  std::uniform_real_distribution<double> exponent(-25, 12);
  std::uniform_real_distribution<double> middle(-1, 1);
  int accepted = 0;
  for (int i = 0; i < 20000; ++i) {
    const double step = std::pow(10, exponent(generator));
    const double half = std::pow(10, exponent(generator));
    const double centre = middle(generator) * std::pow(10, exponent(generator));
    auto settings = good();
    settings["step_z"] = number_to_text(step) + " um";
    settings["travel_z"] =
        number_to_text(centre - half) + " um, " + number_to_text(centre + half) + " um";
    try {
      const AxisLimits limits = *read_motor_limits("board", settings).axes[z_axis];
      ++accepted;
      const double most = std::numeric_limits<std::int32_t>::max();
      CHECK(std::abs(limits.travel.lower / limits.step) <= most);
      CHECK(std::abs(limits.travel.upper / limits.step) <= most);
      CHECK((limits.travel.upper - limits.travel.lower) / limits.step <= most);
      CHECK(limits.speed / limits.step <= most);
    } catch (const DeviceError&) {
      continue;
    }
  }
  CHECK(accepted > 50);
}

TEST_CASE("What a scope file says of zero and of settling is read, or refused by its key") {
  CHECK(refusal(good(), "settle", "200 ms") == "accepted");
  CHECK_THAT(refusal(good(), "settle", "-1 s"), test::contains_text("settle: expected a time"));
  CHECK_THAT(refusal(good(), "settle", "1000 s"), test::contains_text("settle"));
  CHECK_THAT(refusal(good(), "settle", "nan s"), test::contains_text("settle"));
  CHECK_THAT(refusal(good(), "zero", "somewhere"), test::contains_text("kept or opening"));
  auto settings = good();
  CHECK_FALSE(read_motor_limits("board", settings).keeps_zero);
  settings["zero"] = "kept";
  CHECK(read_motor_limits("board", settings).keeps_zero == true);
  settings["zero"] = "opening";
  settings["settle"] = "0.2 s";
  CHECK(read_motor_limits("board", settings).keeps_zero == false);
  CHECK(read_motor_limits("board", settings).settle == ms(200));
}
