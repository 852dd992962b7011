// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/dark_results.hpp"

#include "suite/core/translate.hpp"
#include "suite/metrics/dark_evenness.hpp"
#include "suite/metrics/frame_planes.hpp"
#include "suite/numerics/standard_deviation_interval.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace etalon::metrics {

namespace {

constexpr std::size_t kEnoughFrames = 16;  // EMVA 1288
constexpr double kRounding = 1.0 / 12;     // DN^2, of whole numbers
constexpr double kLeastVariance = 0.24;    // DN^2; below, rounding decides (EMVA 1288)
constexpr double kBright = 0.25;           // of full scale; offsets are at most a sixteenth
constexpr double kPicture = 20;            // times the noise: no camera's offset differs so much
constexpr double kGlow = 3;                // ... with noise that follows it
constexpr double kDrift = 0.2;             // c over the noise

BudgetComponent component(std::string source, EvaluationType type, Distribution distribution,
                          double u, double degrees = kInfiniteDegreesOfFreedom) {
  BudgetComponent part;
  part.source = std::move(source);
  part.type = type;
  part.distribution = distribution;
  part.standard_uncertainty = u;
  part.degrees_of_freedom = degrees;
  return part;
}

class Appender {
 public:
  Appender(const DarkFrames& frames, const DarkPixels& pixels, const Observation& observation,
           Evaluation& evaluation)
      : frames_(frames),
        pixels_(pixels),
        observation_(observation),
        evaluation_(evaluation),
        evenness_(dark_evenness(frames, pixels)) {}

  std::optional<Failure> objection() const {
    const auto full = full_scale(frames_.sums.info());
    const double noise = pixels_.median.value;
    if (full && pixels_.median_offset > kBright * *full) {
      return light(fmt::format(fmt::runtime(tr("the frames are too bright for dark ones: {:.0f} of "
                                               "{:.0f} DN")),
                               pixels_.median_offset, *full));
    }
    if (pixels_.common_noise > noise) {
      return Failure{
          "dark_noise.offset_moves",
          fmt::format(fmt::runtime(tr("the means of the frames differ by {:.3g} DN, more than "
                                      "single pixels are noisy ({:.3g} DN)")),
                      pixels_.common_noise, noise),
          tr("Let the camera warm up, keep light out, switch automatic black level and gain off, "
             "then record the frames in one go.")};
    }
    const double limit = (evenness_.noise_follows ? kGlow : kPicture) * noise;
    if (evenness_.range <= std::max(limit, std::sqrt(kLeastVariance))) return std::nullopt;
    return light(fmt::format(
        fmt::runtime(tr("the frames are brighter in some places than in others, by {:.3g} DN, "
                        "which is {:.1f} times the noise")),
        evenness_.range, evenness_.range / noise));
  }

  void append() {
    caveats_ = caveats();
    noise("read_noise_median", pixels_.median);
    noise("read_noise_rms", pixels_.rms);
    statistic("read_noise_p999", pixels_.p999, "DN");
    statistic("noise_tail", 100 * pixels_.tail, "%");
    offset();
    counted("hot_pixels", pixels_.hot.size());
    counted("cold_pixels", pixels_.cold.size());
    peers();
  }

 private:
  static Failure light(std::string detail) {
    return {"dark_noise.light", std::move(detail),
            tr("Close the shutter, cover the sensor and switch the room light off. If it is the "
               "camera that glows, expose for a shorter time.")};
  }

  bool whole_numbers() const { return frames_.sums.info().sample_type != SampleType::f32; }
  bool quantised() const {
    return whole_numbers() && std::pow(pixels_.median.value, 2) < kLeastVariance;
  }

  std::vector<Caveat> caveats() const {
    auto caveats = frame_caveats("dark_noise", frames_.sums.info(), true, 0);
    const auto add = [&](const char* code, std::string detail) {
      caveats.push_back({code, std::move(detail)});
    };
    if (frames_.means.size() < kEnoughFrames) {
      add("dark_noise.few_frames",
          fmt::format(fmt::runtime(tr("{} frames; with fewer than 16 the noise of single pixels is "
                                      "hardly known")),
                      frames_.means.size()));
    }
    if (quantised()) {
      add("dark_noise.quantised",
          tr("the noise is below half of a digital number, so that rounding decides what is seen; "
             "raise the gain of the camera"));
    }
    if (pixels_.common_noise > kDrift * pixels_.median.value) {
      add("dark_noise.offset_drift",
          fmt::format(fmt::runtime(tr("the means of the frames differ by {:.2g} DN (standard "
                                      "deviation); that is taken out of the noise of pixels")),
                      pixels_.common_noise));
    }
    if (evenness_.range > std::max(pixels_.median.value, std::sqrt(kLeastVariance))) {
      add("dark_noise.uneven",
          fmt::format(fmt::runtime(tr("the offset differs over the sensor by {:.2g} DN: a camera "
                                      "that glows, or a little light")),
                      evenness_.range));
    }
    if (!whole_numbers()) {
      add("dark_noise.floating_point",
          tr("the values are floating point: somebody has computed with them; digital numbers are "
             "what that program meant by them"));
    }
    return caveats;
  }

  MeasurementResult& add(MeasurementResult result) {
    result.n = frames_.means.size();
    result.caveats = caveats_;
    evaluation_.results.push_back(std::move(result));
    return evaluation_.results.back();
  }

