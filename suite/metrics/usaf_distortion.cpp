// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/usaf_distortion.hpp"

#include "suite/core/uncertainty.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace etalon::metrics {

namespace {

constexpr std::size_t kFewest = 8;
constexpr double kSure = 0.999;
constexpr int kHalvings = 60;
constexpr double kLargest = 0.1;  // of periods: no lens of a microscope distorts more

struct Solved {
  double k = 0;
  double variance = 0;  ///< of k
  double squares = 0;   ///< of the residuals, weighted
};

/// Relative periods about the means of their directions: an offset for each, and k.
class Problem {
 public:
  explicit Problem(const std::vector<BarsInView>& bars) : bars_(bars) {
    for (const bool standing : {true, false}) {
      double sum = 0;
      double count = 0;
      for (const BarsInView& b : bars_) {
        if (b.standing != standing) continue;
        sum += b.periods;
        count += 1;
      }
      if (!(count > 0)) continue;
      mean_[standing ? 0 : 1] = sum / count;
      ++directions_;
    }
  }

  double degrees_of_freedom() const { return static_cast<double>(bars_.size()) - directions_ - 1; }

  Solved solve(double own_variance) const {
    Eigen::Matrix3d normal = Eigen::Matrix3d::Identity() * 1e-12;  // a direction without bars
    Eigen::Vector3d right = Eigen::Vector3d::Zero();
    double squares = 0;
    for (const BarsInView& b : bars_) {
      const std::size_t d = b.standing ? 0 : 1;
      const double y = b.periods / mean_[d] - 1;
      const Eigen::Vector3d row(d == 0 ? 1 : 0, d == 1 ? 1 : 0, -b.stretch());
      const double weight = 1 / (b.variance / (mean_[d] * mean_[d]) + own_variance);
      normal += weight * row * row.transpose();
      right += weight * y * row;
      squares += weight * y * y;
    }
    const Eigen::LDLT<Eigen::Matrix3d> factor(normal);
    const Eigen::Vector3d x = factor.solve(right);
    return {x[2], factor.solve(Eigen::Vector3d::Unit(2))[2], squares - x.dot(right)};
  }

  /// With which the residuals are as large as their number expects.
  double own_variance() const {
    double lower = 0;
    double upper = kLargest * kLargest;
    if (solve(lower).squares <= degrees_of_freedom()) return lower;
    for (int i = 0; i < kHalvings; ++i) {
      const double middle = (lower + upper) / 2;
      (solve(middle).squares > degrees_of_freedom() ? lower : upper) = middle;
    }
    return upper;
  }

 private:
  const std::vector<BarsInView>& bars_;
  double mean_[2] = {1, 1};
  double directions_ = 0;
};

}  // namespace

UsafView view_of(const Plane& plane, const FrameInfo& info) {
  const auto middle = [&](int side, double first) {
    return ((side - 1) / 2.0 - first) / plane.pitch;
  };
  return {middle(info.width, plane.x0), middle(info.height, plane.y0),
          std::hypot(info.width, info.height) / 2 / plane.pitch};
}

std::optional<RadialDistortion> radial_distortion(const std::vector<BarsInView>& bars) {
  if (bars.size() < kFewest) return std::nullopt;
  const Problem problem(bars);
  const double degrees = problem.degrees_of_freedom();
  const Solved solved = problem.solve(problem.own_variance());
  const RadialDistortion found{solved.k, std::sqrt(solved.variance), degrees};
  const bool sure = std::isfinite(found.uncertainty) && std::abs(found.k) < kLargest &&
                    std::abs(found.k) > coverage_factor(degrees, kSure) * found.uncertainty;
  return sure ? std::optional(found) : std::nullopt;
}

}  // namespace etalon::metrics
