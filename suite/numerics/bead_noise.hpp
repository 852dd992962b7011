// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/numerics/bead_patch.hpp"

#include <vector>

namespace etalon::numerics {

/// The noise of an image from the image, by second differences: whatever is smooth, be it
/// background, light out of focus or what a model leaves of a real point spread, cancels to a few
/// per mille of its height, and noise of independent samples does not. Second differences along z
/// also ignore what stands still, such as a fixed pattern.

/// Variance without signal, and how many independent squares it is the mean of (0: none).
struct LocalVariance {
  double value = 0;
  double count = 0;
};

/// From the clear columns beside the box: along z where there are three planes or more, else across
/// 3 x 3 samples.
LocalVariance background_variance(const BeadPatch& patch, const BeadBox& box);

/// Local variances of many beads, each drawn to their median as far as their scatter is no more
/// than chance.
std::vector<double> pooled_variances(const std::vector<LocalVariance>& variances);

/// A squared second difference of residuals and what it should be: constant + per_signal signal.
struct VarianceSample {
  double square = 0;
  double signal = 0;
  double constant = 0;
};

/// Of the residuals of a bead with known variance of the background, where the model has more than
/// a tenth of its height: farther out light that the model misses would bring noise without signal.
std::vector<VarianceSample> variance_samples(const BeadPatch& patch, const GaussianBead& bead,
                                             double constant);

/// Weighted regression through the constants; never below 0.
double variance_per_signal(const std::vector<VarianceSample>& samples);

}  // namespace etalon::numerics
