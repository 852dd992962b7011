// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/pixel_size.hpp"

#include "suite/core/translate.hpp"
#include "suite/imaging/line_search.hpp"
#include "suite/metrics/dot_geometry.hpp"
#include "suite/metrics/dot_picture.hpp"
#include "suite/metrics/dot_results.hpp"
#include "suite/metrics/frame_planes.hpp"
#include "suite/metrics/pixel_size_results.hpp"
#include "suite/metrics/ruler_plane.hpp"
#include "suite/metrics/usaf_ruler.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace etalon::metrics {

namespace {

constexpr double kLowestContrast = 0.02;
constexpr double kUnlikeStated = 0.1;  // relative; scopes and files know their pixels better

constexpr const char* kLines = "pixel_size/lines";
constexpr const char* kDots = "pixel_size/dots";
constexpr const char* kUsaf = "pixel_size/usaf";

const OptionSet<PixelSizeOptions>& option_set() {
  static const OptionSet<PixelSizeOptions> options =
      OptionSet<PixelSizeOptions>()
          .add("method", &PixelSizeOptions::method,
               "how to compute: see the list of methods; unasked, dots where the image shows dots")
          .add("largest_group", &PixelSizeOptions::largest_group,
               "method usaf: group of the largest whole element in the picture; default: from the "
               "stated pixel size")
          .add("pitch", &PixelSizeOptions::pitch,
               "distance between neighbouring lines or dots of the ruler")
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
  if (options.method != kLines && options.method != kDots && options.method != kUsaf) {
    return wrong(fmt::format("method: \"{}\" is not a method of pixel_size; known: {}, {}, {}",
                             options.method, kLines, kDots, kUsaf));
  }
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
    return Failure{
        "pixel_size.no_lines",
        tr("no equally spaced lines, and no grid of dots, stand out from the noise"),
        tr("Is the ruler in focus and in the picture, with at least 5 lines or 5 x 5 dots?")};
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

std::optional<Failure> not_a_dot_grid(const DotSurvey& survey) {
  if (survey.too_fine) {
    return Failure{"pixel_size.too_fine", tr("the dots are less than 4 px apart"),
                   tr("Use a grid of larger pitch, or an objective of higher magnification.")};
  }
  if (!survey.two_directions || survey.numbered.empty()) {
    return Failure{"pixel_size.no_dots",
                   tr("no rows and columns of equally spaced dots stand out from the noise"),
                   tr("Is the grid in focus and in the picture, with at least 5 x 5 dots?")};
  }
  if (!survey.fit.determined || std::min(survey.columns, survey.rows) < kFewestDotRows) {
    return Failure{
        "pixel_size.few_dots",
        fmt::format(fmt::runtime(tr("at least 5 columns and 5 rows of whole dots are needed; {} "
                                    "and {} could be used")),
                    survey.columns, survey.rows),
        tr("Use a grid of smaller pitch, or an objective of lower magnification; focus on the "
           "dots and clean the slide.")};
  }
  if (!survey.is_square()) {
    return Failure{
        "pixel_size.not_square",
        fmt::format(fmt::runtime(tr("columns are {:.4g} px apart and rows {:.4g} px: this is no "
                                    "square grid, or every other row of it is missing")),
                    column_distance(survey.fit.steps), row_distance(survey.fit.steps)),
        tr("Use a square grid of dots, or measure a complete part of it with --region.")};
  }
  std::vector<double> contrasts;
  for (const std::size_t k : survey.good) contrasts.push_back(survey.located.dots[k].contrast());
  const auto middle = contrasts.begin() + static_cast<std::ptrdiff_t>(contrasts.size() / 2);
  std::nth_element(contrasts.begin(), middle, contrasts.end());
  if (*middle < kLowestContrast) {
    return Failure{
        "pixel_size.low_contrast",
        fmt::format(fmt::runtime(tr("the contrast of the dots is {:.1f} %")), 100 * *middle),
        tr("Focus on the dots, close the condenser a little, and give the dark level "
           "with --dark or --offset.")};
  }
  return std::nullopt;
}

/// A ruler as it was seen: lines, or dots, or nothing (then the failure says why).
struct Sight {
  RulerSurvey lines;
  DotSurvey dots;
  bool is_dots = false;
  std::optional<Failure> failure;
};

/// Without a method asked for it is what the plane shows.
Sight look_at(const Plane& plane, const std::optional<std::string>& method) {
  Sight sight;
  const auto families = imaging::find_line_families(plane);
  if (method != kLines) {
    sight.dots = survey_dots(plane, families, method == kDots);
    sight.is_dots = method == kDots || sight.dots.shows_dots();
  }
  if (!sight.is_dots) sight.lines = survey_ruler(plane, families);
  sight.failure = sight.is_dots ? not_a_dot_grid(sight.dots) : not_a_ruler(sight.lines);
  return sight;
}

void draw(const Sight& sight, const Plane& plane, Evaluation& evaluation) {
  Picture picture = picture_of(sight.is_dots ? "dots" : "lines", plane);
  if (sight.is_dots) {
    draw_dots(sight.dots, picture);
  } else {
    draw_lines(sight.lines, picture);
  }
  evaluation.pictures.push_back(std::move(picture));
}

/// Sizes that are far from what the scope file or the image says: the pitch of another ruler, dots
/// or lines of which every other one is missing, another objective.
void compare_with_stated(const Observation& observation, Evaluation& evaluation) {
  if (!observation.references.pixel_size) return;
  const double stated = observation.references.pixel_size->value.per_px.in(um);
  for (MeasurementResult& result : evaluation.results) {
    if (result.measurand != "pixel_size_x" && result.measurand != "pixel_size_y") continue;
    const double ratio = result.value / stated;
    if (std::abs(ratio - 1) < kUnlikeStated) continue;
    result.caveats.push_back(
        {"pixel_size.unlike_stated",
         fmt::format(fmt::runtime(tr("this is {:.3g} times the pixel size that was stated, {:.4g} "
                                     "um: is the pitch that of this ruler, is every line or dot of "
                                     "it there, is it the same objective?")),
                     ratio, stated)});
  }
}

void measure(const Observation& observation, const PixelSizeOptions& options,
             const std::optional<std::string>& asked, Evaluation& evaluation) {
  const auto refuse = [&](Failure failure) { evaluation.failures.push_back(std::move(failure)); };
  const auto mean = mean_plane(observation, options.plane, options.region);
  if (!mean) return refuse(mean.error());
  if (auto failure = unfit(*mean)) return refuse(*failure);
  if (options.method == kUsaf) {
    append_usaf_ruler(observation, *mean, options.largest_group,
                      caveats_of(mean->info, options.linear), evaluation);
    return;
  }
  const Sight sight = look_at(mean->plane, asked);
  if (sight.is_dots) evaluation.method = kDots;
  if (observation.pictures) draw(sight, mean->plane, evaluation);
  if (sight.failure) return refuse(*sight.failure);
  const auto pitch = pitch_of(observation, options);
  const auto caveats = caveats_of(mean->info, options.linear);
  if (sight.is_dots) {
    append_dots(sight.dots, mean->plane, pitch, mean->frames, caveats, evaluation);
  } else {
    append_ruler(sight.lines, mean->plane, pitch, mean->frames, caveats, evaluation);
  }
  compare_with_stated(observation, evaluation);
  if (!pitch) {
    refuse({"pixel_size.no_pitch",
            tr("nobody says how far apart the lines or dots of the ruler are"),
            tr("Give the distance of neighbouring lines or dots: in the scope file as slides: "
               "{ruler: {slide: stage_micrometer, pitch: {value: 10 um, half_width: 0.03 um}}}, or "
               "as --pitch 10um with --pitch-uncertainty.")});
  }
}

Outcome<Evaluation> evaluate(const Observation& observation, const OptionTexts& texts) {
  const auto options = option_set().parse(texts);
  if (!options) return fail(options.error());
  if (auto wrong = check_options(*options)) return fail(*wrong);
  Evaluation evaluation;
  evaluation.metric = "pixel_size";
  evaluation.method = options->method;
  evaluation.method_version = 1;
  evaluation.parameters = option_set().texts(*options);
  evaluation.parameters.erase("method");
  if (observation.frames) evaluation.inputs = observation.frames->inputs();
  std::optional<std::string> asked;
  if (texts.count("method") > 0) asked = options->method;
  measure(observation, *options, asked, evaluation);
  return evaluation;
}

}  // namespace

Metric pixel_size_metric() {
  Metric m;
  m.id = "pixel_size";
  m.title = "Pixel size in the object plane from a ruler or a grid of dots";
  m.reference_document = "based on JCGM 100:2008 (regression of line or dot centres)";
  m.measurands = {
      {"pixel_size_x", "um", "object length per pixel along the rows (needs the pitch)"},
      {"pixel_size_y", "um", "object length per pixel along the columns (needs the pitch)"},
      {"rotation", "deg", "angle of the ruler's line normal to the nearest axis, from x towards y"},
      {"shear", "deg",
       "rotation of the standing lines (columns of dots) less that of the lying ones"},
      {"line_distance_px", "px",
       "distance of neighbouring lines, or rows of dots, along their normal"},
  };
  m.methods = {
      {kLines, 1, "all lines located by a profile folded from the data, places on integer numbers"},
      {kDots, 1,
       "dots of a square grid, located by their common radial profile, affine map of the "
       "numbers; used unasked where the image shows dots"},
      {kUsaf, 1, "distances of the bars of a USAF 1951 target, least squares over its triplets"}};
  m.options = option_set().declarations();
  m.failures = pixel_size_failures();
  m.caveats = pixel_size_caveats();
  m.evaluate = evaluate;
  return m;
}

}  // namespace etalon::metrics
