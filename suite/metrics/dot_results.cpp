// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/dot_results.hpp"

#include "suite/core/translate.hpp"
#include "suite/metrics/dot_geometry.hpp"
#include "suite/metrics/dot_picture.hpp"
#include "suite/metrics/pixel_size_results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace etalon::metrics {

namespace {

using imaging::DotFate;
using imaging::LocatedDot;
using numerics::LatticeSteps;

constexpr double kVisibleBend = 1e-4;  // worth a sentence; smaller ones are in the budget only
constexpr int kMapSide = 24;           // nodes along the longer side

/// Areal pitch: root of the area of a cell of the lattice.
double areal(const LatticeSteps& s) { return std::sqrt(std::abs(s.xi * s.yj - s.xj * s.yi)); }

/// Of the good dots, what each is off the affine map; nothing for the others.
struct Residual {
  double x = 0;
  double y = 0;
  bool used = false;
};

std::map<std::size_t, Residual> residuals_of(const DotSurvey& survey) {
  std::map<std::size_t, Residual> residuals;
  for (std::size_t k = 0; k < survey.good.size(); ++k) {
    residuals[survey.good[k]] = {survey.fit.residuals_x[k], survey.fit.residuals_y[k],
                                 survey.fit.used[k]};
  }
  return residuals;
}

/// Rms over the dots of the local areal pitch about its mean, relative.
double bend_of(const DotSurvey& survey) {
  if (!survey.fit.bent) return 0;
  const double mean = areal(survey.fit.steps);
  double sum = 0;
  for (const std::size_t k : survey.good) {
    const LocatedDot& dot = survey.located.dots[k];
    sum += std::pow(areal(survey.fit.steps_at(dot.i, dot.j)) / mean - 1, 2);
  }
  return std::sqrt(sum / static_cast<double>(survey.good.size()));
}

std::vector<Caveat> caveats_of(const DotSurvey& survey) {
  std::vector<Caveat> caveats;
  if (survey.missing > 0) {
    caveats.push_back({"pixel_size.dots_missing",
                       fmt::format(fmt::runtime(tr("{} dots between others were not seen (dirt, "
                                                   "gaps of the grid)")),
                                   survey.missing)});
  }
  std::size_t off = survey.fit.used.size() - survey.dots_used();
  off += static_cast<std::size_t>(std::count_if(
      survey.located.dots.begin(), survey.located.dots.end(),
      [](const auto& d) { return d.fate == DotFate::faint || d.fate == DotFate::unlike; }));
  if (off > 0) {
    caveats.push_back({"pixel_size.dots_left_out",
                       fmt::format(fmt::runtime(tr("{} dots are faint, unlike the others or off "
                                                   "their place and were left out")),
                                   off)});
  }
  const double bend = bend_of(survey);
  if (bend > kVisibleBend) {
    const double middle = areal(survey.fit.steps_at(0, 0)) / areal(survey.fit.steps) - 1;
    caveats.push_back(
        {"pixel_size.distortion",
         fmt::format(fmt::runtime(tr("the distance of the dots changes over the field by {:.2g} % "
                                     "(rms), and in the middle it is {:+.2g} % off its mean: "
                                     "distortion, or a tilted grid")),
                     100 * bend, 100 * middle)});
  }
  return caveats;
}

class Appender {
 public:
  Appender(const DotSurvey& survey, const Plane& plane,
           const std::optional<Uncertain<Length>>& pitch, std::size_t frames,
           std::vector<Caveat> caveats, Evaluation& evaluation)
      : survey_(survey),
        plane_(plane),
        pitch_(pitch),
        frames_(frames),
        caveats_(std::move(caveats)),
        evaluation_(evaluation),
        steps_(scaled(survey.fit.steps, plane.pitch)),
        scale_(pitch ? pitch->value.in(um) / areal(steps_) : 1) {
    const auto own = caveats_of(survey);
    caveats_.insert(caveats_.end(), own.begin(), own.end());
  }

  void run() {
    if (pitch_) {
      size("pixel_size_x", [](const LatticeSteps& s, double p) { return pixel_size_x(s, p); });
      size("pixel_size_y", [](const LatticeSteps& s, double p) { return pixel_size_y(s, p); });
    }
    angle("rotation", dot_rotation);
    angle("shear", dot_shear);
    distance("x", column_distance);
    distance("y", row_distance);
    items();
    curve("x", &LocatedDot::i, &Residual::x);
    curve("y", &LocatedDot::j, &Residual::y);
    if (survey_.fit.bent) map();
  }

 private:
  MeasurementResult& add(const std::string& measurand, const std::string& unit,
                         const OfSteps& function, Budget budget) {
    MeasurementResult result =
        estimate_from_budget(measurand, function(steps_), unit, std::move(budget));
    result.n = frames_;
    result.caveats = caveats_;
    evaluation_.results.push_back(std::move(result));
    return evaluation_.results.back();
  }

  Budget length_budget(const OfSteps& function) const {
    Budget budget = budget_of(survey_, plane_.pitch, function);
    add_distortion(survey_, plane_.pitch, function, budget);
    return budget;
  }

  void size(const std::string& measurand, double (*function)(const LatticeSteps&, double)) {
    const double pitch = pitch_->value.in(um);
    const OfSteps of = [&](const LatticeSteps& s) { return function(s, pitch); };
    Budget budget = length_budget(of);
    if (pitch_->standard_uncertainty) budget.push_back(pitch_component(*pitch_, of(steps_)));
    MeasurementResult& result = add(measurand, "um", of, std::move(budget));
    if (!pitch_->standard_uncertainty) result.caveats.push_back(pitch_uncertainty_unknown());
  }

