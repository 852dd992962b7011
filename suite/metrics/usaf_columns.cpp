// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/usaf_columns.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <optional>
#include <utility>

namespace etalon::metrics {

namespace {

using imaging::Adjust;
using imaging::TripletPlace;
using Place = SeenElement::Place;

constexpr double kFinestPeriod = 2.2;   // samples; below, three bars are not sampled
constexpr int kGoesOn = 6;              // rungs beyond the last one found in a column
constexpr double kLeastOutline = 0.35;  // step of an outline over that of the elements found

/// A triplet of this index and direction at a place of the plane.
TripletPlace place_at(const UsafScale& scale, int index, double x, double y) {
  const double periods = scale.periods();
  return {x, y, scale.x / periods, scale.y / periods, std::exp2(-index / 6.0) / periods};
}

/// In a column the middle of a triplet is p + q w with the same p and q for all of its elements:
/// sizes and distances shrink together.
struct Vanishing {
  Place p;
  Place q;
  Place at(int index) const {
    const double w = std::exp2(-index / 6.0);
    return {p.x + q.x * w, p.y + q.y * w};
  }
};

std::optional<Vanishing> vanishing(const std::vector<int>& column,
                                   const std::map<int, Place>& places) {
  double n = 0;
  double sw = 0;
  double sww = 0;
  Place s{};
  Place sw_p{};
  for (const int index : column) {
    const auto found = places.find(index);
    if (found == places.end()) continue;
    const double w = std::exp2(-index / 6.0);
    const double weight = 1 / (w * w);  // places are right to a share of the bar width
    n += weight;
    sw += weight * w;
    sww += weight * w * w;
    s.x += weight * found->second.x;
    s.y += weight * found->second.y;
    sw_p.x += weight * w * found->second.x;
    sw_p.y += weight * w * found->second.y;
  }
  const double determinant = n * sww - sw * sw;
  if (!(determinant > 1e-6 * n * sww)) return std::nullopt;
  const auto slope = [&](double v, double wv) { return (n * wv - sw * v) / determinant; };
  Vanishing line;
  line.q = {slope(s.x, sw_p.x), slope(s.y, sw_p.y)};
  line.p = {(s.x - line.q.x * sw) / n, (s.y - line.q.y * sw) / n};
  return line;
}

/// The last index of the column that begins with `first`, as far as the arrangement is known.
int end_of_column(const UsafArrangement& arrangement, const std::vector<int>& column) {
  int end = column.back() + kGoesOn;
  if (!arrangement.rung_of_12) return end;
  for (int index = column.back(); index < end; ++index) {
    const int rung = (*arrangement.rung_of_12 + index) % 12;
    if (rung == 0 || rung == 5 || rung == 11) end = index;
  }
  return end;
}

class Completion {
 public:
  Completion(const std::vector<Plane>& levels, UsafSurvey& survey, const TargetFrame& frame)
      : levels_(levels), survey_(survey), frame_(frame) {
    for (const bool standing : {true, false}) {
      for (const UsafTriplet& t : survey.triplets) {
        if (t.standing == standing)
          places_[standing ? 0 : 1][t.index] = frame.target(t.free.place.x, t.free.place.y);
      }
    }
  }

  void run() {
    const double usual = usual_step();
    for (const auto& column : survey_.arrangement.columns) {
      for (const bool standing : {true, false}) {
        const auto& places = places_[standing ? 0 : 1];
        auto line = vanishing(column, places);
        if (!line) line = beside(column, standing);
        if (!line) line = as_the_other_side(column, standing);
        if (!line) continue;
        const int end = end_of_column(survey_.arrangement, column);
        for (int index = column.front(); index <= end; ++index) {
          if (places.count(index) == 0) look(index, standing, line->at(index), usual);
        }
      }
    }
  }

 private:
  const UsafScale& scale(bool standing) const {
    return standing ? survey_.standing : survey_.lying;
  }

