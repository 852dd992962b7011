// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/outcome.hpp"
#include "suite/metrics/frc_frames.hpp"
#include "suite/numerics/correlation_crossing.hpp"

#include <string>
#include <vector>

namespace etalon::metrics {

/// Ring correlation of aligned frames. Frequencies in cycles/sample.
struct FrcCurve {
  numerics::CorrelationCurve rings;
  std::vector<double> uncertainty;  ///< of each ring
  std::vector<double> threshold;
  double locked = 0;  ///< correlation beyond 0.5 cycles/sample, frames laid over each other as the
                      ///< sensor recorded them
  double locked_uncertainty = 0;
  double stripes = 0;  ///< the higher of those along the ends of both axes
  double stripes_uncertainty = 0;
};

FrcCurve frc_curve(const AlignedSpectra& aligned, const std::string& method);

/// The crossing of an FRC curve, and what moves it.
struct FrcCrossing {
  numerics::CorrelationCrossing smooth;
  double frequency = 0;   ///< without what the window adds
  double correction = 0;  ///< what it adds
  double window = 0;      ///< standard uncertainties of the frequency
  double noise = 0;
  double curve = 0;
  double locked = 0;
  double registration = 0;
  bool locked_visible = false;  ///< beyond four standard uncertainties
};

/// Fails with frc.no_structure, sampling_limited, fixed_pattern, uncertain. `pitch`: px per sample,
/// for the sentences.
Outcome<FrcCrossing> frc_crossing(const FrcCurve& curve, const AlignedSpectra& aligned,
                                  const std::string& method, double pitch);

}  // namespace etalon::metrics
