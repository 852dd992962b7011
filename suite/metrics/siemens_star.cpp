// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/siemens_star.hpp"

#include "suite/core/translate.hpp"
#include "suite/metrics/edge_planes.hpp"
#include "suite/metrics/star_results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace etalon::metrics {

namespace {

const OptionSet<SiemensStarOptions>& option_set() {
  static const OptionSet<SiemensStarOptions> options =
      OptionSet<SiemensStarOptions>()
          .add("spokes", &SiemensStarOptions::spokes,
               "pairs of a bright and a dark spoke, where you know them; 0: count them")
          .add("sectors", &SiemensStarOptions::sectors,
               "parts of the circle that are measured apart: an even number, 4 to 16")
          .add("threshold", &SiemensStarOptions::threshold,
               "modulation that counts as resolved, for resolution_limit")
          .add("sinusoidal", &SiemensStarOptions::sinusoidal,
               "the spokes change as a sine over the angle; no: hard borders")
          .add("region", &SiemensStarOptions::region, "look only here; default: the whole image")
          .add("plane", &SiemensStarOptions::plane,
               "colour plane to measure: red, green, blue, green1, green2")
          .add("max_relative_uncertainty", &SiemensStarOptions::max_relative_uncertainty,
               "a noisier MTF50 is refused (standard uncertainty over value)")
          .add("linear", &SiemensStarOptions::linear,
               "you declare that pixel values are proportional to light, where the file does not "
               "say");
  return options;
}

std::optional<Failure> check_options(const SiemensStarOptions& options) {
  const auto wrong = [](const std::string& detail) { return Failure{"options.value", detail, ""}; };
  if (options.spokes != 0 && (options.spokes < 8 || options.spokes > 400))
    return wrong("spokes: expected 0, or a whole number from 8 to 400");
  if (options.sectors < 4 || options.sectors > 16 || options.sectors % 2 != 0)
    return wrong("sectors: expected an even number from 4 to 16");
  if (options.threshold < percent(2) || options.threshold > percent(90))
    return wrong("threshold: expected 2 % to 90 %");
  if (!(options.max_relative_uncertainty > percent(0)))
    return wrong("max_relative_uncertainty: expected more than 0");
  if (options.region && (options.region->width < 40 || options.region->height < 40))
    return wrong("region: expected at least 40 x 40 px");
  return std::nullopt;
}

/// The code of a shared check, under the name of this metric.
Failure own(Failure failure) {
  failure.code = "siemens_star" + failure.code.substr(failure.code.find('.'));
  return failure;
}

/// The mean of all frames in the plane asked for.
struct MeanPlane {
  Plane plane;
  FrameInfo info;
  std::size_t frames = 0;
  double full = 1e30;  ///< value at which samples are cut off, level subtracted
  std::size_t not_finite = 0;
};

Outcome<int> plane_index(const FrameInfo& info, const std::string& wanted) {
  if (plane_count(info) == 1 && wanted == "green") return 0;
  const bool mosaic_green = plane_count(info) == 4 && wanted == "green";
  const auto found = wanted_planes("siemens_star", info, mosaic_green ? "green1" : wanted);
  if (!found) return fail(found.error());
  return found->front();
}

double cut_off(const Plane& plane, const FrameInfo& info) {
  if (info.sample_type == SampleType::f32 || plane.values.empty()) return 1e30;
  const float highest = *std::max_element(plane.values.begin(), plane.values.end());
  return clipping_level(static_cast<double>(highest), full_scale(info)).value_or(1e30);
}

Outcome<MeanPlane> mean_plane(const Observation& observation, const SiemensStarOptions& options) {
  MeanPlane mean;
  if (!observation.frames || observation.frames->size() == 0) {
    return fail("siemens_star.no_frames", tr("there is no image to measure"),
                tr("Name at least one image file."));
  }
  for (std::size_t i = 0; i < observation.frames->size(); ++i) {
    const Frame frame = observation.frames->read(i);
    if (options.region && !inside(*options.region, frame.info)) {
      return fail(
          "siemens_star.region_outside",
          fmt::format(fmt::runtime(tr("the region {} reaches beyond the image of {} x {} px")),
                      OptionText<Region>::print(*options.region), frame.info.width,
                      frame.info.height),
          tr("Give --region as x,y,width,height inside the image."));
    }
    if (i > 0 && !(frame.info == mean.info)) {
      return fail("siemens_star.frames_differ", tr("the frames differ in size or type"),
                  tr("Measure them one by one."));
    }
    mean.info = frame.info;
    const auto dark = dark_frame(observation, frame.info);
    if (!dark) return fail(own(dark.error()));
    const auto index = plane_index(frame.info, options.plane);
    if (!index) return fail(index.error());
    Plane plane = prepared_plane(frame, *index, options.region, *dark);
    mean.full = std::min(mean.full, cut_off(plane, frame.info) - dark->level.value_or(0));
    mean.not_finite += count_not_finite(plane, frame.info);
    const auto level = static_cast<float>(dark->level.value_or(0));
    for (float& v : plane.values) v -= level;
    ++mean.frames;
    if (i == 0) {
      mean.plane = std::move(plane);
      continue;
    }
    const float share = 1.0F / static_cast<float>(mean.frames);
    for (std::size_t k = 0; k < plane.values.size(); ++k)
      mean.plane.values[k] += (plane.values[k] - mean.plane.values[k]) * share;
  }
  return mean;
}

/// Nothing but one value, or no numbers: said in other words than "no star".
std::optional<Failure> nothing_at_all(const MeanPlane& mean) {
  double low = 1e300;
  double high = -1e300;
  std::size_t finite = 0;
  for (const float value : mean.plane.values) {
    if (!std::isfinite(value)) continue;
    ++finite;
    low = std::min(low, static_cast<double>(value));
    high = std::max(high, static_cast<double>(value));
  }
  if (2 * finite < mean.plane.values.size() || finite == 0) {
    return Failure{"siemens_star.not_finite",
                   fmt::format(fmt::runtime(tr("{} pixels are no numbers (NaN or infinite)")),
                               mean.not_finite),
                   tr("Export the image without masking, or measure a part of it with --region.")};
  }
  if (low >= mean.full) {
    return Failure{"siemens_star.saturated", tr("every pixel is at full scale"),
                   tr("Shorten the exposure or dim the lamp until the brightest pixels stay below "
                      "80 % of full scale.")};
  }
  if (low == high) {
    return Failure{"siemens_star.no_star",
                   fmt::format(fmt::runtime(tr("every pixel has the same value ({:.6g})")), high),
                   tr("Was the light on and the shutter open? Is it the right file?")};
  }
  return std::nullopt;
}

void measure(const Observation& observation, const SiemensStarOptions& options,
             Evaluation& evaluation) {
  const auto refuse = [&](Failure failure) { evaluation.failures.push_back(std::move(failure)); };
  const auto mean = mean_plane(observation, options);
  if (!mean) return refuse(mean.error());
  if (auto failure = nothing_at_all(*mean)) return refuse(*failure);
  const StarSurvey survey = survey_star(mean->plane, options, mean->full);
  if (observation.pictures) {
    Picture picture = picture_of("star", mean->plane);
    draw_star(survey, options, picture);
    evaluation.pictures.push_back(std::move(picture));
  }
  if (survey.failure) return refuse(*survey.failure);
  append_star(survey, mean->plane, observation, options, mean->frames,
              frame_caveats("siemens_star", mean->info, options.linear, mean->not_finite),
              evaluation);
}

Outcome<Evaluation> evaluate(const Observation& observation, const OptionTexts& texts) {
  const auto options = option_set().parse(texts);
  if (!options) return fail(options.error());
  if (auto wrong = check_options(*options)) return fail(*wrong);
  Evaluation evaluation;
  evaluation.metric = "siemens_star";
  evaluation.method = "siemens_star/known_phase";
  evaluation.method_version = 1;
  evaluation.parameters = option_set().texts(*options);
  if (observation.frames) evaluation.inputs = observation.frames->inputs();
  measure(observation, *options, evaluation);
  return evaluation;
}

}  // namespace

