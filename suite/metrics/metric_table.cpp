// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/axial_response.hpp"
#include "suite/metrics/camera_noise.hpp"
#include "suite/metrics/dark_noise.hpp"
#include "suite/metrics/drift.hpp"
#include "suite/metrics/field_uniformity.hpp"
#include "suite/metrics/focus_repeatability.hpp"
#include "suite/metrics/frc.hpp"
#include "suite/metrics/illumination_stability.hpp"
#include "suite/metrics/metric.hpp"
#include "suite/metrics/pixel_size.hpp"
#include "suite/metrics/psf_fwhm.hpp"
#include "suite/metrics/siemens_star.hpp"
#include "suite/metrics/slanted_edge.hpp"
#include "suite/metrics/stage_repeatability.hpp"
#include "suite/metrics/usaf_1951.hpp"

#include <algorithm>

namespace etalon::metrics {

const std::vector<Metric>& metric_table() {
  static const std::vector<Metric> table{
      slanted_edge_metric(),
      psf_fwhm_metric(),
      axial_response_metric(),
      usaf_1951_metric(),
      siemens_star_metric(),
      frc_metric(),
      pixel_size_metric(),
      field_uniformity_metric(),
      camera_noise_metric(),
      dark_noise_metric(),
      illumination_stability_metric(),
      stage_repeatability_metric(),
      focus_repeatability_metric(),
      drift_metric(),
  };
  return table;
}

const Metric* find_metric(const std::string& id) {
  const auto& table = metric_table();
  const auto found =
      std::find_if(table.begin(), table.end(), [&](const Metric& m) { return m.id == id; });
  return found == table.end() ? nullptr : &*found;
}

}  // namespace etalon::metrics
