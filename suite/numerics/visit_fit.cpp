// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/visit_fit.hpp"

#include "suite/core/contract.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace etalon::numerics {

namespace {

constexpr double kFewestDegrees = 3;

/// Visits of one place from one direction.
struct Group {
  double n = 0;
  double position = 0;  // means
  double time = 0;
  double square_time = 0;
};

using Key = std::pair<int, int>;  // place, direction
using Groups = std::map<Key, Group>;

Key key_of(const Visit& visit) { return {visit.place, visit.direction}; }
Key place_of(const Visit& visit) { return {visit.place, 0}; }

template <class KeyOf>
Groups groups_of(const std::vector<Visit>& visits, double origin, KeyOf key) {
  Groups groups;
  for (const Visit& v : visits) {
    Group& g = groups[key(v)];
    g.n += 1;
    const double t = v.time - origin;
    g.position += (v.position - g.position) / g.n;
    g.time += (t - g.time) / g.n;
    g.square_time += (t * t - g.square_time) / g.n;
  }
  return groups;
}

double squared(double v) { return v * v; }

/// The fit while it is being made: times from their mean.
struct Work {
  const std::vector<Visit>& visits;
  double origin = 0;
  Groups groups{};  // by place and direction
  Groups places{};
  double time_squares = 0;  // within the groups
  std::vector<double> residuals{};
  std::vector<double> leverages{};
  double degrees = 0;
  double variance = 0;  // of a visit about its group, reading included