Metric siemens_star_metric() {
  Metric m;
  m.id = "siemens_star";
  m.title = "Sharpness (MTF) in all directions from a Siemens star";
  m.reference_document = "based on ISO 12233:2023 (s-SFR)";
  m.measurands = {
      {"mtf50", "cycles/px", "spatial frequency at which the modulation transfer falls to 50 %"},
      {"mtf10", "cycles/px", "spatial frequency at which the modulation transfer falls to 10 %"},
      {"resolution_limit", "cycles/px",
       "spatial frequency at which the modulation transfer falls to the threshold"},
      {"mtf50_object", "cycles/mm", "mtf50 in the object plane (needs the pixel size)"},
      {"mtf10_object", "cycles/mm", "mtf10 in the object plane (needs the pixel size)"},
      {"resolution_limit_object", "cycles/mm",
       "resolution_limit in the object plane, line pairs per mm (needs the pixel size)"},
      {"spokes", "1", "pairs of a bright and a dark spoke", ResultKind::statistic},
  };
  m.methods = {{"siemens_star/known_phase", 1,
                "amplitudes in the phase that the whole star fixes, on rings and sectors; a smooth "
                "curve through them"}};
  m.options = option_set().declarations();
  m.failures = siemens_star_failures();
  m.caveats = siemens_star_caveats();
  m.evaluate = evaluate;
  return m;
}

}  // namespace etalon::metrics
