// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/usaf_resolution.hpp"

#include "suite/core/uncertainty.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>

namespace etalon::metrics {

namespace {

constexpr double kClearly = 4;          // standard uncertainties
constexpr double kClearRise = 0.1;      // of the reference contrast
constexpr int kWidestGap = 3;           // rungs from one element to the next
constexpr double kNeverSpurious = 0.4;  // of the reference contrast
constexpr double kLineError = 0.025;    // rungs: of a line between two elements, on rendered bars
constexpr double kLeastSpread = 1e-4;   // of a ratio: weights of contrasts without noise

bool has_three_bars(const imaging::TripletFit& fit, double sign) {
  for (const std::size_t gap : {std::size_t{1}, std::size_t{3}}) {
    for (const std::size_t bar : {gap - 1, gap + 1}) {
      const double step = sign * (fit.parts[bar] - fit.parts[gap]);
      const double u = std::hypot(fit.part_uncertainties[bar], fit.part_uncertainties[gap]);
      if (step < -2 * u) return false;
    }
  }
  return true;
}

/// A cubic (a parabola for three points, a line for two) through ratios over indices, weighted.
Eigen::VectorXd polynomial(const std::vector<UsafPoint>& points, const std::vector<double>& ratios,
                           int terms) {
  const auto n = static_cast<Eigen::Index>(points.size());
  Eigen::MatrixXd rows(n, terms);
  Eigen::VectorXd right(n);
  const double origin = points.front().index;
  for (Eigen::Index i = 0; i < n; ++i) {
    const UsafPoint& p = points[static_cast<std::size_t>(i)];
    const double weight = 1 / std::hypot(std::sqrt(p.ratio_variance), kLeastSpread);
    for (Eigen::Index k = 0; k < terms; ++k)
      rows(i, k) = weight * std::pow(p.index - origin, static_cast<double>(k));
    right[i] = weight * ratios[static_cast<std::size_t>(i)];
  }
  return (rows.transpose() * rows).ldlt().solve(rows.transpose() * right);
}

/// Where the curve crosses the threshold between `from` and `to`; half a rung beyond is allowed,
/// since noise may put the curve beside its points.
std::optional<double> crossing(const Eigen::VectorXd& c, double origin, double threshold,
                               double from, double to) {
  const auto at = [&](double index) {
    double value = 0;
    for (Eigen::Index k = c.size(); k-- > 0;) value = value * (index - origin) + c[k];
    return value - threshold;
  };
  double lower = from - 0.5;
  double upper = to + 0.5;
  if (!(at(lower) >= 0 && at(upper) < 0)) return std::nullopt;
  for (int i = 0; i < 60; ++i) {
    const double middle = (lower + upper) / 2;
    (at(middle) >= 0 ? lower : upper) = middle;
  }
  return (lower + upper) / 2;
}

/// The points about the crossing, and where it is as a function of their contrasts.
class Crossing {
 public:
  Crossing(const UsafPoint& reference, std::vector<UsafPoint> points, const UsafPoint& above,
           const UsafPoint& below, double threshold)
      : reference_(reference),
        points_(std::move(points)),
        above_(above),
        below_(below),
        threshold_(threshold) {}

  void read(UsafLimit& limit) const {
    std::vector<double> contrasts;
    for (const UsafPoint& p : points_) contrasts.push_back(p.contrast);
    limit.index = at(contrasts, reference_.contrast, limit_terms());
    const int terms = limit_terms();
    limit.interpolation =
        terms == 2 ? kLineError
                   : std::abs(limit.index - at(contrasts, reference_.contrast, terms - 1)) / 4;
    BudgetComponent part;
    Budget parts;
    const auto add = [&](const UsafPoint& p, double slope) {
      part.standard_uncertainty = std::sqrt(p.variance);
      part.sensitivity = slope;
      part.degrees_of_freedom = p.degrees_of_freedom;
      parts.push_back(part);
    };
    double of_reference = slope_of_reference(contrasts);
    for (std::size_t i = 0; i < points_.size(); ++i) {
      const double slope = slope_of(contrasts, i);
      if (points_[i].index == reference_.index)
        of_reference += slope;
      else
        add(points_[i], slope);
    }
    add(reference_, of_reference);
    limit.noise = combined_standard_uncertainty(parts);
    limit.degrees_of_freedom = effective_degrees_of_freedom(parts);
  }

 private:
  int limit_terms() const { return static_cast<int>(points_.size()); }

  double at(const std::vector<double>& contrasts, double reference, int terms) const {
    std::vector<double> ratios;
    for (const double c : contrasts) ratios.push_back(c / reference);
    if (terms > 2) {
      const auto index = crossing(polynomial(points_, ratios, terms), points_.front().index,
                                  threshold_, above_.index, below_.index);
      if (index) return *index;
    }
    const double high = above_.ratio * reference_.contrast / reference;
    const double low = below_.ratio * reference_.contrast / reference;
    double top = high;
    double bottom = low;
    for (std::size_t i = 0; i < points_.size(); ++i) {
      if (points_[i].index == above_.index) top = ratios[i];
      if (points_[i].index == below_.index) bottom = ratios[i];
    }
    return above_.index + (below_.index - above_.index) * (top - threshold_) / (top - bottom);
  }

