// SPDX-License-Identifier: Apache-2.0
#include "targets/shapes/spokes.hpp"

#include "targets/shapes/angular_damping.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace etalon::targets {
namespace {

constexpr int kSteps = 512;

/// Cubic through the four nodes about `at`, 0 to kSteps.
double between_nodes(const std::vector<double>& nodes, double at) {
  const double first = std::clamp(std::floor(at) - 1, 0.0, kSteps - 3.0);
  const double* p = nodes.data() + static_cast<std::ptrdiff_t>(first);
  const double a = at - first;
  const double b = a - 1;
  const double c = a - 2;
  const double d = a - 3;
  return -b * c * d / 6 * p[0] + a * c * d / 2 * p[1] - a * b * d / 2 * p[2] + a * b * c / 6 * p[3];
}

}  // namespace

Spokes::Spokes(int pairs, bool binary)
    : pairs_(pairs), binary_(binary), limit_(std::max(pairs, 7)) {
  using std::numbers::pi;
  if (!binary) {
    harmonics_.push_back(harmonic(pairs, 0.5));
    return;
  }
  for (int m = 1; m * pairs <= 6 * limit_; m += 2)  // beyond, exp(-18)
    harmonics_.push_back(harmonic(m * pairs, 2 / (pi * m) * (m % 4 == 1 ? 1 : -1)));
  for (int j = 0; j < 2 * pairs; ++j) {
    const double angle = (j + 0.5) * pi / pairs;
    border_x_.push_back(std::cos(angle));
    border_y_.push_back(std::sin(angle));
  }
}

Spokes::Harmonic Spokes::harmonic(int order, double weight) const {
  Harmonic h;
  h.order = order;
  for (int i = 0; i <= kSteps; ++i)
    h.inside.push_back(weight * angular_damping(order, limit_ * i / kSteps));
  for (int i = 0; i <= kSteps && !binary_; ++i)
    h.outside.push_back(i == 0 ? weight : weight * angular_damping(order, limit_ * kSteps / i));
  return h;
}

double Spokes::bright(double x_um, double y_um, double sigma_um) const {
  const double r = std::sqrt(x_um * x_um + y_um * y_um);
  return binary_ && r > limit_ * sigma_um ? by_borders(x_um, y_um, r, sigma_um)
                                          : by_harmonics(x_um, y_um, r, sigma_um);
}

/// Borders that are further away than they need be add exactly 0 or 1: single precision will do to
/// find the first.
double Spokes::by_borders(double x, double y, double r, double sigma) const {
  const double spoke = std::numbers::pi / pairs_;
  const double angle = double{std::atan2(static_cast<float>(y), static_cast<float>(x))};
  const double near = 1.2 * NormalTable::kReach * sigma / r + 1e-6;  // asin(t) < 1.2 t up to 6/7
  const int first = static_cast<int>(std::ceil((angle - near) / spoke - 0.5));
  const int last = static_cast<int>(std::floor((angle + near) / spoke - 0.5));
  double share = first % 2 == 0 ? 1 : 0;
  for (int j = first; j <= last; ++j) {
    const auto border = static_cast<std::size_t>((j + 4 * pairs_) % (2 * pairs_));
    const double past = y * border_x_[border] - x * border_y_[border];
    share += (j % 2 == 0 ? -1 : 1) * normal_.below(past / sigma);
  }
  return share;
}

double Spokes::by_harmonics(double x, double y, double r, double sigma) const {
  const double angle = std::atan2(y, x);
  const bool far = r > limit_ * sigma;
  const double at = far ? kSteps * limit_ * sigma / r : kSteps * r / (limit_ * sigma);
  double share = 0.5;
  for (const Harmonic& h : harmonics_)
    share += between_nodes(far ? h.outside : h.inside, at) * std::cos(h.order * angle);
  return share;
}

}  // namespace etalon::targets