  void angle(const std::string& measurand, const OfSteps& function) {
    Budget budget = budget_of(survey_, plane_.pitch, function);
    add_lopsidedness(survey_, plane_.pitch, function, budget);
    add(measurand, "deg", function, std::move(budget));
  }

  void distance(const std::string& direction, const OfSteps& function) {
    add("line_distance_px", "px", function, length_budget(function)).subject["direction"] =
        direction;
  }

  double place_x(double x) const { return plane_.x0 + plane_.pitch * x; }
  double place_y(double y) const { return plane_.y0 + plane_.pitch * y; }
  std::string unit() const { return pitch_ ? "um" : "px"; }
  double length(double samples) const { return samples * plane_.pitch * scale_; }

  void items() {
    const auto residuals = residuals_of(survey_);
    for (std::size_t k = 0; k < survey_.located.dots.size(); ++k) {
      const LocatedDot& dot = survey_.located.dots[k];
      Item item;
      item.id = dot_id(dot.i, dot.j);
      item.position_px = {{"x", place_x(dot.x)}, {"y", place_y(dot.y)}};
      if (dot.fate == DotFate::at_border) item.flags.push_back("at_border");
      if (dot.fate == DotFate::faint) item.flags.push_back("faint");
      if (dot.fate == DotFate::unlike) item.flags.push_back("unlike");
      const auto residual = residuals.find(k);
      if (residual != residuals.end()) {
        if (!residual->second.used) item.flags.push_back("left_out");
        const double u = length(std::sqrt(dot.variance));
        item.values["residual_x"] = {length(residual->second.x), unit(), u};
        item.values["residual_y"] = {length(residual->second.y), unit(), u};
      }
      evaluation_.items.push_back(std::move(item));
    }
    for (std::size_t n = 0; n < survey_.off_lattice.size(); ++n) {
      const auto& candidate = survey_.candidates.dots[survey_.off_lattice[n]];
      Item item;
      item.id = spot_id(n);
      item.position_px = {{"x", place_x(candidate.x)}, {"y", place_y(candidate.y)}};
      item.flags.push_back("off_lattice");
      evaluation_.items.push_back(std::move(item));
    }
  }

  /// Mean residual of each column (row) across it.
  void curve(const std::string& direction, int LocatedDot::*number, double Residual::*residual) {
    struct Sum {
      double value = 0;
      double count = 0;
    };
    std::map<int, Sum> sums;
    for (const auto& [k, r] : residuals_of(survey_)) {
      if (!r.used) continue;
      Sum& sum = sums[survey_.located.dots[k].*number];
      sum.value += r.*residual;
      sum.count += 1;
    }
    Curve curve;
    curve.name = direction == "x" ? "column residuals" : "row residuals";
    curve.x_unit = "1";
    curve.y_unit = unit();
    curve.subject["direction"] = direction;
    for (const auto& [n, sum] : sums) {
      curve.x.push_back(n);
      curve.y.push_back(length(sum.value / sum.count));
      curve.standard_uncertainty.push_back(length(survey_.fit.scatter / std::sqrt(sum.count)));
    }
    evaluation_.curves.push_back(std::move(curve));
  }

  /// Local distance of the dots over its mean, less 1, by the map of third order.
  void map() {
    const int longer = std::max(plane_.width, plane_.height);
    const double step = static_cast<double>(longer) / kMapSide;
    Map map;
    map.name = "local scale";
    map.unit = "%";
    map.width = std::max(1, static_cast<int>(plane_.width / step));
    map.height = std::max(1, static_cast<int>(plane_.height / step));
    map.pitch_px = step * plane_.pitch;
    map.x0_px = place_x(0.5 * (plane_.width - 1 - (map.width - 1) * step));
    map.y0_px = place_y(0.5 * (plane_.height - 1 - (map.height - 1) * step));
    const LocatedDot& dot = middle_dot();
    const LatticeSteps& s = survey_.fit.steps;
    const double determinant = s.xi * s.yj - s.xj * s.yi;
    for (int row = 0; row < map.height; ++row) {
      for (int column = 0; column < map.width; ++column) {
        const double x = (map.x0_px - plane_.x0) / plane_.pitch + column * step - dot.x;
        const double y = (map.y0_px - plane_.y0) / plane_.pitch + row * step - dot.y;
        const double i = dot.i + (s.yj * x - s.xj * y) / determinant;
        const double j = dot.j + (s.xi * y - s.yi * x) / determinant;
        map.values.push_back(100 * (areal(survey_.fit.steps_at(i, j)) / areal(s) - 1));
      }
    }
    evaluation_.maps.push_back(std::move(map));
  }

  const LocatedDot& middle_dot() const {
    const auto& dots = survey_.located.dots;
    const auto nearest = std::min_element(
        survey_.good.begin(), survey_.good.end(), [&](std::size_t a, std::size_t b) {
          return std::hypot(dots[a].i, dots[a].j) < std::hypot(dots[b].i, dots[b].j);
        });
    return dots[*nearest];
  }

  const DotSurvey& survey_;
  const Plane& plane_;
  const std::optional<Uncertain<Length>>& pitch_;
  std::size_t frames_;
  std::vector<Caveat> caveats_;
  Evaluation& evaluation_;
  LatticeSteps steps_;  ///< px
  double scale_;        ///< um per px, or 1
};

}  // namespace

void append_dots(const DotSurvey& survey, const Plane& plane,
                 const std::optional<Uncertain<Length>>& pitch, std::size_t frames,
                 const std::vector<Caveat>& caveats, Evaluation& evaluation) {
  Appender(survey, plane, pitch, frames, caveats, evaluation).run();
}

}  // namespace etalon::metrics
