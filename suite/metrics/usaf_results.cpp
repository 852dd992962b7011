// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/usaf_results.hpp"

#include "suite/core/translate.hpp"
#include "suite/metrics/usaf_resolution.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace etalon::metrics {

namespace {

constexpr double kRung = 0.11552453009332421;  // ln 2 / 6: relative step of a rung
constexpr double kNearSampling = 1 / 3.0;      // cycles/sample; beyond, bars meet few pixels
constexpr double kNearReference = 6;           // rungs: a factor of two

struct Direction {
  bool standing = true;
  std::vector<UsafPoint> curve;
  UsafLimit limit;
  double periods = 0;  ///< of index 0 per px
  std::string name() const { return standing ? "v" : "h"; }
  double cycles_per_px(double index) const { return periods * std::exp2(index / 6); }
};

BudgetComponent type_b(const char* source, double half_width) {
  BudgetComponent part;
  part.source = source;
  part.type = EvaluationType::B;
  part.distribution = Distribution::rectangular;
  part.standard_uncertainty = standard_from_half_width(half_width);
  return part;
}

class Appender {
 public:
  Appender(const UsafReading& reading, Evaluation& evaluation)
      : reading_(reading), evaluation_(evaluation) {
    for (const bool standing : {true, false}) {
      Direction d;
      d.standing = standing;
      d.curve = contrast_curve(reading.survey, standing);
      d.limit = limit_of(d.curve, reading.threshold);
      const UsafScale& scale = standing ? reading.survey.standing : reading.survey.lying;
      d.periods = scale.periods() / reading.plane.pitch;
      directions_.push_back(std::move(d));
    }
  }

  void run() {
    limits();
    for (const Direction& d : directions_) {
      curve(d);
      items(d);
    }
    rejected();
  }

 private:
  // Limits ---------------------------------------------------------------------------------------

  void limits() {
    const Direction* worse = nullptr;
    bool known = true;
    for (const Direction& d : directions_) {
      if (d.limit.outcome != UsafLimit::Outcome::interpolated) {
        known = known && d.limit.outcome == UsafLimit::Outcome::not_reached;
        refuse(d);
      } else if (worse == nullptr ||
                 d.cycles_per_px(d.limit.index) < worse->cycles_per_px(worse->limit.index)) {
        worse = &d;
      }
    }
    // A direction in which every element is resolved is the better one, as far as it was seen.
    if (worse != nullptr) {
      for (const Direction& d : directions_) {
        if (d.limit.outcome == UsafLimit::Outcome::not_reached)
          known = known && d.limit.last_resolved >= worse->limit.index;
      }
    }
    if (worse != nullptr && known) limit("min", *worse);
    for (const Direction& d : directions_) {
      if (d.limit.outcome == UsafLimit::Outcome::interpolated) limit(d.name(), d);
      last_resolved(d);
    }
  }

  void refuse(const Direction& d) {
    const auto fail_with = [&](const char* code, std::string detail, std::string advice) {
      evaluation_.failures.push_back(
          {std::string("usaf_1951.") + code, std::move(detail), std::move(advice)});
    };
    const std::string bars = d.standing ? tr("standing bars") : tr("lying bars");
    const std::string last = usaf_label(reading_.identity, d.limit.last_resolved);
    if (d.curve.empty()) {
      fail_with("one_direction", fmt::format(fmt::runtime(tr("no {} were found")), bars),
                tr("Move the target until both triplets of its elements are in the picture."));
    } else if (d.limit.outcome == UsafLimit::Outcome::no_reference) {
      fail_with("few_elements",
                fmt::format(fmt::runtime(tr("fewer than two usable elements with {}")), bars),
                tr("Bring more elements into the picture, clean the slide, and keep the brightest "
                   "pixels below full scale."));
    } else if (d.limit.outcome == UsafLimit::Outcome::not_reached) {
      const double finest = d.cycles_per_px(d.limit.last_resolved);
      const bool pixels = finest > kNearSampling / reading_.plane.pitch;
      fail_with("not_limited",
                fmt::format(fmt::runtime(tr("{}: every element that could be measured is resolved, "
                                            "up to {} at {:.3f} cycles/px; the limit is finer{}")),
                            bars, last, finest,
                            pixels ? tr(", and finer bars are not sampled by these pixels") : ""),
                pixels ? tr("The pixels limit it (sampling): use a camera with smaller pixels or "
                            "more magnification before it.")
                       : tr("Bring finer groups into the picture, or use a target that has them."));
    } else if (d.limit.outcome == UsafLimit::Outcome::gap) {
      fail_with("elements_missing",
                fmt::format(fmt::runtime(tr("{}: {} is resolved, and no element between it and {} "
                                            "was seen or usable")),
                            bars, last, usaf_label(reading_.identity, d.limit.first_failed)),
                tr("Bring all elements of the group into the picture, and clean the slide."));
    } else {
      fail_with("not_three_bars",
                fmt::format(fmt::runtime(tr("{}: element {} has contrast, but not three bars in "
                                            "their places")),
                            bars, usaf_label(reading_.identity, d.limit.first_failed)),
                tr("Look at the picture: is there dirt on it? Is the target in focus?"));
    }
  }

