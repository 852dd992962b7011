// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/dot_location.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Core>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numbers>
#include <utility>

namespace etalon::imaging {

namespace {

constexpr double kReach = 0.62;      // pitches
constexpr double kLeastReach = 2.8;  // samples
constexpr double kFlat = 0.7;        // of the reach, with full weight ...
constexpr double kLeastFall = 3;  // ... but so many samples of it for the fall, from the middle on
constexpr std::array kSteps{2, 1, 1};  // of Gauss and Newton, in each pass
constexpr std::size_t kFolded = 1000;  // dots that tell the profile: more make it no smoother
constexpr double kFurthest = 0.3;      // pitches that a middle may move
constexpr int kLightReach = 2;         // places to either side that tell the light
constexpr std::size_t kFewestForLight = 12;
constexpr double kFaint = 0.4;  // of the median contrast
constexpr double kStrong = 1.7;
constexpr double kMisfitReach = 8;  // robust standard deviations
constexpr double kHarmlessMisfit = 0.02;

struct Slope {
  double x = 0;
  double y = 0;
};

/// Weights that fall to 0 at the end of the reach, so that no sample enters or leaves abruptly.
struct Window {
  double reach;
  double flat;
  explicit Window(double samples)
      : reach(samples), flat(std::clamp(samples - kLeastFall, 0.0, kFlat * samples)) {}
  double weight(double r) const {
    if (r <= flat) return 1;
    if (r >= reach) return 0;
    return 0.5 + 0.5 * std::cos(std::numbers::pi * (r - flat) / (reach - flat));
  }
};

/// Calls `visit(value, dx, dy, r)` for each sample within `reach` of the dot, light divided out.
template <class Visit>
void visit_samples(const Plane& plane, const LocatedDot& dot, const Slope& light, double reach,
                   const Visit& visit) {
  const int y0 = std::max(0, static_cast<int>(std::ceil(dot.y - reach)));
  const int y1 = std::min(plane.height - 1, static_cast<int>(std::floor(dot.y + reach)));
  for (int y = y0; y <= y1; ++y) {
    const double dy = y - dot.y;
    const double half = std::sqrt(std::max(0.0, reach * reach - dy * dy));
    const int x0 = std::max(0, static_cast<int>(std::ceil(dot.x - half)));
    const int x1 = std::min(plane.width - 1, static_cast<int>(std::floor(dot.x + half)));
    const float* row = plane.row(y);
    for (int x = x0; x <= x1; ++x) {
      const double dx = x - dot.x;
      const double v = static_cast<double>(row[x]) / (1 + light.x * dx + light.y * dy);
      visit(v, dx, dy, std::sqrt(dx * dx + dy * dy));
    }
  }
}

bool inside(const Plane& plane, const LocatedDot& dot, double reach) {
  return dot.x - reach >= -0.5 && dot.y - reach >= -0.5 && dot.x + reach <= plane.width - 0.5 &&
         dot.y + reach <= plane.height - 0.5;
}

double median_of(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// Empty bins take the value of the one before; [1 2 1]/4 against noise.
std::vector<double> smooth_bins(const std::vector<double>& sums,
                                const std::vector<double>& weights) {
  std::vector<double> means(sums.size(), 0.0);
  for (std::size_t k = sums.size(); k-- > 0;)
    means[k] = weights[k] > 0 ? sums[k] / weights[k] : (k + 1 < sums.size() ? means[k + 1] : 0.0);
  std::vector<double> smooth(means.size());
  for (std::size_t k = 0; k < means.size(); ++k) {
    const double before = means[k == 0 ? 0 : k - 1];  // symmetric about r = 0
    const double after = means[std::min(k + 1, means.size() - 1)];
    smooth[k] = 0.25 * before + 0.5 * means[k] + 0.25 * after;
  }
  return smooth;
}

/// Scaled to 1 in the middle and 0 at the end, with slopes by differences.
DotProfile profile_of(std::vector<double> values) {
  DotProfile profile;
  const double end = values.back();
  const double top = values.front() - end;
  for (double& v : values) v = top != 0 ? (v - end) / top : 0;
  profile.values = std::move(values);
  const auto& t = profile.values;
  for (std::size_t k = 0; k < t.size(); ++k) {
    const double before = k == 0 ? t[0] : t[k - 1];
    const double after = k + 1 < t.size() ? t[k + 1] : t[k];
    const double across = k == 0 || k + 1 == t.size() ? 1.0 : 2.0;
    profile.slopes.push_back(k == 0 ? 0.0 : (after - before) / (across * profile.step));
  }
  return profile;
}

/// All good dots as one function of the distance from the middle; bins are centred on the entries.
DotProfile folded(const Plane& plane, const std::vector<LocatedDot>& dots,
                  const std::vector<Slope>& light, double reach) {
  const double step = DotProfile{}.step;
  const auto bins = static_cast<std::size_t>(reach / step) + 1;
  std::vector<double> sums(bins, 0.0);
  std::vector<double> weights(bins, 0.0);
  const std::size_t stride = 1 + dots.size() / kFolded;
  for (std::size_t n = 0; n < dots.size(); n += stride) {
    if (dots[n].fate != DotFate::good) continue;
    double own = 0;
    double count = 0;
    visit_samples(plane, dots[n], light[n], reach, [&](double v, double, double, double) {
      own += v;
      count += 1;
    });
    if (!(own > 0) || count < 1) continue;
    const double scale = count / own;
    visit_samples(plane, dots[n], light[n], reach, [&](double v, double, double, double r) {
      const auto k = std::min(bins - 1, static_cast<std::size_t>(r / step + 0.5));
      sums[k] += v * scale;
      weights[k] += 1;
    });
  }
  return profile_of(smooth_bins(sums, weights));
}

/// Profile, its slope over r and the weights of the window, side by side.
class FitTable {
 public:
  FitTable(const DotProfile& profile, const Window& window) : per_sample_(1 / profile.step) {
    for (std::size_t k = 0; k < profile.values.size() + 2; ++k) {
      const double r = static_cast<double>(k) * profile.step;
      const double near = std::max(r, profile.step);
      entries_.push_back({profile.value(r), -profile.slope(near) / near, window.weight(r)});
    }
  }
  struct Entry {
    double value;
    double turn;  ///< times the offset: what a shift by one sample changes
    double weight;
  };
  Entry at(double r) const {
    const double place = r * per_sample_;
    const auto k = std::min(static_cast<std::size_t>(place), entries_.size() - 2);
    const double t = place - static_cast<double>(k);
    const Entry& a = entries_[k];
    const Entry& b = entries_[k + 1];
    return {a.value + t * (b.value - a.value), a.turn + t * (b.turn - a.turn),
            a.weight + t * (b.weight - a.weight)};
  }

 private:
  double per_sample_;
  std::vector<Entry> entries_;
};

/// a, c, c dx, c dy.
using Matrix4 = Eigen::Matrix<double, 4, 4>;
using Vector4 = Eigen::Matrix<double, 4, 1>;

struct Step {
  bool solved = false;
  double level = 0;
  double depth = 0;
  double dx = 0;
  double dy = 0;
  double variance = 0;
  double rest = 0;  ///< rms
};

Step step_of(const Plane& plane, const LocatedDot& dot, const Slope& light, const FitTable& table,
             double reach) {
  std::array<double, 10> n{};  // lower triangle, row by row
  std::array<double, 4> h{};
  double squares = 0;
  visit_samples(plane, dot, light, reach, [&](double v, double dx, double dy, double r) {
    const auto e = table.at(r);
    const double x = e.turn * dx;
    const double y = e.turn * dy;
    const double wt = e.weight * e.value;
    const double wx = e.weight * x;
    const double wy = e.weight * y;
    n[0] += e.weight;
    n[1] += wt;
    n[2] += wt * e.value;
    n[3] += wx;
    n[4] += wx * e.value;
    n[5] += wx * x;
    n[6] += wy;
    n[7] += wy * e.value;
    n[8] += wy * x;
    n[9] += wy * y;
    h[0] += e.weight * v;
    h[1] += wt * v;
    h[2] += wx * v;
    h[3] += wy * v;
    squares += e.weight * v * v;
  });
  Matrix4 normal;
  normal << n[0], n[1], n[3], n[6], n[1], n[2], n[4], n[7], n[3], n[4], n[5], n[8], n[6], n[7],
      n[8], n[9];
  const Vector4 right(h[0], h[1], h[2], h[3]);
  const double total = n[0];
  Step step;
  const auto solver = normal.ldlt();
  const Vector4 c = solver.solve(right);
  if (!c.allFinite() || !(total > 4) || !(std::abs(c[1]) > 0)) return step;
  step.solved = true;
  step.level = c[0];
  step.depth = c[1];
  step.dx = c[2] / c[1];
  step.dy = c[3] / c[1];
  const double rest = std::max(0.0, squares - c.dot(right)) / (total - 4);
  step.rest = std::sqrt(rest);
  const Matrix4 inverse = solver.solve(Matrix4::Identity());
  step.variance = rest * 0.5 * (inverse(2, 2) + inverse(3, 3)) / (c[1] * c[1]);
  return step;
}

struct Search {
  FitTable table;
  double reach;
  double furthest;  ///< that a middle may move
  int steps;
};

void refine(const Plane& plane, LocatedDot& dot, const Slope& light, const Search& search) {
  const double x = dot.x;
  const double y = dot.y;
  for (int k = 0; k < search.steps; ++k) {
    if (!inside(plane, dot, search.reach)) {
      dot.fate = DotFate::at_border;
      return;
    }
    const Step step = step_of(plane, dot, light, search.table, search.reach);
    const double off = std::hypot(dot.x + step.dx - x, dot.y + step.dy - y);
    if (!step.solved || !(off < search.furthest)) {
      dot.fate = DotFate::unlike;
      dot.x = x;
      dot.y = y;
      return;
    }
    dot.x += step.dx;
    dot.y += step.dy;
    dot.level = step.level;
    dot.depth = step.depth;
    dot.variance = step.variance;
    dot.misfit = step.rest / std::abs(step.depth);
  }
}

double light_of(const LocatedDot& dot) { return std::max(dot.level, dot.level + dot.depth); }

/// Relative slope of the light at each dot: a paraboloid through the bright parts of the dots about
/// it. Light that changes so fast that it would turn negative within `reach` is left as it is.
std::vector<Slope> slopes_of_light(const std::vector<LocatedDot>& dots, double reach) {
  using Vector6 = Eigen::Matrix<double, 6, 1>;
  std::map<std::pair<int, int>, std::size_t> places;
  for (std::size_t n = 0; n < dots.size(); ++n) {
    if (dots[n].fate == DotFate::good) places[{dots[n].i, dots[n].j}] = n;
  }
  std::vector<Slope> slopes(dots.size());
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
        right += light_of(other) * t;
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

void judge(std::vector<LocatedDot>& dots) {
  std::vector<double> contrasts;
  std::vector<double> misfits;
  for (const LocatedDot& dot : dots) {
    if (dot.fate != DotFate::good) continue;
    contrasts.push_back(dot.depth / light_of(dot));
    misfits.push_back(dot.misfit);
  }
  const double contrast = median_of(contrasts);
  const double misfit = median_of(misfits);
  for (double& m : misfits) m = std::abs(m - misfit);
  const double limit =
      misfit + std::max(kHarmlessMisfit, kMisfitReach * 1.4826 * median_of(misfits));
  for (LocatedDot& dot : dots) {
    if (dot.fate != DotFate::good) continue;
    const double relative = dot.depth / light_of(dot) / contrast;
    if (!(relative > kFaint)) {
      dot.fate = DotFate::faint;
    } else if (!(relative < kStrong) || !(dot.misfit < limit)) {
      dot.fate = DotFate::unlike;
    }
  }
}

}  // namespace

double LocatedDot::contrast() const {
  const double sum = std::abs(2 * level + depth);
  return sum > 0 ? std::min(1.0, std::abs(depth) / sum) : 0;
}

double DotProfile::value(double r) const {
  const double place = r / step;
  const auto k = static_cast<std::size_t>(place);
  if (k + 1 >= values.size()) return values.back();
  const double t = place - static_cast<double>(k);
  return (1 - t) * values[k] + t * values[k + 1];
}

double DotProfile::slope(double r) const {
  const double place = r / step;
  const auto k = static_cast<std::size_t>(place);
  if (k + 1 >= slopes.size()) return slopes.back();
  const double t = place - static_cast<double>(k);
  return (1 - t) * slopes[k] + t * slopes[k + 1];
}

LocatedDots locate_dots(const Plane& plane, const DotCandidates& candidates,
                        const std::vector<NumberedDot>& numbered, double pitch) {
  LocatedDots located;
  located.reach = std::max(kLeastReach, kReach * pitch);
  for (const NumberedDot& n : numbered) {
    const DotCandidate& c = candidates.dots[n.candidate];
    LocatedDot dot;
    dot.i = n.i;
    dot.j = n.j;
    dot.x = c.x;
    dot.y = c.y;
    if (!inside(plane, dot, located.reach)) dot.fate = DotFate::at_border;
    located.dots.push_back(dot);
  }
  std::vector<Slope> light(located.dots.size());
  const Window window{located.reach};
  for (const int steps : kSteps) {
    located.profile = folded(plane, located.dots, light, located.reach);
    const Search search{FitTable(located.profile, window), located.reach, kFurthest * pitch, steps};
    for (std::size_t n = 0; n < located.dots.size(); ++n) {
      LocatedDot& dot = located.dots[n];
      if (dot.fate == DotFate::good) refine(plane, dot, light[n], search);
    }
    light = slopes_of_light(located.dots, located.reach);
  }
  judge(located.dots);
  return located;
}

}  // namespace etalon::imaging
