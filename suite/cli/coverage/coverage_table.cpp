// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/coverage/coverage.hpp"

namespace etalon::cli {

std::vector<Condition> coverage_conditions() {
  std::vector<Condition> all;
  for (const auto& studies :
       {slanted_edge_conditions, refocused_edge_conditions, edge_chart_conditions,
        edge_stack_conditions, pixel_size_conditions, field_uniformity_conditions,
        psf_fwhm_conditions, siemens_star_conditions, frc_conditions, usaf_1951_conditions,
        axial_response_conditions, camera_noise_conditions, dark_noise_conditions,
        illumination_stability_conditions, stage_repeatability_conditions,
        focus_repeatability_conditions, drift_conditions}) {
    for (Condition& condition : studies()) all.push_back(std::move(condition));
  }
  return all;
}

}  // namespace etalon::cli
