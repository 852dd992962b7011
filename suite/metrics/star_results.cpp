// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/star_results.hpp"

#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <utility>

namespace etalon::metrics {

namespace {

using numerics::TransferCurve;
using std::numbers::pi;

constexpr int kCurvePoints = 120;
constexpr double kWholeStar = 0.95;  // of the circle
constexpr double kSectorSeen = 0.5;  // of its area; less is flagged
constexpr double kDirty = 0.01;      // of the samples
constexpr double kStretched = 2e-3;
constexpr double kOffPlace = 0.15;  // samples rms
constexpr double kUneven = 0.2;     // brightest over darkest - 1
constexpr double kUnequal = 0.05;   // second harmonic over the first

double angle_of_sector(int sector, int sectors) { return 360.0 * sector / sectors; }

/// Of the frequency, at right angles to the spokes: 0 to 180 degrees from x towards y.
double direction_of(int sector, int sectors) {
  return std::fmod(angle_of_sector(sector, sectors) + 90, 180);
}

std::string direction_text(double degrees) { return fmt::format("{:.4g} deg", degrees); }

BudgetComponent component(std::string source, EvaluationType type, double u, double degrees) {
  BudgetComponent c;
  c.source = std::move(source);
  c.type = type;
  c.distribution = type == EvaluationType::A ? Distribution::normal : Distribution::rectangular;
  c.standard_uncertainty = u;
  c.degrees_of_freedom = degrees;
  return c;
}

Budget budget_of(const StarReading& r) {
  Budget budget{component("noise", EvaluationType::A, r.noise, r.degrees_of_freedom)};
  budget.push_back(component("smoothness of the curve", EvaluationType::B, r.smoothness,
                             kInfiniteDegreesOfFreedom));
  budget.back().distribution = Distribution::normal;
  budget.push_back(
      component("contrast of large areas", EvaluationType::B, r.zero, kInfiniteDegreesOfFreedom));
  budget.push_back(
      component("place of the spokes", EvaluationType::B, r.place, kInfiniteDegreesOfFreedom));
  budget.push_back(component("star model", EvaluationType::B, r.model, kInfiniteDegreesOfFreedom));
  return budget;
}

double standard_uncertainty(const StarReading& r) {
  return combined_standard_uncertainty(budget_of(r));
}

class Appender {
 public:
  Appender(const StarSurvey& survey, const Plane& plane, const Observation& observation,
           const SiemensStarOptions& options, std::size_t frames,
           const std::vector<Caveat>& caveats, Evaluation& evaluation)
      : survey_(survey),
        plane_(plane),
        observation_(observation),
        options_(options),
        frames_(frames),
        caveats_(caveats),
        evaluation_(evaluation) {
    const auto own = caveats_of_star();
    caveats_.insert(caveats_.end(), own.begin(), own.end());
  }

  void run() {
    readings(survey_.whole, {});
    for (std::size_t d = 0; d < survey_.directions.size(); ++d) {
      const double degrees = direction_of(static_cast<int>(d), options_.sectors);
      readings(survey_.directions[d], {{"direction", direction_text(degrees)}});
    }
    count();
    star_item();
    for (std::size_t s = 0; s < survey_.sectors.size(); ++s) sector_item(s);
    curves();
    if (!survey_.whole.limit) not_reached("resolution_limit", options_.threshold.in(one));
    if (!survey_.whole.mtf10 && options_.threshold != percent(10)) not_reached("mtf10", 0.1);
  }

