// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/practise/kinds.hpp"

#include "hardware/simulator/faults/fault_table.hpp"
#include "suite/core/error.hpp"

#include <algorithm>

namespace etalon::cli {
namespace {

bool measures(const protocols::Procedure& procedure, const std::string& metric) {
  return std::any_of(procedure.steps.begin(), procedure.steps.end(), [&](const auto& step) {
    return std::any_of(step.measures.begin(), step.measures.end(),
                       [&](const auto& measure) { return measure.metric == metric; });
  });
}

bool is_possible(const std::string& fault, const hardware::SimulatorSettings& settings) {
  try {
    hardware::with_fault(settings, fault);
  } catch (const DeviceError&) {
    return false;
  }
  return true;
}

}  // namespace

// Not here is what the protocols get out of the way: they focus (defocus), expose (overexposed),
// look at one direction of an edge at its best focus (astigmatism).
const std::vector<AskedFault>& asked_faults() {
  static const std::vector<AskedFault> table{
      {"vibration", "soft", "slanted_edge"},
      {"wrong_cover_glass", "soft", "slanted_edge"},
      {"correction_collar", "soft", "slanted_edge"},
      {"decentred_lens", "soft", "slanted_edge"},
      {"sticky_focus", "scattered focus", "slanted_edge"},
      {"condenser_closed", "hard edges", "slanted_edge"},
      {"off_centre_lamp", "one-sided light", "field_uniformity"},
      {"dirty_lens", "spotted light", "field_uniformity"},
      {"shading_correction", "even light", "field_uniformity"},
      {"gamma", "tone curve", "field_uniformity"},
      {"lossy_compression", "lossy", "field_uniformity"},
      {"wrong_tube_lens", "scale", "pixel_size"},
  };
  return table;
}

std::vector<AskedFault> askable(const protocols::Procedure& procedure,
                                const hardware::SimulatorSettings& settings) {
  std::vector<AskedFault> all;
  for (const auto& fault : asked_faults()) {
    if (measures(procedure, fault.metric) && is_possible(fault.name, settings)) {
      all.push_back(fault);
    }
  }
  return all;
}

}  // namespace etalon::cli
