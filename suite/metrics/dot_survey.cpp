// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/dot_survey.hpp"

#include "suite/metrics/ruler_survey.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

namespace etalon::metrics {

namespace {

using imaging::DotFate;
using imaging::LatticeBasis;

/// Crossed waves have 1/2; dots less, lines more.
constexpr double kMostBridge = 0.45;
constexpr std::size_t kFewestToJudge = 9;
constexpr double kMostUnequal = 1.25;
constexpr double kMostOblique = 0.1736;  // cosine of 80 deg

double bridge_of(const DotSurvey& survey) {
  const LatticeBasis& b = survey.basis;
  double dot = 0;
  double between = 0;
  double cell = 0;
  for (const auto& n : survey.numbered) {
    const auto& c = survey.candidates.dots[n.candidate];
    const auto at = [&](double i, double j) {
      return survey.candidates.response_at(c.x + i * b.ax + j * b.bx, c.y + i * b.ay + j * b.by);
    };
    const double side = 0.25 * (at(0.5, 0) + at(-0.5, 0) + at(0, 0.5) + at(0, -0.5));
    const double corner = 0.25 * (at(0.5, 0.5) + at(-0.5, 0.5) + at(0.5, -0.5) + at(-0.5, -0.5));
    if (!std::isfinite(side) || !std::isfinite(corner)) continue;
    dot += at(0, 0);
    between += side;
    cell += corner;
  }
  return dot > cell ? (between - cell) / (dot - cell) : 1;
}

void fit_good_dots(DotSurvey& survey) {
  std::vector<numerics::LatticeMark> marks;
  for (std::size_t k = 0; k < survey.located.dots.size(); ++k) {
    const auto& dot = survey.located.dots[k];
    if (dot.fate != DotFate::good) continue;
    survey.good.push_back(k);
    marks.push_back({dot.i, dot.j, dot.x, dot.y});
  }
  survey.fit = numerics::fit_lattice(marks);
  std::set<int> columns;
  std::set<int> rows;
  for (std::size_t k = 0; k < marks.size(); ++k) {
    if (!survey.fit.used[k]) continue;
    columns.insert(marks[k].i);
    rows.insert(marks[k].j);
  }
  survey.columns = static_cast<int>(columns.size());
  survey.rows = static_cast<int>(rows.size());
}

int missing_places(const std::vector<imaging::NumberedDot>& numbered) {
  struct Row {
    int first;
    int last;
    int count;
  };
  std::map<int, Row> rows;
  for (const auto& n : numbered) {
    auto [row, fresh] = rows.try_emplace(n.j, Row{n.i, n.i, 0});
    row->second.first = std::min(row->second.first, n.i);
    row->second.last = std::max(row->second.last, n.i);
    ++row->second.count;
  }
  int missing = 0;
  for (const auto& [j, row] : rows) missing += row.last - row.first + 1 - row.count;
  return missing;
}

std::vector<std::size_t> without_number(const DotSurvey& survey) {
  std::vector<bool> has(survey.candidates.dots.size(), false);
  for (const auto& n : survey.numbered) has[n.candidate] = true;
  std::vector<std::size_t> rest;
  for (std::size_t k = 0; k < has.size(); ++k) {
    if (!has[k]) rest.push_back(k);
  }
  return rest;
}

}  // namespace

bool DotSurvey::shows_dots() const {
  return numbered.size() >= kFewestToJudge && bridge < kMostBridge;
}

bool DotSurvey::is_square() const {
  const double a = std::hypot(fit.steps.xi, fit.steps.yi);
  const double b = std::hypot(fit.steps.xj, fit.steps.yj);
  const double cosine = (fit.steps.xi * fit.steps.xj + fit.steps.yi * fit.steps.yj) / a / b;
  return std::max(a / b, b / a) < kMostUnequal && std::abs(cosine) < kMostOblique;
}

std::size_t DotSurvey::dots_used() const {
  return static_cast<std::size_t>(std::count(fit.used.begin(), fit.used.end(), true));
}

DotSurvey survey_dots(const Plane& plane, const std::vector<imaging::LineFamily>& families,
                      bool always) {
  DotSurvey survey;
  const auto basis = imaging::rough_lattice(families);
  if (!basis) return survey;
  survey.two_directions = true;
  survey.basis = *basis;
  survey.too_fine = basis->shortest() < kShortestPitch;
  if (survey.too_fine) return survey;
  const double pitch = basis->shortest();
  survey.candidates = imaging::find_dot_candidates(plane, pitch);
  survey.numbered = imaging::number_dots(survey.candidates.dots, *basis, (plane.width - 1) / 2.0,
                                         (plane.height - 1) / 2.0);
  survey.bridge = bridge_of(survey);
  if (!survey.shows_dots() && !always) return survey;
  survey.located = imaging::locate_dots(plane, survey.candidates, survey.numbered, pitch);
  survey.off_lattice = without_number(survey);
  survey.missing = missing_places(survey.numbered);
  fit_good_dots(survey);
  return survey;
}

}  // namespace etalon::metrics
