// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/focus_repeatability.hpp"

#include "suite/core/translate.hpp"
#include "suite/metrics/focus_results.hpp"
#include "suite/metrics/frame_planes.hpp"
#include "suite/metrics/series_reader.hpp"

#include <fmt/format.h>

#include <utility>

namespace etalon::metrics {

namespace {

const std::string kMetric = "focus_repeatability";

const OptionSet<FocusRepeatabilityOptions>& option_set() {
  static const OptionSet<FocusRepeatabilityOptions> options =
      OptionSet<FocusRepeatabilityOptions>()
          .add("region", &FocusRepeatabilityOptions::region,
               "look only here; default: the whole image")
          .add("plane", &FocusRepeatabilityOptions::plane,
               "colour plane to look at: red, green, blue, green1, green2");
  return options;
}

std::vector<Caveat> caveats_of(const SeriesReader& reader, const FocusPlaces& places) {
  // A tone curve moves no peak, so nobody is asked whether there is one.
  auto caveats = frame_caveats(kMetric, reader.info(), true, 0);
  if (!places.timed)
    caveats.push_back({kMetric + ".time_unknown",
                       tr("nobody said when the frames were taken: they are taken to be at equal "
                          "intervals")});
  if (reader.saturated_frames() > 0)
    caveats.push_back({kMetric + ".saturated",
                       fmt::format(fmt::runtime(tr("{} frames have more than a thousandth of their "
                                                   "pixels at full scale")),
                                   reader.saturated_frames())});
  if (auto repeated = reader.repeated_frames()) caveats.push_back(*repeated);
  return caveats;
}

void measure(const Observation& observation, const FocusRepeatabilityOptions& options,
             Evaluation& evaluation) {
  const auto refuse = [&](Failure failure) { evaluation.failures.push_back(std::move(failure)); };
  SeriesReader reader(kMetric, observation, options.plane, options.region);
  if (reader.size() == 0)
    return refuse({kMetric + ".no_frames", tr("there is no image to measure"),
                   tr("Name the images in the order in which they were taken.")});
  const auto first = reader.read(0);
  if (!first) return refuse(first.error());
  if (observation.pictures) evaluation.pictures.push_back(picture_of("first frame", *first));
  const auto places = focus_places(observation, reader.size());
  if (!places) return refuse(places.error());
  const auto reaches = focus_reaches(reader, *places);
  if (!reaches) return refuse(reaches.error());
  append_focus_figures(*reaches, places->timed, evaluation);
  append_focus_results(*reaches, caveats_of(reader, *places), evaluation);
}

Outcome<Evaluation> evaluate(const Observation& observation, const OptionTexts& texts) {
  const auto options = option_set().parse(texts);
  if (!options) return fail(options.error());
  Evaluation evaluation;
  evaluation.metric = kMetric;
  evaluation.method = kMetric + "/best_focus";
  evaluation.method_version = 1;
  evaluation.parameters = option_set().texts(*options);
  if (observation.frames) evaluation.inputs = observation.frames->inputs();
  measure(observation, *options, evaluation);
  return evaluation;
}

}  // namespace

Metric focus_repeatability_metric() {
  constexpr auto kStatistic = ResultKind::statistic;
  Metric m;
  m.id = kMetric;
  m.title = "How well a focus drive finds the same plane again";
  m.reference_document = "based on ISO 230-2:2014 and QUAREP-LiMi WG6";
  m.measurands = {
      {"repeatability_z", "um", "standard deviation of best focus from run to run"},
      {"backlash_z", "um", "mean best focus of runs with growing z less that of falling z"},
      {"drift_z", "um", "how far best focus crept from the first to the last run"},
      {"repeatability_with_drift_z", "um",
       "standard deviation of best focus before the drift was taken out", kStatistic},
      {"localisation_z", "um",
       "standard uncertainty of one best focus, from the noise of the images", kStatistic},
      {"depth_of_focus", "um", "median range within which a run keeps 80 % of its sharpness",
       kStatistic},
  };
  m.methods = {{kMetric + "/best_focus", 1, "peak of the sharpness of each run through focus"}};
  m.options = option_set().declarations();
  m.failures = focus_repeatability_failures();
  m.caveats = focus_repeatability_caveats();
  m.series = true;
  m.evaluate = evaluate;
  return m;
}

}  // namespace etalon::metrics
