// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/drift.hpp"

#include "suite/core/translate.hpp"
#include "suite/metrics/drift_figures.hpp"
#include "suite/metrics/drift_results.hpp"
#include "suite/metrics/frame_planes.hpp"
#include "suite/metrics/series_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace etalon::metrics {

namespace {

const std::string kMetric = "drift";

const OptionSet<DriftOptions>& option_set() {
  static const OptionSet<DriftOptions> options =
      OptionSet<DriftOptions>()
          .add("band", &DriftOptions::band,
               "settled is what stays so close to the straight line through the last half")
          .add("region", &DriftOptions::region, "look only here; default: the whole image")
          .add("plane", &DriftOptions::plane,
               "colour plane to look at: red, green, blue, green1, green2");
  return options;
}

std::vector<Caveat> caveats_of(const DriftTrack& track, const Observation& observation,
                               const SeriesReader& reader) {
  // A tone curve moves nothing, so nobody is asked whether there is one.
  auto caveats = frame_caveats(kMetric, reader.info(), true, 0);
  const auto add = [&](const char* code, std::string detail) {
    caveats.push_back({kMetric + "." + code, std::move(detail)});
  };
  if (!observation.references.pixel_size)
    add("pixel_size_unknown", tr("without a pixel size all lengths are in pixels"));
  else if (!observation.references.pixel_size->standard_uncertainty)
    add("pixel_size_uncertainty_unknown",
        tr("the pixel size came without an uncertainty; the interval leaves it out"));
  if (const auto lost = track.all.size() - track.points.size(); lost > 0)
    add("frames_left_out", fmt::format(fmt::runtime(tr("{} frames share no texture with the first "
                                                       "and are left out")),
                                       lost));
  const auto still = std::count_if(track.points.begin(), track.points.end(),
                                   [](const DriftPoint& p) { return p.still_pattern; });
  if (still > 0)
    add("still_pattern",
        fmt::format(fmt::runtime(tr("in {} frames something stays where it is while the rest moves "
                                    "(dust on the camera?); as long as the two lie less than four "
                                    "pixels apart it holds the position back")),
                    still));
  if (grows_unlike(track))
    add("grows_unlike", tr("the frames agree less and less with the first: did the focus or the "
                           "light change, or does dust on the camera stay while the rest moves?"));
  if (const auto jump = jump_in(track))
    add("jump", fmt::format(fmt::runtime(tr("between frames {} and {} the image jumped: was the "
                                            "table knocked?")),
                            track.points[*jump - 1].frame + 1, track.points[*jump].frame + 1));
  if (reader.saturated_frames() > 0)
    add("saturated", fmt::format(fmt::runtime(tr("{} frames have more than a thousandth of their "
                                                 "pixels at full scale")),
                                 reader.saturated_frames()));
  if (auto repeated = reader.repeated_frames()) caveats.push_back(*repeated);
  return caveats;
}

void measure(const Observation& observation, const DriftOptions& options, Evaluation& evaluation) {
  const auto refuse = [&](Failure failure) { evaluation.failures.push_back(std::move(failure)); };
  SeriesReader reader(kMetric, observation, options.plane, options.region);
  if (reader.size() == 0)
    return refuse({kMetric + ".no_frames", tr("there is no image to measure"),
                   tr("Name the images in the order in which they were taken.")});
  const auto first = reader.read(0);
  if (!first) return refuse(first.error());
  if (observation.pictures) evaluation.pictures.push_back(picture_of("first frame", *first));
  if (reader.size() < 2)
    return refuse({kMetric + ".few_frames", tr("one frame cannot tell how far it creeps"),
                   tr("Take an image every 30 s for an hour, and name all images.")});
  const auto times = drift_times(observation, reader.size());
  if (!times) return refuse(times.error());
  const auto track = drift_track(reader, *times);
  if (!track) return refuse(track.error());
  append_drift_items(track->all, evaluation);
  append_drift_curves(*track, observation, evaluation);
  append_drift_results(*track, observation, options, caveats_of(*track, observation, reader),
                       evaluation);
}

Outcome<Evaluation> evaluate(const Observation& observation, const OptionTexts& texts) {
  const auto options = option_set().parse(texts);
  if (!options) return fail(options.error());
  if (!(options->band > um(0)))
    return fail("options.value", tr("band: expected a length above 0"), "");
  Evaluation evaluation;
  evaluation.metric = kMetric;
  evaluation.method = "drift/registration";
  evaluation.method_version = 1;
  evaluation.parameters = option_set().texts(*options);
  if (observation.frames) evaluation.inputs = observation.frames->inputs();
  measure(observation, *options, evaluation);
  return evaluation;
}

}  // namespace

Metric drift_metric() {
  Metric m;
  m.id = kMetric;
  m.title = "How far an image creeps while nothing is touched";
  m.reference_document = "based on QUAREP-LiMi WG6";
  m.measurands = drift_measurands();
  m.methods = {{"drift/registration", 1, "every frame registered against the first"}};
  m.options = option_set().declarations();
  m.failures = drift_failures();
  m.caveats = drift_caveats();
  m.series = true;
  m.evaluate = evaluate;
  return m;
}

}  // namespace etalon::metrics