  /// Where too few triplets of one direction were found in a column: as those of the other one, and
  /// as far beside them as in an element of which both were found.
  std::optional<Vanishing> beside(const std::vector<int>& column, bool standing) const {
    const auto& own = places_[standing ? 0 : 1];
    const auto& other = places_[standing ? 1 : 0];
    auto line = vanishing(column, other);
    if (!line) return line;
    for (const int index : column) {
      const auto here = own.find(index);
      const auto there = other.find(index);
      if (here == own.end() || there == other.end()) continue;
      const double w = std::exp2(-index / 6.0);
      line->q.x += (here->second.x - there->second.x) / w;
      line->q.y += (here->second.y - there->second.y) / w;
      return line;
    }
    return std::nullopt;
  }

  /// A column of which one element was found goes on as the longest column on the other side does:
  /// outer edges in line, the same steps. Across, a triplet's distance from the outer edge is that
  /// of the triplet that stands outermost there, or innermost, as this one does here.
  std::optional<Vanishing> as_the_other_side(const std::vector<int>& column, bool standing) const {
    const int index = column.front();
    const auto& arrangement = survey_.arrangement;
    if (column.size() != 1 || !arrangement.rung_of_12) return std::nullopt;
    const auto& own = places_[standing ? 0 : 1];
    const auto& other = places_[standing ? 1 : 0];
    const auto here = own.find(index);
    const auto partner = other.find(index);
    if (here == own.end() || partner == other.end()) return std::nullopt;
    const auto& columns = arrangement.columns;
    const auto longest =
        std::max_element(columns.begin(), columns.end(),
                         [](const auto& a, const auto& b) { return a.size() < b.size(); });
    const auto same = vanishing(*longest, own);
    const auto twin = vanishing(*longest, other);
    if (!same || !twin) return std::nullopt;
    const bool upright = std::abs(same->q.y) > std::abs(same->q.x);  // columns run along y
    const auto across = [&](const Place& p) { return upright ? p.x : p.y; };
    const double w = std::exp2(-index / 6.0);
    const bool same_order =
        (across(twin->q) - across(same->q)) * (across(partner->second) - across(here->second)) > 0;
    Vanishing line = *same;
    const double edge = same_order ? -across(twin->q) : -across(same->q);
    (upright ? line.q.x : line.q.y) = edge;
    line.p = {here->second.x - line.q.x * w, here->second.y - line.q.y * w};
    return line;
  }

  /// Median step of the outlines of what was found.
  double usual_step() const {
    std::vector<double> steps;
    for (const UsafTriplet& t : survey_.triplets) {
      if (const auto outline = imaging::outline_of(levels_, t.free.place))
        steps.push_back(outline->step);
    }
    if (steps.empty()) return 0;
    const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
    std::nth_element(steps.begin(), middle, steps.end());
    return *middle;
  }

  void look(int index, bool standing, const Place& expected, double usual) {
    const Place at = frame_.plane(expected);
    const TripletPlace place = place_at(scale(standing), index, at.x, at.y);
    if (place.period < kFinestPeriod) return;
    const auto outline = imaging::outline_of(levels_, place);
    if (!outline || !(outline->step / usual > kLeastOutline)) return;
    UsafTriplet t;
    t.index = index;
    t.standing = standing;
    t.found = false;
    if (measure_triplet(levels_, scale(standing), t, at)) survey_.triplets.push_back(std::move(t));
  }

  const std::vector<Plane>& levels_;
  UsafSurvey& survey_;
  const TargetFrame& frame_;
  std::map<int, Place> places_[2];
};

}  // namespace

bool measure_triplet(const std::vector<Plane>& levels, const UsafScale& scale, UsafTriplet& t,
                     const Place& at) {
  const TripletPlace place = place_at(scale, t.index, at.x, at.y);
  auto fit = imaging::fit_triplet(levels, place, Adjust::centre);
  const auto moved = [&] {
    return std::hypot(fit->place.x - at.x, fit->place.y - at.y) / place.period;
  };
  if (!fit || moved() > 0.12) fit = imaging::fit_triplet(levels, place, Adjust::nothing);
  if (fit) t.measured = *fit;
  return fit.has_value();
}

void complete_columns(const std::vector<Plane>& levels, const TargetFrame& frame,
                      UsafSurvey& survey) {
  Completion(levels, survey, frame).run();
}

}  // namespace etalon::metrics
