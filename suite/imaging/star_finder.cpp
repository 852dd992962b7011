// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/star_finder.hpp"

#include "suite/imaging/gradient.hpp"

#include <unsupported/Eigen/FFT>

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <optional>

namespace etalon::imaging {

namespace {

using std::numbers::pi;

constexpr int kLargestReduced = 800;
constexpr int kCells = 128;              // of the accumulator, along the longer side
constexpr double kMargin = 0.25;         // of the size, where centres may lie outside
constexpr std::size_t kVoters = 12'000;  // at most
constexpr int kCandidates = 3;
constexpr int kAngles = 2048;
constexpr int kCircles = 48;
constexpr int kTogether = 4;             // neighbouring circles whose phases must agree
constexpr double kLeastVisible = 0.2;    // of a circle
constexpr double kLeastProminence = 12;  // noise reaches 5, dust 8

/// A steep place: the border through (x, y) runs at right angles to the unit vector (nx, ny).
struct Voter {
  double x = 0;
  double y = 0;
  double nx = 0;
  double ny = 0;
  double distance(double px, double py) const { return nx * (px - x) + ny * (py - y); }
};

std::vector<Voter> voters_of(const Plane& plane) {
  const int factor =
      std::max(1, (std::max(plane.width, plane.height) + kLargestReduced - 1) / kLargestReduced);
  const GradientField field = gradient_field(plane, factor, 1.0);
  if (field.magnitude.empty()) return {};
  std::vector<float> sorted = field.magnitude;
  const auto at = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() * 49 / 50);
  std::nth_element(sorted.begin(), at, sorted.end());
  const float threshold = 0.4F * *at;
  std::vector<std::size_t> steep;
  for (std::size_t k = 0; k < field.magnitude.size(); ++k)
    if (field.magnitude[k] > threshold) steep.push_back(k);
  std::vector<Voter> voters;
  const std::size_t step = 1 + steep.size() / kVoters;
  for (std::size_t i = 0; i < steep.size(); i += step) {
    const std::size_t k = steep[i];
    const auto column = static_cast<double>(k % static_cast<std::size_t>(field.width));
    const auto row = static_cast<double>(k / static_cast<std::size_t>(field.width));
    const auto m = static_cast<double>(field.magnitude[k]);
    voters.push_back({(column + 0.5) * factor - 0.5, (row + 0.5) * factor - 0.5,
                      static_cast<double>(field.gx[k]) / m, static_cast<double>(field.gy[k]) / m});
  }
  return voters;
}

struct Place {
  double x = 0;
  double y = 0;
};

/// The accumulator of votes over the plane and a margin.
class Votes {
 public:
  explicit Votes(const Plane& plane)
      : cell_(std::max(plane.width, plane.height) * (1 + 2 * kMargin) / kCells),
        x0_(-kMargin * plane.width),
        y0_(-kMargin * plane.height),
        columns_(static_cast<int>(plane.width * (1 + 2 * kMargin) / cell_) + 1),
        rows_(static_cast<int>(plane.height * (1 + 2 * kMargin) / cell_) + 1),
        counts_(static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows_)) {}

  void add(const Voter& v) {
    const bool flat = std::abs(v.ny) > std::abs(v.nx);  // the border runs along x
    for (int i = 0; i < (flat ? columns_ : rows_); ++i) {
      const double along = (flat ? x0_ : y0_) + (i + 0.5) * cell_;
      const double across =
          flat ? v.y - v.nx / v.ny * (along - v.x) - y0_ : v.x - v.ny / v.nx * (along - v.y) - x0_;
      const double j = across / cell_;
      if (!(j >= 0) || j >= (flat ? rows_ : columns_)) continue;
      count(flat ? i : static_cast<int>(j), flat ? static_cast<int>(j) : i) += 1;
    }
  }

