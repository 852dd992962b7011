// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/faults/fault_table.hpp"
#include "suite/core/options.hpp"
#include "suite/core/translate.hpp"

#include <string>
#include <vector>

namespace etalon::hardware {

// The rows of the fault table, by the part that is wrong. A new fault is a few lines in one of
// these files.
std::vector<Fault> optics_faults();
std::vector<Fault> light_faults();
std::vector<Fault> camera_faults();
std::vector<Fault> mechanics_faults();

/// The size of a fault as a value. Throws DeviceError when it is not understood.
template <class T>
T size_of(const std::string& text) {
  const auto size = OptionText<T>::parse(text);
  if (!size) throw DeviceError("simulator", tr("size of the fault: ") + size.error().detail + ".");
  return *size;
}

/// Throws DeviceError with the sentence unless the fault is possible on this microscope.
inline void expect_possible(bool possible, const char* sentence) {
  if (!possible) throw DeviceError("simulator", sentence);
}

}  // namespace etalon::hardware
