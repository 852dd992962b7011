// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/edge_finder.hpp"

#include "suite/imaging/gradient.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace etalon::imaging {

namespace {

constexpr int kReducedSize = 200;
constexpr double kSigma = 1.5;       // of the derivative, reduced samples
constexpr float kNoiseMultiple = 5;  // of the noise scale
constexpr float kShareOfStrongest = 0.1F;
constexpr double kSameDirection = 0.92;  // cosine: 23 degrees
constexpr double kStraight = 1.0;        // rms distance from the line, reduced samples
constexpr double kEndMargin = 5;         // corners are round for about this many reduced samples
constexpr int kObstacle = 12;            // connected ridge samples that are no noise
constexpr double kSideMargin = 4;        // so far does a neighbouring edge blur

struct Point {
  int x;
  int y;
};

/// Local maxima across the edge, above noise.
std::vector<std::uint8_t> ridges(const GradientField& g) {
  std::vector<std::uint8_t> mask(g.magnitude.size(), 0);
  const float threshold = std::max(kNoiseMultiple * g.noise, kShareOfStrongest * g.strongest);
  for (int y = 1; y + 1 < g.height; ++y) {
    for (int x = 1; x + 1 < g.width; ++x) {
      const std::size_t i = g.index(x, y);
      const float m = g.magnitude[i];
      if (m <= threshold || m <= 0) continue;
      const int dx = static_cast<int>(std::lround(g.gx[i] / m));
      const int dy = static_cast<int>(std::lround(g.gy[i] / m));
      if (m >= g.magnitude[g.index(x + dx, y + dy)] && m >= g.magnitude[g.index(x - dx, y - dy)])
        mask[i] = 1;
    }
  }
  return mask;
}

/// Connected ridge samples whose gradient points the way the segment's mean gradient does.
std::vector<Point> grow(const GradientField& g, std::vector<std::uint8_t>& mask, Point seed) {
  std::vector<Point> points{seed};
  mask[g.index(seed.x, seed.y)] = 0;
  double sx = 0;
  double sy = 0;
  for (std::size_t next = 0; next < points.size(); ++next) {
    const Point p = points[next];
    const std::size_t i = g.index(p.x, p.y);
    sx += static_cast<double>(g.gx[i] / g.magnitude[i]);
    sy += static_cast<double>(g.gy[i] / g.magnitude[i]);
    const double length = std::hypot(sx, sy);
    for (int dy = -2; dy <= 2; ++dy) {
      for (int dx = -2; dx <= 2; ++dx) {
        const Point q{p.x + dx, p.y + dy};
        if (q.x < 0 || q.y < 0 || q.x >= g.width || q.y >= g.height) continue;
        const std::size_t k = g.index(q.x, q.y);
        if (mask[k] == 0) continue;
        const double cosine =
            (static_cast<double>(g.gx[k]) * sx + static_cast<double>(g.gy[k]) * sy) /
            (static_cast<double>(g.magnitude[k]) * length);
        if (cosine < kSameDirection) continue;
        mask[k] = 0;
        points.push_back(q);
      }
    }
  }
  return points;
}

struct Segment {
  double x = 0, y = 0, dx = 0, dy = 1;  // middle and direction, reduced samples
  double low = 0, high = 0;             // extent along the direction
  double rms = 0;
  double magnitude = 0;  // mean gradient
  double strength = 0;   // over noise
};

/// Principal axis of the points weighted by their gradient.
Segment fit_segment(const GradientField& g, const std::vector<Point>& points) {
  double w = 0, mx = 0, my = 0, strength = 0;
  for (const Point p : points) {
    const double m = static_cast<double>(g.magnitude[g.index(p.x, p.y)]);
    w += m;
    mx += m * p.x;
    my += m * p.y;
    strength += m;
  }
  mx /= w;
  my /= w;
  double xx = 0, xy = 0, yy = 0;
  for (const Point p : points) {
    const double m = static_cast<double>(g.magnitude[g.index(p.x, p.y)]) / w;
    xx += m * (p.x - mx) * (p.x - mx);
    xy += m * (p.x - mx) * (p.y - my);
    yy += m * (p.y - my) * (p.y - my);
  }
  const double angle = 0.5 * std::atan2(2 * xy, xx - yy);
  Segment s;
  s.x = mx;
  s.y = my;
  s.dx = std::cos(angle);
  s.dy = std::sin(angle);
  const double across = xx * s.dy * s.dy - 2 * xy * s.dx * s.dy + yy * s.dx * s.dx;
  s.rms = std::sqrt(std::max(0.0, across));
  s.low = 1e9;
  s.high = -1e9;
  for (const Point p : points) {
    const double t = (p.x - mx) * s.dx + (p.y - my) * s.dy;
    s.low = std::min(s.low, t);
    s.high = std::max(s.high, t);
  }
  s.magnitude = strength / static_cast<double>(points.size());
  s.strength = s.magnitude / std::max(1e-30, static_cast<double>(g.noise));
  return s;
}

/// Does this end of the segment leave the picture? Then nothing has to be kept away from.
bool leaves(const GradientField& g, const Segment& s, double t) {
  const double x = s.x + t * s.dx;
  const double y = s.y + t * s.dy;
  const double border = 2 * kSigma + 1;
  return x < border || y < border || x > g.width - 1 - border || y > g.height - 1 - border;
}

/// Whole length inside the picture on an end that leaves it.
double end_inside(const GradientField& g, const Segment& s, double t, double sign) {
  while (true) {
    const double x = s.x + (t + sign) * s.dx;
    const double y = s.y + (t + sign) * s.dy;
    if (x < -0.5 || y < -0.5 || x > g.width - 0.5 || y > g.height - 0.5) return t;
    t += sign;
  }
}

/// What may be in the way: ridges of at least kObstacle connected samples, or a quarter as strong
/// as the edge. Shorter and weaker ones are noise.
void limit_reach(const GradientField& g, const std::vector<int>& ridge_sizes, const Segment& s,
                 double low, double high, double& negative, double& positive) {
  const double own = kSideMargin;  // ridge samples this close belong to the edge itself
  for (int y = 0; y < g.height; ++y) {
    for (int x = 0; x < g.width; ++x) {
      const int size = ridge_sizes[g.index(x, y)];
      if (size == 0) continue;
      if (size < kObstacle && static_cast<double>(g.magnitude[g.index(x, y)]) < 0.25 * s.magnitude)
        continue;
      const double t = (x - s.x) * s.dx + (y - s.y) * s.dy;
      if (t < low || t > high) continue;
      const double d = (x - s.x) * s.dy - (y - s.y) * s.dx;
      if (d > own) positive = std::min(positive, d - kSideMargin);
      if (d < -own) negative = std::min(negative, -d - kSideMargin);
    }
  }
}

EdgeCandidate to_candidate(const GradientField& g, const std::vector<int>& ridge_sizes,
                           const Segment& s) {
  EdgeCandidate c;
  c.open_start = leaves(g, s, s.low);
  c.open_end = leaves(g, s, s.high);
  const double low = c.open_start ? end_inside(g, s, s.low, -1) : s.low + kEndMargin;
  const double high = c.open_end ? end_inside(g, s, s.high, 1) : s.high - kEndMargin;
  const double far = std::hypot(g.width, g.height);
  c.reach_negative = far;
  c.reach_positive = far;
  limit_reach(g, ridge_sizes, s, low, high, c.reach_negative, c.reach_positive);
  const double f = g.factor;
  const double middle = 0.5 * (low + high);
  c.x = (s.x + middle * s.dx + 0.5) * f - 0.5;
  c.y = (s.y + middle * s.dy + 0.5) * f - 0.5;
  c.direction_x = s.dx;
  c.direction_y = s.dy;
  c.half_length = 0.5 * (high - low) * f;
  c.reach_negative *= f;
  c.reach_positive *= f;
  c.strength = s.strength;
  return c;
}

}  // namespace

