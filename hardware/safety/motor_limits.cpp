// SPDX-License-Identifier: Apache-2.0
#include "hardware/safety/motor_limits.hpp"

#include "hardware/driver_settings.hpp"
#include "suite/core/text.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace etalon::hardware {
namespace {

constexpr Length kSpeed = mm(0.2);       // a slow stepper motor, per second
constexpr double kToleranceInSteps = 2;  // rounding, and a step that was lost
constexpr Length kApproach = um(50);     // less than most working distances
// Beyond these a guard would guard nothing.
constexpr Length kLongestApproach = um(500);
constexpr Length kFastest = mm(100);  // per second
constexpr double kMostToleranceOfTravel = 0.05;
constexpr Length kLongestTravel = mm(300);
constexpr Length kShortestStep = nm(0.1);  // of any motor; a mistyped one would not fit a command
// What boards and their commands count to.
constexpr double kMostSteps = std::numeric_limits<std::int32_t>::max();
constexpr Time kLongestSettle = s(60);  // a pause, not a protocol

[[noreturn]] void refuse(const std::string& driver, const std::string& key,
                         const std::string& problem) {
  throw DeviceError(driver, key + ": " + problem);
}

Length length_of(const std::string& driver, const std::string& key, std::string_view text) {
  const auto value = parse_quantity<kind::ObjectLength>(text);
  if (!value) refuse(driver, key, value.error().detail);
  return *value;
}

Length positive_of(const std::string& driver, const DriverSettings& settings,
                   const std::string& key, Length otherwise) {
  const std::string text = text_setting(settings, key);
  if (text.empty()) return otherwise;
  const Length value = length_of(driver, key, text);
  if (!(value > um(0))) refuse(driver, key, tr("must be above zero"));
  return value;
}

/// "0.5 mm" or "0.5 mm/s": the way in one second.
Length speed_of(const std::string& driver, const DriverSettings& settings) {
  const std::string text = text_setting(settings, "speed");
  if (text.empty()) return kSpeed;
  std::string_view way = trimmed(text);
  if (way.ends_with("/s")) way.remove_suffix(2);
  const auto value = parse_quantity<kind::ObjectLength>(way);
  if (!value) {
    refuse(driver, "speed",
           fmt::format(fmt::runtime(tr("{} is no speed; expected the way in one second, such as "
                                       "0.2 mm/s")),
                       etalon::quoted(text)));
  }
  if (!(*value > um(0))) refuse(driver, "speed", tr("must be above zero"));
  return *value;
}

Length step_of(const std::string& driver, const DriverSettings& settings, const std::string& key) {
  const Length step = positive_of(driver, settings, key, um(1));
  if (step >= kShortestStep) return step;
  refuse(driver, key,
         fmt::format(fmt::runtime(tr("no motor has steps of {:.4g} nm; the shortest that is "
                                     "believed is {:.4g} nm. Calibrate it with a stage "
                                     "micrometer.")),
                     step.in(nm), kShortestStep.in(nm)));
}

/// Steps are counted from the board's zero, so both ends have to be within what can be counted.
void expect_countable(const AxisLimits& limits, const std::string& driver, const std::string& key) {
  const double most = std::max(std::abs(limits.travel.lower / limits.step),
                               std::max(std::abs(limits.travel.upper / limits.step),
                                        (limits.travel.upper - limits.travel.lower) / limits.step));
  if (most <= kMostSteps) return;
  refuse(driver, key,
         fmt::format(fmt::runtime(tr("{:.4g} steps are more than a board counts, which is 2^31. Is "
                                     "the step of {:.4g} nm right, and is the travel counted from "
                                     "the board's zero?")),
                     most, limits.step.in(nm)));
}

Length at_most(Length most, Length value, const std::string& driver, const std::string& key) {
  if (value > most)
    refuse(driver, key,
           fmt::format(fmt::runtime(tr("{:.6g} mm are too much to guard anything: at most {:.6g} "
                                       "mm")),
                       value.in(mm), most.in(mm)));
  return value;
}

Travel travel_of(const std::string& driver, const std::string& key, const std::string& text) {
  const auto comma = text.find(',');
  if (comma == std::string::npos) {
    refuse(driver, key, tr("expected two lengths, such as [-1 mm, 1 mm]"));
  }
  const std::string_view both = text;
  const Travel travel{length_of(driver, key, trimmed(both.substr(0, comma))),
                      length_of(driver, key, trimmed(both.substr(comma + 1)))};
  if (!(travel.lower < travel.upper)) {
    refuse(driver, key, tr("the first length must be below the second"));
  }
  if (!(travel.upper - travel.lower <= kLongestTravel)) {
    refuse(driver, key,
           fmt::format(fmt::runtime(tr("no microscope moves by {}; the longest that is believed is "
                                       "{}")),
                       to_text(travel.upper - travel.lower), to_text(kLongestTravel)));
  }
  return travel;
}

std::optional<AxisLimits> axis_of(const std::string& driver, const DriverSettings& settings,
                                  const std::string& axis) {
  const std::string step_key = "step_" + axis;
  const std::string travel_key = "travel_" + axis;
  const std::string travel = text_setting(settings, travel_key);
  const std::string step = text_setting(settings, step_key);
  if (travel.empty() && step.empty()) return std::nullopt;
  if (travel.empty()) {
    refuse(driver, travel_key,
           fmt::format(fmt::runtime(tr("missing. How far may {} move from the board's zero without "
                                       "touching anything? Without that nothing is moved.")),
                       axis));
  }
  if (step.empty()) {
    refuse(driver, step_key,
           tr("missing. How far does one step of the motor go, such as 0.07 um? Calibrate it "
              "with a stage micrometer."));
  }
  AxisLimits limits;
  limits.step = step_of(driver, settings, step_key);
  limits.travel = travel_of(driver, travel_key, travel);
  expect_countable(limits, driver, travel_key);
  limits.speed = at_most(kFastest, speed_of(driver, settings), driver, "speed");
  limits.tolerance = positive_of(driver, settings, "tolerance", limits.step * kToleranceInSteps);
  const Length length = limits.travel.upper - limits.travel.lower;
  at_most(std::max(length * kMostToleranceOfTravel, limits.step * kToleranceInSteps),
          limits.tolerance, driver, "tolerance");
  if (!(limits.travel.upper - limits.travel.lower >= limits.step)) {
    refuse(driver, travel_key, tr("is shorter than one step"));
  }
  return limits;
}

Time settle_of(const std::string& driver, const DriverSettings& settings) {
  const std::string text = text_setting(settings, "settle");
  if (text.empty()) return s(0);
  const auto value = parse_quantity<kind::Time>(text);
  if (!value) refuse(driver, "settle", value.error().detail);
  if (*value >= s(0) && *value <= kLongestSettle) return *value;
  refuse(driver, "settle",
         fmt::format(fmt::runtime(tr("expected a time up to {}, such as 200 ms")),
                     to_text(kLongestSettle)));
}

std::optional<bool> zero_of(const std::string& driver, const DriverSettings& settings) {
  const std::string text = text_setting(settings, "zero");
  if (text.empty()) return std::nullopt;
  if (text == "kept" || text == "opening") return text == "kept";
  refuse(driver, "zero",
         tr("expected kept or opening: is the board's zero always at one place, or where the "
            "motors stand when the board is opened?"));
}

}  // namespace

