// SPDX-License-Identifier: Apache-2.0
#include "hardware/driver_module.hpp"
#include "hardware/driver_settings.hpp"
#include "hardware/drivers/openflexure/openflexure.hpp"
#include "hardware/safety/whole_instrument.hpp"
#include "suite/core/text.hpp"
#include "suite/core/translate.hpp"
#include "suite/core/version.hpp"

#include <fmt/format.h>

#include <utility>

namespace etalon::hardware {
namespace {

constexpr const char* kName = "openflexure";
constexpr const char* kAddress = "http://127.0.0.1:5000";

ImageChoice choice_of(const DriverSettings& settings) {
  ImageChoice choice;
  const std::string bayer = text_setting(settings, "bayer");
  if (!bayer.empty() && bayer != "true" && bayer != "false") {
    throw DeviceError(kName, tr("bayer: expected true or false."));
  }
  if (!bayer.empty()) choice.bayer = bayer == "true";
  if (const std::string gain = text_setting(settings, "gain"); !gain.empty()) {
    const auto number = parse_number(gain);
    if (!number || !(*number > 0)) {
      throw DeviceError(kName, tr("gain: expected a number above zero."));
    }
    choice.gain = *number;
  }
  const std::string resolution = text_setting(settings, "resolution");
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
    if (!text_setting(settings, "travel_" + axis).empty() ||
        !text_setting(settings, "step_" + axis).empty()) {
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

}  // namespace

extern "C" const DriverModule etalon_driver_openflexure{kVersion, make, probe};

}  // namespace etalon::hardware