  void noise(const std::string& measurand, const NoiseEstimate& estimate) {
    Budget budget{component("noise of the frames", EvaluationType::A, Distribution::normal,
                            estimate.noise, estimate.degrees)};
    if (estimate.spread > 0) {
      budget.push_back(component("pixels that differ in noise", EvaluationType::B,
                                 Distribution::rectangular,
                                 standard_from_half_width(estimate.spread)));
    }
    if (estimate.steps > 0) {
      budget.push_back(component("rounding of the values", EvaluationType::B,
                                 Distribution::rectangular,
                                 standard_from_half_width(estimate.steps)));
    }
    if (!(estimate.noise > 0)) return;
    auto result = estimate_from_budget(measurand, estimate.value, "DN", budget);
    // Of few pixels and frames, longer upwards.
    if (measurand == "read_noise_rms")
      result.interval = numerics::standard_deviation_interval(estimate.value, estimate.degrees);
    const Interval interval = result.interval;
    add(std::move(result));
    in_electrons(measurand + "_e", estimate.value, interval, std::move(budget));
  }

  /// sqrt(v - 1/12)/K. Where rounding decides, there is nothing to state.
  void in_electrons(const std::string& measurand, double noise, const Interval& interval,
                    Budget budget) {
    const auto& gain = observation_.instrument.detector.gain;
    if (!gain || quantised()) return;
    const double rounding = whole_numbers() ? kRounding : 0;
    const double k = gain->value.dn_per_electron;
    const double value = std::sqrt(noise * noise - rounding) / k;
    budget = scaled(std::move(budget), noise / (k * k * value));
    std::vector<Caveat> caveats;
    add_gain(*gain, value, budget, caveats);
    auto& result = add(estimate_from_budget(measurand, value, "e", std::move(budget)));
    result.caveats.insert(result.caveats.end(), caveats.begin(), caveats.end());
    // The excess of the longer side of the interval in DN, carried over.
    const double factor = noise / (k * k * value);
    result.interval.upper =
        value + std::max(result.interval.upper - value, factor * (interval.upper - noise));
  }

  void statistic(const std::string& measurand, double value, const std::string& unit) {
    MeasurementResult result;
    result.measurand = measurand;
    result.kind = ResultKind::statistic;
    result.value = value;
    result.unit = unit;
    add(std::move(result));
  }

  /// What stands out depends on the exposure.
  void counted(const std::string& measurand, std::size_t pixels) {
    statistic(measurand, static_cast<double>(pixels), "1");
    if (frames_.exposure_s)
      evaluation_.results.back().subject["exposure"] = fmt::format("{:.5g} s", *frames_.exposure_s);
  }

  void offset() {
    const auto n = static_cast<double>(frames_.means.size());
    double mean = 0;
    for (const double m : frames_.means) mean += m / n;
    Budget budget{component("scatter of the frames", EvaluationType::A, Distribution::normal,
                            std::sqrt(pixels_.frame_variance / n), n - 1)};
    if (whole_numbers()) {
      // Rounding of normal values is biased by at most exp(-2 pi^2 sigma^2)/pi.
      const double pi = std::numbers::pi;
      const double bias = std::exp(-2 * pi * pi * std::pow(pixels_.median.value, 2)) / pi;
      if (bias > 1e-6) {
        budget.push_back(component("rounding", EvaluationType::B, Distribution::u_shaped,
                                   standard_from_half_width(bias, Distribution::u_shaped)));
      }
    }
    if (combined_standard_uncertainty(budget) > 0)
      add(estimate_from_budget("offset", mean, "DN", std::move(budget)));
  }

  void peers() {
    double mean = 0;
    double squares = 0;
    const auto n = static_cast<double>(pixels_.offsets.size());
    for (const float o : pixels_.offsets) mean += static_cast<double>(o) / n;
    std::size_t warm = 0;
    std::size_t cold = 0;
    for (const float o : pixels_.offsets) {
      squares += std::pow(static_cast<double>(o) - mean, 2);
      if (static_cast<double>(o) > 1.2 * mean) ++warm;
      if (static_cast<double>(o) < 0.8 * mean) ++cold;
    }
    const std::string name = "peer.metroloj_qc.";
    auto& peers = evaluation_.peers;
    peers.push_back({name + "warm_pixels", static_cast<double>(warm), "1"});
    peers.push_back({name + "cold_pixels", static_cast<double>(cold), "1"});
    peers.push_back({name + "dsnu", std::sqrt(squares / (n - 1)), "DN"});
    const double all = std::pow(pixels_.rms.value, 2) + pixels_.frame_variance;
    peers.push_back({name + "rms_noise", std::sqrt(all), "DN"});
  }

  const DarkFrames& frames_;
  const DarkPixels& pixels_;
  const Observation& observation_;
  Evaluation& evaluation_;
  DarkEvenness evenness_;
  std::vector<Caveat> caveats_;
};

}  // namespace

void add_gain(const Uncertain<ConversionGain>& gain, double value, Budget& budget,
              std::vector<Caveat>& caveats) {
  if (!gain.standard_uncertainty) {
    caveats.push_back({"dark_noise.gain_uncertainty_unknown",
                       tr("nobody says how well the gain is known; its uncertainty is not in the "
                          "interval")});
    return;
  }
  BudgetComponent part =
      component("gain", EvaluationType::B, gain.distribution,
                gain.standard_uncertainty->dn_per_electron, gain.degrees_of_freedom);
  part.input = gain.id;
  part.sensitivity = -value / gain.value.dn_per_electron;
  budget.push_back(std::move(part));
}

void append_dark_noise(const DarkFrames& frames, const DarkPixels& pixels,
                       const Observation& observation, Evaluation& evaluation) {
  Appender appender(frames, pixels, observation, evaluation);
  if (auto failure = appender.objection()) {
    evaluation.failures.push_back(std::move(*failure));
    return;
  }
  appender.append();
}

}  // namespace etalon::metrics
