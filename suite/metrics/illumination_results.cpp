// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/illumination_results.hpp"

#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>

namespace etalon::metrics {

namespace {

const std::string kMetric = "illumination_stability";
constexpr double kNormal95 = 1.96;
constexpr double kSecondsPerHour = 3600;
constexpr std::size_t kFewValues = 4;

/// Two digits: "1 s", "0.1 s", "30 s". Clocks jitter; a nominal interval is one word for all.
std::string seconds(double t) { return fmt::format("{:.2g} s", t); }

class Appender {
 public:
  Appender(const LightRun& run, const RunTiming& timing, const LightSeries& series,
           const RunFigures& figures, Evaluation& evaluation)
      : run_(run), timing_(timing), series_(series), figures_(figures), evaluation_(evaluation) {}

  void append() {
    if (figures_.scatter.seen <= 0) {
      refuse("frozen", tr("all readings are the same"),
             tr("Was the meter or the camera live? Use a finer range of the meter."));
      return;
    }
    caveats_ = caveats();
    scatter();
    stability();
    drift();
    warm_up();
    curves();
  }

 private:
  void refuse(const char* reason, std::string detail, std::string advice) {
    if (run_.set_point)
      detail = fmt::format(fmt::runtime(tr("at {:.3g} %: {}")), 100 * *run_.set_point, detail);
    evaluation_.failures.push_back({kMetric + "." + reason, std::move(detail), std::move(advice)});
  }

  std::vector<Caveat> caveats() const {
    auto all = series_.caveats;
    const auto add = [&](const char* reason, std::string detail) {
      all.push_back({kMetric + "." + reason, std::move(detail)});
    };
    if (!series_.dark_known)
      add("no_dark", tr("the value without light is not known, and any offset makes the lamp look "
                        "steadier; add --dark FILE or --offset VALUE"));
    if (!figures_.drift)
      add("few_readings", fmt::format(fmt::runtime(tr("{} readings; drift and Allan deviation need "
                                                      "24")),
                                      run_.values.size()));
    if (timing_.gaps > 0) {
      add("gap", fmt::format(fmt::runtime(tr("readings are missing in {} places")), timing_.gaps));
    } else if (!timing_.regular) {
      add("irregular", fmt::format(fmt::runtime(tr("the intervals differ by more than 10 % from "
                                                   "their median, {}; no Allan deviation")),
                                   seconds(timing_.interval)));
    }
    if (!run_.integration)
      add("integration_unknown",
          tr("nobody says over which time each reading was averaged, and the longer that is, the "
             "steadier a lamp looks"));
    if (figures_.different_values <= kFewValues)
      add("coarse_steps", fmt::format(fmt::runtime(tr("the readings have only {} different values; "
                                                      "use a finer range of the meter")),
                                      figures_.different_values));
    if (!figures_.outliers.empty())
      add("outlier",
          fmt::format(
              fmt::runtime(tr("{} of {} readings lie far from their neighbours, the first at "
                              "{:.6g} s: stability and cv are mostly theirs, and the interval "
                              "is not true; was the meter touched, a frame lost?")),
              figures_.outliers.size(), run_.values.size(), run_.times[figures_.outliers.front()]));
    if (figures_.longest_repeat > 0)
      add("repeated_reading",
          fmt::format(
              fmt::runtime(tr("the same reading came {} times in a row, which is no chance: "
                              "the meter or the camera stood still, and the lamp looks "
                              "steadier than it is")),
              figures_.longest_repeat));
    if (figures_.drift && figures_.drift->wandering)
      add("wandering", tr("the light wanders: means over longer times are no steadier than over "
                          "shorter ones, so "
                          "its drift is that of this series and not of the next"));
    if (figures_.slow_noise)
      add("slow_noise",
          tr("readings far apart are still alike: too few are independent to know cv and drift "
             "well, and their intervals are wide; measure for longer"));
    if (figures_.period)
      add("periodic", fmt::format(fmt::runtime(tr("the light swings with a period of {:.3g} s as "
                                                  "sampled; flicker of the mains can look like "
                                                  "that when readings are farther apart than it")),
                                  *figures_.period));
    if (!figures_.settled)
      add("not_settled", tr("the light was still changing towards the end; let the lamp warm up, "
                            "or record for longer"));
    return all;
  }

  std::map<std::string, std::string> subject(bool with_series) const {
    std::map<std::string, std::string> subject;
    if (run_.set_point) subject["set point"] = fmt::format("{:.3g} %", 100 * *run_.set_point);
    if (!with_series && timing_.kind != SeriesKind::other) return subject;
    subject["readings"] = std::to_string(run_.values.size());
    subject["interval"] = seconds(timing_.interval);
    subject["integration"] = run_.integration ? seconds(*run_.integration) : "unknown";
    return subject;
  }

  void add(MeasurementResult result, bool with_series = false) {
    result.n = run_.values.size();
    result.subject = subject(with_series);
    result.caveats = caveats_;
    evaluation_.results.push_back(std::move(result));
  }