  double slope_of(const std::vector<double>& contrasts, std::size_t i) const {
    const double step = std::max(1e-6, 0.1 * std::sqrt(points_[i].variance));
    auto up = contrasts;
    auto down = contrasts;
    up[i] += step;
    down[i] -= step;
    return (at(up, reference_.contrast, limit_terms()) -
            at(down, reference_.contrast, limit_terms())) /
           (2 * step);
  }

  double slope_of_reference(const std::vector<double>& contrasts) const {
    const double step = std::max(1e-6, 0.1 * std::sqrt(reference_.variance));
    return (at(contrasts, reference_.contrast + step, limit_terms()) -
            at(contrasts, reference_.contrast - step, limit_terms())) /
           (2 * step);
  }

  const UsafPoint& reference_;
  std::vector<UsafPoint> points_;
  const UsafPoint& above_;
  const UsafPoint& below_;
  double threshold_;
};

/// Does a finer element have clearly more contrast than a coarser one?
template <class Iterator>
bool rises(Iterator first, Iterator end) {
  double lowest = first->ratio;
  for (auto p = first; p != end; ++p) {
    const double u = std::sqrt(p->ratio_variance);
    if (p->ratio - lowest > std::max(kClearRise, kClearly * u)) return true;
    lowest = std::min(lowest, p->ratio);
  }
  return false;
}

}  // namespace

std::vector<UsafPoint> contrast_curve(const UsafSurvey& survey, bool standing) {
  std::vector<UsafPoint> curve;
  const double sign = survey.bright ? 1 : -1;
  for (const UsafTriplet& t : survey.triplets) {
    if (t.standing != standing) continue;
    UsafPoint p;
    p.index = t.index;
    p.contrast = sign * t.measured.contrast;
    p.variance = t.measured.contrast_variance;
    p.degrees_of_freedom = t.measured.degrees_of_freedom;
    p.usable = !t.poor_fit && !t.saturated;
    p.three_bars = has_three_bars(t.measured, sign);
    curve.push_back(p);
  }
  const auto reference =
      std::find_if(curve.begin(), curve.end(), [](const UsafPoint& p) { return p.usable; });
  if (reference == curve.end()) return curve;
  const UsafPoint c0 = *reference;
  for (UsafPoint& p : curve) {
    p.ratio = p.contrast / c0.contrast;
    p.ratio_variance = p.index == c0.index ? 0
                                           : (p.variance + p.ratio * p.ratio * c0.variance) /
                                                 (c0.contrast * c0.contrast);
  }
  return curve;
}

UsafLimit limit_of(const std::vector<UsafPoint>& curve, double threshold) {
  UsafLimit limit;
  std::vector<UsafPoint> usable;
  std::copy_if(curve.begin(), curve.end(), std::back_inserter(usable),
               [](const UsafPoint& p) { return p.usable; });
  if (usable.size() < 2) return limit;
  const auto fails = [&](const UsafPoint& p) { return p.ratio < threshold || !p.three_bars; };
  auto failed = usable.begin();
  while (failed != usable.end() && !fails(*failed)) {
    const bool after_gap =
        failed != usable.begin() && failed->index - std::prev(failed)->index > kWidestGap;
    if (after_gap && failed->ratio < kNeverSpurious) break;
    ++failed;
  }
  limit.rises = rises(usable.begin(), failed);
  if (failed == usable.begin()) return limit;
  limit.last_resolved = std::prev(failed)->index;
  if (failed == usable.end()) {
    limit.outcome = UsafLimit::Outcome::not_reached;
    return limit;
  }
  limit.first_failed = failed->index;
  if (limit.first_failed - limit.last_resolved > kWidestGap) {
    limit.outcome = UsafLimit::Outcome::gap;
    return limit;
  }
  if (failed->ratio >= threshold) {
    limit.outcome = UsafLimit::Outcome::broken;
    return limit;
  }
  limit.returns = std::any_of(failed, usable.end(),
                              [&](const UsafPoint& p) { return std::abs(p.ratio) >= threshold; });
  limit.outcome = UsafLimit::Outcome::interpolated;
  const auto last = std::prev(failed);
  const auto near = [](auto a, auto b) { return a->index - b->index <= kWidestGap; };
  const auto from = last != usable.begin() && near(last, last - 1) ? last - 1 : last;
  const auto next = failed + 1;
  const auto to = next != usable.end() && near(next, failed) ? next + 1 : next;
  Crossing(usable.front(), {from, to}, *last, *failed, threshold).read(limit);
  return limit;
}

}  // namespace etalon::metrics