std::vector<EdgeCandidate> find_edges(const Plane& plane, double min_length) {
  const int factor = std::max(1, std::min(plane.width, plane.height) / kReducedSize);
  const GradientField g = gradient_field(plane, factor, kSigma);
  std::vector<EdgeCandidate> found;
  if (g.width < 8 || g.height < 8 || !(g.strongest > 0)) return found;
  auto mask = ridges(g);
  std::vector<int> ridge_sizes(mask.size(), 0);
  std::vector<Segment> segments;
  std::vector<Point> seeds;
  for (int y = 0; y < g.height; ++y) {
    for (int x = 0; x < g.width; ++x) {
      if (mask[g.index(x, y)] != 0) seeds.push_back({x, y});
    }
  }
  std::stable_sort(seeds.begin(), seeds.end(), [&](Point a, Point b) {
    return g.magnitude[g.index(a.x, a.y)] > g.magnitude[g.index(b.x, b.y)];
  });
  for (const Point seed : seeds) {
    if (mask[g.index(seed.x, seed.y)] == 0) continue;
    const auto points = grow(g, mask, seed);
    for (const Point p : points) ridge_sizes[g.index(p.x, p.y)] = static_cast<int>(points.size());
    if (points.size() < 8) continue;
    const Segment s = fit_segment(g, points);
    if (s.rms > kStraight + 0.01 * (s.high - s.low)) continue;
    segments.push_back(s);
  }
  for (const Segment& s : segments) {
    const EdgeCandidate c = to_candidate(g, ridge_sizes, s);
    if (2 * c.half_length >= min_length) found.push_back(c);
  }
  std::stable_sort(found.begin(), found.end(), [](const EdgeCandidate& a, const EdgeCandidate& b) {
    return a.y != b.y ? a.y < b.y : a.x < b.x;
  });
  return found;
}

}  // namespace etalon::imaging