  void statistic(const std::string& measurand, double value, const std::string& unit,
                 bool with_series) {
    MeasurementResult result;
    result.measurand = measurand;
    result.kind = ResultKind::statistic;
    result.value = value;
    result.unit = unit;
    add(std::move(result), with_series);
  }

  /// A dark level that is off by d changes a ratio to the mean by d/mean of it.
  BudgetComponent dark_level(double value) const {
    BudgetComponent part;
    part.source = "dark level";
    part.type = EvaluationType::B;
    part.distribution = Distribution::rectangular;
    part.standard_uncertainty = series_.dark_uncertainty;
    part.sensitivity = value / figures_.mean;
    return part;
  }

  /// The memories that noise may have, and how likely each is beforehand, nobody measured.
  static BudgetComponent memory_of_noise(double u) {
    BudgetComponent part;
    part.source = "memory of the noise";
    part.type = EvaluationType::B;
    part.standard_uncertainty = u;
    return part;
  }

  void scatter() {
    const LightScatter& seen = figures_.scatter;
    if (seen.value <= 0) {
      refuse(
          "below_noise",
          fmt::format(fmt::runtime(tr("the lamp is steadier than the noise of the camera lets be "
                                      "seen; it varies by less than {:.2g} %")),
                      100 * seen.interval.upper),
          tr("Average over a larger region, take brighter images, or use a power meter."));
      return;
    }
    BudgetComponent part;
    part.source = "finite number of readings";
    // To first order; the interval is that of chi-squared.
    part.standard_uncertainty =
        100 * seen.seen * seen.seen / (seen.value * std::sqrt(2 * seen.degrees));
    part.degrees_of_freedom = seen.degrees;
    Budget budget{part};
    const double value = 100 * seen.value;
    if (seen.memory > 0)
      budget.push_back(memory_of_noise(100 * seen.seen * seen.memory / seen.value));
    if (series_.dark_uncertainty > 0) budget.push_back(dark_level(value));
    MeasurementResult result = estimate_from_budget("cv", value, "%", std::move(budget));
    const double dark = series_.dark_uncertainty > 0
                            ? kNormal95 * series_.dark_uncertainty * value / figures_.mean
                            : 0;
    result.interval = {value - std::hypot(value - 100 * seen.interval.lower, dark),
                       value + std::hypot(100 * seen.interval.upper - value, dark)};
    add(std::move(result));
  }

  void stability() {
    const char* measurand = timing_.kind == SeriesKind::short_term  ? "stability_short"
                            : timing_.kind == SeriesKind::long_term ? "stability_long"
                                                                    : "stability";
    statistic(measurand, 100 * figures_.stability, "%", true);
  }

  void drift() {
    if (!figures_.drift || !(figures_.drift->uncertainty > 0)) return;
    const double scale = 100 * kSecondsPerHour;
    BudgetComponent part;
    part.source = "scatter of eighths of the series";
    part.standard_uncertainty = scale * figures_.drift->uncertainty;
    part.degrees_of_freedom = figures_.drift->degrees;
    Budget budget{part};
    const double value = scale * figures_.drift->slope;
    if (figures_.drift->memory > 0)
      budget.push_back(memory_of_noise(scale * figures_.drift->memory));
    double dark = 0;
    if (series_.dark_uncertainty > 0 && value != 0) {
      budget.push_back(dark_level(value));
      dark = kNormal95 * series_.dark_uncertainty * value / figures_.mean;
    }
    MeasurementResult result = estimate_from_budget("drift", value, "%/h", std::move(budget));
    if (figures_.drift->half_width) {
      const double half = std::hypot(scale * *figures_.drift->half_width, dark);
      result.interval = {value - half, value + half};
    }
    add(std::move(result));
  }

  void warm_up() {
    if (figures_.warm_up) statistic("warm_up", *figures_.warm_up, "s", true);
  }

  void curves() {
    const auto of_set_point = subject(false);
    std::map<std::string, std::string> subject;
    if (of_set_point.count("set point") > 0) subject["set point"] = of_set_point.at("set point");
    Curve light{"light", "s", "%", run_.times, {}, {}, subject};
    for (const double v : run_.values) light.y.push_back(100 * v / figures_.mean);
    evaluation_.curves.push_back(std::move(light));
    Curve allan{"allan_deviation", "s", "%", {}, {}, {}, subject};
    for (const auto& point : figures_.allan) {
      allan.x.push_back(timing_.interval * static_cast<double>(point.readings));
      allan.y.push_back(100 * point.deviation);
      allan.standard_uncertainty.push_back(100 * point.uncertainty());
    }
    if (allan.x.size() > 1) evaluation_.curves.push_back(std::move(allan));
  }

  const LightRun& run_;
  const RunTiming& timing_;
  const LightSeries& series_;
  const RunFigures& figures_;
  Evaluation& evaluation_;
  std::vector<Caveat> caveats_;
};

}  // namespace

void append_run(const LightRun& run, const RunTiming& timing, const LightSeries& series,
                double settled, Evaluation& evaluation) {
  const RunFigures figures = figures_of(run, timing, series.noise_variance, settled);
  Appender(run, timing, series, figures, evaluation).append();
}

}  // namespace etalon::metrics
