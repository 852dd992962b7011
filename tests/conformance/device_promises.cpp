// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/device_promises.hpp"

#include "tests/support/catch.hpp"

#include <cmath>

namespace etalon::test {
namespace {

/// Within `tolerance`: real cameras set it in steps.
void check_exposure(hardware::Camera& camera, double tolerance) {
  if (!camera.sets_exposure()) return;
  const Time asked = ms(3);
  const auto exposed = camera.acquire({.step = "a"}, {.frames = 1, .exposure = asked});
  REQUIRE(exposed.actual.count("exposure") == 1);
  CHECK(std::abs(*parse_quantity<kind::Time>(exposed.actual.at("exposure")) / asked - 1) <=
        tolerance);
  const hardware::ExposureRange range = camera.exposures();
  CHECK(range.shortest < range.longest);
}

}  // namespace

void check_camera(hardware::Camera& camera) {
  CHECK(camera.acquire({.step = "a"}, {.frames = 0}).frames->size() >= 1);
  const auto acquired = camera.acquire({.step = "a"}, {.frames = 3});
  const auto again = camera.acquire({.step = "a"}, {.frames = 3});
  REQUIRE(acquired.frames->size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(acquired.frames->read(i).samples == again.frames->read(i).samples);
    CHECK(acquired.frames->read(i).info == acquired.frames->read(0).info);
  }
  CHECK(acquired.frames->read(0).samples != acquired.frames->read(1).samples);
  check_exposure(camera, 0);
}

void check_live_camera(hardware::Camera& camera) {
  const auto acquired = camera.acquire({.step = "a"}, {.frames = 3});
  const auto again = camera.acquire({.step = "a"}, {.frames = 1});
  REQUIRE(acquired.frames->size() == 3);
  REQUIRE(again.frames->size() == 1);
  const Frame first = acquired.frames->read(0);
  CHECK(first.info.width > 0);
  CHECK(again.frames->read(0).info == first.info);
  CHECK(acquired.frames->read(1).info == first.info);
  CHECK(acquired.frames->read(1).samples != first.samples);
  CHECK(again.frames->read(0).samples != acquired.frames->read(2).samples);
  check_exposure(camera, 0.1);
}

void check_focus(hardware::Focus& focus) {
  const hardware::Travel travel = focus.travel();
  CHECK(travel.lower < travel.upper);
  for (const Length z : {travel.lower, travel.upper, (travel.lower + travel.upper) / 2}) {
    focus.move_to(z);
    CHECK(focus.position() >= travel.lower);
    CHECK(focus.position() <= travel.upper);
  }
  const Length before = focus.position();
  CHECK_THROWS_AS(focus.move_to(travel.upper + um(1)), DeviceError);
  CHECK_THROWS_AS(focus.move_to(travel.lower - um(1)), DeviceError);
  CHECK(focus.position() == before);
}

void check_stage(hardware::XYStage& stage) {
  const hardware::Travel x = stage.travel_x();
  const hardware::Travel y = stage.travel_y();
  stage.move_to(x.lower, y.upper);
  const auto before = stage.position();
  CHECK_THROWS_AS(stage.move_to(x.upper + um(1), y.lower), DeviceError);
  CHECK_THROWS_AS(stage.move_to(x.lower, y.lower - um(1)), DeviceError);
  CHECK(stage.position() == before);
}

void check_light(hardware::Light& light) {
  CHECK_THROWS_AS(light.set_level(one(-0.01)), DeviceError);
  CHECK_THROWS_AS(light.set_level(one(1.01)), DeviceError);
  light.set_level(one(0));
  light.set_level(one(1));
}

void check_shining_light(hardware::Light& light, const std::function<double()>& shining,
                         const std::vector<double>& levels) {
  constexpr double kStep = 0.001;  // of boards with 10 bits
  light.set_level(one(0));
  CHECK(shining() == 0);
  for (const double level : levels) {
    light.set_level(one(level));
    CHECK(std::abs(shining() - level) <= kStep);
    for (const double impossible : {-0.01, 1.01, std::nan("")}) {
      CHECK_THROWS_AS(light.set_level(one(impossible)), DeviceError);
    }
    CHECK(std::abs(shining() - level) <= kStep);
  }
  light.stop();
  CHECK(shining() == 0);
  light.set_level(one(1));
  light.close();
  CHECK(shining() == 0);
  light.open();
}

void check_turret(hardware::Turret& turret) {
  const auto positions = turret.positions();
  REQUIRE(positions.size() > 1);
  for (const auto& position : positions) turret.select(position);
  CHECK_THROWS_AS(turret.select("no such position"), DeviceError);
}

void check_operator(hardware::Operator& person) {
  CHECK(person.ask({.step = "a"}, "Focus.") != hardware::Answer::skip);
  CHECK(person.ask({.step = "a", .optional = true}, "Focus.") == hardware::Answer::skip);
}

}  // namespace etalon::test
