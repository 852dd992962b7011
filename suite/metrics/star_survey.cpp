// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/star_survey.hpp"

#include "suite/core/translate.hpp"
#include "suite/metrics/star_rings.hpp"
#include "suite/metrics/star_search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace etalon::metrics {

namespace {

using imaging::ModulationCell;
using imaging::StarFit;
using imaging::StarModulation;
using numerics::ModulationSample;
using numerics::TransferCurve;
using std::numbers::pi;

constexpr double kMostSaturated = 0.01;  // of the samples
constexpr double kMostRejected = 0.25;
constexpr double kLeastOfCoarsest = 0.6;     // of M at the coarsest spokes used
constexpr double kLargestCentreError = 0.1;  // samples
constexpr double kModel = 5e-4;              // half-width, of a frequency
constexpr double kFewSamples = 0.02;         // the same times the radius in samples
constexpr double kJoined = 200;              // samples of a curve
constexpr double kSampleOff = 5;             // standard deviations
constexpr double kHarmless = 0.003;          // of the modulation

/// What harmonic k = 3, 5 ... of binary spokes has over s(0): (-1)^((k-1)/2)/k M(k f).
double harmonic(const TransferCurve& curve, double frequency, std::size_t index) {
  const double k = 3 + 2 * static_cast<double>(index);
  return (index % 2 == 0 ? -1 : 1) / k * curve.at(k * frequency) * curve.contrast();
}

class Transfers {
 public:
  Transfers(const StarModulation& modulation, const std::vector<bool>& used,
            const SiemensStarOptions& options)
      : modulation_(modulation), used_(used), options_(options) {
    for (const ModulationCell& ring : whole_rings(modulation)) levels_.push_back(level_of(ring));
  }

  /// From now on what binary spokes have of odd harmonics is subtracted.
  void set_harmonics(const TransferCurve& curve) {
    harmonics_.assign(levels_.size(), {});
    for (int r = 0; r < modulation_.rings; ++r) {
      const double f = modulation_.pairs / (2 * pi * modulation_.radius(r));
      auto& ring = harmonics_[static_cast<std::size_t>(r)];
      for (std::size_t k = 0; k < ring.size(); ++k) ring[k] = harmonic(curve, f, k);
    }
  }
  void set_outermost(double radius) { outermost_ = radius; }

  /// Sectors `first`, `first` + `step` ...; frequencies up to Nyquist's limit.
  std::vector<ModulationSample> samples(int first, int step) const {
    std::vector<ModulationSample> joined;
    ModulationSample sum;
    double begin = 0;
    for (int r = modulation_.rings - 1; r >= 0; --r) {
      if (!used_[static_cast<std::size_t>(r)] || modulation_.radius(r) > outermost_) continue;
      ModulationCell cell;
      for (int s = first; s < modulation_.sectors; s += step) cell += modulation_.cell(r, s);
      if (cell.weight < 2) continue;
      const double f = cell.frequency / cell.n;
      double product = cell.product - levels_[static_cast<std::size_t>(r)] * cell.cosine;
      if (!harmonics_.empty() && !options_.sinusoidal) {
        const auto& ring = harmonics_[static_cast<std::size_t>(r)];
        for (std::size_t k = 0; k < ring.size(); ++k) product -= ring[k] * cell.odd[k];
      }
      if (sum.weight > 0 && f - begin > 0.5 / kJoined) {
        joined.push_back({sum.frequency / sum.weight, sum.value / sum.weight, sum.weight});
        sum = {};
      }
      if (sum.weight == 0) begin = f;
      sum.frequency += cell.weight * f;
      sum.value += product;
      sum.weight += cell.weight;
    }
    if (sum.weight > 0)
      joined.push_back({sum.frequency / sum.weight, sum.value / sum.weight, sum.weight});
    return joined;
  }