  /// Removes the fullest 3 x 3 cells and what is about them.
  std::optional<Place> take_fullest() {
    float most = 0;
    int at_i = 0;
    int at_j = 0;
    for (int j = 1; j + 1 < rows_; ++j) {
      for (int i = 1; i + 1 < columns_; ++i) {
        float sum = 0;
        for (int b = -1; b <= 1; ++b)
          for (int a = -1; a <= 1; ++a) sum += count(i + a, j + b);
        if (sum <= most) continue;
        most = sum;
        at_i = i;
        at_j = j;
      }
    }
    if (most < 20) return std::nullopt;
    for (int j = std::max(0, at_j - 5); j <= std::min(rows_ - 1, at_j + 5); ++j)
      for (int i = std::max(0, at_i - 5); i <= std::min(columns_ - 1, at_i + 5); ++i)
        count(i, j) = 0;
    return Place{x0_ + (at_i + 0.5) * cell_, y0_ + (at_j + 0.5) * cell_};
  }

  double cell() const { return cell_; }

 private:
  float& count(int i, int j) {
    return counts_[static_cast<std::size_t>(j) * static_cast<std::size_t>(columns_) +
                   static_cast<std::size_t>(i)];
  }

  double cell_;
  double x0_;
  double y0_;
  int columns_;
  int rows_;
  std::vector<float> counts_;
};

/// Cauchy's weights, ever narrower.
Place refined(Place place, const std::vector<Voter>& voters, double cell) {
  for (double scale = 2 * cell; scale > 0.7; scale *= 0.6) {
    double xx = 0;
    double xy = 0;
    double yy = 0;
    double bx = 0;
    double by = 0;
    for (const Voter& v : voters) {
      const double d = v.distance(place.x, place.y);
      const double w = 1 / (1 + d * d / (scale * scale));
      const double weight = w * w;
      xx += weight * v.nx * v.nx;
      xy += weight * v.nx * v.ny;
      yy += weight * v.ny * v.ny;
      bx -= weight * v.nx * d;
      by -= weight * v.ny * d;
    }
    const double determinant = xx * yy - xy * xy;
    if (!(determinant > 1e-6 * xx * yy)) return place;
    place.x += (yy * bx - xy * by) / determinant;
    place.y += (xx * by - xy * bx) / determinant;
  }
  return place;
}

using Spectrum = std::vector<std::complex<float>>;

/// Bilinear, and how much of the circle lies in the plane. What lies outside counts as the mean.
class Circles {
 public:
  explicit Circles(const Plane& plane) : plane_(plane) {
    for (int i = 0; i < kAngles; ++i) {
      cos_.push_back(std::cos(2 * pi * i / kAngles));
      sin_.push_back(std::sin(2 * pi * i / kAngles));
    }
  }

  double visible(const Place& centre, double radius) const {
    int inside = 0;
    for (std::size_t i = 0; i < kAngles; i += 16)
      inside += contains(centre.x + radius * cos_[i], centre.y + radius * sin_[i]);
    return inside * 16.0 / kAngles;
  }

  Spectrum spectrum(const Place& centre, double radius) {
    std::vector<float> values(kAngles, 0);
    std::vector<bool> seen(kAngles, false);
    double sum = 0;
    int count = 0;
    for (std::size_t i = 0; i < kAngles; ++i) {
      const double x = centre.x + radius * cos_[i];
      const double y = centre.y + radius * sin_[i];
      if (!contains(x, y)) continue;
      values[i] = interpolated(x, y);
      seen[i] = true;
      sum += static_cast<double>(values[i]);
      ++count;
    }
    const auto mean = static_cast<float>(count > 0 ? sum / count : 0);
    for (std::size_t i = 0; i < kAngles; ++i) values[i] = seen[i] ? values[i] - mean : 0;
    Spectrum result(kAngles);
    fft_.fwd(result.data(), values.data(), kAngles);
    return result;
  }