 private:
  std::vector<Caveat> caveats_of_star() const {
    std::vector<Caveat> caveats;
    const auto add = [&](const char* code, std::string detail) {
      caveats.push_back({std::string("siemens_star.") + code, std::move(detail)});
    };
    const imaging::StarFit& fit = survey_.fit;
    const imaging::StarModulation& m = survey_.modulation;
    if (fit.visible < kWholeStar) {
      add("partly_visible",
          fmt::format(fmt::runtime(tr("{:.0f} % of the circle is seen; figures without a direction "
                                      "are means over what is seen")),
                      100 * fit.visible));
    }
    const double dirt =
        static_cast<double>(m.rejected) / static_cast<double>(std::max<std::size_t>(1, m.samples));
    if (dirt > kDirty) {
      add("dirt",
          fmt::format(fmt::runtime(tr("{:.1f} % of the star do not show its spokes and were "
                                      "left out")),
                      100 * dirt));
    }
    const double stretch = std::hypot(fit.star.stretch, fit.star.skew);
    if (stretch > kStretched) {
      add("elliptic",
          fmt::format(fmt::runtime(tr("the star is stretched by {:.2g} % (tilt, or pixels that are "
                                      "not square); frequencies are those of the image")),
                      200 * stretch));
    }
    if (fit.displacement > kOffPlace) {
      add("distorted",
          fmt::format(fmt::runtime(tr("spokes lie {:.2g} px (rms) off where they should be; the "
                                      "interval allows for it")),
                      fit.displacement * plane_.pitch));
    }
    if (fit.brightest > (1 + kUneven) * fit.darkest) {
      add("uneven_light",
          fmt::format(fmt::runtime(tr("the light changes by {:.0f} % over the star; give the dark "
                                      "level, or a blank field with --flat")),
                      100 * (fit.brightest / fit.darkest - 1)));
    }
    if (std::abs(fit.even) > kUnequal) {
      add("unequal_spokes", tr("bright and dark spokes are not equally wide (or the values are not "
                               "proportional to light)"));
    }
    if (survey_.reversed_from > 0) {
      add("reversed_contrast",
          fmt::format(fmt::runtime(tr("beyond {:.3g} cycles/px bright and dark are exchanged "
                                      "(defocus); structure there is not resolved")),
                      survey_.reversed_from / plane_.pitch));
    }
    const Instrument& instrument = observation_.instrument;
    if (instrument.condenser_na && instrument.objective.lens_na &&
        instrument.condenser_na->value < 0.9 * instrument.objective.lens_na->value) {
      add("partially_coherent",
          fmt::format(fmt::runtime(tr("condenser NA {:.2f} below objective NA {:.2f}: the image is "
                                      "not linear in light; open the condenser")),
                      instrument.condenser_na->value, instrument.objective.lens_na->value));
    }
    return caveats;
  }

  void not_reached(const std::string& measurand, double level) {
    evaluation_.failures.push_back(
        {"siemens_star.limit_not_reached",
         fmt::format(fmt::runtime(tr("{}: the modulation stays above {:.3g} % up to the finest "
                                     "spokes that are used ({:.3g} cycles/px)")),
                     measurand, 100 * level, survey_.finest / plane_.pitch),
         tr("Use smaller pixels in the object plane, or a star whose spokes reach further in.")});
  }

  void readings(const StarTransfer& t, const std::map<std::string, std::string>& subject) {
    frequency("mtf50", t.mtf50, subject);
    if (subject.empty()) frequency("mtf10", t.mtf10, subject);
    frequency("resolution_limit", t.limit, subject);
  }

  MeasurementResult& add(const std::string& measurand, double value, const std::string& unit,
                         Budget budget, const std::map<std::string, std::string>& subject) {
    MeasurementResult result = estimate_from_budget(measurand, value, unit, std::move(budget));
    result.n = frames_;
    result.subject = subject;
    result.caveats = caveats_;
    evaluation_.results.push_back(std::move(result));
    return evaluation_.results.back();
  }

  /// In the image, and in the object plane when the scale is known.
  void frequency(const std::string& measurand, const std::optional<StarReading>& reading,
                 const std::map<std::string, std::string>& subject) {
    if (!reading) return;
    const double value = reading->value / plane_.pitch;
    const Budget budget = scaled(budget_of(*reading), 1 / plane_.pitch);
    add(measurand, value, "cycles/px", budget, subject);
    if (!observation_.references.pixel_size) return;
    const Uncertain<PixelSize>& size = *observation_.references.pixel_size;
    const double object = size.value.object(cycles_per_px(value)).in(cycles_per_mm);
    Budget in_object = scaled(budget, object / value);
    if (size.standard_uncertainty) {
      BudgetComponent part =
          component("pixel size", EvaluationType::B, size.standard_uncertainty->per_px.in(um),
                    size.degrees_of_freedom);
      part.distribution = size.distribution;
      part.input = size.id;
      part.sensitivity = -object / size.value.per_px.in(um);
      for (auto& half : split_by_input(part, size.shared_variance)) in_object.push_back(half);
    }
    auto& result = add(measurand + "_object", object, "cycles/mm", std::move(in_object), subject);
    if (!size.standard_uncertainty) {
      result.caveats.push_back(
          {"siemens_star.pixel_size_uncertainty_unknown",
           tr("the pixel size came without an uncertainty; the interval leaves it out")});
    }
  }

