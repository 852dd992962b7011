// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace etalon::metrics {

/// Threshold of a ring correlation by the id of its method, for a ring of n independent complex
/// samples: half of the samples of the ring, for frames are real, times the independent share of
/// the window. At most 0.999.
///   frc/fixed_1_7    1/7
///   frc/half_bit     (0.2071 + 1.9102/sqrt n)/(1.2071 + 0.9102/sqrt n)
///   frc/one_bit      (0.5 + 2.4142/sqrt n)/(1.5 + 1.4142/sqrt n)
///   frc/three_sigma  3/sqrt n
/// The first tends to the correlation of signal/noise 1/6, half_bit and one_bit to those of 0.2071
/// and 0.5, which carry that information in the sum of both images. van Heel and Schatz (2005)
/// write three_sigma as 3/sqrt(n/2), n being all samples; the scatter of a correlation of pure
/// noise is 1/sqrt(2 n) here, so it is 4.2 standard deviations of it.
double frc_threshold(const std::string& method, double independent_samples);

}  // namespace etalon::metrics
