// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/star_zones.hpp"

#include <Eigen/Cholesky>
#include <Eigen/LU>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace etalon::imaging {

namespace {

using std::numbers::pi;

constexpr int kZones = 64;
constexpr double kFewestInCell = 12;
constexpr double kFewestForHarmonics = 25;

}  // namespace

void StarCell::add(const StarPoint& point, double value) {
  const double c = point.cosine;
  const double s = point.sine;
  const double c2_now = 2 * c * c - 1;
  const double s2_now = 2 * c * s;
  const double c3 = c * c2_now - s * s2_now;
  const double s3 = s * c2_now + c * s2_now;
  StarTerms terms;
  terms << 1, c, s, c3, s3, c3 * c2_now - s3 * s2_now, s3 * c2_now + c3 * s2_now;
  n += 1;
  vv += value * value;
  right += value * terms;
  normal.triangularView<Eigen::Lower>() += terms * terms.transpose();
  v2 += value * c2_now;
  c2 += c2_now;
  dx += point.dx;
  dy += point.dy;
  radius += point.radius;
}

template <int Count>
void StarCell::fit_terms() {
  using Square = Eigen::Matrix<double, Count, Count>;
  Square m = normal.topLeftCorner<Count, Count>();
  m = Square(m.template selfadjointView<Eigen::Lower>());
  const Eigen::Matrix<double, Count, 1> b = right.head<Count>();
  const Square inverse = m.llt().solve(Square::Identity());
  // Less than about a period: level and spokes cannot be told apart.
  if (!(inverse(0, 0) * n < 3) || !(inverse(1, 1) * n < 6) || !(inverse(2, 2) * n < 6)) return;
  const Eigen::Matrix<double, Count, 1> solved = inverse * b;
  level = solved[0];
  cosine = solved[1];
  sine = solved[2];
  variance = std::max(0.0, vv - solved.dot(b)) / (n - Count);
  fitted = true;
}

void StarCell::fit() {
  if (n >= kFewestForHarmonics) fit_terms<kStarTerms>();
  if (!fitted && n >= kFewestInCell && n < kFewestForHarmonics) fit_terms<3>();
}

StarZones::StarZones(const StarGeometry& star, double inner, double outer)
    : star_(star),
      inner_(inner),
      width_(std::max(2.0, (outer - inner) / kZones)),
      sectors_(std::clamp(static_cast<int>(star.pairs / 1.5), 6, 32)),
      zones_(std::max(1, static_cast<int>((outer - inner) / width_))),
      cells_(static_cast<std::size_t>(zones_) * static_cast<std::size_t>(sectors_)) {}

void StarZones::collect(const Plane& plane, double samples, const Surface* light) {
  const StarView view(star_);
  const double outer = inner_ + zones_ * width_;
  const double reach = 1.2 * outer;
  const double area = std::min(pi * outer * outer, 1.0 * plane.width * plane.height);
  const int step = std::max(1, static_cast<int>(std::ceil(std::sqrt(area / samples))));
  const double per_angle = sectors_ / (2 * pi);
  for (int y = step / 2; y < plane.height; y += step) {
    const double dy = y - star_.y;
    if (std::abs(dy) > reach) continue;
    const double half = std::sqrt(reach * reach - dy * dy);
    const int first = std::max(0, static_cast<int>(star_.x - half));
    const int last = std::min(plane.width - 1, static_cast<int>(star_.x + half));
    const float* row = plane.row(y);
    const Surface::Row level = light != nullptr ? light->row(y) : Surface::Row{};
    for (int x = first + y / step % step; x <= last; x += step) {
      if (!std::isfinite(row[x])) continue;
      const StarPoint point = view.at(x, y);
      const double zone = (point.radius - inner_) / width_;
      if (!(zone >= 0) || zone >= zones_) continue;
      const double angle =
          double{std::atan2(static_cast<float>(point.dy), static_cast<float>(point.dx))};
      const int sector = std::min(sectors_ - 1, static_cast<int>((angle + pi) * per_angle));
      at(static_cast<int>(zone), std::max(0, sector))
          .add(point, light != nullptr ? double{row[x]} / level.at(x) : double{row[x]});
    }
  }
  for (StarCell& cell : cells_) cell.fit();
}

std::vector<StarRing> rings_of(StarZones& zones) {
  std::vector<StarRing> rings;
  for (int z = 0; z < zones.zones(); ++z) {
    StarRing ring;
    for (int s = 0; s < zones.sectors(); ++s) {
      const StarCell& cell = zones.at(z, s);
      if (!cell.fitted) continue;
      ring.n += cell.n;
      ring.in_phase += cell.n * cell.cosine;
      ring.across += cell.n * cell.sine;
      ring.variance += cell.n * cell.variance;
      ++ring.cells;
    }
    if (ring.n > 0) {
      ring.in_phase /= ring.n;
      ring.across /= ring.n;
      ring.size = std::hypot(ring.in_phase, ring.across);
      ring.variance /= ring.n;
      ring.deviation = std::sqrt(2 * ring.variance / ring.n);
    }
    rings.push_back(ring);
  }
  return rings;
}

}  // namespace etalon::imaging
