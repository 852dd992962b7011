// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/triplet_search.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>

namespace etalon::imaging {

namespace {

constexpr int kSurround = 2;      // samples to either side that count as the surroundings
constexpr double kOverNoise = 4;  // standard deviations
constexpr float kOfStrongest = 0.02F;
constexpr int kBlock = 16;                  // samples; the quietest tenth of such blocks is noise
constexpr std::size_t kLargestPiece = 500;  // samples: a bar of 6 x 30 with its seam, and more

/// A straight piece of one sign, in samples of the first level.
struct Bar {
  double x = 0;
  double y = 0;
  double along_x = 1;  // unit vector
  double along_y = 0;
  double length = 0;
  double height = 0;  // mean of the band-pass, with its sign
};

/// Mean over the 2 r + 1 neighbours along a line that lie inside.
void box_along(const float* from, float* to, int count, std::ptrdiff_t step) {
  float sum = 0;
  int inside = 0;
  for (int i = 0; i < std::min(kSurround, count); ++i) {
    sum += from[i * step];
    ++inside;
  }
  for (int i = 0; i < count; ++i) {
    if (i + kSurround < count) {
      sum += from[(i + kSurround) * step];
      ++inside;
    }
    if (i > kSurround) {
      sum -= from[(i - kSurround - 1) * step];
      --inside;
    }
    to[i * step] = sum / static_cast<float>(inside);
  }
}

/// The same down all columns at once, row by row.
void box_down(const std::vector<float>& from, std::vector<float>& to, int width, int height) {
  std::vector<float> sum(static_cast<std::size_t>(width), 0.0F);
  const auto row = [&](int j) {
    return from.data() + static_cast<std::size_t>(j) * static_cast<std::size_t>(width);
  };
  int inside = 0;
  const auto add = [&](int j, float sign) {
    const float* values = row(j);
    for (int i = 0; i < width; ++i) sum[static_cast<std::size_t>(i)] += sign * values[i];
    inside += sign > 0 ? 1 : -1;
  };
  for (int j = 0; j < std::min(kSurround, height); ++j) add(j, 1);
  for (int j = 0; j < height; ++j) {
    if (j + kSurround < height) add(j + kSurround, 1);
    if (j > kSurround) add(j - kSurround - 1, -1);
    float* out = to.data() + static_cast<std::size_t>(j) * static_cast<std::size_t>(width);
    for (int i = 0; i < width; ++i)
      out[i] = sum[static_cast<std::size_t>(i)] / static_cast<float>(inside);
  }
}

/// Lightly smoothed (1 6 1 in both directions) less the mean of the surroundings.
std::vector<float> band_pass(const Plane& plane) {
  const int w = plane.width;
  const int h = plane.height;
  std::vector<float> rows(plane.values.size());
  std::vector<float> means(plane.values.size());
  for (int j = 0; j < h; ++j) {
    const auto start = static_cast<std::size_t>(j) * static_cast<std::size_t>(w);
    box_along(plane.row(j), rows.data() + start, w, 1);
  }
  box_down(rows, means, w, h);
  for (int j = 0; j < h; ++j) {
    const float* in = plane.row(j);
    float* out = rows.data() + static_cast<std::size_t>(j) * static_cast<std::size_t>(w);
    for (int i = 0; i < w; ++i) {
      out[i] = 0.125F * (in[std::max(i - 1, 0)] + 6 * in[i] + in[std::min(i + 1, w - 1)]);
    }
  }
  for (int j = 0; j < h; ++j) {
    const auto row = [&](int k) {
      return rows.data() +
             static_cast<std::size_t>(std::clamp(k, 0, h - 1)) * static_cast<std::size_t>(w);
    };
    const float* above = row(j - 1);
    const float* here = row(j);
    const float* below = row(j + 1);
    float* out = means.data() + static_cast<std::size_t>(j) * static_cast<std::size_t>(w);
    for (int i = 0; i < w; ++i) out[i] = 0.125F * (above[i] + 6 * here[i] + below[i]) - out[i];
  }
  return means;
}

/// Standard deviation in the quietest tenth of the blocks.
double quiet_noise(const std::vector<float>& values, int width, int height) {
  std::vector<double> scatter;
  for (int y = 0; y + kBlock <= height; y += kBlock) {
    for (int x = 0; x + kBlock <= width; x += kBlock) {
      double squares = 0;
      for (int j = y; j < y + kBlock; ++j) {
        const float* row =
            values.data() + static_cast<std::size_t>(j) * static_cast<std::size_t>(width);
        for (int i = x; i < x + kBlock; ++i) {
          const double v = static_cast<double>(row[i]);
          squares += v * v;
        }
      }
      scatter.push_back(std::sqrt(squares / (kBlock * kBlock)));
    }
  }
  if (scatter.empty()) return 0;
  const auto tenth = scatter.begin() + static_cast<std::ptrdiff_t>(scatter.size() / 10);
  std::nth_element(scatter.begin(), tenth, scatter.end());
  return *tenth;
}

/// Moments of one connected piece.
struct Piece {
  std::size_t count = 0;
  double weight = 0;
  double x = 0, y = 0;    // weighted
  double sx = 0, sy = 0;  // not weighted
  double xx = 0, xy = 0, yy = 0;
  void add(double px, double py, double value) {
    ++count;
    weight += value;
    x += value * px;
    y += value * py;
    sx += px;
    sy += py;
    xx += px * px;
    xy += px * py;
    yy += py * py;
  }
};

std::optional<Bar> bar_of(const Piece& piece) {
  if (piece.count < 5 || piece.count > kLargestPiece) return std::nullopt;
  const auto n = static_cast<double>(piece.count);
  const double mx = piece.sx / n;
  const double my = piece.sy / n;
  // A square of one sample has the variance 1/12.
  const double xx = piece.xx / n - mx * mx + 1.0 / 12;
  const double yy = piece.yy / n - my * my + 1.0 / 12;
  const double xy = piece.xy / n - mx * my;
  const double half = std::hypot((xx - yy) / 2, xy);
  const double major = (xx + yy) / 2 + half;
  const double minor = (xx + yy) / 2 - half;
  const double length = std::sqrt(12 * major);
  const double width = std::sqrt(12 * minor);
  const double filled = n / (length * width);
  if (length < 2 * width || length < 4 || filled < 0.75 || filled > 1.3) return std::nullopt;
  const double angle = 0.5 * std::atan2(2 * xy, xx - yy);
  return Bar{
      piece.x / piece.weight, piece.y / piece.weight, std::cos(angle), std::sin(angle), length,
      piece.weight / n};
}

/// All bars of one level, in samples of the first.
std::vector<Bar> bars_of(const Plane& plane) {
  const std::vector<float> values = band_pass(plane);
  std::vector<float> sizes;
  for (std::size_t k = 0; k < values.size(); k += 1 + values.size() / 20'000)
    sizes.push_back(std::abs(values[k]));
  float strongest = 0;
  if (!sizes.empty()) {
    const auto at =
        sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() - 1 - sizes.size() / 1000);
    std::nth_element(sizes.begin(), at, sizes.end());
    strongest = *at;
  }
  const auto noise =
      static_cast<float>(kOverNoise * quiet_noise(values, plane.width, plane.height));
  const float limit = std::max(noise, kOfStrongest * strongest);
  if (!(limit > 0)) return {};
  const auto sign_of = [limit](float v) { return v > limit ? 1 : (v < -limit ? -1 : 0); };
  std::vector<std::uint8_t> done(values.size(), 0);
  std::vector<std::uint32_t> open;
  std::vector<Bar> bars;
  const auto w = static_cast<std::size_t>(plane.width);
  for (std::size_t start = 0; start < values.size(); ++start) {
    const int sign = sign_of(values[start]);
    if (done[start] != 0 || sign == 0) continue;
    Piece piece;
    open.assign(1, static_cast<std::uint32_t>(start));
    done[start] = 1;
    while (!open.empty()) {
      const std::size_t k = open.back();
      open.pop_back();
      const std::size_t x = k % w;
      const auto visit = [&](std::size_t next) {
        if (done[next] != 0 || sign_of(values[next]) != sign) return;
        done[next] = 1;
        open.push_back(static_cast<std::uint32_t>(next));
      };
      piece.add(static_cast<double>(x), static_cast<double>(k / w), static_cast<double>(values[k]));
      if (x > 0) visit(k - 1);
      if (x + 1 < w) visit(k + 1);
      if (k >= w) visit(k - w);
      if (k + w < values.size()) visit(k + w);
    }
    if (auto bar = bar_of(piece)) {
      bar->x = plane.x0 + plane.pitch * bar->x;
      bar->y = plane.y0 + plane.pitch * bar->y;
      bar->length *= plane.pitch;
      bars.push_back(*bar);
    }
  }
  return bars;
}

/// Bars by place, so that neighbours are found quickly.
class Neighbourhood {
 public:
  Neighbourhood(const std::vector<Bar>& bars, double cell) : bars_(bars), cell_(cell) {
    for (std::size_t i = 0; i < bars.size(); ++i) cells_[key(bars[i].x, bars[i].y)].push_back(i);
  }
  template <class Visit>
  void near(double x, double y, double radius, const Visit& visit) const {
    const int r = static_cast<int>(std::ceil(radius / cell_));
    const auto [cx, cy] = key(x, y);
    for (int j = cy - r; j <= cy + r; ++j) {
      for (int i = cx - r; i <= cx + r; ++i) {
        const auto found = cells_.find({i, j});
        if (found == cells_.end()) continue;
        for (const std::size_t k : found->second) visit(bars_[k]);
      }
    }
  }

