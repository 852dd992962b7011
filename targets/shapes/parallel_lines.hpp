// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "targets/shapes/normal_table.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace etalon::targets {

/// Endless lines of one width at u = k pitch + error_k for all whole k. Errors are normal, a
/// function of the seed and `direction`, and come again after 4096 lines.
class ParallelLines {
 public:
  ParallelLines(double pitch_um, double width_um, double error_um, std::uint64_t seed,
                std::uint64_t direction);

  /// Share of a Gaussian about u that lies on lines: a sum of normal distributions at borders, or,
  /// where the Gaussian is wider than half a pitch and there are no errors, the mean and the one
  /// harmonic that is left. Right to 1e-8.
  double coverage(double u_um, double sigma_um) const;

 private:
  double error(long k) const {
    return errors_.empty() ? 0 : errors_[static_cast<std::size_t>(k) % errors_.size()];
  }

  NormalTable normal_;
  double pitch_;
  double half_width_;
  std::vector<double> errors_;
  double largest_error_ = 0;
};

}  // namespace etalon::targets
