// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/metrics/axial_measurement.hpp"

namespace etalon::metrics {

/// One zone of a thick specimen whose light rises once and stays up. Weights: photons and camera as
/// the pixels scatter, the lamp as the bright planes do. Flags: few_planes, step_incomplete,
/// uneven_plateau, uncertain.
AxialZone measure_step_zone(const ZoneProfile& profile);

}  // namespace etalon::metrics
