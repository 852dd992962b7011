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
constexpr std::size_t kChartEdges = 8;   // cut down: a chart of short edges
constexpr double kCutDown = 0.75;        // of its length: what is left is too little
constexpr double kShortEdge = 1.0 / 3;   // of the smaller side of the picture
constexpr double kShortSamples = 40;     // in which a short edge is then seen
constexpr double kShortWayOut = 12;      // from its end to the border, reduced samples

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

/// A ridge sample and how many are connected with it.
struct RidgePoint {
  Point place;
  int size;
};

/// What may be in the way: ridges of at least kObstacle connected samples, or a quarter as strong
/// as the edge. Shorter and weaker ones are noise.
void limit_reach(const GradientField& g, const std::vector<RidgePoint>& ridge_points,
                 const Segment& s, double low, double high, double& negative, double& positive) {
  const double own = kSideMargin;  // ridge samples this close belong to the edge itself
  for (const auto& [place, size] : ridge_points) {
    const float magnitude = g.magnitude[g.index(place.x, place.y)];
    if (size < kObstacle && static_cast<double>(magnitude) < 0.25 * s.magnitude) continue;
    const double t = (place.x - s.x) * s.dx + (place.y - s.y) * s.dy;
    if (t < low || t > high) continue;
    const double d = (place.x - s.x) * s.dy - (place.y - s.y) * s.dx;
    if (d > own) positive = std::min(positive, d - kSideMargin);
    if (d < -own) negative = std::min(negative, -d - kSideMargin);
  }
}

/// All straight segments of a plane reduced by `factor`, and what is in their way.
struct Segments {
  GradientField g;
  std::vector<Segment> straight;
  std::vector<RidgePoint> ridge_points;
};

/// The end of the usable length at `t`, on the side of `sign`; `open` when the edge leaves the
/// picture there. An edge that is short need not: it may end beside the border, parallel to it.
double usable_end(const GradientField& g, const Segment& s, double t, double sign, bool is_short,
                  bool& open) {
  const double corner = t - sign * kEndMargin;
  open = leaves(g, s, t);
  if (!open) return corner;
  const double border = end_inside(g, s, t, sign);
  open = !is_short || std::abs(border - t) <= kShortWayOut;
  return open ? border : corner;
}

EdgeCandidate to_candidate(const Segments& all, const Segment& s, bool is_short) {
  const GradientField& g = all.g;
  EdgeCandidate c;
  const double low = usable_end(g, s, s.low, -1, is_short, c.open_start);
  const double high = usable_end(g, s, s.high, 1, is_short, c.open_end);
  const double far = std::hypot(g.width, g.height);
  c.reach_negative = far;
  c.reach_positive = far;
  limit_reach(g, all.ridge_points, s, low, high, c.reach_negative, c.reach_positive);
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

Segments find_segments(const Plane& plane, int factor) {
  Segments all{gradient_field(plane, factor, kSigma), {}, {}};
  const GradientField& g = all.g;
  if (g.width < 8 || g.height < 8 || !(g.strongest > 0)) return all;
  auto mask = ridges(g);
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
    for (const Point p : points) all.ridge_points.push_back({p, static_cast<int>(points.size())});
    if (points.size() < 8) continue;
    const Segment s = fit_segment(g, points);
    if (s.rms > kStraight + 0.01 * (s.high - s.low)) continue;
    all.straight.push_back(s);
  }
  return all;
}

/// Edges long enough to measure, and the lengths (reduced samples) of those that the margins at
/// their ends have cut down.
struct Found {
  std::vector<EdgeCandidate> edges;
  std::vector<double> cut_down;
  std::size_t whole = 0;
};

Found long_enough(const Segments& all, double min_length, bool is_short) {
  Found found;
  for (const Segment& s : all.straight) {
    const EdgeCandidate c = to_candidate(all, s, is_short);
    if (2 * c.half_length >= min_length) found.edges.push_back(c);
    const double length = s.high - s.low;
    if (length * all.g.factor < min_length) continue;
    if (2 * c.half_length < kCutDown * length * all.g.factor)
      found.cut_down.push_back(length);
    else
      ++found.whole;
  }
  return found;
}

/// Is this a chart of edges shorter than a look from afar can use? Not where one edge runs through
/// much of the picture: that one is meant, whatever is written beside it.
bool is_chart(const Segments& all, const Found& found) {
  if (found.cut_down.size() < kChartEdges || found.cut_down.size() <= found.whole) return false;
  const double longest = kShortEdge * std::min(all.g.width, all.g.height);
  return std::none_of(all.straight.begin(), all.straight.end(),
                      [&](const Segment& s) { return s.high - s.low > longest; });
}

}  // namespace

std::vector<EdgeCandidate> find_edges(const Plane& plane, double min_length) {
  const int factor = std::max(1, std::min(plane.width, plane.height) / kReducedSize);
  const Segments segments = find_segments(plane, factor);
  Found found = long_enough(segments, min_length, false);
  if (factor > 1 && is_chart(segments, found)) {
    const auto middle =
        found.cut_down.begin() + static_cast<std::ptrdiff_t>(found.cut_down.size() / 2);
    std::nth_element(found.cut_down.begin(), middle, found.cut_down.end());
    const double length = *middle * factor;
    const int finer = std::clamp(static_cast<int>(length / kShortSamples), 1, factor - 1);
    found = long_enough(find_segments(plane, finer), min_length, true);
  }
  std::stable_sort(found.edges.begin(), found.edges.end(),
                   [](const EdgeCandidate& a, const EdgeCandidate& b) {
                     return a.y != b.y ? a.y < b.y : a.x < b.x;
                   });
  return found.edges;
}

}  // namespace etalon::imaging
