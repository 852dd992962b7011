// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/pixel_size_results.hpp"

#include "suite/core/translate.hpp"
#include "suite/metrics/ruler_geometry.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace etalon::metrics {

namespace {

using imaging::LocatedLine;

constexpr double kVisibleBend = 1e-4;  // worth a sentence; smaller ones are in the budget only

std::vector<Caveat> caveats_of(const RulerDirection& d) {
  std::vector<Caveat> caveats;
  if (d.missing > 0) {
    caveats.push_back({"pixel_size.lines_missing",
                       fmt::format(fmt::runtime(tr("{} lines between the first and the last were "
                                                   "not seen (dust, gaps of the ruler)")),
                                   d.missing)});
  }
  const std::size_t off = d.fit.used.size() - d.lines_used();
  if (off > 0) {
    caveats.push_back({"pixel_size.lines_left_out",
                       fmt::format(fmt::runtime(tr("{} lines lie far off their place and were left "
                                                   "out; look for dust and scratches")),
                                   off)});
  }
  if (d.ambiguous) {
    caveats.push_back({"pixel_size.numbering_ambiguous",
                       tr("a gap is so wide that the lines beyond it may have been miscounted; "
                          "measure one part of the ruler with --region")});
  }
  if (d.fit.bend > kVisibleBend * d.fit.spacing) {
    caveats.push_back(
        {"pixel_size.distortion",
         fmt::format(fmt::runtime(tr("the distance of the lines changes over the field by {:.2g} % "
                                     "(rms): distortion, or a tilted ruler")),
                     100 * d.fit.bend / d.fit.spacing)});
  }
  return caveats;
}

class Appender {
 public:
  Appender(const RulerSurvey& survey, const Plane& plane,
           const std::optional<Uncertain<Length>>& pitch, std::size_t frames,
           const std::vector<Caveat>& caveats, Evaluation& evaluation)
      : survey_(survey),
        plane_(plane),
        pitch_(pitch),
        frames_(frames),
        caveats_(caveats),
        evaluation_(evaluation),
        measured_(geometry_of(survey, plane.pitch)) {}

  void run() {
    if (pitch_) sizes();
    angles();
    for (const RulerDirection& d : survey_.directions) {
      distance(d);
      items(d);
      residual_curve(d);
    }
  }

 private:
  bool oblique() const {
    const double limit = std::tan(kLargestRotation / 57.29577951308232);
    return survey_.directions.size() == 1 && std::abs(survey_.directions.front().slope()) > limit;
  }

  void sizes() {
    if (oblique()) {
      evaluation_.failures.push_back(
          {"pixel_size.oblique",
           tr("the lines run in one direction, more than 30 degrees from both axes of the image"),
           tr("Turn the ruler or the camera until the lines run along rows or columns.")});
      return;
    }
    if (measured_.standing != nullptr) size("pixel_size_x", *measured_.standing, pixel_size_x);
    if (measured_.lying != nullptr) size("pixel_size_y", *measured_.lying, pixel_size_y);
    if (measured_.standing == nullptr) {
      evaluation_.failures.push_back(
          {"pixel_size.x_not_measured",
           tr("all lines run along the rows: the ruler measures along the columns only"),
           tr("Turn the ruler by 90 degrees and measure again, or use a line grid.")});
    }
  }

  void size(const std::string& measurand, const RulerDirection& d,
            double (*function)(const RulerGeometry&, double)) {
    const double pitch = pitch_->value.in(um);
    const auto of = [&](const RulerGeometry& g) { return function(g, pitch); };
    const double value = of(measured_.geometry);
    Budget budget = budget_of(measured_, of);
    if (pitch_->standard_uncertainty) budget.push_back(pitch_component(*pitch_, value));
    MeasurementResult& result = add(measurand, value, "um", std::move(budget), &d);
    if (!pitch_->standard_uncertainty) result.caveats.push_back(pitch_uncertainty_unknown());
    if (survey_.directions.size() == 1) {
      result.caveats.push_back(
          {"pixel_size.one_direction",
           tr("the ruler measures along one axis; for the other one turn it by 90 degrees and "
              "measure again, or use a line grid")});
    } else if (measured_.geometry.square) {
      result.caveats.push_back(
          {"pixel_size.aspect_assumed",
           tr("the grid is turned by more than 30 degrees, so pixels are taken "
              "to be square within 0.1 %")});
    }
  }

  void angles() {
    const bool standing = measured_.standing != nullptr;
    const OfGeometry rotation = standing ? rotation_standing : rotation_lying;
    const RulerDirection& d = standing ? *measured_.standing : *measured_.lying;
    add("rotation", rotation(measured_.geometry), "deg", angle_budget(rotation), &d);
    if (survey_.directions.size() < 2) return;
    const OfGeometry shear = [](const RulerGeometry& g) {
      return rotation_standing(g) - rotation_lying(g);
    };
    add("shear", shear(measured_.geometry), "deg", angle_budget(shear), &d);
  }

  Budget angle_budget(const OfGeometry& function) const {
    Budget budget = budget_of(measured_, function);
    // Distances of lines enter angles only through the aspect.
    budget.erase(std::remove_if(budget.begin(), budget.end(),
                                [](const auto& c) { return c.contribution() == 0; }),
                 budget.end());
    return budget;
  }

