// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/metrics/transfer_measurement.hpp"

#include <map>
#include <string>
#include <vector>

namespace etalon::metrics {

/// What results of one plane have in common.
struct TransferPlane {
  std::map<std::string, std::string> subject;
  std::vector<Caveat> caveats;
  Plane geometry;
  imaging::PlaneWindow window;
};

/// Gain, dark noise, range, threshold, linearity, responsivity: each with its budget, or why not.
///
/// Budget. noise of the bright frames, of the dark frames (A: a variance of N pixels is known to
/// sqrt(2/(N - 1)); dark ones scatter as much as they do); lack of fit (B, rectangular: how far
/// other weights and parts of the range move the gain, where levels do not follow the line);
/// rounding (B: variance of rounded values); steps of the light (B, rectangular: saturation lies
/// between the neighbours of its level); scatter of the dark means, of the levels (A).
void append_transfer(const TransferMeasurement& measured, const TransferPlane& plane,
                     Evaluation& evaluation);

/// Gain and read noise alone.
void append_gain(const TransferMeasurement& measured, const TransferPlane& plane,
                 Evaluation& evaluation);

/// Non-uniformity: prnu, dsnu and their parts. A part whose variance is less than three standard
/// uncertainties is a failure `below_detection`, never 0.
void append_patterns(const TransferMeasurement& measured, const MeasuredPatterns& patterns,
                     const TransferPlane& plane, Evaluation& evaluation);

/// Levels as items; photon transfer, signal-to-noise ratio, linearity and dark signal as curves.
void append_transfer_curves(const TransferMeasurement& measured, const TransferPlane& plane,
                            Evaluation& evaluation);

}  // namespace etalon::metrics
