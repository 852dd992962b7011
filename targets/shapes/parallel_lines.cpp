// SPDX-License-Identifier: Apache-2.0
#include "targets/shapes/parallel_lines.hpp"

#include "suite/core/random.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace etalon::targets {
namespace {

constexpr std::size_t kErrors = 4096;  // a power of two: negative k wrap around evenly

/// `width` wide lines of pitch 1 after a Gaussian of more than half a pitch: the second harmonic is
/// down to exp(-2 pi^2) = 3e-9.
double first_harmonic(double u, double width, double sigma) {
  using std::numbers::pi;
  return width + 2 / pi * std::sin(pi * width) * std::exp(-2 * pi * pi * sigma * sigma) *
                     std::cos(2 * pi * u);
}

}  // namespace

ParallelLines::ParallelLines(double pitch_um, double width_um, double error_um, std::uint64_t seed,
                             std::uint64_t direction)
    : pitch_(pitch_um), half_width_(width_um / 2) {
  if (error_um == 0) return;
  auto generator = generator_for(seed, direction, 0);
  std::normal_distribution<double> normal(0, error_um);
  for (std::size_t k = 0; k < kErrors; ++k) errors_.push_back(normal(generator));
  for (const double e : errors_) largest_error_ = std::max(largest_error_, std::abs(e));
}

double ParallelLines::coverage(double u_um, double sigma_um) const {
  if (errors_.empty() && sigma_um > 0.5 * pitch_)
    return first_harmonic(u_um / pitch_, 2 * half_width_ / pitch_, sigma_um / pitch_);
  const double near = half_width_ + largest_error_ + NormalTable::kReach * sigma_um;
  const double last = std::floor((u_um + near) / pitch_);
  double sum = 0;
  for (double k = std::ceil((u_um - near) / pitch_); k <= last; ++k) {
    const double d = u_um - k * pitch_ - error(static_cast<long>(k));
    sum +=
        normal_.below((d + half_width_) / sigma_um) - normal_.below((d - half_width_) / sigma_um);
  }
  return std::min(sum, 1.0);
}

}  // namespace etalon::targets
