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
constexpr std::size_t kFewestToJudge = 4;
constexpr int kCellParts = 8;
constexpr double kMostUnequal = 1.25;
constexpr double kMostOblique = 0.1736;  // cosine of 80 deg

/// Sums of the plane at places of the cells, over all dots whose cell lies inside.
class CellMeans {
 public:
  CellMeans(const Plane& plane, const DotSurvey& survey) : plane_(plane), b_(survey.basis) {
    for (const auto& n : survey.numbered) {
      const auto& c = survey.candidates.dots[n.candidate];
      const double reach_x = std::abs(b_.ax) + std::abs(b_.bx);
      const double reach_y = std::abs(b_.ay) + std::abs(b_.by);
      if (c.x >= reach_x && c.y >= reach_y && c.x < plane.width - 1 - reach_x &&
          c.y < plane.height - 1 - reach_y)
        dots_.push_back(c);
    }
  }
  std::size_t count() const { return dots_.size(); }

  /// At the dot plus `i` columns and `j` rows.
  double at(double i, double j) const {
    double sum = 0;
    for (const auto& dot : dots_) {
      const auto x = static_cast<int>(dot.x + i * b_.ax + j * b_.bx + 0.5);
      const auto y = static_cast<int>(dot.y + i * b_.ay + j * b_.by + 0.5);
      sum += static_cast<double>(plane_.row(y)[x]);
    }
    return sum / static_cast<double>(dots_.size());
  }

  double mean() const {
    double sum = 0;
    for (int j = 0; j < kCellParts; ++j) {
      for (int i = 0; i < kCellParts; ++i)
        sum += at((i + 0.5) / kCellParts - 0.5, (j + 0.5) / kCellParts - 0.5);
    }
    return sum / (kCellParts * kCellParts);
  }

 private:
  const Plane& plane_;
  const LatticeBasis& b_;
  std::vector<imaging::DotCandidate> dots_;
};

double bridge_of(const Plane& plane, const DotSurvey& survey) {
  const CellMeans cell(plane, survey);
  if (cell.count() < kFewestToJudge) return 1;
  const double dot = cell.at(0, 0);
  const double side =
      0.25 * (cell.at(0.5, 0) + cell.at(-0.5, 0) + cell.at(0, 0.5) + cell.at(0, -0.5));
  const double corner =
      0.25 * (cell.at(0.5, 0.5) + cell.at(-0.5, 0.5) + cell.at(0.5, -0.5) + cell.at(-0.5, -0.5));
  if (dot == corner) return 1;
  const double bridge = (side - corner) / (dot - corner);
  // What was taken for dots covers the larger part: it is the squares between lines.
  const double area = (cell.mean() - corner) / (dot - corner);
  return area > 0.5 ? 1 - bridge : bridge;
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

bool DotSurvey::shows_dots() const { return bridge < kMostBridge; }

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
  survey.bridge = bridge_of(plane, survey);
  if (!survey.shows_dots() && !always) return survey;
  survey.located = imaging::locate_dots(plane, survey.candidates, survey.numbered, pitch);
  survey.off_lattice = without_number(survey);
  survey.missing = missing_places(survey.numbered);
  fit_good_dots(survey);
  return survey;
}

}  // namespace etalon::metrics
