// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/pixel_size.hpp"

#include "suite/core/translate.hpp"
#include "suite/metrics/edge_planes.hpp"
#include "suite/metrics/pixel_size_results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace etalon::metrics {

namespace {

constexpr double kLowestContrast = 0.02;
constexpr double kLargestSaturatedShare = 0.01;

const OptionSet<PixelSizeOptions>& option_set() {
  static const OptionSet<PixelSizeOptions> options =
      OptionSet<PixelSizeOptions>()
          .add("pitch", &PixelSizeOptions::pitch,
               "distance between neighbouring lines of the ruler")
          .add("pitch_uncertainty", &PixelSizeOptions::pitch_uncertainty,
               "standard uncertainty of the pitch: expanded uncertainty over k, from the "
               "certificate of the ruler")
          .add("certificate", &PixelSizeOptions::certificate,
               "number of that certificate: results that share it share the error of the ruler")
          .add("region", &PixelSizeOptions::region, "look only here; default: the whole image")
          .add("plane", &PixelSizeOptions::plane,
               "colour plane to measure: red, green, blue, green1, green2")
          .add("linear", &PixelSizeOptions::linear,
               "you declare that pixel values are proportional to light, where the file does not "
               "say");
  return options;
}

std::optional<Failure> check_options(const PixelSizeOptions& options) {
  const auto wrong = [](const std::string& detail) { return Failure{"options.value", detail, ""}; };
  if (options.pitch && !(*options.pitch > um(0))) return wrong("pitch: expected more than 0");
  if (options.pitch_uncertainty) {
    if (!options.pitch) return wrong("pitch_uncertainty: give the pitch as well");
    if (!(*options.pitch_uncertainty > um(0)) || *options.pitch_uncertainty > *options.pitch * 0.5)
      return wrong("pitch_uncertainty: expected more than 0 and less than half of the pitch");
  }
  if (options.region && (options.region->width < 20 || options.region->height < 20))
    return wrong("region: expected at least 20 x 20 px");
  return std::nullopt;
}

/// The code of a shared check, under the name of this metric.
Failure own(Failure failure) {
  failure.code = "pixel_size" + failure.code.substr(failure.code.find('.'));
  return failure;
}

std::optional<Uncertain<Length>> pitch_of(const Observation& observation,
                                          const PixelSizeOptions& options) {
  std::optional<Uncertain<Length>> pitch = observation.references.ruler_pitch;
  if (options.pitch) {
    pitch = Uncertain<Length>{};
    pitch->value = *options.pitch;
    pitch->standard_uncertainty = options.pitch_uncertainty;
  }
  if (!pitch) return pitch;
  if (!options.certificate.empty()) pitch->id = options.certificate;
  if (pitch->id.empty()) pitch->id = observation.references.certificate;
  return pitch;
}

std::vector<Caveat> caveats_of(const FrameInfo& info, bool declared_linear) {
  std::vector<Caveat> caveats;
  if (info.transfer == Transfer::encoded) {
    caveats.push_back({"pixel_size.transfer_encoded",
                       tr("the file holds a tone curve (sRGB or the like); the middles of lines "
                          "hardly move by it")});
  } else if (info.transfer == Transfer::unknown && !declared_linear) {
    caveats.push_back({"pixel_size.transfer_unknown",
                       tr("nobody says whether pixel values are proportional to light; the middles "
                          "of lines hardly depend on it")});
  }
  if (info.lossy)
    caveats.push_back(
        {"pixel_size.lossy", tr("the image was compressed with loss (JPEG); save TIFF or PNG")});
  if (info.processed.value_or(false))
    caveats.push_back(
        {"pixel_size.processed", tr("the camera or its software has processed the image")});
  return caveats;
}

/// The mean of all frames in the plane asked for, and what was seen on the way.
struct MeanPlane {
  Plane plane;
  FrameInfo info;
  std::size_t frames = 0;
  double saturated = 0;  ///< largest share of pixels at full scale in a frame
  std::size_t not_finite = 0;
};

Outcome<int> plane_index(const FrameInfo& info, const std::string& wanted) {
  const int planes = plane_count(info);
  if (planes == 1 && wanted == "green") return 0;
  const bool mosaic_green = planes == 4 && wanted == "green";
  const auto found = wanted_planes("pixel_size", info, mosaic_green ? "green1" : wanted);
  if (!found) return fail(own(found.error()));
  return found->front();
}

double saturated_share(const Plane& plane, const FrameInfo& info) {
  if (info.sample_type == SampleType::f32 || plane.values.empty()) return 0;
  const float highest = *std::max_element(plane.values.begin(), plane.values.end());
  const auto limit = clipping_level(static_cast<double>(highest), full_scale(info));
  if (!limit) return 0;
  const auto count = std::count_if(plane.values.begin(), plane.values.end(),
                                   [&](float v) { return static_cast<double>(v) >= *limit; });
  return static_cast<double>(count) / static_cast<double>(plane.values.size());
}

std::optional<Failure> check_frame(const Frame& frame, const MeanPlane& mean,
                                   const std::optional<Region>& region) {
  if (region && !inside(*region, frame.info)) {
    return Failure{
        "pixel_size.region_outside",
        fmt::format(fmt::runtime(tr("the region {} reaches beyond the image of {} x {} px")),
                    OptionText<Region>::print(*region), frame.info.width, frame.info.height),
        tr("Give --region as x,y,width,height inside the image.")};
  }
  if (mean.frames > 0 && !(frame.info == mean.info)) {
    return Failure{"pixel_size.frames_differ", tr("the frames differ in size or type"),
                   tr("Measure them one by one.")};
  }
  return std::nullopt;
}

Outcome<MeanPlane> mean_plane(const Observation& observation, const PixelSizeOptions& options) {
  MeanPlane mean;
  if (!observation.frames || observation.frames->size() == 0) {
    return fail("pixel_size.no_frames", tr("there is no image to measure"),
                tr("Name at least one image file."));
  }
  for (std::size_t i = 0; i < observation.frames->size(); ++i) {
    const Frame frame = observation.frames->read(i);
    if (auto wrong = check_frame(frame, mean, options.region)) return fail(*wrong);
    mean.info = frame.info;
    const auto dark = dark_frame(observation, frame.info);
    if (!dark) return fail(own(dark.error()));
    const auto index = plane_index(frame.info, options.plane);
    if (!index) return fail(index.error());
    Plane plane = prepared_plane(frame, *index, options.region, *dark);
    mean.saturated = std::max(mean.saturated, saturated_share(plane, frame.info));
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

std::optional<Failure> unfit(const MeanPlane& mean) {
  if (mean.not_finite > 0) {
    return Failure{"pixel_size.not_finite",
                   fmt::format(fmt::runtime(tr("{} pixels are no numbers (NaN or infinite)")),
                               mean.not_finite),
                   tr("Export the image without masking, or measure a part of it with --region.")};
  }
  if (mean.saturated > kLargestSaturatedShare) {
    return Failure{
        "pixel_size.saturated",
        fmt::format(fmt::runtime(tr("{:.0f} % of the pixels are at full scale")),
                    100 * mean.saturated),
        tr("Shorten the exposure or dim the lamp until the brightest pixels stay below 80 % of "
           "full scale.")};
  }
  return std::nullopt;
}

std::optional<Failure> not_a_ruler(const RulerSurvey& survey) {
  if (survey.too_fine) {
    return Failure{"pixel_size.too_fine", tr("the lines are less than 4 px apart"),
                   tr("Use a ruler of larger pitch, or an objective of higher magnification.")};
  }
  if (survey.directions.empty() && survey.periodic && survey.most_lines > 0) {
    return Failure{
        "pixel_size.few_lines",
        fmt::format(fmt::runtime(tr("at least 5 regular lines are needed; {} were located")),
                    survey.most_lines),
        tr("Use a ruler of smaller pitch, or an objective of lower magnification; focus on the "
           "lines and clean the slide.")};
  }
  if (survey.directions.empty()) {
    return Failure{"pixel_size.no_lines",
                   tr("no parallel, equally spaced lines stand out from the noise"),
                   tr("Is the ruler in focus and in the picture, with at least 5 lines?")};
  }
  double contrast = 0;
  for (const auto& d : survey.directions) contrast = std::max(contrast, d.located.contrast);
  if (contrast < kLowestContrast) {
    return Failure{
        "pixel_size.low_contrast",
        fmt::format(fmt::runtime(tr("the contrast of the lines is {:.1f} %")), 100 * contrast),
        tr("Focus on the lines, close the condenser a little, and give the dark level "
           "with --dark or --offset.")};
  }
  return std::nullopt;
}

void measure(const Observation& observation, const PixelSizeOptions& options,
             Evaluation& evaluation) {
  const auto refuse = [&](Failure failure) { evaluation.failures.push_back(std::move(failure)); };
  const auto mean = mean_plane(observation, options);
  if (!mean) return refuse(mean.error());
  if (auto failure = unfit(*mean)) return refuse(*failure);
  const RulerSurvey survey = survey_ruler(mean->plane);
  if (observation.pictures) {
    Picture picture = picture_of("lines", mean->plane);
    draw_lines(survey, picture);
    evaluation.pictures.push_back(std::move(picture));
  }
  if (auto failure = not_a_ruler(survey)) return refuse(*failure);
  const auto pitch = pitch_of(observation, options);
  append_ruler(survey, mean->plane, pitch, mean->frames, caveats_of(mean->info, options.linear),
               evaluation);
  if (!pitch) {
    refuse(
        {"pixel_size.no_pitch", tr("nobody says how far apart the lines of the ruler are"),
         tr("Give the distance of neighbouring lines: in the scope file as slides: {ruler: {slide: "
            "stage_micrometer, pitch: {value: 10 um, half_width: 0.03 um}}}, or as --pitch 10um "
            "with --pitch-uncertainty.")});
  }
}

Outcome<Evaluation> evaluate(const Observation& observation, const OptionTexts& texts) {
  const auto options = option_set().parse(texts);
  if (!options) return fail(options.error());
  if (auto wrong = check_options(*options)) return fail(*wrong);
  Evaluation evaluation;
  evaluation.metric = "pixel_size";
  evaluation.method = "pixel_size/lines";
  evaluation.method_version = 1;
  evaluation.parameters = option_set().texts(*options);
  if (observation.frames) evaluation.inputs = observation.frames->inputs();
  measure(observation, *options, evaluation);
  return evaluation;
}

}  // namespace

Metric pixel_size_metric() {
  Metric m;
  m.id = "pixel_size";
  m.title = "Pixel size in the object plane from a ruler";
  m.reference_document = "based on JCGM 100:2008 (regression of line centres)";
  m.measurands = {
      {"pixel_size_x", "um", "object length per pixel along the rows (needs the pitch)"},
      {"pixel_size_y", "um", "object length per pixel along the columns (needs the pitch)"},
      {"rotation", "deg", "angle of the ruler's line normal to the nearest axis, from x towards y"},
      {"shear", "deg", "rotation of the standing lines less that of the lying ones (grids)"},
      {"line_distance_px", "px", "distance of neighbouring lines along their normal"},
  };
  m.methods = {{"pixel_size/lines", 1,
                "all lines located by a profile folded from the data, places on integer numbers"}};
  m.options = option_set().declarations();
  m.failures = pixel_size_failures();
  m.caveats = pixel_size_caveats();
  m.evaluate = evaluate;
  return m;
}

}  // namespace etalon::metrics
