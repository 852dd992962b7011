// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/microscope.hpp"
#include "tests/support/emulated_board.hpp"
#include "tests/support/far_microscope.hpp"

#include <memory>
#include <string>
#include <vector>

namespace etalon::test {

/// A kind of board that the serial drivers move, for tests that hold for all of them.
struct SerialBoard {
  std::string name;                   ///< as its driver calls it in messages
  std::string driver;                 ///< in the scope file
  hardware::DriverSettings settings;  ///< that only this kind has
  bool has_light;
  std::unique_ptr<EmulatedBoard> (*switched_on)(double steps_per_second);
};

const std::vector<SerialBoard>& serial_boards();
const SerialBoard& serial_board(const std::string& name);

/// Its stage, focus and, where it has one, light take the place of those of `microscope`; a step is
/// one of the virtual microscope's motors. `zero` is what a scope file says of it.
void put_into(hardware::Microscope& microscope, const SerialBoard& kind, const EmulatedBoard& board,
              const std::string& zero = "kept");
/// The virtual microscope follows such a board's motors.
void move_to(FarMicroscope& far, const hardware::Steps& at);

}  // namespace etalon::test
