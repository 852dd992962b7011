// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/scope_devices.hpp"

#include "protocols/instrument_check.hpp"
#include "protocols/open_devices.hpp"
#include "reports/wording.hpp"
#include "suite/cli/command.hpp"
#include "suite/cli/consent.hpp"
#include "suite/cli/process.hpp"
#include "suite/core/text.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iostream>

namespace etalon::cli {
namespace {

using protocols::Trial;

const std::string& driver_of(const protocols::ScopeFile& scope, const std::string& role) {
  static const std::string none;
  const auto found = scope.devices.find(role);
  return found == scope.devices.end() ? none : found->second.at("driver");
}

/// Something that can be tried without asking a person for anything.
bool has_live_device(const protocols::ScopeFile& scope) {
  return std::any_of(scope.devices.begin(), scope.devices.end(), [](const auto& device) {
    const std::string& driver = device.second.at("driver");
    return driver != "folder" && driver != "manual";
  });
}

bool has_real_motors(const protocols::ScopeFile& scope) {
  for (const char* role : {"stage", "focus"}) {
    const std::string& driver = driver_of(scope, role);
    if (!driver.empty() && driver != "simulator") return true;
  }
  return false;
}

bool allowed_by_person() {
  if (!stdin_is_terminal()) return false;
  std::cerr
      << tr("May the stage move by 10 um and the focus by 4 um, and back? See that the "
            "objective has room, and that motors which count from where they are opened stand "
            "in the middle of their travel. [y/N] > ")
      << std::flush;
  std::string answer;
  std::getline(std::cin, answer);
  const auto word = trimmed(answer);
  return word == "y" || word == "Y" || word == "yes";
}

void print(const Trial& trial) {
  const char* mark = trial.fate == Trial::Fate::held     ? "✔"
                     : trial.fate == Trial::Fate::broken ? "✖"
                                                         : "–";
  std::cout << fmt::format("  {} {:<10} {}\n", mark, trial.role, reports::printable(trial.found))
            << std::flush;
}

/// As it is written in a scope file: "{driver: sangaboard, port: /dev/ttyUSB0}".
std::string as_setting(const std::string& driver, const hardware::DriverSettings& settings) {
  std::string text = "{driver: " + driver;
  for (const auto& [key, value] : settings) text += fmt::format(", {}: {}", key, value);
  return text + "}";
}

/// A driver that cannot look does not keep the others from looking.
std::vector<hardware::FoundDevice> found_by(const hardware::Driver& driver) {
  if (driver.probe == nullptr) return {};
  try {
    return driver.probe();
  } catch (const DeviceError& error) {
    std::cerr << "etalon: " << error.what() << "\n";
    return {};
  }
}

}  // namespace

bool try_devices(const protocols::ScopeFile& scope, bool move) {
  expect_consent(scope);
  if (!has_live_device(scope)) {
    // A folder that is not there is told; images are not asked for.
    const auto microscope = protocols::make_microscope(scope);
    const protocols::OpenDevices opened(microscope);
    return true;
  }
  const bool may_move = move || !has_real_motors(scope) || allowed_by_person();
  const Interruption interruption;
  std::cout << tr("  devices, tried:") << "\n";
  return protocols::check_instrument(protocols::make_microscope(scope), may_move, print);
}

int probe_devices(const std::string& format) {
  auto array = nlohmann::ordered_json::array();
  for (const hardware::Driver& driver : hardware::driver_table()) {
    for (const hardware::FoundDevice& found : found_by(driver)) {
      array.push_back({{"driver", driver.name},
                       {"what", found.what},
                       {"settings", found.settings},
                       {"roles", driver.roles},
                       {"scope_file", as_setting(driver.name, found.settings)}});
    }
  }
  if (format == "json") {
    std::cout << array.dump(2) << "\n";
    return kOk;
  }
  std::string last;
  for (const auto& found : array) {
    const auto what = reports::printable(found["what"].get<std::string>());
    // Several drivers may see one thing, and only its owner knows which is right.
    if (what != last) std::cout << what << "\n";
    last = what;
    std::cout << "  " << reports::printable(found["scope_file"].get<std::string>()) << "  "
              << fmt::format("{}", fmt::join(found["roles"].get<std::vector<std::string>>(), ", "))
              << "\n";
  }
  if (array.empty()) {
    std::cout << tr("Nothing was found. Is it switched on and plugged in, and may this user open "
                    "it? Folders of images and people need no finding.")
              << "\n";
  }
  return kOk;
}

}  // namespace etalon::cli
