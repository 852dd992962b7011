// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/dot_light.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Core>

#include <cmath>
#include <cstddef>
#include <map>
#include <utility>

namespace etalon::imaging {

namespace {

constexpr int kLightReach = 2;
constexpr std::size_t kFewestForLight = 12;

}  // namespace

std::vector<LightSlope> slopes_of_light(const std::vector<LocatedDot>& dots, double reach) {
  using Vector6 = Eigen::Matrix<double, 6, 1>;
  std::map<std::pair<int, int>, std::size_t> places;
  for (std::size_t n = 0; n < dots.size(); ++n) {
    if (dots[n].fate == DotFate::good) places[{dots[n].i, dots[n].j}] = n;
  }
  std::vector<LightSlope> slopes(dots.size());
  for (std::size_t n = 0; n < dots.size(); ++n) {
    if (dots[n].fate != DotFate::good) continue;
    Eigen::Matrix<double, 6, 6> normal = Eigen::Matrix<double, 6, 6>::Zero();
    Vector6 right = Vector6::Zero();
    std::size_t count = 0;
    for (int dj = -kLightReach; dj <= kLightReach; ++dj) {
      for (int di = -kLightReach; di <= kLightReach; ++di) {
        const auto near = places.find({dots[n].i + di, dots[n].j + dj});
        if (near == places.end()) continue;
        const LocatedDot& other = dots[near->second];
        const double x = (other.x - dots[n].x) / reach;
        const double y = (other.y - dots[n].y) / reach;
        Vector6 t;
        t << 1, x, y, x * x, x * y, y * y;
        normal.noalias() += t * t.transpose();
        right += other.light() * t;
        ++count;
      }
    }
    if (count < kFewestForLight) continue;
    const Vector6 c = normal.ldlt().solve(right);
    if (!c.allFinite() || !(c[0] > 0) || std::hypot(c[1], c[2]) > 0.5 * c[0]) continue;
    slopes[n] = {c[1] / c[0] / reach, c[2] / c[0] / reach};
  }
  return slopes;
}

}  // namespace etalon::imaging
