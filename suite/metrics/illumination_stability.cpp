// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/illumination_stability.hpp"

#include "suite/core/translate.hpp"
#include "suite/metrics/illumination_results.hpp"
#include "suite/metrics/illumination_set_points.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace etalon::metrics {

namespace {

const std::string kMetric = "illumination_stability";
constexpr std::size_t kFewestReadings = 5;
constexpr std::size_t kFewestAtSetPoint = 20;  // where there are several set points

const OptionSet<IlluminationOptions>& option_set() {
  using Options = IlluminationOptions;
  static const OptionSet<Options> options =
      OptionSet<Options>()
          .add("method", &Options::method,
               "series: what the readings are; short or long: refuse what is no such series")
          .add("region", &Options::region,
               "of images: mean over this part only; default: the whole image")
          .add("interval", &Options::interval,
               "between readings, where nobody says when they were taken")
          .add("settled", &Options::settled,
               "how close to its end the light must stay to have warmed up")
          .add("linear", &Options::linear,
               "you declare that pixel values are proportional to light, where the file does not "
               "say");
  return options;
}

std::string method_of(SeriesKind kind) {
  if (kind == SeriesKind::short_term) return kMetric + "/short";
  if (kind == SeriesKind::long_term) return kMetric + "/long";
  return kMetric + "/series";
}

std::optional<Failure> check_options(const IlluminationOptions& options) {
  const auto wrong = [](std::string detail) {
    return Failure{"options.value", std::move(detail), ""};
  };
  for (const auto kind : {SeriesKind::other, SeriesKind::short_term, SeriesKind::long_term}) {
    if (options.method != method_of(kind)) continue;
    if (options.interval && *options.interval <= s(0))
      return wrong("interval: expected a time above zero");
    if (options.settled <= percent(0) || options.settled >= one(1))
      return wrong("settled: expected a share between 0 and 100 %");
    return std::nullopt;
  }
  return wrong(
      fmt::format("method: \"{}\" is not a method of illumination_stability; known: "
                  "illumination_stability/series, /short, /long",
                  options.method));
}

/// The runs that are long enough to say how steady the light is.
std::vector<LightRun> long_runs(const std::vector<LightRun>& runs) {
  const std::size_t fewest = runs.size() == 1 ? kFewestReadings : kFewestAtSetPoint;
  std::vector<LightRun> found;
  for (const LightRun& run : runs)
    if (run.values.size() >= fewest) found.push_back(run);
  return found;
}

Failure too_few(const std::vector<LightRun>& runs) {
  if (runs.size() == 1) {
    return {kMetric + ".too_few_readings",
            fmt::format(fmt::runtime(tr("there are {} readings; at least five are needed")),
                        runs.front().values.size()),
            tr("Record a series: 300 readings, one a second, or 240, one each 30 s.")};
  }
  return {kMetric + ".too_few_readings",
          tr("the series has several set points, none with 20 readings, and fewer than ten "
             "different ones"),
          tr("Stay at one set point for the steadiness, or step through at least ten, up and down, "
             "for the linearity.")};
}

/// What all runs are; `other` when they differ.
SeriesKind kind_of(const std::vector<RunTiming>& timings) {
  if (timings.empty()) return SeriesKind::other;
  for (const RunTiming& timing : timings)
    if (timing.kind != timings.front().kind) return SeriesKind::other;
  return timings.front().kind;
}

Failure other_series(const std::string& method, const LightRun& run, const RunTiming& timing) {
  const bool is_short = method == method_of(SeriesKind::short_term);
  return {kMetric + ".other_series",
          fmt::format(
              fmt::runtime(tr("{} readings {:.3g} s apart are not the series asked for, which has "
                              "{} readings {} s apart, all intervals within 10 %")),
              run.values.size(), timing.interval, is_short ? 300 : 240, is_short ? 1 : 30),
          tr("Leave --method out to have the series measured as what it is.")};
}

void measure(const LightSeries& series, const IlluminationOptions& options,
             Evaluation& evaluation) {
  const auto runs = runs_of(series);
  const auto steady = long_runs(runs);
  if (steady.empty() && !has_set_points(runs)) {
    evaluation.failures.push_back(too_few(runs));
    return;
  }
  std::vector<RunTiming> timings;
  for (const LightRun& run : steady) timings.push_back(timing_of(run));
  const SeriesKind kind = kind_of(timings);
  const bool asked = options.method != IlluminationOptions{}.method;
  if (asked && method_of(kind) != options.method) {
    const LightRun& run = steady.empty() ? runs.front() : steady.front();
    evaluation.failures.push_back(other_series(options.method, run, timing_of(run)));
    return;
  }
  evaluation.method = method_of(kind);
  for (std::size_t k = 0; k < steady.size(); ++k) {
    timings[k].kind = kind;
    append_run(steady[k], timings[k], series, options.settled.in(one), evaluation);
  }
  if (has_set_points(runs)) append_set_points(runs, series, evaluation);
}

Outcome<Evaluation> evaluate(const Observation& observation, const OptionTexts& texts) {
  const auto options = option_set().parse(texts);
  if (!options) return fail(options.error());
  if (auto wrong = check_options(*options)) return fail(*wrong);
  Evaluation evaluation;
  evaluation.metric = kMetric;
  evaluation.method = options->method;
  evaluation.parameters = option_set().texts(*options);
  evaluation.parameters.erase("method");
  if (observation.frames) evaluation.inputs = observation.frames->inputs();
  const auto series = light_series(observation, *options);
  if (!series) {
    evaluation.failures.push_back(series.error());
    return evaluation;
  }
  measure(*series, *options, evaluation);
  return evaluation;
}

}  // namespace

Metric illumination_stability_metric() {
  Metric m;
  m.id = kMetric;
  m.title = "How steady a lamp is, and how it follows its set points";
  m.reference_document = "based on QUAREP-LiMi WG 1 and ISO 21073:2019";
  constexpr auto kStatistic = ResultKind::statistic;
  m.measurands = {
      {"cv", "%", "standard deviation of the light over its mean, drift included"},
      {"stability_short", "%", "S of 300 readings, one a second", kStatistic},
      {"stability_long", "%", "S of 240 readings, one each 30 s", kStatistic},
      {"stability", "%", "S of any other series: compare with its own kind only", kStatistic},
      {"drift", "%/h", "slope of the light over its mean"},
      {"warm_up", "s", "from when on the light stays close to its end", kStatistic},
      {"linearity_slope", "1", "slope over set points, over that of a proportional lamp"},
      {"linearity_intercept", "%", "light at set point zero, over that at the highest"},
      {"linearity_deviation", "%", "largest distance from the line, likewise", kStatistic},
      {"linearity_hysteresis", "%", "largest difference of up and down, likewise", kStatistic},
      {"r_squared", "1", "share of the variance that the line explains", kStatistic},
  };
  m.methods = {
      {kMetric + "/series", 1, "readings of any number and interval, which its results name"},
      {kMetric + "/short", 1, "300 readings, one a second"},
      {kMetric + "/long", 1, "240 readings, one each 30 s"},
  };
  m.options = option_set().declarations();
  m.failures = illumination_failures();
  m.caveats = illumination_caveats();
  m.series = true;
  m.evaluate = evaluate;
  return m;
}

}  // namespace etalon::metrics
