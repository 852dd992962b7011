// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/usaf_1951.hpp"

#include "suite/core/translate.hpp"
#include "suite/metrics/frame_planes.hpp"
#include "suite/metrics/ruler_plane.hpp"
#include "suite/metrics/usaf_results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace etalon::metrics {

namespace {

constexpr double kLowestContrast = 0.02;

const OptionSet<Usaf1951Options>& option_set() {
  static const OptionSet<Usaf1951Options> options =
      OptionSet<Usaf1951Options>()
          .add("threshold", &Usaf1951Options::threshold,
               "contrast, over that of the largest element, at which bars count as just resolved: "
               "a ratio, or rayleigh (15.3 %: two slit images whose dip is 26.5 %)")
          .add("largest_group", &Usaf1951Options::largest_group,
               "group of the largest whole element in the picture, -2 to 11; default: from the "
               "pixel size")
          .add("largest_element", &Usaf1951Options::largest_element,
               "which element of its group that is, 1 to 6; default: from the arrangement")
          .add("target_uncertainty", &Usaf1951Options::target_uncertainty,
               "relative standard uncertainty of the target's lengths, from its certificate")
          .add("certificate", &Usaf1951Options::certificate,
               "number of that certificate: results that share it share the error of the target")
          .add("region", &Usaf1951Options::region, "look only here; default: the whole image")
          .add("plane", &Usaf1951Options::plane,
               "colour plane to measure: red, green, blue, green1, green2")
          .add("linear", &Usaf1951Options::linear,
               "you declare that pixel values are proportional to light, where the file does not "
               "say");
  return options;
}

/// Michelson contrast of two slit images whose sum dips to 73.5 % in the middle.
const std::map<std::string, double>& named_thresholds() {
  static const std::map<std::string, double> names{{"rayleigh", 0.1527}};
  return names;
}

Outcome<double> threshold_of(const std::string& text) {
  const auto named = named_thresholds().find(text);
  if (named != named_thresholds().end()) return named->second;
  const auto ratio = parse_quantity<kind::Ratio>(text);
  if (!ratio) return fail("options.value", "threshold: " + ratio.error().detail, "");
  const double value = ratio->in(one);
  if (!(value > 0.01 && value < 0.9))
    return fail("options.value", "threshold: expected more than 1 % and less than 90 %", "");
  return value;
}

std::optional<Failure> check_options(const Usaf1951Options& options) {
  const auto wrong = [](const std::string& detail) { return Failure{"options.value", detail, ""}; };
  if (options.largest_group && (*options.largest_group < -2 || *options.largest_group > 11))
    return wrong("largest_group: expected -2 to 11");
  if (options.largest_element) {
    if (!options.largest_group) return wrong("largest_element: give largest_group as well");
    if (*options.largest_element < 1 || *options.largest_element > 6)
      return wrong("largest_element: expected 1 to 6");
  }
  if (options.target_uncertainty) {
    const double u = options.target_uncertainty->in(one);
    if (!(u > 0 && u < 0.2)) return wrong("target_uncertainty: expected more than 0, below 20 %");
  }
  if (options.region && (options.region->width < 20 || options.region->height < 20))
    return wrong("region: expected at least 20 x 20 px");
  return std::nullopt;
}

/// The code of a shared check, under the name of this metric.
Failure own(Failure failure) {
  failure.code = "usaf_1951" + failure.code.substr(failure.code.find('.'));
  return failure;
}

bool offset_is_known(const Observation& observation, const FrameInfo& info) {
  return observation.offset || info.black_level ||
         (observation.dark && observation.dark->size() > 0);
}

std::vector<Caveat> caveats_of(const Observation& observation, const MeanPlane& mean,
                               const Usaf1951Options& options, const UsafSurvey& survey) {
  auto caveats = frame_caveats("usaf_1951", mean.info, options.linear, 0);
  if (!offset_is_known(observation, mean.info)) {
    caveats.push_back({"usaf_1951.offset_unknown",
                       tr("the recorded value without light is not known (--dark, --offset): "
                          "contrasts are too low, their ratios hardly change")});
  }
  if (survey.arrangement.mirrored.value_or(false)) {
    caveats.push_back({"usaf_1951.mirrored",
                       tr("the target is seen in a mirror: the slide lies upside down (then its "
                          "glass is in the way), or the camera flips the image")});
  }
  return caveats;
}

std::optional<Failure> not_a_target(const UsafSurvey& survey) {
  if (survey.triplets.empty()) {
    return Failure{"usaf_1951.no_target",
                   survey.rejected.empty()
                       ? tr("no triplets of parallel bars stand out from the noise")
                       : tr("triplets of bars were seen, but no two of them belong to one target"),
                   tr("Is the target in focus, with several whole elements in the picture?")};
  }
  double contrast = 0;
  for (const UsafTriplet& t : survey.triplets)
    contrast = std::max(contrast, std::abs(t.measured.contrast));
  if (contrast < kLowestContrast) {
    return Failure{
        "usaf_1951.low_contrast",
        fmt::format(fmt::runtime(tr("the best contrast of an element is {:.1f} %")),
                    100 * contrast),
        tr("Focus on the bars, close the condenser a little, and give the dark level with --dark "
           "or --offset.")};
  }
  return std::nullopt;
}

std::optional<double> full_level(const MeanPlane& mean) {
  if (!(mean.saturated > 0)) return std::nullopt;
  return static_cast<double>(*std::max_element(mean.plane.values.begin(), mean.plane.values.end()));
}

void measure(const Observation& observation, const Usaf1951Options& options, double threshold,
             Evaluation& evaluation) {
  const auto refuse = [&](Failure failure) { evaluation.failures.push_back(std::move(failure)); };
  const auto mean = mean_plane(observation, options.plane, options.region);
  if (!mean) return refuse(own(mean.error()));
  if (auto failure = unfit(*mean)) return refuse(own(*failure));
  const UsafSurvey survey = survey_usaf(mean->plane, full_level(*mean));
  UsafReading reading{.survey = survey,
                      .plane = mean->plane,
                      .identity = {},
                      .target = {},
                      .threshold = threshold,
                      .frames = mean->frames,
                      .caveats = caveats_of(observation, *mean, options, survey)};
  const auto unmeasurable = not_a_target(survey);
  if (!unmeasurable) {
    reading.identity = identify_usaf(
        "usaf_1951", survey,
        {options.largest_group, options.largest_element, observation.references.pixel_size},
        mean->plane.pitch);
    reading.caveats.insert(reading.caveats.end(), reading.identity.caveats.begin(),
                           reading.identity.caveats.end());
    if (reading.identity.rung) {
      reading.target = UsafTarget{*reading.identity.rung, std::nullopt, options.certificate};
      if (options.target_uncertainty)
        reading.target->relative_uncertainty = options.target_uncertainty->in(one);
      if (reading.target->certificate.empty())
        reading.target->certificate = observation.references.certificate;
    }
  }
  if (observation.pictures) {
    Picture picture = picture_of("triplets", mean->plane);
    draw_triplets(reading, picture);
    evaluation.pictures.push_back(std::move(picture));
  }
  if (unmeasurable) return refuse(*unmeasurable);
  append_usaf(reading, evaluation);
  append_usaf_scale("usaf_1951", survey, view_of(mean->plane, mean->info), mean->plane.pitch,
                    reading.target, mean->frames, reading.caveats, evaluation);
  // What belongs to single elements comes last, so that no report puts the pixel size below one.
  std::stable_partition(evaluation.results.begin(), evaluation.results.end(),
                        [](const MeasurementResult& r) { return r.subject.empty(); });
  if (reading.identity.failure) refuse(*reading.identity.failure);
}

Outcome<Evaluation> evaluate(const Observation& observation, const OptionTexts& texts) {
  const auto options = option_set().parse(texts);
  if (!options) return fail(options.error());
  if (auto wrong = check_options(*options)) return fail(*wrong);
  const auto threshold = threshold_of(options->threshold);
  if (!threshold) return fail(threshold.error());
  Evaluation evaluation;
  evaluation.metric = "usaf_1951";
  evaluation.method = "usaf_1951/three_bars";
  evaluation.method_version = 1;
  evaluation.parameters = option_set().texts(*options);
  if (observation.frames) evaluation.inputs = observation.frames->inputs();
  measure(observation, *options, *threshold, evaluation);
  return evaluation;
}

std::vector<Measurand> measurands() {
  return {
      {"resolution_limit_min", "cycles/mm", "line pairs per mm at the threshold, worse direction"},
      {"resolution_limit_h", "cycles/mm", "the same of lying bars"},
      {"resolution_limit_v", "cycles/mm", "the same of standing bars"},
      {"resolution_limit_min_px", "cycles/px", "the same in the image, worse direction"},
      {"resolution_limit_h_px", "cycles/px", "of lying bars"},
      {"resolution_limit_v_px", "cycles/px", "of standing bars"},
      {"smallest_line_min", "um", "width of a bar at the limit, worse direction"},
      {"smallest_line_h", "um", "of lying bars"},
      {"smallest_line_v", "um", "of standing bars"},
      {"last_resolved_h", "cycles/mm", "last element before the first that fails, lying bars",
       ResultKind::statistic},
      {"last_resolved_v", "cycles/mm", "the same of standing bars", ResultKind::statistic},
      {"pixel_size_x", "um", "object length per pixel along the rows, from the bars"},
      {"pixel_size_y", "um", "object length per pixel along the columns, from the bars"},
      {"rotation", "deg", "angle of the standing bars' normal to the rows, from x towards y"},
      {"shear", "deg", "rotation of the standing bars less that of the lying ones"},
  };
}

}  // namespace

Metric usaf_1951_metric() {
  Metric m;
  m.id = "usaf_1951";
  m.title = "Resolution limit from the bars of a USAF 1951 target";
  m.reference_document = "based on MIL-STD-150A";
  m.measurands = measurands();
  m.methods = {{"usaf_1951/three_bars", 1,
                "means over thirds of three equal bars of free shape, fitted to each triplet"}};
  m.options = option_set().declarations();
  m.failures = usaf_1951_failures();
  m.caveats = usaf_1951_caveats();
  m.evaluate = evaluate;
  return m;
}

}  // namespace etalon::metrics
