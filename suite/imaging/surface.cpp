// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/surface.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Core>

#include <algorithm>
#include <cmath>

namespace etalon::imaging {

namespace {

constexpr double kRidge = 1e-5;
constexpr double kHarmless = 1e-4;  // periods or relative brightness; never outliers

Eigen::VectorXd terms(const Surface& s, double x, double y) {
  const double u = (x - s.centre_x) / s.half_width;
  const double v = (y - s.centre_y) / s.half_height;
  Eigen::VectorXd t(static_cast<Eigen::Index>(s.coefficients.size()));
  Eigen::Index n = 0;
  double power_x = 1;
  for (int i = 0; i <= s.order; ++i, power_x *= u) {
    double power = power_x;
    for (int j = 0; i + j <= s.order; ++j, power *= v) t[n++] = power;
  }
  return t;
}

}  // namespace

double Surface::Row::at(double x) const {
  const double u = (x - centre) / half_width;
  const auto& c = coefficients;
  return c[0] + u * (c[1] + u * (c[2] + u * (c[3] + u * c[4])));
}

double Surface::Row::slope(double x) const {
  const double u = (x - centre) / half_width;
  const auto& c = coefficients;
  return (c[1] + u * (2 * c[2] + u * (3 * c[3] + u * 4 * c[4]))) / half_width;
}

Surface::Row Surface::row(double y) const {
  Row row;
  row.centre = centre_x;
  row.half_width = half_width;
  const double v = (y - centre_y) / half_height;
  std::size_t n = 0;
  for (std::size_t i = 0; i <= static_cast<std::size_t>(order); ++i) {
    double power = 1;
    for (std::size_t j = 0; i + j <= static_cast<std::size_t>(order); ++j, power *= v)
      row.coefficients[i] += coefficients[n++] * power;
  }
  return row;
}

Surface fit_surface(const std::vector<SurfacePoint>& points, int order, int width, int height) {
  Surface s;
  s.centre_x = (width - 1) / 2.0;
  s.centre_y = (height - 1) / 2.0;
  s.half_width = std::max(1.0, width / 2.0);
  s.half_height = std::max(1.0, height / 2.0);
  s.order = order;
  const auto count = static_cast<Eigen::Index>((order + 1) * (order + 2) / 2);
  s.coefficients.assign(static_cast<std::size_t>(count), 0.0);
  if (points.empty()) return s;
  std::vector<double> robust(points.size(), 1.0);
  for (int pass = 0; pass < 3; ++pass) {
    Eigen::MatrixXd normal = Eigen::MatrixXd::Zero(count, count);
    Eigen::VectorXd right = Eigen::VectorXd::Zero(count);
    double total = 0;
    for (std::size_t p = 0; p < points.size(); ++p) {
      const double w = points[p].weight * robust[p];
      if (!(w > 0)) continue;
      const Eigen::VectorXd t = terms(s, points[p].x, points[p].y);
      normal.selfadjointView<Eigen::Lower>().rankUpdate(t, w);
      right += w * points[p].value * t;
      total += w;
    }
    Eigen::Index n = 0;
    for (int i = 0; i <= order; ++i) {
      for (int j = 0; i + j <= order; ++j, ++n)
        normal(n, n) += (i + j >= 1 ? kRidge : 1e-12) * total + 1e-300;
    }
    const Eigen::VectorXd c = normal.selfadjointView<Eigen::Lower>().ldlt().solve(right);
    s.coefficients.assign(c.data(), c.data() + count);
    std::vector<double> residuals;
    for (const auto& p : points) residuals.push_back(std::abs(p.value - s.at(p.x, p.y)));
    auto sorted = residuals;
    const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
    std::nth_element(sorted.begin(), middle, sorted.end());
    const double reach = std::max(6 * 1.4826 * *middle, kHarmless);
    for (std::size_t p = 0; p < points.size(); ++p) {
      const double r = residuals[p] / reach;
      robust[p] = r < 1 ? (1 - r * r) * (1 - r * r) : 0;
    }
  }
  return s;
}

}  // namespace etalon::imaging
