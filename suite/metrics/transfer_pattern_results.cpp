// SPDX-License-Identifier: Apache-2.0
#include "suite/core/translate.hpp"
#include "suite/metrics/transfer_results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace etalon::metrics {

namespace {

using numerics::PatternPart;

constexpr double kDetected = 3;          // standard uncertainties of the variance
constexpr double kEnoughFrames = 16;     // EMVA 1288's least
constexpr double kMostlyShading = 2;     // prnu over prnu_hp
constexpr double kSameLight = 0.05;      // as of pairs
constexpr double kBrightestShare = 0.8;  // of saturation; beyond it response is bent

double square(double v) { return v * v; }

struct Parts {
  numerics::PatternParts parts;
  PatternPart high_pass;
  numerics::RoundingBound rounding;
  /// What rounding can do to a variance, an amplitude; where pixels are averaged its ripple is
  /// gone.
  double rounded(const PatternPart& part) const {
    const bool lines = &part == &parts.row || &part == &parts.column;
    return 2 * rounding.slope * std::max(0.0, part.variance) + (lines ? 0 : rounding.ripple);
  }
};

/// Noise in the mean image as EMVA 1288 has it: that of independent pixels, changes of the light
/// counted in.
numerics::MeasuredPattern with_plain_noise(const imaging::Pattern& p) {
  const double noise = p.temporal_variance / p.frames;
  return {p.variance,        p.column_variance, p.row_variance, noise,   noise / p.rows,
          noise / p.columns, p.columns,         p.rows,         p.frames};
}

/// Noise as it is: rows and columns may have noise of their own, which EMVA 1288 takes for a
/// pattern; and what the light changed from frame to frame moves all pixels alike, which is none.
numerics::MeasuredPattern with_own_noise(const imaging::Pattern& p, double dark_mean) {
  const double signal = p.mean - dark_mean;
  const double uneven = signal > 0 ? std::max(0.0, p.variance) / square(signal) : 0;
  const double light = p.frame_variance * (1 + uneven);
  const auto left = [&](double variance) { return std::max(0.0, variance - light) / p.frames; };
  return {p.variance,
          p.column_variance,
          p.row_variance,
          left(p.temporal_variance),
          left(p.column_noise),
          left(p.row_noise),
          p.columns,
          p.rows,
          p.frames};
}

Parts parts_of(const imaging::Pattern& p, double dark_mean, FlickerTerm term, double step) {
  const auto measured =
      term == FlickerTerm::uneven ? with_own_noise(p, dark_mean) : with_plain_noise(p);
  Parts found;
  found.parts = numerics::pattern_parts(measured);
  found.rounding = numerics::rounding_bound(p.temporal_variance,
                                            std::max(0.0, found.parts.total.variance), step);
  if (!(p.high_pass_variance > 0)) return found;
  const double noise = measured.noise;
  const double v = p.high_pass_variance - noise;
  found.high_pass = {v, std::sqrt((4 * std::max(v, 0.0) * noise + 2 * square(noise) +
                                   2 * square(noise) / (p.frames - 1)) /
                                  (p.columns * p.rows))};
  return found;
}

class Appender {
 public:
  Appender(const TransferMeasurement& measured, const MeasuredPatterns& patterns,
           const TransferPlane& plane, Evaluation& evaluation)
      : m_(measured), patterns_(patterns), plane_(plane), evaluation_(evaluation) {}

  void run() {
    if (!patterns_.dark) return;  // said already: no_dark
    const imaging::Pattern& dark = *patterns_.dark;
    const double all = dark.variance + (patterns_.bright ? patterns_.bright->variance : 0);
    if (!std::isfinite(all)) {
      evaluation_.failures.push_back(
          {"camera_noise.not_finite",
           tr("frames of the pattern hold values that are no numbers (NaN or infinite)"),
           tr("Save the frames as the camera delivers them, without masking.")});
      return;
    }
    const Parts dark_parts = parts_of(dark, dark.mean, m_.method.flicker, m_.step());
    if (patterns_.bright) prnu(*patterns_.bright, dark, dark_parts);
    if (!lost_in_rounding(dark)) dsnu(dark_parts);
    say_what_is_not_seen();
  }

 private:
  void say_what_is_not_seen() {
    if (not_seen_.empty()) return;
    const auto plane = plane_.subject.find("plane");
    if (plane != plane_.subject.end())
      not_seen_ = fmt::format(fmt::runtime(tr("{} plane: {}")), plane->second, not_seen_);
    evaluation_.failures.push_back(
        {"camera_noise.below_detection",
         fmt::format(fmt::runtime(tr("some patterns do not stand out from the noise of the frames: "
                                     "{}")),
                     not_seen_),
         tr("They are small. To see them, take more frames (100) at half of saturation and in the "
            "dark.")});
  }

