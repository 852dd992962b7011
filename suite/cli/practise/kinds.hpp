// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/settings.hpp"
#include "protocols/procedure.hpp"

#include <string>
#include <vector>

namespace etalon::cli {

/// A fault that a measurement can show; whether it does depends on the optics, too: a cover glass
/// matters little to a small aperture. Faults with the same `look` cannot be told apart by it, so
/// only one of them is ever among the choices.
struct AskedFault {
  std::string name;    ///< in the table of faults
  std::string look;    ///< "soft", "scale"
  std::string metric;  ///< whose results show it
};

const std::vector<AskedFault>& asked_faults();

/// Those that this microscope can have and this protocol measures, in the order of the table.
std::vector<AskedFault> askable(const protocols::Procedure& procedure,
                                const hardware::SimulatorSettings& settings);

}  // namespace etalon::cli