 private:
  const StarModulation& modulation_;
  const std::vector<bool>& used_;
  const SiemensStarOptions& options_;
  std::vector<double> levels_;
  std::vector<std::array<double, imaging::kOddHarmonics>> harmonics_;  ///< by ring
  double outermost_ = 1e30;
};

/// Fit without the samples that are far off it.
std::optional<TransferCurve> robust_curve(std::vector<ModulationSample>& samples, double end,
                                          int pairs) {
  auto curve = numerics::fit_transfer(samples, end, pairs);
  for (int pass = 0; pass < 3 && curve; ++pass) {
    std::vector<double> off;
    for (const ModulationSample& s : samples) {
      if (s.frequency <= end && s.weight > 0)
        off.push_back(std::abs(s.value - curve->raw(s.frequency)) * std::sqrt(s.weight));
    }
    const double limit = kSampleOff * 1.4826 * median(off);
    const double harmless = kHarmless * curve->contrast();
    bool changed = false;
    for (ModulationSample& s : samples) {
      if (s.frequency > end || s.weight == 0) continue;
      const double r = std::abs(s.value - curve->raw(s.frequency));
      if (r <= limit / std::sqrt(s.weight) + harmless) continue;
      s.weight = 0;
      changed = true;
    }
    if (!changed) break;
    curve = numerics::fit_transfer(samples, end, pairs);
  }
  return curve;
}

/// Where the curve has fallen well below every level that is asked for.
double end_of_curve(const TransferCurve& curve, double threshold, double highest) {
  const auto low = curve.crossing(0.5 * std::min(0.1, threshold));
  return low ? std::min(highest, 1.15 * low->value) : highest;
}

std::optional<StarReading> reading(const TransferCurve& curve, double level, const StarFit& fit) {
  const auto found = curve.crossing(level);
  if (!found) return std::nullopt;
  const double f = found->value;
  const double slope = std::abs(curve.slope(f));
  const double off = std::pow(fit.displacement, 2) + std::pow(fit.centre_uncertainty, 2);
  StarReading r;
  r.value = f;
  r.noise = found->noise;
  r.smoothness = found->smoothness;
  r.zero = found->zero;
  r.place = level * 2 * pi * pi * f * f * off / slope;
  const double radius = fit.star.pairs / (2 * pi * f);
  r.model = (kModel + kFewSamples / radius) / std::sqrt(3.0) * f;
  r.degrees_of_freedom = curve.degrees_of_freedom();
  return r;
}

/// The same sectors again: `transfers` knows the harmonics by now.
StarTransfer transfer_of(const Transfers& transfers, int first, int step, double end,
                         const StarFit& fit, const SiemensStarOptions& options) {
  StarTransfer t;
  t.samples = transfers.samples(first, step);
  auto kept = t.samples;
  auto curve = robust_curve(kept, end, fit.star.pairs);
  if (!curve) return t;
  // Sharper or less sharp than the whole star.
  const double own = end_of_curve(*curve, options.threshold.in(one), kept.back().frequency);
  if (own < 0.9 * end || own > 1.1 * end) {
    kept = t.samples;
    curve = robust_curve(kept, own, fit.star.pairs);
  }
  if (!curve) return t;
  t.mtf50 = reading(*curve, 0.5, fit);
  t.mtf10 = reading(*curve, 0.1, fit);
  t.limit = reading(*curve, options.threshold.in(one), fit);
  t.curve = std::move(curve);
  return t;
}

double seen_share(const StarModulation& m, int first, int step, double outer) {
  double samples = 0;
  int sectors = 0;
  for (int s = first; s < m.sectors; s += step) {
    ++sectors;
    for (int r = 0; r < m.rings; ++r) samples += m.cell(r, s).n;
  }
  const double area = pi * (outer * outer - m.inner * m.inner) * sectors / m.sectors;
  return std::min(1.0, samples / std::max(1.0, area));
}

class Surveyor {
 public:
  Surveyor(const Plane& plane, const SiemensStarOptions& options, double full)
      : plane_(plane), options_(options), full_(full) {}

  StarSurvey run() {
    FoundStar found = search_star(plane_, options_.spokes);
    survey_.fit = std::move(found.fit);
    survey_.failure = std::move(found.failure);
    if (survey_.failure) return std::move(survey_);
    survey_.modulation = imaging::star_modulation(plane_, survey_.fit, options_.sectors, full_);
    survey_.failure = unfit();
    if (!survey_.failure) measure();
    return std::move(survey_);
  }

 private:
  std::optional<Failure> unfit() const {
    const StarModulation& m = survey_.modulation;
    const auto share = [&](std::size_t count) {
      return static_cast<double>(count) / static_cast<double>(std::max<std::size_t>(m.samples, 1));
    };
    if (share(m.saturated) > kMostSaturated) {
      return Failure{
          "siemens_star.saturated",
          fmt::format(fmt::runtime(tr("{:.0f} % of the star is at full scale")),
                      100 * share(m.saturated)),
          tr("Shorten the exposure or dim the lamp until the brightest pixels stay below 80 % of "
             "full scale.")};
    }
    if (share(m.not_finite) > kMostRejected) {
      return Failure{
          "siemens_star.not_finite",
          fmt::format(fmt::runtime(tr("{} pixels of the star are no numbers (NaN or infinite)")),
                      m.not_finite),
          tr("Export the image without masking, or measure a part of it with --region.")};
    }
    if (share(m.rejected) > kMostRejected) {
      return Failure{"siemens_star.dirty",
                     fmt::format(fmt::runtime(tr("{:.0f} % of the star does not show its spokes")),
                                 100 * share(m.rejected)),
                     tr("Clean the slide, or measure a part of it with --region.")};
    }
    if (survey_.fit.centre_uncertainty > kLargestCentreError) {
      return Failure{"siemens_star.centre_uncertain",
                     fmt::format(fmt::runtime(tr("the centre is known to {:.2f} px only")),
                                 survey_.fit.centre_uncertainty * plane_.pitch),
                     tr("Use more light, or a larger part of the star.")};
    }
    return std::nullopt;
  }