  double time(const Visit& v) const { return v.time - origin; }
};

void find_drift(Work& work, VisitFit& fit) {
  double products = 0;
  double longest = 0;
  for (const Visit& v : work.visits) {
    const Group& g = work.groups.at(key_of(v));
    const double t = work.time(v) - g.time;
    work.time_squares += t * t;
    products += t * (v.position - g.position);
    longest = std::max(longest, std::abs(work.time(v)));
  }
  if (!(work.time_squares > 1e-12 * longest * longest)) {
    fit.problem = VisitProblem::no_drift;
    return;
  }
  fit.drift = products / work.time_squares;
}

void find_residuals(Work& work, VisitFit& fit) {
  double squares = 0;
  for (const Visit& v : work.visits) {
    const Group& g = work.groups.at(key_of(v));
    const double t = work.time(v) - g.time;
    work.residuals.push_back(v.position - g.position - fit.drift * t);
    work.leverages.push_back(1 / g.n + t * t / work.time_squares);
    fit.steady.push_back(v.position - fit.drift * work.time(v));
    fit.reading += squared(v.reading) / static_cast<double>(work.visits.size());
    squares += squared(work.residuals.back());
  }
  fit.reading = std::sqrt(fit.reading);
  work.degrees =
      static_cast<double>(work.visits.size()) - static_cast<double>(work.groups.size()) - 1;
  if (work.degrees < kFewestDegrees) {
    fit.problem = VisitProblem::too_few;
    return;
  }
  work.variance = squares / work.degrees;
  fit.drift_uncertainty = std::sqrt(work.variance / work.time_squares);
  fit.within = scatter_without(std::sqrt(work.variance), work.degrees, fit.reading);
}

/// |t| of a second power of time beside the drift: what is left of t^2 after the groups and t.
void find_curvature(const Work& work, VisitFit& fit) {
  double square_time = 0;  // products of t^2 with t within the groups
  for (const Visit& v : work.visits) {
    const Group& g = work.groups.at(key_of(v));
    square_time += (work.time(v) - g.time) * (squared(work.time(v)) - g.square_time);
  }
  double products = 0;
  double squares = 0;
  double all = 0;
  for (std::size_t i = 0; i < work.visits.size(); ++i) {
    const Visit& v = work.visits[i];
    const Group& g = work.groups.at(key_of(v));
    const double own = squared(work.time(v)) - g.square_time -
                       square_time / work.time_squares * (work.time(v) - g.time);
    products += own * work.residuals[i];
    squares += own * own;
    all += squared(squared(work.time(v)));
  }
  if (!(squares > 1e-12 * all) || work.degrees < kFewestDegrees + 1) return;
  const double left = work.variance * work.degrees - products * products / squares;
  if (!(left > 0)) return;
  fit.curvature = std::abs(products) / std::sqrt(squares * left / (work.degrees - 1));
}

Scatter of_direction(const Work& work, int direction, double reading) {
  double squares = 0;
  double degrees = 0;
  for (std::size_t i = 0; i < work.visits.size(); ++i) {
    if (work.visits[i].direction != direction) continue;
    squares += squared(work.residuals[i]);
    degrees += 1 - work.leverages[i];
  }
  if (degrees < kFewestDegrees - 1) return {};
  return scatter_without(std::sqrt(squares / degrees), degrees, reading);
}

double squares_about(const Work& work, const std::vector<double>& positions) {
  std::map<int, std::pair<double, double>> means;
  for (std::size_t i = 0; i < positions.size(); ++i) {
    auto& [n, mean] = means[work.visits[i].place];
    n += 1;
    mean += (positions[i] - mean) / n;
  }
  double sum = 0;
  for (std::size_t i = 0; i < positions.size(); ++i)
    sum += squared(positions[i] - means[work.visits[i].place].second);
  return sum;
}

Scatter overall(const Work& work, const VisitFit& fit) {
  const double visits = static_cast<double>(work.visits.size());
  const double degrees = visits - static_cast<double>(work.places.size()) - 1;
  const double means = static_cast<double>(work.groups.size() - work.places.size());
  if (means == 0) return fit.within;
  double from_drift = 0;  // what the uncertainty of the drift adds to the differences of means
  for (const auto& [key, g] : work.groups)
    from_drift += g.n * squared(g.time - work.places.at({key.first, 0}).time) / work.time_squares;
  const double between =
      std::max(0.0, squares_about(work, fit.steady) - work.variance * work.degrees -
                        from_drift * work.variance);
  const double variance = work.variance;
  // sqrt(L): one difference of means is that with normal noise; more add noise of their own.
  const double noise = std::sqrt(variance * (1 + from_drift / means));
  const double length = std::sqrt(std::max(0.0, between - (means - 1) * variance));
  const double reach = coverage_factor(work.degrees) * noise;
  const double moved = (between - means * variance) / degrees;
  const double lower = squared(std::max(0.0, length - reach)) / degrees;
  const double upper = squared(length + reach) / degrees;
  const Interval own = standard_deviation_interval(fit.within.total, work.degrees);
  const Bounded sum = sum_of({variance, {squared(own.lower), squared(own.upper)}},
                             {moved, {std::min(moved, lower), std::max(moved, upper)}});
  Scatter all = scatter_without(std::sqrt(std::max(0.0, sum.value)), degrees, fit.reading);
  const double known = squared(fit.reading);
  all.interval.lower = std::sqrt(std::max(0.0, sum.interval.lower - known));
  all.interval.upper = std::sqrt(std::max(sum.interval.upper - known, squared(all.value)));
  all.degrees = work.degrees;
  if (all.visible()) {
    const double of_own = variance * std::sqrt(2 / work.degrees);
    const double of_moved =
        std::sqrt(4 * length * length * variance + 2 * means * variance * variance);
    all.uncertainty = std::hypot(std::hypot(of_own, of_moved / degrees) / (2 * all.value),
                                 all.reading_uncertainty);
  }
  return all;
}

void find_reversal(const Work& work, VisitFit& fit) {
  double sum = 0;
  double of_means = 0;
  double of_drift = 0;
  for (const auto& [key, place] : work.places) {
    const auto up = work.groups.find({key.first, 1});
    const auto down = work.groups.find({key.first, -1});
    if (up == work.groups.end() || down == work.groups.end()) continue;
    ++fit.reversal_places;
    const double later = up->second.time - down->second.time;
    sum += up->second.position - down->second.position - fit.drift * later;
    of_means += 1 / up->second.n + 1 / down->second.n;
    of_drift += later;
  }
  if (fit.reversal_places == 0) return;
  const auto n = static_cast<double>(fit.reversal_places);
  fit.reversal = sum / n;
  fit.reversal_uncertainty =
      std::sqrt(work.variance * (of_means + of_drift * of_drift / work.time_squares)) / n;
}

}  // namespace

VisitFit fit_visits(const std::vector<Visit>& visits) {
  ETALON_EXPECTS(!visits.empty());
  VisitFit fit;
  Work work{visits};
  for (const Visit& v : visits) work.origin += v.time / static_cast<double>(visits.size());
  work.groups = groups_of(visits, work.origin, key_of);
  work.places = groups_of(visits, work.origin, place_of);
  find_drift(work, fit);
  if (fit.problem != VisitProblem::none) return fit;
  find_residuals(work, fit);
  if (fit.problem != VisitProblem::none) return fit;
  find_curvature(work, fit);
  fit.up = of_direction(work, 1, fit.reading);
  fit.down = of_direction(work, -1, fit.reading);
  fit.all = overall(work, fit);
  std::vector<double> positions;
  for (const Visit& v : visits) positions.push_back(v.position);
  const double degrees = static_cast<double>(visits.size() - work.places.size());
  fit.all_with_drift =
      scatter_without(std::sqrt(squares_about(work, positions) / degrees), degrees, fit.reading);
  find_reversal(work, fit);
  return fit;
}

}  // namespace etalon::numerics