  Budget budget_in_rungs(const Direction& d) const {
    Budget budget;
    BudgetComponent noise;
    noise.source = "contrast of the elements";
    noise.standard_uncertainty = d.limit.noise;
    noise.degrees_of_freedom = d.limit.degrees_of_freedom;
    budget.push_back(noise);
    budget.push_back(type_b("interpolation", d.limit.interpolation));
    budget.push_back(type_b("sampling", sampling_of(d)));
    return budget;
  }

  /// Half-width in rungs: bars of few samples meet them at one phase only; found on rendered bars
  /// without noise (0.06 % at 0.14 cycles/sample, where the rms error is 0.02 %).
  double sampling_of(const Direction& d) const {
    const double f = d.cycles_per_px(d.limit.index) * reading_.plane.pitch;
    if (f < 0.2) return 0.25 * f * f;
    return 0.01 + 3 * std::pow(f - 0.2, 2);
  }

  void limit(const std::string& name, const Direction& d) {
    const double px = d.cycles_per_px(d.limit.index);
    add("resolution_limit_" + name + "_px", px, "cycles/px", px * kRung, d, false);
    if (!reading_.target) return;
    const double mm = usaf_line_pairs_per_mm(reading_.target->rung + d.limit.index);
    add("resolution_limit_" + name, mm, "cycles/mm", mm * kRung, d, true);
    add("smallest_line_" + name, 500 / mm, "um", -500 / mm * kRung, d, true);
  }

  void add(const std::string& measurand, double value, const char* unit, double per_rung,
           const Direction& d, bool of_target) {
    Budget budget = scaled(budget_in_rungs(d), per_rung);
    std::vector<Caveat> caveats = reading_.caveats;
    if (of_target) {
      if (reading_.target->relative_uncertainty) {
        BudgetComponent part;
        part.source = "lengths of the target";
        part.input = reading_.target->certificate;
        part.type = EvaluationType::B;
        part.standard_uncertainty = *reading_.target->relative_uncertainty;
        part.sensitivity = value;
        budget.push_back(part);
      } else {
        caveats.push_back(
            {"usaf_1951.target_uncertainty_unknown",
             tr("nobody says how exact the target is; the interval leaves that out")});
      }
    }
    MeasurementResult result = estimate_from_budget(measurand, value, unit, std::move(budget));
    result.n = reading_.frames;
    result.caveats = std::move(caveats);
    const auto own = caveats_of(d);
    result.caveats.insert(result.caveats.end(), own.begin(), own.end());
    evaluation_.results.push_back(std::move(result));
  }

  std::vector<Caveat> caveats_of(const Direction& d) const {
    std::vector<Caveat> caveats;
    const UsafLimit& l = d.limit;
    if (d.cycles_per_px(l.index) * reading_.plane.pitch > kNearSampling) {
      caveats.push_back({"usaf_1951.sampling_limited",
                         tr("a period at the limit has fewer than three pixels: how bars meet "
                            "pixels counts as much as the optics")});
    }
    if (l.index < kNearReference) {
      caveats.push_back({"usaf_1951.reference_near_limit",
                         tr("the largest element is less than twice as coarse as the limit, so its "
                            "own contrast is already reduced; bring larger elements into the "
                            "picture")});
    }
    if (l.rises) {
      caveats.push_back({"usaf_1951.not_monotone",
                         tr("a finer element has clearly more contrast than a coarser one: haze, "
                            "uneven light or dirt")});
    }
    if (l.returns) {
      caveats.push_back({"usaf_1951.spurious_resolution",
                         tr("beyond the limit contrast comes back (defocus turns bars into gaps); "
                            "it does not count")});
    }
    return caveats;
  }

  void last_resolved(const Direction& d) {
    if (!reading_.target || d.limit.outcome == UsafLimit::Outcome::no_reference) return;
    MeasurementResult result;
    result.measurand = "last_resolved_" + d.name();
    result.kind = ResultKind::statistic;
    result.value = usaf_line_pairs_per_mm(reading_.target->rung + d.limit.last_resolved);
    result.unit = "cycles/mm";
    result.interval = {result.value, result.value};
    result.n = d.curve.size();
    result.subject = {{"element", usaf_label(reading_.identity, d.limit.last_resolved)}};
    result.caveats = reading_.caveats;
    evaluation_.results.push_back(std::move(result));
  }

  // Curves and items -----------------------------------------------------------------------------

