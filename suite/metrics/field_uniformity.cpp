// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/field_uniformity.hpp"

#include "suite/metrics/field_survey.hpp"

#include <fmt/format.h>

namespace etalon::metrics {

namespace {

const std::string kMetric = "field_uniformity";
const OptionSet<FieldUniformityOptions>& option_set() {
  using Options = FieldUniformityOptions;
  static const OptionSet<Options> options =
      OptionSet<Options>()
          .add("method", &Options::method, "how to compute: see the list of methods")
          .add("region", &Options::region, "measure only here; default: the whole image")
          .add("plane", &Options::plane,
               "colour plane to measure: all, red, green, blue, green1, green2")
          .add("linear", &Options::linear,
               "you declare that pixel values are proportional to light, where the file does not "
               "say")
          .add("peers", &Options::peers,
               "also print what other programs call uniformity, centring and corner ratios; their "
               "blurs take several times as long as the measurement");
  return options;
}

std::optional<Failure> check_options(const FieldUniformityOptions& options) {
  if (options.method == FieldUniformityOptions{}.method) return std::nullopt;
  return Failure{"options.value",
                 fmt::format("method: \"{}\" is not a method of field_uniformity; known: "
                             "field_uniformity/spline_surface",
                             options.method),
                 ""};
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
  survey_field(observation, *options, evaluation);
  return evaluation;
}

}  // namespace

Metric field_uniformity_metric() {
  Metric m;
  m.id = kMetric;
  m.title = "Evenness of a blank field, and where its light is centred";
  m.reference_document = "based on ISO 21073:2019";
  m.measurands = {
      {"uniformity", "%", "darkest over brightest place of the smooth surface"},
      {"cv", "%", "standard deviation of the surface over its mean"},
      {"centring_x", "px", "column of the brightest place; pixel centres are at integers"},
      {"centring_y", "px", "row of the brightest place"},
      {"roll_off", "%",
       "mean on the circle of 90 % of half the shorter side, over the brightest place"},
      {"zone", "%", "mean of each ninth of the field (3 x 3) over the brightest place"},
  };
  m.methods = {
      {"field_uniformity/spline_surface", 1,
       "bicubic splines with 4 x 4 intervals, fitted to dark-subtracted means of blocks of "
       "32 x 32 px"}};
  m.options = option_set().declarations();
  m.failures = field_uniformity_failures();
  m.caveats = field_uniformity_caveats();
  m.evaluate = evaluate;
  return m;
}

}  // namespace etalon::metrics
