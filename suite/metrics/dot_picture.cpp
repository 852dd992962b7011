// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/dot_picture.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace etalon::metrics {

namespace {

using imaging::LocatedDot;

/// In samples of the plane, as the picture is.
Overlay mark_of(const std::string& item, double x, double y, double radius) {
  Overlay overlay;
  overlay.item = item;
  overlay.label = "rejected";
  overlay.closed = true;
  overlay.x_px = {x - radius, x, x + radius, x};
  overlay.y_px = {y, y - radius, y, y + radius};
  return overlay;
}

/// Dots that were used, row by row.
std::vector<LocatedDot> used_dots(const DotSurvey& survey) {
  std::vector<LocatedDot> dots;
  for (std::size_t k = 0; k < survey.good.size(); ++k) {
    if (survey.fit.used[k]) dots.push_back(survey.located.dots[survey.good[k]]);
  }
  std::sort(dots.begin(), dots.end(), [](const LocatedDot& a, const LocatedDot& b) {
    return std::pair(a.j, a.i) < std::pair(b.j, b.i);
  });
  return dots;
}

void draw_rows(const DotSurvey& survey, Picture& picture) {
  int j = 0;
  int i = 0;
  Overlay row;
  row.label = "row";
  const auto finish = [&] {
    if (row.x_px.size() > 1) picture.overlays.push_back(row);
    row.x_px.clear();
    row.y_px.clear();
  };
  for (const LocatedDot& dot : used_dots(survey)) {
    if (!row.x_px.empty() && (dot.j != j || dot.i != i + 1)) finish();
    row.x_px.push_back(dot.x);
    row.y_px.push_back(dot.y);
    j = dot.j;
    i = dot.i;
  }
  finish();
}

}  // namespace

std::string dot_id(int i, int j) { return "dot " + std::to_string(i) + "," + std::to_string(j); }
std::string spot_id(std::size_t n) { return "spot " + std::to_string(n + 1); }

void draw_dots(const DotSurvey& survey, Picture& picture) {
  draw_rows(survey, picture);
  const double radius = 0.4 * survey.basis.shortest();
  std::vector<bool> used(survey.located.dots.size(), false);
  for (std::size_t k = 0; k < survey.good.size(); ++k) used[survey.good[k]] = survey.fit.used[k];
  for (std::size_t k = 0; k < used.size(); ++k) {
    const LocatedDot& dot = survey.located.dots[k];
    if (!used[k]) picture.overlays.push_back(mark_of(dot_id(dot.i, dot.j), dot.x, dot.y, radius));
  }
  for (std::size_t n = 0; n < survey.off_lattice.size(); ++n) {
    const auto& spot = survey.candidates.dots[survey.off_lattice[n]];
    picture.overlays.push_back(mark_of(spot_id(n), spot.x, spot.y, radius));
  }
}

}  // namespace etalon::metrics
