// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/axial_response.hpp"

#include "suite/metrics/axial_measurement.hpp"
#include "suite/metrics/axial_results.hpp"
#include "suite/metrics/axial_stack.hpp"
#include "suite/metrics/frame_planes.hpp"

#include <fmt/format.h>

namespace etalon::metrics {

namespace {

const std::string kMetric = "axial_response";

const OptionSet<AxialResponseOptions>& option_set() {
  using Options = AxialResponseOptions;
  static const OptionSet<Options> options =
      OptionSet<Options>()
          .add("method", &Options::method, "how to compute: see the list of methods")
          .add("region", &Options::region, "measure only here; default: the whole image")
          .add("plane", &Options::plane,
               "colour plane to measure: red, green, blue, green1, green2")
          .add("layer_thickness", &Options::layer_thickness,
               "of the layer; adds the width without it, axial_fwhm_corrected")
          .add("linear", &Options::linear,
               "you declare that pixel values are proportional to light, where the file does not "
               "say");
  return options;
}

std::optional<Failure> check_options(const AxialResponseOptions& options) {
  if (options.method != AxialResponseOptions{}.method) {
    return Failure{"options.value",
                   fmt::format("method: \"{}\" is not a method of axial_response; known: "
                               "axial_response/smooth_curve",
                               options.method),
                   ""};
  }
  if (options.layer_thickness && !(*options.layer_thickness > um(0)))
    return Failure{"options.value", "layer_thickness: it must be greater than zero", ""};
  return std::nullopt;
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
  const auto stack = axial_stack(observation, *options);
  if (!stack) {
    evaluation.failures.push_back(stack.error());
    return evaluation;
  }
  if (observation.pictures) append_picture(observation, *stack, evaluation);
  for (const AxialChannel& channel : stack->channels) {
    const auto measured = measure_axial(*stack, channel);
    if (measured)
      append_axial(observation, *options, *stack, channel, *measured, evaluation);
    else
      append_refused(channel, measured.error(), evaluation);
  }
  return evaluation;
}

}  // namespace

Metric axial_response_metric() {
  Metric m;
  m.id = kMetric;
  m.title = "Optical sectioning: axial response to a thin fluorescent layer";
  m.reference_document = "based on ISO 21073:2019";
  m.measurands = {
      {"axial_fwhm", "um", "full width at half maximum of the light through focus, as recorded"},
      {"axial_fwhm_planes", "1", "the same in planes of the stack"},
      {"axial_fwhm_corrected", "um", "the same without the thickness of the layer"},
      {"edge_10_90", "um", "of a thick specimen: from 10 to 90 % of the light, as recorded"},
      {"edge_10_90_planes", "1", "the same in planes of the stack"},
  };
  m.methods = {{"axial_response/smooth_curve", 1,
                "smooth curves through the means of nine zones: their logarithms, or a step"}};
  m.options = option_set().declarations();
  m.failures = axial_response_failures();
  m.caveats = axial_response_caveats();
  m.evaluate = evaluate;
  return m;
}

}  // namespace etalon::metrics