  void dsnu(const Parts& dark_parts) {
    const auto& d = dark_parts.parts;
    dsnu("dsnu", d.total, dark_parts.rounded(d.total));
    dsnu("dsnu_row", d.row, dark_parts.rounded(d.row));
    dsnu("dsnu_column", d.column, dark_parts.rounded(d.column));
    dsnu("dsnu_pixel", d.pixel, dark_parts.rounded(d.pixel));
  }

  void prnu(const imaging::Pattern& bright, const imaging::Pattern& dark, const Parts& dark_parts) {
    const double signal = bright.mean - dark.mean;
    if (!(signal > 0) ||
        (m_.saturation_reached && signal > kBrightestShare * m_.saturation_signal())) {
      evaluation_.failures.push_back(
          {"camera_noise.pattern_level",
           fmt::format(fmt::runtime(tr("the bright pattern was taken at {:.0f} DN above dark, too "
                                       "dark or too near to saturation for its non-uniformity")),
                       signal),
           tr("Take the many bright frames at about half of saturation.")});
      return;
    }
    if (const double change = std::sqrt(bright.frame_variance) / signal; change > kSameLight) {
      evaluation_.failures.push_back(
          {"camera_noise.pattern_level",
           fmt::format(
               fmt::runtime(tr("the bright frames of the pattern are not of one light: they "
                               "differ by {:.2g} %")),
               100 * change),
           tr("Take the many bright frames at about half of saturation, and change nothing in "
              "between.")});
      return;
    }
    const Parts light = parts_of(bright, dark.mean, m_.method.flicker, m_.step());
    const auto& b = light.parts;
    const auto& d = dark_parts.parts;
    const std::size_t first = evaluation_.results.size();
    const auto add = [&](const std::string& name, const PatternPart& bright_part,
                         const PatternPart& dark_part, double scale) {
      prnu(name, bright_part, dark_part, scale,
           light.rounded(bright_part) + dark_parts.rounded(dark_part));
    };
    add("prnu", b.total, d.total, signal);
    add("prnu_row", b.row, d.row, signal);
    add("prnu_column", b.column, d.column, signal);
    add("prnu_pixel", b.pixel, d.pixel, signal);
    // Pixels respond in proportion to their light, which is not the same everywhere.
    const double light_there =
        std::sqrt(square(bright.high_pass_mean - dark.mean) + bright.high_pass_light);
    if (bright.high_pass_variance > 0)
      add("prnu_hp", light.high_pass, dark_parts.high_pass, light_there);
    mark_shading(first);
    response_map(bright, dark, signal);
  }

  void mark_shading(std::size_t first) {
    const auto find = [&](const std::string& name) -> const MeasurementResult* {
      for (std::size_t k = first; k < evaluation_.results.size(); ++k)
        if (evaluation_.results[k].measurand == name) return &evaluation_.results[k];
      return nullptr;
    };
    const MeasurementResult* whole = find("prnu");
    const MeasurementResult* single = find("prnu_hp");
    if (whole == nullptr || single == nullptr || whole->value < kMostlyShading * single->value)
      return;
    for (std::size_t k = first; k < evaluation_.results.size(); ++k) {
      if (&evaluation_.results[k] == single) continue;
      evaluation_.results[k].caveats.push_back(
          {"camera_noise.uneven_light",
           tr("shading of the light is in it, more than of the sensor; prnu_hp is without "
              "shading")});
    }
  }

  /// The difference of two variances as a standard deviation over `scale`.
  void prnu(const std::string& name, const PatternPart& bright, const PatternPart& dark,
            double scale, double rounding) {
    const double variance = bright.variance - dark.variance;
    const double u = std::hypot(bright.uncertainty, dark.uncertainty);
    if (!detected(name, variance, u, 100 / scale, "%")) return;
    const double slope = 100 / scale / (2 * std::sqrt(variance));
    push(name, 100 * std::sqrt(variance) / scale, "%",
         {part("noise left in the bright mean image", bright.uncertainty, slope),
          part("noise left in the dark mean image", dark.uncertainty, slope),
          rounding_part(rounding, slope)},
         patterns_.bright->frames);
  }

  /// Values of little noise say where a pixel lies to a step only. The methods of the standard go
  /// on.
  bool lost_in_rounding(const imaging::Pattern& dark) {
    const double q = square(m_.step());
    if (m_.of_standard() || !(dark.temporal_variance < m_.floor()) || dark.variance > q)
      return false;
    evaluation_.failures.push_back(
        {"camera_noise.below_rounding",
         fmt::format(
             fmt::runtime(tr("the dark noise is smaller than rounding, so offsets of pixels "
                             "that differ by less than a step ({:.2g} e) are lost")),
             m_.step() / m_.gain()),
         tr("Raise the gain of the camera until its dark noise is at least half a step.")});
    return true;
  }

