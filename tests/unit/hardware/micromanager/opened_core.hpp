// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/emulated_micromanager.hpp"
#include "tests/support/opened_motors.hpp"
#include "tests/support/speckled_frame.hpp"

namespace etalon::test {

constexpr double kFast = 1e8;  // nm in a second

inline hardware::DriverSettings settings_of(const EmulatedMicroManager& server) {
  return {{"address", server.address()}, {"travel_x", "-5 mm, 5 mm"}, {"travel_y", "-5 mm, 5 mm"},
          {"travel_z", "-1 mm, 1 mm"},   {"speed", "20 mm"},          {"approach", "0.5 mm"},
          {"towards_slide", "up"},       {"tolerance", "0.1 um"}};
}

/// A server whose camera counts its frames, with the driver before it.
struct OpenedCore {
  explicit OpenedCore(double nm_per_second = kFast) : server(snap(), nm_per_second) {}
  std::function<Frame(Time)> snap() {
    return [this](Time exposure) {
      exposed = exposure;
      return speckled_frame(++taken);
    };
  }
  void open() { opened.emplace("micromanager", settings_of(server)); }
  hardware::Camera& camera() { return dynamic_cast<hardware::Camera&>(*opened->device); }

  int taken = 0;
  Time exposed{};
  EmulatedMicroManager server;
  std::optional<OpenedMotors> opened;
};

}  // namespace etalon::test