  void measure() {
    const StarFit& fit = survey_.fit;
    const StarModulation& m = survey_.modulation;
    const double middle = 0.5 * (fit.darkest + fit.brightest);
    survey_.used = usable_rings(whole_rings(m), fit.amplitude / middle);
    Transfers transfers(m, survey_.used, options_);
    transfers.set_outermost(fit.outer_radius - 4);
    double end = 0.5;
    std::optional<TransferCurve> curve;
    for (int pass = 0; pass < 4; ++pass) {
      auto samples = transfers.samples(0, 1);
      if (samples.empty()) break;
      survey_.coarsest = samples.front().frequency;
      survey_.finest = samples.back().frequency;
      end = std::min(end, survey_.finest);
      curve = robust_curve(samples, end, fit.star.pairs);
      if (!curve) break;
      end = end_of_curve(*curve, options_.threshold.in(one), survey_.finest);
      transfers.set_harmonics(*curve);
      const auto half = curve->crossing(0.5);
      // What lies beyond the rim comes in by the width of the point spread.
      if (half) transfers.set_outermost(fit.outer_radius - 2 - std::max(3.0, 0.8 / half->value));
    }
    if (!curve) {
      survey_.failure = too_few();
      return;
    }
    survey_.whole = transfer_of(transfers, 0, 1, end, fit, options_);
    survey_.whole.seen = seen_share(m, 0, 1, fit.outer_radius);
    survey_.failure = unreadable();
    if (survey_.failure) return;
    const int half = options_.sectors / 2;
    for (int s = 0; s < options_.sectors; ++s) {
      survey_.sectors.push_back(transfer_of(transfers, s, options_.sectors, end, fit, options_));
      survey_.sectors.back().seen = seen_share(m, s, options_.sectors, fit.outer_radius);
    }
    for (int s = 0; s < half; ++s)
      survey_.directions.push_back(transfer_of(transfers, s, half, end, fit, options_));
    survey_.reversed_from = reversed_from();
  }

  static Failure too_few() {
    return {"siemens_star.too_small", tr("too few rings of the star are seen to draw a curve"),
            tr("Use a higher magnification or a star of a larger diameter.")};
  }

  std::optional<Failure> unreadable() const {
    const auto& curve = survey_.whole.curve;
    if (!curve) return too_few();
    const double left = curve->at(curve->lowest());
    if (left < kLeastOfCoarsest) {
      return Failure{
          "siemens_star.too_blurred",
          fmt::format(fmt::runtime(tr("already the coarsest spokes ({:.3g} cycles/px) have only "
                                      "{:.0f} % of the contrast that large areas would have")),
                      curve->lowest() / plane_.pitch, 100 * left),
          tr("Focus, use a star with fewer or longer spokes, or a higher magnification.")};
    }
    if (!survey_.whole.mtf50) {
      return Failure{
          "siemens_star.no_crossing",
          fmt::format(fmt::runtime(tr("the modulation is still {:.0f} % at the finest spokes that "
                                      "are used ({:.3g} cycles/px)")),
                      100 * curve->at(survey_.finest), survey_.finest / plane_.pitch),
          tr("Use smaller pixels in the object plane (a higher magnification), or a star whose "
             "spokes reach further in.")};
    }
    const StarReading& r = *survey_.whole.mtf50;
    const double u = std::hypot(std::hypot(r.noise, r.smoothness, r.zero), r.place, r.model);
    if (u > options_.max_relative_uncertainty.in(one)*r.value) {
      return Failure{
          "siemens_star.too_noisy",
          fmt::format(fmt::runtime(tr("MTF50 would be uncertain by {:.0f} %")), 100 * u / r.value),
          tr("Use more light, average frames, or allow it with --max-relative-uncertainty.")};
    }
    return std::nullopt;
  }

  /// Tenths of the frequencies beyond the curve, whose mean modulation is significantly negative.
  double reversed_from() const {
    const auto& curve = *survey_.whole.curve;
    constexpr int kParts = 20;
    std::vector<ModulationSample> parts(kParts);
    for (const ModulationSample& s : survey_.whole.samples) {
      const auto part =
          static_cast<std::size_t>(std::clamp(s.frequency / 0.5 * kParts, 0.0, kParts - 1.0));
      parts[part].value += s.weight * s.value;
      parts[part].weight += s.weight;
      parts[part].frequency += s.weight * s.frequency;
    }
    for (const ModulationSample& p : parts) {
      if (!(p.weight > 0)) continue;
      const double noise = std::sqrt(curve.sample_variance() * p.weight);
      if (p.value < -5 * noise && p.value < -kHarmless * 2 * p.weight * curve.contrast())
        return p.frequency / p.weight;
    }
    return 0;
  }

  const Plane& plane_;
  const SiemensStarOptions& options_;
  double full_;
  StarSurvey survey_;
};

}  // namespace

StarSurvey survey_star(const Plane& plane, const SiemensStarOptions& options, double full) {
  return Surveyor(plane, options, full).run();
}

}  // namespace etalon::metrics