  void dsnu(const std::string& name, const PatternPart& dark, double rounding) {
    const double k = m_.gain();
    if (!detected(name, dark.variance, dark.uncertainty, 1 / k, "e")) return;
    const double value = std::sqrt(dark.variance) / k;
    const double by_gain = value / m_.fit.gain;
    const MeasurementResult* gain = nullptr;
    for (const MeasurementResult& result : evaluation_.results)
      if (result.measurand == "gain" && result.subject == plane_.subject) gain = &result;
    Budget budget{
        part("noise left in the dark mean image", dark.uncertainty, value / (2 * dark.variance)),
        rounding_part(rounding, value / (2 * dark.variance))};
    if (gain != nullptr) {
      BudgetComponent of_gain =
          part("gain", gain->standard_uncertainty * m_.method.excess_noise, by_gain);
      of_gain.degrees_of_freedom = gain->degrees_of_freedom;
      budget.push_back(of_gain);
    }
    push(name, value, "e", budget, patterns_.dark->frames);
  }

  bool detected(const std::string& name, double variance, double u, double scale,
                const std::string& unit) {
    if (variance > kDetected * u && variance > 0) return true;
    not_seen_ +=
        fmt::format(fmt::runtime(tr("{}{} (below {:.2g} {})")), not_seen_.empty() ? "" : ", ", name,
                    scale * std::sqrt(std::max(0.0, variance) + 2 * u), unit);
    return false;
  }

  static BudgetComponent part(const std::string& source, double u, double sensitivity) {
    BudgetComponent component;
    component.source = source;
    component.standard_uncertainty = u;
    component.sensitivity = sensitivity;
    return component;
  }

  static BudgetComponent rounding_part(double amplitude, double sensitivity) {
    return {"rounding",
            "",
            EvaluationType::B,
            Distribution::u_shaped,
            standard_from_half_width(amplitude, Distribution::u_shaped),
            sensitivity,
            kInfiniteDegreesOfFreedom};
  }

  void push(const std::string& name, double value, const std::string& unit, Budget budget,
            double frames) {
    budget.erase(std::remove_if(budget.begin(), budget.end(),
                                [](const auto& c) { return !(c.contribution() > 0); }),
                 budget.end());
    if (budget.empty()) {  // frames without any noise: a pattern known to rounding
      budget.push_back(part("rounding", 1e-12, value));
    }
    auto result = estimate_from_budget(name, value, unit, std::move(budget));
    result.subject = plane_.subject;
    result.caveats = plane_.caveats;
    result.n = static_cast<std::size_t>(frames);
    if (frames < kEnoughFrames) {
      result.caveats.push_back(
          {"camera_noise.few_frames",
           fmt::format(fmt::runtime(tr("the pattern comes from {:.0f} frames; 16 are EMVA 1288's "
                                       "least, 100 its advice")),
                       frames)});
    }
    evaluation_.results.push_back(std::move(result));
  }

  void response_map(const imaging::Pattern& bright, const imaging::Pattern& dark, double signal) {
    if (bright.blocks_x < 2 || bright.blocks_y < 2 ||
        bright.block_means.size() != dark.block_means.size())
      return;
    Map map;
    map.name = "response";
    map.unit = "%";
    map.width = bright.blocks_x;
    map.height = bright.blocks_y;
    const double pitch = plane_.geometry.pitch;
    const double middle = (bright.block_size - 1) / 2.0;
    map.x0_px = plane_.geometry.x0 + pitch * (plane_.window.x0 + middle);
    map.y0_px = plane_.geometry.y0 + pitch * (plane_.window.y0 + middle);
    map.pitch_px = pitch * bright.block_size;
    for (std::size_t i = 0; i < bright.block_means.size(); ++i)
      map.values.push_back(100 * (bright.block_means[i] - dark.block_means[i]) / signal);
    map.subject = plane_.subject;
    evaluation_.maps.push_back(std::move(map));
  }

  const TransferMeasurement& m_;
  const MeasuredPatterns& patterns_;
  const TransferPlane& plane_;
  Evaluation& evaluation_;
  std::string not_seen_;
};

}  // namespace

void append_patterns(const TransferMeasurement& measured, const MeasuredPatterns& patterns,
                     const TransferPlane& plane, Evaluation& evaluation) {
  Appender(measured, patterns, plane, evaluation).run();
}

}  // namespace etalon::metrics
