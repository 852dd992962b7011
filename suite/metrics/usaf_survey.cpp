// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/usaf_survey.hpp"

#include "suite/imaging/pyramid.hpp"
#include "suite/imaging/triplet_search.hpp"
#include "suite/metrics/usaf_columns.hpp"

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <utility>

namespace etalon::metrics {

namespace {

using imaging::Adjust;
using imaging::TripletFit;
using imaging::TripletPlace;
using Place = SeenElement::Place;

constexpr double kLeastExplained = 0.5;  // of the variance, by three bars
constexpr double kLeastOverNoise = 6;    // contrast over its standard uncertainty
constexpr double kTurn = 6 / 57.29577951308232;
constexpr double kOffRung = 0.25;
constexpr double kLopsided = 0.5;       // of that step
constexpr double kDirtyResidual = 0.1;  // of the bars' height
constexpr double kDirtyOverOthers = 4;

constexpr double kNearlyFull = 0.99;

struct Fitted {
  TripletFit fit;
  bool bright = true;
};

double turn_of(const TripletPlace& p) { return std::atan2(p.normal_y, p.normal_x); }
double rung_of(const TripletPlace& p) { return -6 * std::log2(p.period); }
double to_nearest(double value, double unit) { return value - unit * std::round(value / unit); }

/// Bars turned into gaps by defocus: beside two of them stands a third, outside the triplet.
bool half_a_period_off(const std::vector<Plane>& levels, const TripletPlace& place) {
  const auto outline = imaging::outline_of(levels, place);
  return outline && std::abs(outline->lopsided) > kLopsided * std::abs(outline->step);
}

std::vector<Fitted> fitted(const std::vector<Plane>& levels) {
  std::vector<Fitted> all;
  for (const auto& candidate : imaging::find_triplets(levels)) {
    const auto fit = imaging::fit_triplet(levels, candidate.place, Adjust::place);
    if (!fit || fit->explained < kLeastExplained) continue;
    const double signed_contrast = candidate.bright ? fit->contrast : -fit->contrast;
    if (signed_contrast < kLeastOverNoise * std::sqrt(fit->contrast_variance)) continue;
    if (half_a_period_off(levels, fit->place)) continue;
    const bool twice = std::any_of(all.begin(), all.end(), [&](const Fitted& f) {
      return std::hypot(f.fit.place.x - fit->place.x, f.fit.place.y - fit->place.y) <
             0.25 * fit->place.period;
    });
    if (!twice) all.push_back({*fit, candidate.bright});
  }
  return all;
}

bool belong_together(const TripletPlace& a, const TripletPlace& b) {
  return std::abs(to_nearest(turn_of(a) - turn_of(b), std::acos(0.0))) < kTurn &&
         std::abs(to_nearest(rung_of(a) - rung_of(b), 1)) < kOffRung;
}

/// Splits into the largest set that belongs together and the rest.
std::pair<std::vector<Fitted>, std::vector<Fitted>> largest_set(std::vector<Fitted> all) {
  std::size_t most = 0;
  double largest = 0;
  const Fitted* best = nullptr;
  const auto member = [](const Fitted& anchor, const Fitted& f) {
    return f.bright == anchor.bright && belong_together(anchor.fit.place, f.fit.place);
  };
  for (const Fitted& anchor : all) {
    const auto votes = static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(), [&](const Fitted& f) { return member(anchor, f); }));
    const double period = anchor.fit.place.period;
    if (votes < most || (votes == most && period <= largest)) continue;
    most = votes;
    largest = period;
    best = &anchor;
  }
  if (best == nullptr) return {};
  const Fitted anchor = *best;
  const auto split = std::stable_partition(all.begin(), all.end(),
                                           [&](const Fitted& f) { return member(anchor, f); });
  return {{all.begin(), split}, {split, all.end()}};
}

/// Angle of the standing bars' normal to x, -45 to 45 deg: the mean of all angles modulo 90 deg.
double rotation_of(const std::vector<Fitted>& set) {
  double c = 0;
  double s = 0;
  for (const Fitted& f : set) {
    c += std::cos(4 * turn_of(f.fit.place));
    s += std::sin(4 * turn_of(f.fit.place));
  }
  return std::atan2(s, c) / 4;
}

/// On its rung, the best triplet of a direction; large ones first.
std::vector<UsafTriplet> on_rungs(const std::vector<Fitted>& set, double rotation,
                                  std::vector<Fitted>& rest) {
  const auto is_standing = [&](const TripletPlace& p) {
    return std::abs(std::cos(turn_of(p) - rotation)) > std::sqrt(0.5);
  };
  double largest = 0;
  for (const Fitted& f : set) largest = std::max(largest, f.fit.place.period);
  std::map<std::pair<bool, int>, const Fitted*> best;
  for (const Fitted& f : set) {
    const int index = static_cast<int>(std::lround(6 * std::log2(largest / f.fit.place.period)));
    const Fitted*& here = best[{!is_standing(f.fit.place), index}];
    if (here != nullptr && here->fit.explained >= f.fit.explained) {
      rest.push_back(f);
      continue;
    }
    if (here != nullptr) rest.push_back(*here);
    here = &f;
  }
  std::vector<UsafTriplet> triplets;
  for (const auto& [key, f] : best) {
    UsafTriplet t;
    t.standing = !key.first;
    t.index = key.second;
    t.free = f->fit;
    triplets.push_back(std::move(t));
  }
  return triplets;
}