  void count() {
    MeasurementResult result;
    result.measurand = "spokes";
    result.kind = ResultKind::statistic;
    result.value = survey_.fit.star.pairs;
    result.unit = "1";
    result.n = frames_;
    result.caveats = caveats_;
    evaluation_.results.push_back(std::move(result));
  }

  std::map<std::string, double> place(double x, double y) const {
    return {{"x", plane_.x0 + plane_.pitch * x}, {"y", plane_.y0 + plane_.pitch * y}};
  }

  void star_item() {
    const imaging::StarFit& fit = survey_.fit;
    Item item;
    item.id = "star";
    item.position_px = place(fit.star.x, fit.star.y);
    for (const Caveat& caveat : caveats_of_star())
      item.flags.push_back(caveat.code.substr(caveat.code.find('.') + 1));
    const double pitch = plane_.pitch;
    const double in_contrast = options_.sinusoidal ? 1 : pi / 4;
    const auto zero = survey_.whole.curve->zero();
    item.values["pairs"] = {static_cast<double>(fit.star.pairs), "1", {}};
    item.values["contrast"] = {in_contrast * zero.value, "1",
                               in_contrast * std::hypot(zero.noise, zero.zero)};
    item.values["centre_uncertainty"] = {fit.centre_uncertainty * pitch, "px", {}};
    item.values["outer_radius"] = {fit.outer_radius * pitch, "px", {}};
    item.values["coarsest"] = {survey_.coarsest / pitch, "cycles/px", {}};
    item.values["finest"] = {survey_.finest / pitch, "cycles/px", {}};
    item.values["stretch"] = {2 * std::hypot(fit.star.stretch, fit.star.skew), "1", {}};
    item.values["displacement"] = {fit.displacement * pitch, "px", {}};
    evaluation_.items.push_back(std::move(item));
  }

  void sector_item(std::size_t s) {
    const StarTransfer& t = survey_.sectors[s];
    const double angle = angle_of_sector(static_cast<int>(s), options_.sectors);
    Item item;
    item.id = fmt::format("sector-{}", s + 1);
    const double radius = 0.7 * survey_.fit.outer_radius;
    item.position_px = place(survey_.fit.star.x + radius * std::cos(angle * pi / 180),
                             survey_.fit.star.y + radius * std::sin(angle * pi / 180));
    item.subject["direction"] = direction_text(direction_of(static_cast<int>(s), options_.sectors));
    if (t.seen < 0.02)
      item.flags.push_back("not_visible");
    else if (!t.mtf50)
      item.flags.push_back("not_measured");
    else if (t.seen < kSectorSeen)
      item.flags.push_back("partly_visible");
    item.values["seen"] = {t.seen, "1", {}};
    for (const auto& [name, reading] :
         {std::pair{"mtf50", t.mtf50}, std::pair{"resolution_limit", t.limit}}) {
      if (reading)
        item.values[name] = {reading->value / plane_.pitch, "cycles/px",
                             standard_uncertainty(*reading) / plane_.pitch};
    }
    evaluation_.items.push_back(std::move(item));
  }

  Curve curve_of(const std::string& name, const TransferCurve& curve) const {
    Curve c{name, "cycles/px", "1", {}, {}, {}, {}};
    for (int i = 0; i <= kCurvePoints; ++i) {
      const double f = curve.end() * i / kCurvePoints;
      c.x.push_back(f / plane_.pitch);
      c.y.push_back(curve.at(f));
      c.standard_uncertainty.push_back(curve.uncertainty(f));
    }
    return c;
  }

  void curves() {
    evaluation_.curves.push_back(curve_of("mtf", *survey_.whole.curve));
    rings();
    for (std::size_t d = 0; d < survey_.directions.size(); ++d) {
      if (!survey_.directions[d].curve) continue;
      Curve c = curve_of("mtf", *survey_.directions[d].curve);
      c.subject["direction"] = direction_text(direction_of(static_cast<int>(d), options_.sectors));
      evaluation_.curves.push_back(std::move(c));
    }
    for (std::size_t s = 0; s < survey_.sectors.size(); ++s) {
      if (!survey_.sectors[s].curve) continue;
      Curve c = curve_of("mtf_of_sector", *survey_.sectors[s].curve);
      c.subject["sector"] = fmt::format("sector-{}", s + 1);
      evaluation_.curves.push_back(std::move(c));
    }
  }

