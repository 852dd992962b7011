// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/stage_repeatability.hpp"

#include "suite/core/translate.hpp"
#include "suite/metrics/frame_planes.hpp"
#include "suite/metrics/series_reader.hpp"
#include "suite/metrics/stage_results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace etalon::metrics {

namespace {

const std::string kMetric = "stage_repeatability";

constexpr std::size_t kFewestFrames = 3;

const OptionSet<StageRepeatabilityOptions>& option_set() {
  static const OptionSet<StageRepeatabilityOptions> options =
      OptionSet<StageRepeatabilityOptions>()
          .add("method", &StageRepeatabilityOptions::method,
               "which figures: see the list of methods")
          .add("region", &StageRepeatabilityOptions::region,
               "look only here; default: the whole image")
          .add("plane", &StageRepeatabilityOptions::plane,
               "colour plane to look at: red, green, blue, green1, green2");
  return options;
}

std::optional<Failure> check_options(const StageRepeatabilityOptions& options) {
  std::string known;
  for (const Method& method : stage_repeatability_methods()) {
    if (method.id == options.method) return std::nullopt;
    known += (known.empty() ? "" : ", ") + method.id;
  }
  return Failure{"options.value",
                 fmt::format("method: \"{}\" is not a method of stage_repeatability; known: {}",
                             options.method, known),
                 ""};
}

/// Why hardly any visit could be compared.
std::optional<Failure> nothing_to_compare(const StagePositions& positions) {
  const auto& references = positions.reference;
  const bool any = std::any_of(references.begin(), references.end(),
                               [](const auto& r) { return r.has_value(); });
  if (!any) {
    return Failure{kMetric + ".no_texture", tr("no frame shows more than noise"),
                   tr("Put something with structure in focus: dust on a slide will do.")};
  }
  const auto located = std::count_if(positions.of_visit.begin(), positions.of_visit.end(),
                                     [](const StagePosition& p) { return p.located(); });
  const auto flagged = [&](const std::string& flag) {
    return std::count_if(positions.of_visit.begin(), positions.of_visit.end(),
                         [&](const StagePosition& p) { return p.flag == flag; });
  };
  const auto doubtful = flagged("ambiguous") + flagged("one_way");
  if (doubtful > 0 && doubtful >= located) {
    return Failure{kMetric + ".ambiguous",
                   fmt::format(fmt::runtime(tr("{} of {} visits agree with the others of their "
                                               "place as well at other shifts, such as along "
                                               "parallel lines")),
                               doubtful, positions.of_visit.size()),
                   tr("Use something irregular in both directions: dust will do.")};
  }
  const auto lost = flagged("not_same_place") + flagged("little_overlap");
  if (lost > 0 && lost >= located) {
    return Failure{
        kMetric + ".not_same_place",
        fmt::format(fmt::runtime(tr("{} of {} visits share no texture with the others of their "
                                    "place")),
                    lost, positions.of_visit.size()),
        tr("Are the frames in the order in which they were taken, and the places those that the "
           "stage was sent to? If it misses by more than half of the field, use a lower "
           "magnification.")};
  }
  return std::nullopt;
}

/// Of a texture that repeats itself, returns are known but for its period.
std::optional<Failure> ambiguous(const StageAnalysis& analysis) {
  const auto period = analysis.positions.period_px;
  if (!period) return std::nullopt;
  double farthest = 0;
  for (const std::size_t i : analysis.used) {
    const StagePosition& p = analysis.positions.of_visit[i];
    farthest = std::max(farthest, std::hypot(p.x_px, p.y_px));
  }
  if (farthest < *period / 4) return std::nullopt;
  return Failure{
      kMetric + ".ambiguous",
      fmt::format(fmt::runtime(tr("the texture repeats every {:.1f} px and the stage comes back "
                                  "{:.1f} px away: whole periods cannot be told apart")),
                  *period, farthest),
      tr("Use something irregular (dust will do), or a grid of larger pitch.")};
}

void measure(const Observation& observation, const StageRepeatabilityOptions& options,
             Evaluation& evaluation) {
  const auto refuse = [&](Failure failure) { evaluation.failures.push_back(std::move(failure)); };
  SeriesReader reader(kMetric, observation, options.plane, options.region);
  if (reader.size() == 0)
    return refuse({kMetric + ".no_frames", tr("there is no image to measure"),
                   tr("Name the images in the order in which they were taken.")});
  const auto first = reader.read(0);
  if (!first) return refuse(first.error());
  if (observation.pictures) evaluation.pictures.push_back(picture_of("first frame", *first));
  if (reader.size() < kFewestFrames)
    return refuse({kMetric + ".few_visits",
                   fmt::format(fmt::runtime(tr("{} frames cannot tell how a stage comes back")),
                               reader.size()),
                   tr("Come back to the same place at least five times, and name all images.")});
  auto visits = stage_visits(observation, reader.size());
  if (!visits) return refuse(visits.error());
  std::optional<double> pixel_size_um;
  if (observation.references.pixel_size)
    pixel_size_um = observation.references.pixel_size->value.per_px.in(um);
  auto positions = stage_positions(reader, *visits, pixel_size_um);
  if (!positions) return refuse(positions.error());
  const auto nothing = nothing_to_compare(*positions);
  StageAnalysis analysis = analysed(std::move(*visits), std::move(*positions));
  analysis.saturated_frames = reader.saturated_frames();
  append_stage_items(analysis, evaluation);
  if (nothing) return refuse(*nothing);
  if (auto wrong = ambiguous(analysis)) return refuse(*wrong);
  append_stage_curves(analysis, observation, evaluation);
  auto caveats = stage_caveats(analysis, observation, reader.info());
  if (auto repeated = reader.repeated_frames()) caveats.push_back(*repeated);
  append_stage_results(analysis, observation, caveats, evaluation);
}

Outcome<Evaluation> evaluate(const Observation& observation, const OptionTexts& texts) {
  const auto options = option_set().parse(texts);
  if (!options) return fail(options.error());
  if (auto wrong = check_options(*options)) return fail(*wrong);
  Evaluation evaluation;
  evaluation.metric = kMetric;
  evaluation.method = options->method;
  evaluation.method_version = 1;
  evaluation.parameters = option_set().texts(*options);
  evaluation.parameters.erase("method");
  if (observation.frames) evaluation.inputs = observation.frames->inputs();
  measure(observation, *options, evaluation);
  return evaluation;
}

}  // namespace

Metric stage_repeatability_metric() {
  Metric m;
  m.id = kMetric;
  m.title = "How well a stage comes back, from images of any texture";
  m.reference_document = "based on ISO 230-2:2014 and QUAREP-LiMi WG6";
  m.measurands = stage_repeatability_measurands();
  m.methods = stage_repeatability_methods();
  m.options = option_set().declarations();
  m.failures = stage_repeatability_failures();
  m.caveats = stage_repeatability_caveats();
  m.series = true;
  m.evaluate = evaluate;
  return m;
}

}  // namespace etalon::metrics
