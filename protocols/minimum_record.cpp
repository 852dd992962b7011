// SPDX-License-Identifier: Apache-2.0
#include "protocols/minimum_record.hpp"

namespace etalon::protocols {

std::vector<std::string> missing_from_record(const Instrument& instrument) {
  const Objective& objective = instrument.objective;
  const bool light = !instrument.channels.empty() && instrument.channels.front().wavelength;
  const std::pair<const char*, bool> fields[] = {
      {"instrument.model", !instrument.model.empty()},
      {"instrument.serial_number", !instrument.serial_number.empty()},
      {"objective.nominal_magnification", objective.nominal_magnification.has_value()},
      {"objective.lens_na", objective.lens_na.has_value()},
      {"objective.immersion", objective.immersion != Immersion::unknown},
      {"detector.model", !instrument.detector.model.empty()},
      {"wavelength", light}};
  std::vector<std::string> missing;
  for (const auto& [name, is_told] : fields)
    if (!is_told) missing.push_back(name);
  return missing;
}

}  // namespace etalon::protocols
