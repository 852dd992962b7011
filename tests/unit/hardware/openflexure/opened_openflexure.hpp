// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/emulated_openflexure.hpp"
#include "tests/support/opened_motors.hpp"
#include "tests/support/speckled_frame.hpp"

#include <optional>

namespace etalon::test {

/// A microscope whose camera counts its frames, with the driver before it.
struct OpenedOpenFlexure {
  using Release = EmulatedOpenFlexure::Release;

  explicit OpenedOpenFlexure(Release release, double steps_per_second = 1e6)
      : server(release, snap(), steps_per_second) {}
  std::function<Frame(Time)> snap() {
    return [this](Time exposure) {
      exposed = exposure;
      return last = frame(++taken);
    };
  }
  static Frame frame(int number) {
    Frame frame = speckled_frame(number, 32, 18);
    for (auto& sample : std::get<std::vector<std::uint16_t>>(frame.samples)) sample &= 1023U;
    frame.info.significant_bits = 10;
    frame.info.mosaic = Mosaic::bggr;
    return frame;
  }
  hardware::DriverSettings settings() const {
    auto settings = quick_motors("", "0.1 um");
    settings.erase("port");
    settings["address"] = server.address();
    return settings;
  }
  void open() { opened.emplace("openflexure", settings()); }
  hardware::Camera& camera() { return dynamic_cast<hardware::Camera&>(*opened->device); }

  int taken = 0;
  Time exposed{};
  Frame last;
  EmulatedOpenFlexure server;
  std::optional<OpenedMotors> opened;
};

}  // namespace etalon::test
