// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/bspline_basis.hpp"

#include "suite/core/contract.hpp"

#include <algorithm>
#include <utility>

namespace etalon::numerics {

BsplineBasis::BsplineBasis(std::vector<double> knots) : knots_(std::move(knots)) {
  ETALON_EXPECTS(knots_.size() >= 5);
  ETALON_EXPECTS(std::is_sorted(knots_.begin(), knots_.end()));
}

namespace {

/// Cox-de Boor triangle: the `degree + 1` functions that live on the knot interval i. Knots beyond
/// the ends are mirrored outward by the end spacing; functions that need them are not part of the
/// basis.
struct Triangle {
  const std::vector<double>& t;
  double knot(int i) const {
    const int last = static_cast<int>(t.size()) - 1;
    if (i < 0) return t[0] + i * (t[1] - t[0]);
    if (i > last) {
      const auto end = static_cast<std::size_t>(last);
      return t[end] + (i - last) * (t[end] - t[end - 1]);
    }
    return t[static_cast<std::size_t>(i)];
  }
  std::array<double, 4> values(int i, double x, int degree) const {
    std::array<double, 4> n{1, 0, 0, 0};
    for (int d = 1; d <= degree; ++d) {
      double carried = 0;
      for (int r = 0; r < d; ++r) {
        const double right = knot(i + r + 1);
        const double left = knot(i + r + 1 - d);
        const double share = n[static_cast<std::size_t>(r)] / (right - left);
        n[static_cast<std::size_t>(r)] = carried + (right - x) * share;
        carried = (x - left) * share;
      }
      n[static_cast<std::size_t>(d)] = carried;
    }
    return n;
  }
};

}  // namespace

BsplineBasis::Local BsplineBasis::at(double x, int order) const {
  Local local;
  local.first = -4;
  if (x < knots_.front() || x >= knots_.back()) return local;
  const auto above = std::upper_bound(knots_.begin(), knots_.end(), x);
  const int i = static_cast<int>(above - knots_.begin()) - 1;
  const Triangle triangle{knots_};
  local.first = i - 3;
  if (order == 0) {
    local.values = triangle.values(i, x, 3);
    return local;
  }
  // N'_{k,3} = 3 [ N_{k,2} / (t_{k+3} - t_k) - N_{k+1,2} / (t_{k+4} - t_{k+1}) ]
  const auto lower = triangle.values(i, x, 2);  // functions i-2, i-1, i
  for (int r = 0; r < 4; ++r) {
    const int k = local.first + r;
    double value = 0;
    if (r >= 1)
      value += lower[static_cast<std::size_t>(r) - 1] / (triangle.knot(k + 3) - triangle.knot(k));
    if (r <= 2)
      value -= lower[static_cast<std::size_t>(r)] / (triangle.knot(k + 4) - triangle.knot(k + 1));
    local.values[static_cast<std::size_t>(r)] = 3 * value;
  }
  return local;
}

}  // namespace etalon::numerics
