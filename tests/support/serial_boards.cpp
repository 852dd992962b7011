// SPDX-License-Identifier: Apache-2.0
#include "tests/support/serial_boards.hpp"

#include <algorithm>
#include <stdexcept>

namespace etalon::test {
namespace {

constexpr const char* kStepText = "0.08 um";
constexpr Length kStep = um(0.08);

std::unique_ptr<EmulatedBoard> new_sangaboard(double steps_per_second) {
  return emulated_sangaboard(SangaboardFirmware::answering, steps_per_second);
}

}  // namespace

const std::vector<SerialBoard>& serial_boards() {
  static const std::vector<SerialBoard> all{
      {"sangaboard", "sangaboard", {}, true, new_sangaboard},
      {"grbl", "grbl", {}, false, emulated_grbl},
      {"marlin", "grbl", {{"dialect", "marlin"}}, false, emulated_marlin},
      {"uc2", "uc2", {}, true, emulated_uc2}};
  return all;
}

const SerialBoard& serial_board(const std::string& name) {
  for (const SerialBoard& board : serial_boards()) {
    if (board.name == name) return board;
  }
  throw std::invalid_argument(name);
}

void put_into(hardware::Microscope& microscope, const SerialBoard& kind, const EmulatedBoard& board,
              const std::string& zero) {
  hardware::DriverSettings settings{{"port", board.port()},
                                    {"step_x", kStepText},
                                    {"step_y", kStepText},
                                    {"step_z", kStepText},
                                    {"travel_x", "-2 mm, 2 mm"},
                                    {"travel_y", "-2 mm, 2 mm"},
                                    {"travel_z", "-200 um, 200 um"},
                                    {"towards_slide", "up"},
                                    {"speed", "2 mm"},
                                    {"zero", zero}};
  settings.insert(kind.settings.begin(), kind.settings.end());
  const auto device = hardware::make_device(kind.driver, settings);
  microscope.stage = std::dynamic_pointer_cast<hardware::XYStage>(device);
  microscope.focus = std::dynamic_pointer_cast<hardware::Focus>(device);
  if (kind.has_light) microscope.light = std::dynamic_pointer_cast<hardware::Light>(device);
}

void move_to(FarMicroscope& far, const hardware::Steps& at) {
  const auto place = [&](hardware::Axis axis) { return kStep * static_cast<double>(at[axis]); };
  far.move_to(place(hardware::x_axis), place(hardware::y_axis), place(hardware::z_axis));
}

}  // namespace etalon::test