 private:
  bool contains(double x, double y) const {
    return x >= 0 && y >= 0 && x < plane_.width - 1 && y < plane_.height - 1;
  }
  float interpolated(double x, double y) const {
    const int i = static_cast<int>(x);
    const int j = static_cast<int>(y);
    const auto u = static_cast<float>(x - i);
    const auto v = static_cast<float>(y - j);
    const float* upper = plane_.row(j) + i;
    const float* lower = plane_.row(j + 1) + i;
    return (1 - v) * ((1 - u) * upper[0] + u * upper[1]) + v * ((1 - u) * lower[0] + u * lower[1]);
  }

  const Plane& plane_;
  Eigen::FFT<float> fft_;
  std::vector<double> cos_;
  std::vector<double> sin_;
};

double farthest(const Plane& plane, const Place& centre) {
  return std::hypot(std::max(centre.x, plane.width - 1 - centre.x),
                    std::max(centre.y, plane.height - 1 - centre.y));
}

/// Numbers of pairs that can be told apart from `best` only when most of the circle is seen.
std::vector<int> worth_trying(int best, double visible) {
  std::vector<int> pairs{best};
  if (visible > 0.9) return pairs;
  for (const int apart : {-1, 1, -2, 2})
    if (best + apart >= kFewestPairs) pairs.push_back(best + apart);
  return pairs;
}

std::optional<StarCandidate> candidate_at(const Plane& plane, const Place& centre, int known) {
  Circles circles(plane);
  StarCandidate candidate;
  candidate.star.x = centre.x;
  candidate.star.y = centre.y;
  candidate.visible = 0;
  std::vector<double> power(kMostPairs + 1, 0);
  std::vector<Spectrum> group;
  std::vector<Spectrum> sums;
  const double largest = farthest(plane, centre);
  for (int c = 0; c < kCircles; ++c) {
    const double radius = largest * (c + 1.5) / (kCircles + 1);
    const double visible = circles.visible(centre, radius);
    if (visible < kLeastVisible || radius < 6) continue;
    candidate.visible = std::max(candidate.visible, visible);
    group.push_back(circles.spectrum(centre, radius));
    if (group.size() < kTogether) continue;
    Spectrum sum(kMostPairs + 1, 0);
    for (const Spectrum& s : group)
      for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += s[k];
    for (std::size_t k = 0; k < sum.size(); ++k) power[k] += static_cast<double>(std::norm(sum[k]));
    sums.push_back(std::move(sum));
    group.clear();
  }
  if (sums.empty()) return std::nullopt;
  auto best = known;
  if (known == 0) {
    best = static_cast<int>(std::max_element(power.begin() + kFewestPairs, power.end()) -
                            power.begin());
  }
  const double strongest = power[static_cast<std::size_t>(best)];
  std::vector<double> others(power.begin() + kFewestPairs, power.end());
  const auto middle = others.begin() + static_cast<std::ptrdiff_t>(others.size() / 2);
  std::nth_element(others.begin(), middle, others.end());
  candidate.prominence = *middle > 0 ? strongest / *middle : 0;
  if (candidate.prominence < kLeastProminence) return std::nullopt;
  candidate.star.pairs = best;
  candidate.pairs = known > 0 ? std::vector<int>{best} : worth_trying(best, candidate.visible);
  return candidate;
}

}  // namespace

std::vector<StarCandidate> find_stars(const Plane& plane, int pairs) {
  std::vector<StarCandidate> found;
  const auto voters = voters_of(plane);
  if (voters.size() < 20) return found;
  Votes votes(plane);
  for (const Voter& v : voters) votes.add(v);
  for (int c = 0; c < kCandidates; ++c) {
    const auto place = votes.take_fullest();
    if (!place) break;
    const auto candidate = candidate_at(plane, refined(*place, voters, votes.cell()), pairs);
    if (candidate) found.push_back(*candidate);
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.prominence > b.prominence; });
  return found;
}

}  // namespace etalon::imaging
