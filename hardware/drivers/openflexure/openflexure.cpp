// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/openflexure/openflexure.hpp"

#include "hardware/safety/whole_instrument.hpp"
#include "suite/core/text.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <utility>

namespace etalon::hardware {
namespace {

constexpr const char* kName = "openflexure";
constexpr const char* kAddress = "http://127.0.0.1:5000";

std::string setting(const DriverSettings& settings, const std::string& key) {
  const auto found = settings.find(key);
  return found == settings.end() ? std::string() : found->second;
}

ImageChoice choice_of(const DriverSettings& settings) {
  ImageChoice choice;
  const std::string bayer = setting(settings, "bayer");
  if (!bayer.empty() && bayer != "true" && bayer != "false") {
    throw DeviceError(kName, tr("bayer: expected true or false."));
  }
  if (!bayer.empty()) choice.bayer = bayer == "true";
  if (const std::string gain = setting(settings, "gain"); !gain.empty()) {
    const auto number = parse_number(gain);
    if (!number || !(*number > 0)) {
      throw DeviceError(kName, tr("gain: expected a number above zero."));
    }
    choice.gain = *number;
  }
  const std::string resolution = setting(settings, "resolution");
  if (!resolution.empty() && resolution != "full" && resolution != "main" &&
      resolution != "lores") {
    throw DeviceError(kName, tr("resolution: expected full, main or lores."));
  }
  if (!resolution.empty()) choice.resolution = resolution;
  return choice;
}

/// None where no axis is to be moved: a camera alone.
MotorLimits limits_of(const DriverSettings& settings) {
  for (const std::string axis : kAxisNames) {
    if (!setting(settings, "travel_" + axis).empty() ||
        !setting(settings, "step_" + axis).empty()) {
      return read_motor_limits(kName, settings);
    }
  }
  return {};
}

std::shared_ptr<Device> make(const DriverSettings& settings) {
  const MotorLimits limits = limits_of(settings);
  return std::make_shared<WholeInstrument<OpenFlexure>>(
      std::make_shared<OpenFlexure>(address_setting(kName, settings, kAddress),
                                    choice_of(settings)),
      limits);
}

std::vector<FoundDevice> probe() {
  try {
    ActionServer server(kName, *parse_address(kAddress));
    const auto dialect = spoken_dialect(server, {});
    return {{fmt::format(fmt::runtime(tr("OpenFlexure Microscope, server of release {}")),
                         dialect->release()),
             {{"address", kAddress}}}};
  } catch (const DeviceError&) {
    return {};
  }
}

std::vector<std::string> keys() {
  std::vector<std::string> keys{"address", "remote", "bayer", "gain", "resolution"};
  keys.insert(keys.end(), motor_limit_keys().begin(), motor_limit_keys().end());
  return keys;
}

}  // namespace

Dialect& OpenFlexure::speech() const {
  if (!dialect_) server_.line().fail(tr("it is not open."));
  return *dialect_;
}

void OpenFlexure::open() {
  if (dialect_) return;
  dialect_ = spoken_dialect(server_, choice_);
  try {
    dialect_->fix_automatics();
  } catch (...) {
    close();
    throw;
  }
}

Instrument OpenFlexure::instrument() const {
  Instrument instrument;
  instrument.manufacturer = "OpenFlexure";
  return instrument;
}

std::map<std::string, std::string> OpenFlexure::actual() const {
  auto actual = speech().actual();
  actual["openflexure_release"] = release();
  return actual;
}

void OpenFlexure::begin_move(const Steps& by, Time /*longest*/) {
  move_.reset();
  move_ = speech().begin_move(by);
}

bool OpenFlexure::moving() {
  if (move_ && !server_.running(*move_)) move_.reset();
  return move_.has_value();
}

void OpenFlexure::stop() noexcept {
  if (move_) server_.cancel(*move_);
  move_.reset();
}

void OpenFlexure::set_light(Ratio /*level*/) {
  server_.line().fail(tr("its lamp cannot be switched by its server."));
}

Driver openflexure_driver() {
  return {kName,
          tr("camera, stage and focus of an OpenFlexure Microscope, by its server"),
          {"camera", "stage", "focus"},
          keys(),
          make,
          probe};
}

}  // namespace etalon::hardware