  void curve(const Direction& d) {
    Curve c;
    c.name = "contrast";
    c.x_unit = reading_.target ? "cycles/mm" : "cycles/px";
    c.y_unit = "1";
    c.subject["bars"] = d.name();
    for (const UsafPoint& p : d.curve) {
      if (!p.usable) continue;
      c.x.push_back(reading_.target ? usaf_line_pairs_per_mm(reading_.target->rung + p.index)
                                    : d.cycles_per_px(p.index));
      c.y.push_back(p.ratio);
      c.standard_uncertainty.push_back(std::sqrt(p.ratio_variance));
    }
    if (c.x.size() > 1) evaluation_.curves.push_back(std::move(c));
  }

  void items(const Direction& d) {
    std::size_t k = 0;
    for (const UsafTriplet& t : reading_.survey.triplets) {
      if (t.standing != d.standing) continue;
      const UsafPoint& p = d.curve[k++];
      Item item;
      item.id = fmt::format("{}-{}", usaf_label(reading_.identity, t.index), d.name());
      place(t.measured.place, item);
      item.subject["bars"] = d.name();
      item.flags = flags_of(d, t, p);
      item.values["contrast"] = {p.contrast, "1", std::sqrt(p.variance)};
      item.values["contrast_ratio"] = {p.ratio, "1", std::sqrt(p.ratio_variance)};
      item.values["frequency_px"] = {d.cycles_per_px(t.index), "cycles/px", {}};
      if (t.found)
        item.values["period_px"] = {t.free.place.period * reading_.plane.pitch, "px",
                                    std::sqrt(t.free.period_variance) * reading_.plane.pitch};
      if (reading_.target) {
        const double mm = usaf_line_pairs_per_mm(reading_.target->rung + t.index);
        item.values["frequency"] = {mm, "cycles/mm", {}};
        item.values["line_width"] = {500 / mm, "um", {}};
      }
      evaluation_.items.push_back(std::move(item));
    }
  }

  std::vector<std::string> flags_of(const Direction& d, const UsafTriplet& t,
                                    const UsafPoint& p) const {
    std::vector<std::string> flags;
    if (!t.found) flags.push_back("looked_for");
    if (t.saturated) flags.push_back("saturated");
    if (t.poor_fit) flags.push_back("poor_fit");
    if (!p.usable) return flags;
    if (p.ratio < reading_.threshold) flags.push_back("not_resolved");
    if (p.contrast < -3 * std::sqrt(p.variance)) flags.push_back("reversed");
    if (!p.three_bars) flags.push_back("not_three_bars");
    const bool beyond =
        d.limit.outcome == UsafLimit::Outcome::interpolated && t.index > d.limit.first_failed;
    if (beyond && std::abs(p.ratio) >= reading_.threshold) flags.push_back("spurious");
    return flags;
  }

  void place(const imaging::TripletPlace& at, Item& item) const {
    const Plane& plane = reading_.plane;
    item.position_px = {{"x", plane.x0 + plane.pitch * at.x}, {"y", plane.y0 + plane.pitch * at.y}};
  }

  void rejected() {
    int number = 0;
    for (const imaging::TripletPlace& at : reading_.survey.rejected) {
      Item item;
      item.id = fmt::format("rejected-{}", ++number);
      place(at, item);
      item.flags = {"off_ladder"};
      item.values["period_px"] = {at.period * reading_.plane.pitch, "px", {}};
      evaluation_.items.push_back(std::move(item));
    }
  }

  const UsafReading& reading_;
  Evaluation& evaluation_;
  std::vector<Direction> directions_;
};

/// The square of a triplet, in samples of the plane.
Overlay outline(const imaging::TripletPlace& p, std::string item, std::string label) {
  Overlay overlay;
  overlay.item = std::move(item);
  overlay.label = std::move(label);
  overlay.closed = true;
  const double half = 1.25 * p.period;
  for (const auto& [u, v] : {std::pair{-1, -1}, {1, -1}, {1, 1}, {-1, 1}}) {
    overlay.x_px.push_back(p.x + half * (u * p.normal_x - v * p.normal_y));
    overlay.y_px.push_back(p.y + half * (u * p.normal_y + v * p.normal_x));
  }
  return overlay;
}

}  // namespace

std::string usaf_label(const UsafIdentity& identity, int index) {
  if (!identity.rung) return fmt::format("largest+{}", index);
  const int rung = *identity.rung + index;
  return fmt::format("{}-{}", usaf_group(rung), usaf_element(rung));
}

void append_usaf(const UsafReading& reading, Evaluation& evaluation) {
  Appender(reading, evaluation).run();
}

void draw_triplets(const UsafReading& reading, Picture& picture) {
  for (const UsafTriplet& t : reading.survey.triplets) {
    const std::string id =
        fmt::format("{}-{}", usaf_label(reading.identity, t.index), t.standing ? "v" : "h");
    const bool used = !t.poor_fit && !t.saturated;
    picture.overlays.push_back(outline(t.measured.place, id, used ? "triplet" : "rejected"));
  }
  int number = 0;
  for (const imaging::TripletPlace& at : reading.survey.rejected)
    picture.overlays.push_back(outline(at, fmt::format("rejected-{}", ++number), "rejected"));
}

}  // namespace etalon::metrics