 private:
  std::pair<int, int> key(double x, double y) const {
    return {static_cast<int>(std::floor(x / cell_)), static_cast<int>(std::floor(y / cell_))};
  }
  const std::vector<Bar>& bars_;
  double cell_;
  std::map<std::pair<int, int>, std::vector<std::size_t>> cells_;
};

bool alike(const Bar& a, const Bar& b) {
  const double turn = std::abs(a.along_x * b.along_x + a.along_y * b.along_y);
  const double lengths = a.length / b.length;
  const double heights = a.height / b.height;
  return turn > 0.97 && lengths > 0.75 && lengths < 1.33 && heights > 0.25 && heights < 4;
}

/// The like bar nearest to a place, not further than `radius`.
const Bar* bar_at(const Neighbourhood& all, const Bar& like, double x, double y, double radius) {
  const Bar* best = nullptr;
  double nearest = radius;
  all.near(x, y, radius, [&](const Bar& bar) {
    const double away = std::hypot(bar.x - x, bar.y - y);
    if (&bar == &like || away > nearest || !alike(bar, like)) return;
    nearest = away;
    best = &bar;
  });
  return best;
}

/// The triplet whose middle bar is `middle`.
std::optional<TripletCandidate> triplet_about(const Neighbourhood& all, const Bar& middle) {
  // Beside the middle, at 0.25 to 0.62 of its length (ideally 0.4): the nearest on the one side.
  const Bar* left = nullptr;
  double distance = 0.62 * middle.length;
  all.near(middle.x, middle.y, distance, [&](const Bar& bar) {
    if (&bar == &middle || !alike(bar, middle)) return;
    const double dx = bar.x - middle.x;
    const double dy = bar.y - middle.y;
    const double across = dy * middle.along_x - dx * middle.along_y;
    const double along = dx * middle.along_x + dy * middle.along_y;
    if (across > -0.25 * middle.length || std::abs(along) > 0.15 * middle.length) return;
    if (std::hypot(dx, dy) >= distance) return;
    distance = std::hypot(dx, dy);
    left = &bar;
  });
  if (left == nullptr) return std::nullopt;
  const double dx = middle.x - left->x;
  const double dy = middle.y - left->y;
  const double slack = 0.25 * distance;
  const Bar* right = bar_at(all, middle, middle.x + dx, middle.y + dy, slack);
  if (right == nullptr) return std::nullopt;
  for (const Bar* end : {left, right}) {
    const double out = end == left ? -2 : 2;
    if (bar_at(all, middle, middle.x + out * dx, middle.y + out * dy, slack) != nullptr)
      return std::nullopt;
  }
  const double sx = right->x - left->x;
  const double sy = right->y - left->y;
  const double span = std::hypot(sx, sy);
  TripletCandidate found;
  // The spacing is right to a tenth of a sample; the bars' own direction is not needed.
  found.place = {(left->x + middle.x + right->x) / 3, (left->y + middle.y + right->y) / 3,
                 -middle.along_y, middle.along_x, span / 2};
  found.bright = middle.height > 0;
  found.strength = std::abs(left->height + middle.height + right->height) / 3;
  return found;
}

bool is_same(const TripletCandidate& a, const TripletCandidate& b) {
  const double away = std::hypot(a.place.x - b.place.x, a.place.y - b.place.y);
  return a.bright == b.bright && away < 0.3 * a.place.period &&
         std::abs(a.place.period / b.place.period - 1) < 0.15;
}

}  // namespace

std::vector<TripletCandidate> find_triplets(const std::vector<Plane>& levels) {
  std::vector<TripletCandidate> all;
  for (const Plane& level : levels) {
    const std::vector<Bar> bars = bars_of(level);
    const Neighbourhood neighbourhood(bars, 8 * level.pitch);
    for (const Bar& bar : bars) {
      const auto found = triplet_about(neighbourhood, bar);
      if (!found) continue;
      const bool known = std::any_of(all.begin(), all.end(),
                                     [&](const auto& other) { return is_same(other, *found); });
      if (!known) all.push_back(*found);
    }
  }
  return all;
}

}  // namespace etalon::imaging