/// Mean phase gradient of one direction, weighted by what the fits say of period and angle; a
/// triplet's own period may be off by its part of the distortion (a thousandth is assumed).
UsafScale scale_of(const std::vector<UsafTriplet>& triplets, bool standing, double rotation) {
  const Eigen::Vector2d towards = standing
                                      ? Eigen::Vector2d(std::cos(rotation), std::sin(rotation))
                                      : Eigen::Vector2d(-std::sin(rotation), std::cos(rotation));
  Eigen::Vector2d sum = Eigen::Vector2d::Zero();
  double weights = 0;
  for (const UsafTriplet& t : triplets) {
    if (t.standing != standing || !t.found) continue;
    const TripletPlace& p = t.free.place;
    Eigen::Vector2d normal(p.normal_x, p.normal_y);
    if (normal.dot(towards) < 0) normal = -normal;
    const double relative = t.free.period_variance / (p.period * p.period);
    const double weight = 1 / (relative + t.free.angle_variance + 1e-6);
    sum += weight * normal / (p.period * std::exp2(t.index / 6.0));
    weights += weight;
  }
  UsafScale scale;
  if (!(weights > 0)) return scale;
  scale.known = true;
  scale.x = sum.x() / weights;
  scale.y = sum.y() / weights;
  return scale;
}

/// Turned by a right angle, where nothing of that direction was found.
void complete(UsafScale& standing, UsafScale& lying) {
  if (!standing.known) {
    standing.x = lying.y;
    standing.y = -lying.x;
  }
  if (!lying.known) {
    lying.x = -standing.y;
    lying.y = standing.x;
  }
}

std::vector<SeenElement> elements_of(const std::vector<UsafTriplet>& triplets,
                                     const TargetFrame& frame) {
  std::map<int, SeenElement> elements;
  for (const UsafTriplet& t : triplets) {
    SeenElement& e = elements[t.index];
    e.index = t.index;
    (t.standing ? e.first : e.second) = frame.target(t.free.place.x, t.free.place.y);
  }
  std::vector<SeenElement> all;
  for (const auto& [index, e] : elements) all.push_back(e);
  return all;
}

/// What was refused, but for the gaps of triplets, which pass for bars of the other polarity.
std::vector<TripletPlace> apart_from(const std::vector<UsafTriplet>& triplets,
                                     const std::vector<Fitted>& rest) {
  std::vector<TripletPlace> apart;
  for (const Fitted& f : rest) {
    const TripletPlace& p = f.fit.place;
    const bool within = std::any_of(triplets.begin(), triplets.end(), [&](const UsafTriplet& t) {
      const TripletPlace& q = t.free.place;
      return std::hypot(p.x - q.x, p.y - q.y) < 1.25 * q.period;
    });
    if (!within) apart.push_back(p);
  }
  return apart;
}

void flag_dirt(std::vector<UsafTriplet>& triplets) {
  std::vector<double> residuals;
  double height = 0;
  for (const UsafTriplet& t : triplets) {
    residuals.push_back(t.measured.residual);
    height = std::max(height, std::abs(t.measured.on_bars - t.measured.in_gaps));
  }
  const auto middle = residuals.begin() + static_cast<std::ptrdiff_t>(residuals.size() / 2);
  std::nth_element(residuals.begin(), middle, residuals.end());
  for (UsafTriplet& t : triplets) {
    t.poor_fit = t.measured.residual > kDirtyResidual * height &&
                 t.measured.residual > kDirtyOverOthers * *middle;
  }
}

}  // namespace

double UsafScale::periods() const { return std::hypot(x, y); }

UsafSurvey survey_usaf(const Plane& plane, const std::optional<double>& full) {
  UsafSurvey survey;
  const auto levels = imaging::pyramid(plane);
  auto [set, rest] = largest_set(fitted(levels));
  if (set.size() < 2) rest.insert(rest.end(), set.begin(), set.end());
  if (set.size() >= 2) {
    survey.bright = set.front().bright;
    survey.triplets = on_rungs(set, rotation_of(set), rest);
  }
  survey.rejected = apart_from(survey.triplets, rest);
  if (survey.triplets.empty()) return survey;

  const double rotation = rotation_of(set);
  survey.standing = scale_of(survey.triplets, true, rotation);
  survey.lying = scale_of(survey.triplets, false, rotation);
  complete(survey.standing, survey.lying);
  const TargetFrame frame(survey.standing, survey.lying);
  int smallest = 0;
  for (UsafTriplet& t : survey.triplets) {
    smallest = std::max(smallest, t.index);
    const UsafScale& scale = t.standing ? survey.standing : survey.lying;
    if (!measure_triplet(levels, scale, t, {t.free.place.x, t.free.place.y})) t.measured = t.free;
  }
  const auto visible = [&](int index, const Place& at) {
    const Place p = frame.plane(at);
    const double reach = 6 * std::exp2(-index / 6.0) / (2 * survey.standing.periods());
    return index <= smallest && p.x > reach && p.y > reach && p.x < plane.width - reach &&
           p.y < plane.height - reach;
  };
  survey.arrangement = read_arrangement(elements_of(survey.triplets, frame), visible);
  complete_columns(levels, frame, survey);
  flag_dirt(survey.triplets);
  for (UsafTriplet& t : survey.triplets) {
    const double brightest = std::max(t.measured.on_bars, t.measured.in_gaps);
    t.saturated = full && brightest > kNearlyFull * *full;
  }
  std::stable_sort(survey.triplets.begin(), survey.triplets.end(),
                   [](const UsafTriplet& a, const UsafTriplet& b) {
                     return std::pair(!a.standing, a.index) < std::pair(!b.standing, b.index);
                   });
  return survey;
}

}  // namespace etalon::metrics
