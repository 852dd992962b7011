// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/ruler_survey.hpp"

#include "suite/core/uncertainty.hpp"
#include "suite/imaging/edge_track.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>

namespace etalon::metrics {

namespace {

using imaging::LineFamily;
using imaging::LocatedLine;

constexpr double kWeakestAcross = 0.15;  // amplitude of the second direction over that of the first

LineFamily exchanged(const LineFamily& f) { return {f.fy, f.fx, f.amplitude}; }

/// Angle between two directions, 0 to 90 deg.
double angle_between(const LineFamily& a, const LineFamily& b) {
  const double c = std::abs(a.fx * b.fx + a.fy * b.fy) / a.frequency() / b.frequency();
  return std::acos(std::min(1.0, c)) * 57.29577951308232;
}

/// Height of the bands: about 40 in the plane, and whole periods of lines across, which then
/// cancel.
double band_rows(int height, std::optional<double> period) {
  const double wanted = std::clamp(height / 40.0, 8.0, 64.0);
  if (period && *period < height / 3.0)
    return *period * std::max(1.0, std::ceil(wanted / *period - 0.5));
  return height / std::floor(height / wanted);
}

/// The widest gap and whether the longer side tells how many lines fit into it.
bool gap_is_ambiguous(const std::vector<LocatedLine>& lines, double slope) {
  std::size_t widest = 1;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const auto gap = [&](std::size_t k) { return lines[k].number - lines[k - 1].number; };
    if (gap(i) > gap(widest)) widest = i;
  }
  const int gap = lines[widest].number - lines[widest - 1].number;
  if (gap < 3) return false;
  const bool before = widest >= lines.size() - widest;
  const std::size_t first = before ? 0 : widest;
  const std::size_t last = before ? widest : lines.size();
  if (last - first < 3) return true;
  std::vector<int> numbers;
  std::vector<double> places;
  std::vector<double> variances;
  for (std::size_t i = first; i < last; ++i) {
    numbers.push_back(lines[i].number);
    places.push_back(lines[i].x + slope * lines[i].y);
    variances.push_back(lines[i].variance);
  }
  const auto side = numerics::fit_ruler(numbers, places, variances);
  const double reach = gap + 0.5 * (numbers.back() - numbers.front());
  return 3 * coverage_factor(side.degrees_of_freedom, 0.68) * side.spacing_uncertainty * reach >
         0.25 * side.spacing;
}

/// Lines that sit on every second or third number belong to a harmonic of the true family.
bool are_neighbours(const std::vector<LocatedLine>& lines) {
  std::size_t next = 0;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    if (lines[i].number - lines[i - 1].number == 1) ++next;
  }
  return 2 * next >= lines.size() - 1;
}

void fit_lines(RulerDirection& direction) {
  const auto& lines = direction.located.lines;
  std::vector<int> numbers;
  std::vector<double> places;
  std::vector<double> variances;
  double mean_number = 0;
  double mean_y = 0;
  for (const LocatedLine& line : lines) {
    numbers.push_back(line.number);
    places.push_back(line.x + direction.slope() * line.y);
    variances.push_back(line.variance);
    mean_number += line.number / static_cast<double>(lines.size());
    mean_y += line.y / static_cast<double>(lines.size());
  }
  direction.fit = numerics::fit_ruler(numbers, places, variances);
  double both = 0;
  double squares = 0;
  for (const LocatedLine& line : lines) {
    both += (line.number - mean_number) * (line.y - mean_y);
    squares += std::pow(line.number - mean_number, 2);
  }
  direction.drift = squares > 0 ? both / squares : 0;
  direction.missing = numbers.back() - numbers.front() + 1 - static_cast<int>(numbers.size());
  direction.ambiguous = gap_is_ambiguous(lines, direction.slope());
}

/// `plane` has standing lines of this family.
std::optional<RulerDirection> measured(const Plane& plane, LineFamily family,
                                       std::optional<double> across, RulerSurvey& survey) {
  const double rows = band_rows(plane.height, across);
  RulerDirection direction;
  direction.located = locate_lines(plane, family, rows);
  if (direction.located.alternating) {
    family.fx /= 2;
    family.fy /= 2;
    direction.located = locate_lines(plane, family, rows);
  }
  const auto& lines = direction.located.lines;
  survey.most_lines = std::max(survey.most_lines, lines.size());
  if (lines.size() < kFewestLines || !(direction.located.slope_degrees > 0) ||
      !are_neighbours(lines))
    return std::nullopt;
  fit_lines(direction);
  const auto& fit = direction.fit;
  survey.most_lines = std::max(survey.most_lines, direction.lines_used());
  if (!fit.determined || direction.lines_used() < kFewestLines) return std::nullopt;
  const bool regular =
      fit.own_error < 0.1 * fit.spacing && direction.missing < 3 * static_cast<int>(lines.size());
  return regular ? std::optional(direction) : std::nullopt;
}