const std::vector<std::string>& motor_limit_keys() {
  static const std::vector<std::string> keys{
      "step_x",    "step_y",   "step_z",        "travel_x",   "travel_y", "travel_z", "speed",
      "tolerance", "approach", "towards_slide", "unattended", "zero",     "settle"};
  return keys;
}

MotorLimits read_motor_limits(const std::string& driver, const DriverSettings& settings) {
  MotorLimits limits;
  for (std::size_t axis = 0; axis < kAxes; ++axis) {
    limits.axes[axis] = axis_of(driver, settings, kAxisNames[axis]);
  }
  const bool none = std::none_of(limits.axes.begin(), limits.axes.end(),
                                 [](const auto& axis) { return axis.has_value(); });
  if (none) {
    refuse(driver, "travel_x",
           tr("missing, and so are travel_y and travel_z: an axis moves only where its travel is "
              "known"));
  }
  limits.approach = at_most(kLongestApproach, positive_of(driver, settings, "approach", kApproach),
                            driver, "approach");
  const std::string towards = text_setting(settings, "towards_slide");
  if (limits.axes[z_axis] && towards != "up" && towards != "down") {
    refuse(
        driver, "towards_slide",
        tr("expected up or down: in which direction of z do objective and slide come together?"));
  }
  const std::string unattended = text_setting(settings, "unattended");
  if (!unattended.empty() && unattended != "allowed") {
    refuse(driver, "unattended",
           tr("expected allowed, or nothing: may the focus move without anybody looking?"));
  }
  limits.unattended = unattended == "allowed";
  limits.keeps_zero = zero_of(driver, settings);
  limits.settle = settle_of(driver, settings);
  limits.towards_slide = towards == "down" ? TowardsSlide::down : TowardsSlide::up;
  return limits;
}

}  // namespace etalon::hardware
