// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/process/process.hpp"

#include "hardware/command_words.hpp"
#include "hardware/driver_settings.hpp"
#include "hardware/drivers/process/process_board.hpp"
#include "hardware/safety/whole_instrument.hpp"
#include "suite/core/translate.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace etalon::hardware {
namespace {

/// A camera needs none; nothing moves without.
MotorLimits limits_of(const DriverSettings& settings) {
  const auto& keys = motor_limit_keys();
  const bool any = std::any_of(keys.begin(), keys.end(),
                               [&](const std::string& key) { return settings.contains(key); });
  return any ? read_motor_limits("process", settings) : MotorLimits{};
}

std::shared_ptr<Device> make(const DriverSettings& settings) {
  ProgramStart program;
  program.words = command_words(text_setting(settings, "command"));
  program.folder = text_setting(settings, "folder");
  program.log = text_setting(settings, "log");
  return std::make_shared<WholeInstrument<ProcessBoard>>(
      std::make_shared<ProcessBoard>(std::move(program)), limits_of(settings));
}

}  // namespace

Driver process_driver() {
  std::vector<std::string> keys{"command", "folder", "log"};
  keys.insert(keys.end(), motor_limit_keys().begin(), motor_limit_keys().end());
  return {"process",
          tr("camera, stage, focus and light by a program of your own, in any language"),
          {"camera", "stage", "focus", "light"},
          keys,
          make};
}

}  // namespace etalon::hardware