class Finder {
 public:
  explicit Finder(const Plane& plane) : plane_(plane) {}

  /// `across`: period of lines across along these, in rows (columns of lying lines).
  std::optional<RulerDirection> measure(const LineFamily& family, std::optional<double> across,
                                        RulerSurvey& survey) {
    const bool standing = std::abs(family.fx) >= std::abs(family.fy);
    if (!standing && lying_.values.empty()) lying_ = imaging::transposed(plane_);
    auto direction =
        measured(standing ? plane_ : lying_, standing ? family : exchanged(family), across, survey);
    if (direction) direction->standing = standing;
    return direction;
  }

 private:
  const Plane& plane_;
  Plane lying_;
};

/// Lines of a finer family, when they really stand between the lines of `coarse`.
std::optional<RulerDirection> finer_lines(Finder& finder, const LineFamily& finer,
                                          const RulerDirection& coarse) {
  RulerSurvey unused;
  auto lines = finder.measure(finer, std::nullopt, unused);
  if (!lines || 2 * lines->lines_used() < 3 * coarse.lines_used()) return std::nullopt;
  return lines;
}

/// Period of `other` along the lines of `own`, before anything is measured.
double rough_period(const LineFamily& own, const LineFamily& other) {
  const bool standing = std::abs(own.fx) >= std::abs(own.fy);
  const LineFamily a = standing ? own : exchanged(own);
  const LineFamily b = standing ? other : exchanged(other);
  return 1 / std::abs(b.fy - a.fy / a.fx * b.fx);
}

/// The same from what was measured.
double period_along(const RulerDirection& own, const RulerDirection& other) {
  return std::abs(other.fit.spacing / (1 - own.slope() * other.slope()));
}

/// Is `f` a whole multiple, 2 to 10, of `base`?
bool is_multiple(const LineFamily& f, const LineFamily& base) {
  const double ratio = (f.fx * base.fx + f.fy * base.fy) / std::pow(base.frequency(), 2);
  const double whole = std::round(std::abs(ratio));
  if (whole < 2 || whole > 10) return false;
  const double turn = ratio < 0 ? -whole : whole;
  return std::hypot(f.fx - turn * base.fx, f.fy - turn * base.fy) < 0.15 * base.frequency();
}

/// The strongest family roughly at right angles that could belong to the same grid.
std::optional<LineFamily> across_of(const LineFamily& first, const std::vector<LineFamily>& all) {
  for (const LineFamily& f : all) {
    const double ratio = f.frequency() / first.frequency();
    const bool opposite =
        (std::abs(f.fx) >= std::abs(f.fy)) != (std::abs(first.fx) >= std::abs(first.fy));
    if (angle_between(first, f) > 60 && opposite && ratio > 0.4 && ratio < 2.5 &&
        f.amplitude > kWeakestAcross * first.amplitude) {
      return f;
    }
  }
  return std::nullopt;
}

}  // namespace

std::size_t RulerDirection::lines_used() const {
  return static_cast<std::size_t>(std::count(fit.used.begin(), fit.used.end(), true));
}

RulerSurvey survey_ruler(const Plane& plane, const std::vector<LineFamily>& families) {
  RulerSurvey survey;
  if (families.empty()) return survey;
  survey.periodic = true;
  survey.too_fine = families.front().frequency() > 1 / kShortestPitch;
  if (survey.too_fine) return survey;
  Finder finder(plane);
  for (LineFamily family : families) {
    if (family.frequency() > 1 / kShortestPitch) continue;
    const auto across = across_of(family, families);
    std::optional<double> period;
    if (across) period = rough_period(family, *across);
    auto first = finder.measure(family, period, survey);
    if (!first) continue;
    // The long ticks of a scale can outshine the short ones between them.
    for (const LineFamily& finer : families) {
      if (!first->located.something_between) break;
      if (finer.frequency() > 1 / kShortestPitch || !is_multiple(finer, family)) continue;
      const auto all = finer_lines(finder, finer, *first);
      if (all) {
        first = all;
        family = finer;
      }
    }
    if (across) {
      auto second = finder.measure(*across, rough_period(*across, family), survey);
      if (second) {
        // Once more with the periods that are now known well.
        if (auto again = finder.measure(*across, period_along(*second, *first), survey))
          second = again;
        if (auto again = finder.measure(family, period_along(*first, *second), survey))
          first = again;
        survey.directions.push_back(*second);
      }
    }
    survey.directions.push_back(*first);
    break;
  }
  std::stable_sort(survey.directions.begin(), survey.directions.end(),
                   [](const auto& a, const auto& b) { return a.standing > b.standing; });
  return survey;
}

}  // namespace etalon::metrics