  void distance(const RulerDirection& d) {
    const OfGeometry of = [&](const RulerGeometry& g) {
      const double slope = d.standing ? g.slope : g.slope_lying;
      return (d.standing ? g.spacing : g.spacing_lying) / std::sqrt(1 + slope * slope);
    };
    Budget budget = budget_of(measured_, of);
    auto& result = add("line_distance_px", of(measured_.geometry), "px", std::move(budget), &d);
    if (survey_.directions.size() > 1) result.subject["direction"] = d.standing ? "x" : "y";
  }

  MeasurementResult& add(const std::string& measurand, double value, const std::string& unit,
                         Budget budget, const RulerDirection* d) {
    MeasurementResult result = estimate_from_budget(measurand, value, unit, std::move(budget));
    result.n = frames_;
    result.caveats = caveats_;
    const auto own = caveats_of(*d);
    result.caveats.insert(result.caveats.end(), own.begin(), own.end());
    evaluation_.results.push_back(std::move(result));
    return evaluation_.results.back();
  }

  /// From px along an axis to the object plane along the normal; px where the pitch is unknown.
  double scale(const RulerDirection& d) const {
    if (!pitch_) return plane_.pitch;
    return pitch_->value.in(um) / d.fit.spacing;
  }

  void items(const RulerDirection& d) {
    for (std::size_t i = 0; i < d.located.lines.size(); ++i) {
      const LocatedLine& line = d.located.lines[i];
      Item item;
      item.id = fmt::format("line-{}{}", d.standing ? "x" : "y", line.number);
      const double x = d.standing ? line.x : line.y;
      const double y = d.standing ? line.y : line.x;
      item.position_px = {{"x", plane_.x0 + plane_.pitch * x}, {"y", plane_.y0 + plane_.pitch * y}};
      item.subject["direction"] = d.standing ? "x" : "y";
      if (!d.fit.used[i]) item.flags.push_back("left_out");
      if (line.left_out > 0) item.flags.push_back("partly_covered");
      item.values["residual"] = {d.fit.residuals[i] * scale(d), pitch_ ? "um" : "px",
                                 std::sqrt(line.variance) * scale(d)};
      item.values["length"] = {(line.last_y - line.first_y) * plane_.pitch, "px", {}};
      evaluation_.items.push_back(std::move(item));
    }
  }

  void residual_curve(const RulerDirection& d) {
    Curve curve;
    curve.name = "line residuals";
    curve.x_unit = "1";
    curve.y_unit = pitch_ ? "um" : "px";
    curve.subject["direction"] = d.standing ? "x" : "y";
    for (std::size_t i = 0; i < d.located.lines.size(); ++i) {
      const LocatedLine& line = d.located.lines[i];
      if (!d.fit.used[i]) continue;
      curve.x.push_back(line.number);
      curve.y.push_back(d.fit.residuals[i] * scale(d));
      curve.standard_uncertainty.push_back(std::sqrt(line.variance) * scale(d));
    }
    evaluation_.curves.push_back(std::move(curve));
  }

  const RulerSurvey& survey_;
  const Plane& plane_;
  const std::optional<Uncertain<Length>>& pitch_;
  std::size_t frames_;
  const std::vector<Caveat>& caveats_;
  Evaluation& evaluation_;
  MeasuredGeometry measured_;
};

}  // namespace

BudgetComponent pitch_component(const Uncertain<Length>& pitch, double pixel_size_um) {
  BudgetComponent part;
  part.source = "pitch of the ruler";
  part.input = pitch.id;
  part.type = EvaluationType::B;
  part.distribution = pitch.distribution;
  part.standard_uncertainty = pitch.standard_uncertainty->in(um);
  part.sensitivity = pixel_size_um / pitch.value.in(um);
  part.degrees_of_freedom = pitch.degrees_of_freedom;
  return part;
}

Caveat pitch_uncertainty_unknown() {
  return {"pixel_size.pitch_uncertainty_unknown",
          tr("the pitch of the ruler came without an uncertainty; the interval leaves it out")};
}

void append_ruler(const RulerSurvey& survey, const Plane& plane,
                  const std::optional<Uncertain<Length>>& pitch, std::size_t frames,
                  const std::vector<Caveat>& caveats, Evaluation& evaluation) {
  Appender(survey, plane, pitch, frames, caveats, evaluation).run();
}

void draw_lines(const RulerSurvey& survey, Picture& picture) {
  for (const RulerDirection& d : survey.directions) {
    for (std::size_t i = 0; i < d.located.lines.size(); ++i) {
      const LocatedLine& line = d.located.lines[i];
      Overlay overlay;
      overlay.item = fmt::format("line-{}{}", d.standing ? "x" : "y", line.number);
      overlay.label = d.fit.used[i] ? "line" : "rejected";
      for (const double y : {line.first_y, line.last_y}) {
        const double x = line.x - d.slope() * (y - line.y);
        overlay.x_px.push_back(d.standing ? x : y);
        overlay.y_px.push_back(d.standing ? y : x);
      }
      picture.overlays.push_back(std::move(overlay));
    }
  }
}

}  // namespace etalon::metrics
