// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

namespace etalon::targets {

/// A wavy line: a normal random function of the place along it, of mean 0, standard deviation
/// `rms_um` and correlation exp(-(distance/correlation_um)^2). White noise smoothed by a Gaussian,
/// drawn every eighth of the correlation length and joined by cubics; comes again after 4096
/// correlation lengths.
class RoughLine {
 public:
  RoughLine(double rms_um, double correlation_um, std::uint64_t seed);

  double height_um(double along_um) const;
  /// No height is above it, either way.
  double highest_um() const { return highest_; }
  /// Samples so fine that the line is straight between them.
  double step_um() const { return 1 / per_um_; }

 private:
  double per_um_;
  double highest_ = 0;
  std::vector<double> heights_;
};

}  // namespace etalon::targets
