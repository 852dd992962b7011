// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/settings.hpp"

#include <string>
#include <vector>

namespace etalon::hardware {

/// Something that is wrong with a microscope, by name: a change of its settings of a stated size.
/// What it does to the image follows from the physics of the setting, never from a special case.
struct Fault {
  std::string name;          ///< "defocus"
  std::string meaning;       ///< "the slide is out of focus"
  std::string size_type;     ///< "length such as 550 nm"; empty: it has no size
  std::string default_size;  ///< "2 um"
  std::string sign;          ///< how it shows in images and numbers, in a sentence
  std::string cure;          ///< what to do about it, in a sentence
  /// Throws DeviceError when `size` is not understood.
  void (*apply)(SimulatorSettings& settings, const std::string& size);
};

const std::vector<Fault>& fault_table();
const Fault* find_fault(const std::string& name);

/// `fault` as on the command line: "defocus" or "defocus=2um". Throws DeviceError for an unknown
/// name (with the nearest known one), a size that is not understood, and settings that make no
/// microscope.
SimulatorSettings with_fault(SimulatorSettings settings, const std::string& fault);

}  // namespace etalon::hardware
