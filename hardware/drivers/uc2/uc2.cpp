// SPDX-License-Identifier: Apache-2.0
// Protocol: https://github.com/openUC2/UC2-REST (README)
#include "hardware/drivers/uc2/uc2.hpp"

#include "hardware/drivers/serial/serial_ports.hpp"
#include "hardware/safety/motor_stage.hpp"
#include "suite/core/error.hpp"
#include "suite/core/text.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

namespace etalon::hardware {
namespace {

using Json = nlohmann::json;

constexpr int kAcceleration = 20000;  // steps/s^2
constexpr double kFullLight = 1023;   // of 10 bits
constexpr int kLastChannel = 3;

/// Stepper 0 is the turning one.
std::int64_t stepper_of(std::size_t axis) { return static_cast<std::int64_t>(axis) + 1; }

Json to_motors(Json steppers) {
  return {{"task", "/motor_act"}, {"motor", {{"steppers", std::move(steppers)}}}};
}

int channel_setting(const DriverSettings& settings) {
  const auto given = settings.find("light_channel");
  if (given == settings.end()) return 1;
  const auto number = parse_number(given->second);
  if (number && *number >= 0 && *number <= kLastChannel && std::floor(*number) == *number) {
    return static_cast<int>(*number);
  }
  throw DeviceError("uc2", tr("light_channel: expected 0, 1, 2 or 3."));
}

std::shared_ptr<Device> make(const DriverSettings& settings) {
  const std::string port = port_setting("uc2", settings);
  const int channel = channel_setting(settings);
  const MotorLimits limits = read_motor_limits("uc2", settings);
  return std::make_shared<MotorStage>(std::make_shared<Uc2>(port, step_speeds(limits), channel),
                                      limits);
}

}  // namespace

Uc2::Uc2(const std::string& port, const StepSpeeds& speeds, int light_channel)
    : port_(port, [this](const Json& block) { take_news(block); }),
      speeds_(speeds),
      light_channel_(light_channel) {}

void Uc2::open() {
  port_.open();
  moving_ = {};
  try {
    position();
  } catch (...) {
    port_.close();
    throw;
  }
}

void Uc2::take_news(const Json& block) {
  if (whole(member(block, "emergency"), "active").value_or(0) != 0) {
    port_.fail(
        tr("its emergency stop is pressed. See to why, release it, bring the axes to their middle, "
           "and begin again."));
  }
  const Json fault = member(member(block, "axisEvent"), "fault");
  if (fault.is_string() && fault != "NONE") {
    port_.fail(fmt::format(fmt::runtime(tr("a motor reports {}. Does something block it?")),
                           etalon::quoted(fault.get<std::string>())));
  }
  const std::int64_t number = whole(block, "qid").value_or(0);
  if (number > 0 && number != move_) return;  // Of a move that was given up.
  for (const Json& stepper : member(block, "steppers")) {
    const bool arrived = whole(stepper, "isDone").value_or(0) != 0;
    for (std::size_t axis = 0; axis < kAxes; ++axis) {
      if (arrived && whole(stepper, "stepperid") == stepper_of(axis)) moving_[axis] = false;
    }
  }
}

Steps Uc2::position() {
  const Json block = port_.ask({{"task", "/motor_get"}, {"position", true}});
  const Json steppers = member(member(block, "motor"), "steppers");
  Steps steps{};
  for (std::size_t axis = 0; axis < kAxes; ++axis) {
    if (speeds_[axis] == 0) continue;  // Boards with fewer motors do not tell of the others.
    const auto found = std::find_if(steppers.begin(), steppers.end(), [&](const Json& stepper) {
      return whole(stepper, "stepperid") == stepper_of(axis);
    });
    const auto place = found == steppers.end() ? std::nullopt : whole(*found, "position");
    if (!place) port_.misunderstood(text_of(block));
    steps[axis] = *place;
  }
  return steps;
}

void Uc2::begin_move(const Steps& by, Time /*longest*/) {
  Json steppers = Json::array();
  for (std::size_t axis = 0; axis < kAxes; ++axis) {
    moving_[axis] = by[axis] != 0;
    if (!moving_[axis]) continue;
    steppers.push_back({{"stepperid", stepper_of(axis)},
                        {"position", by[axis]},
                        {"speed", std::max<std::int64_t>(std::llround(speeds_[axis]), 1)},
                        {"isabs", 0},
                        {"isaccel", 1},
                        {"accel", kAcceleration},
                        {"isen", 1}});
  }
  move_ = port_.next_number();
  port_.ask(to_motors(std::move(steppers)));
}

bool Uc2::moving() {
  // Whatever it has told by itself comes before the answer.
  position();
  return std::any_of(moving_.begin(), moving_.end(), [](bool axis) { return axis; });
}

void Uc2::stop() noexcept {
  Json steppers = Json::array();
  for (std::size_t axis = 0; axis < kAxes; ++axis) {
    steppers.push_back({{"stepperid", stepper_of(axis)}, {"isstop", true}});
  }
  port_.interrupt(to_motors(std::move(steppers)));
}

void Uc2::set_light(Ratio level) {
  port_.ask({{"task", "/laser_act"},
             {"LASERid", light_channel_},
             {"LASERval", std::lround(level.in(one)*kFullLight)}});
}

Driver uc2_driver() {
  return {"uc2",
          tr("stage, focus and light of an openUC2 microscope, by the serial port of its board"),
          {"stage", "focus", "light"},
          motor_driver_keys({"light_channel"}),
          make,
          serial_ports};
}

}  // namespace etalon::hardware