  /// What was measured ring by ring, up to Nyquist's limit, signed.
  void rings() {
    const TransferCurve& curve = *survey_.whole.curve;
    const double zero = curve.contrast();
    Curve c{"mtf_of_rings", "cycles/px", "1", {}, {}, {}, {}};
    for (const auto& s : survey_.whole.samples) {
      c.x.push_back(s.frequency / plane_.pitch);
      c.y.push_back(s.value / zero);
      c.standard_uncertainty.push_back(std::sqrt(curve.sample_variance() / s.weight) / zero);
    }
    if (c.x.size() > 1) evaluation_.curves.push_back(std::move(c));
  }

  const StarSurvey& survey_;
  const Plane& plane_;
  const Observation& observation_;
  const SiemensStarOptions& options_;
  std::size_t frames_;
  std::vector<Caveat> caveats_;
  Evaluation& evaluation_;
};

/// A circle about the centre, an ellipse where the star is one.
Overlay circle(const imaging::StarGeometry& star, double radius, const char* label) {
  Overlay overlay{"star", label, {}, {}, true};
  constexpr int kCorners = 72;
  for (int i = 0; i < kCorners; ++i) {
    const double a = 2 * pi * i / kCorners;
    const double u = (1 + star.stretch) * std::cos(a) + star.skew * std::sin(a);
    const double v = star.skew * std::cos(a) + (1 - star.stretch) * std::sin(a);
    const double r = radius / (u * u + v * v);
    overlay.x_px.push_back(star.x + r * std::cos(a));
    overlay.y_px.push_back(star.y + r * std::sin(a));
  }
  return overlay;
}

Overlay line(std::string item, const char* label, double x0, double y0, double x1, double y1) {
  return {std::move(item), label, {x0, x1}, {y0, y1}, false};
}

}  // namespace

void append_star(const StarSurvey& survey, const Plane& plane, const Observation& observation,
                 const SiemensStarOptions& options, std::size_t frames,
                 const std::vector<Caveat>& caveats, Evaluation& evaluation) {
  Appender(survey, plane, observation, options, frames, caveats, evaluation).run();
}

void draw_star(const StarSurvey& survey, const SiemensStarOptions& options, Picture& picture) {
  const imaging::StarGeometry& star = survey.fit.star;
  if (star.pairs == 0 || !(survey.fit.outer_radius > 0)) return;
  const char* found = survey.failure ? "rejected" : "star";
  const double arm = 0.03 * survey.fit.outer_radius;
  picture.overlays.push_back(line("star", found, star.x - arm, star.y, star.x + arm, star.y));
  picture.overlays.push_back(line("star", found, star.x, star.y - arm, star.x, star.y + arm));
  if (survey.failure) {
    picture.overlays.push_back(circle(star, survey.fit.outer_radius, found));
  } else {
    const double in_radius = star.pairs / (2 * pi);
    const double inner = in_radius / survey.finest;
    const double outer = in_radius / survey.coarsest;
    picture.overlays.push_back(circle(star, inner, "region"));
    picture.overlays.push_back(circle(star, outer, "region"));
    for (int s = 0; s < options.sectors; ++s) {
      const double a = 2 * pi * (s + 0.5) / options.sectors;
      picture.overlays.push_back(line(fmt::format("sector-{}", s + 1), "region",
                                      star.x + inner * std::cos(a), star.y + inner * std::sin(a),
                                      star.x + outer * std::cos(a), star.y + outer * std::sin(a)));
    }
    const int rings = survey.modulation.rings;
    for (int r = 0, begin = -1; r <= rings; ++r) {
      const double radius = survey.modulation.radius(r);
      const bool out = r < rings && radius > inner && radius < outer &&
                       !survey.used[static_cast<std::size_t>(r)];
      if (out && begin < 0) begin = r;
      if (out || begin < 0) continue;
      picture.overlays.push_back(
          circle(star, 0.5 * (survey.modulation.radius(begin) + radius), "rejected"));
      begin = -1;
    }
  }
  for (Overlay& overlay : picture.overlays) {
    for (double& x : overlay.x_px) x = std::clamp(x, -0.5, picture.width * picture.scale - 0.5);
    for (double& y : overlay.y_px) y = std::clamp(y, -0.5, picture.height * picture.scale - 0.5);
  }
}

}  // namespace etalon::metrics
