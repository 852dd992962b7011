// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/micromanager/camera_automatics.hpp"

#include "suite/core/text.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

namespace etalon::hardware {
namespace {

/// Small letters and digits only: "Auto-Exposure" and "AutoExposure" are one name.
std::string plain(const std::string& name) {
  std::string letters;
  for (const char c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      letters += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  return letters;
}

bool is_automatic(const std::string& property) {
  static constexpr std::array kWhat{"exposure",     "gain",     "whitebalance", "balancewhite",
                                    "blacklevel",   "contrast", "brightness",   "iris",
                                    "illumination", "gamma",    "sharpness",    "offset"};
  const std::string name = plain(property);
  return std::any_of(kWhat.begin(), kWhat.end(), [&](const std::string what) {
    return name == "auto" + what || name == what + "auto";
  });
}

bool is_off(const std::string& value) {
  static constexpr std::array kOff{"off", "0", "false", "no", "disabled", "manual", "none"};
  return std::find(kOff.begin(), kOff.end(), plain(value)) != kOff.end();
}

std::optional<std::string> word_for_off(const std::vector<std::string>& allowed) {
  const auto found = std::find_if(allowed.begin(), allowed.end(), is_off);
  return found == allowed.end() ? std::nullopt : std::optional(*found);
}

}  // namespace

void switch_automatics_off(CoreServer& core, const std::string& camera) {
  for (const std::string& property : core.texts("getDevicePropertyNames", {camera})) {
    if (!is_automatic(property) || is_off(core.text("getProperty", {camera, property}))) continue;
    const auto off = word_for_off(core.texts("getAllowedPropertyValues", {camera, property}));
    if (off) {
      core.run("setProperty", {camera, property, *off});
      if (is_off(core.text("getProperty", {camera, property}))) continue;
    }
    core.fail(fmt::format(fmt::runtime(tr("{} of {} is on and could not be switched off, so that "
                                          "the camera would change what is measured. Switch it off "
                                          "in Micro-Manager.")),
                          etalon::quoted(property), etalon::quoted(camera)));
  }
}

}  // namespace etalon::hardware
