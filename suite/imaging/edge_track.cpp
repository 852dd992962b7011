// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/edge_track.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace etalon::imaging {

namespace {
constexpr double kDegree = 180 / std::numbers::pi;
}

EdgeTrack::Columns EdgeTrack::columns_beside(double row) const {
  const double s = slope(row);
  const double length = std::hypot(1.0, s);
  const double centre = column(row);
  Columns c{centre - reach_left * length, centre + reach_right * length};
  if (std::abs(s) < 1e-9) return c;
  // A pixel dx beside the edge has its foot s dx / (1 + s^2) rows further down.
  const double per_row = (1 + s * s) / s;
  const double to_first = centre + (first_row - row) * per_row;
  const double to_last = centre + (last_row - row) * per_row;
  if (!open_first)
    (s > 0 ? c.from : c.to) = s > 0 ? std::max(c.from, to_first) : std::min(c.to, to_first);
  if (!open_last)
    (s > 0 ? c.to : c.from) = s > 0 ? std::min(c.to, to_last) : std::max(c.from, to_last);
  return c;
}

double EdgeTrack::column(double row) const {
  const double u = (row - middle_row) / half_rows;
  double sum = coefficients[0];
  double before = 1;
  double here = u;
  for (std::size_t k = 1; k < coefficients.size(); ++k) {
    sum += coefficients[k] * here;
    const double n = static_cast<double>(k) + 1;
    const double next = ((2 * n - 1) * u * here - (n - 1) * before) / n;
    before = here;
    here = next;
  }
  return sum;
}

double EdgeTrack::slope(double row) const {
  if (coefficients.size() == 2) return coefficients[1] / half_rows;
  const double h = 0.01 * half_rows;
  return (column(row + h) - column(row - h)) / (2 * h);
}

double EdgeTrack::angle_deg() const { return kDegree * std::atan(coefficients[1] / half_rows); }

double EdgeTrack::angle_uncertainty_deg() const {
  // slope = c1 / half_rows; variance of a Legendre coefficient of order 1 over n rows: 3 s^2 / n
  const double u_slope = row_scatter * std::sqrt(3.0 / std::max(1, rows_used)) / half_rows;
  const double slope = coefficients[1] / half_rows;
  return kDegree * u_slope / (1 + slope * slope);
}

double EdgeTrack::sag() const {
  double largest = 0;
  for (int i = -20; i <= 20; ++i) {
    const double u = i / 20.0;
    const double straight = coefficients[0] + coefficients[1] * u;
    largest = std::max(largest, std::abs(column(middle_row + u * half_rows) - straight));
  }
  return largest * std::cos(std::atan(coefficients[1] / half_rows));
}

double EdgeTrack::position_variance() const {
  return row_scatter * row_scatter * static_cast<double>(coefficients.size()) /
         std::max(1, rows_used);
}

Plane transposed(const Plane& plane) {
  Plane t;
  t.name = plane.name;
  t.width = plane.height;
  t.height = plane.width;
  t.x0 = plane.y0;
  t.y0 = plane.x0;
  t.pitch = plane.pitch;
  t.values.resize(plane.values.size());
  constexpr int kTile = 32;  // keeps both sides in cache
  for (int y0 = 0; y0 < plane.height; y0 += kTile) {
    for (int x0 = 0; x0 < plane.width; x0 += kTile) {
      for (int y = y0; y < std::min(plane.height, y0 + kTile); ++y) {
        for (int x = x0; x < std::min(plane.width, x0 + kTile); ++x) {
          t.values[static_cast<std::size_t>(x) * static_cast<std::size_t>(t.width) +
                   static_cast<std::size_t>(y)] = plane.row(y)[x];
        }
      }
    }
  }
  return t;
}

}  // namespace etalon::imaging
