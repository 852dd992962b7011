// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/psf_fwhm.hpp"

#include "suite/metrics/psf_survey.hpp"
#include "suite/metrics/psf_theory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <future>

namespace etalon::metrics {

namespace {

const std::vector<Method>& methods() {
  static const std::vector<Method> all{
      {"psf_fwhm/gaussian3d", 1, "Gaussian along x, y, z, by maximum likelihood; stacks"},
      {"psf_fwhm/gaussian3d_tilted", 1, "Gaussian turned freely in space; stacks"},
      {"psf_fwhm/gaussian2d", 1,
       "Gaussian turned freely in the plane of best focus; chosen for single planes"},
      {"psf_fwhm/airy2d", 1, "disc of Airy in the plane of best focus; its true FWHM"}};
  return all;
}

const OptionSet<PsfFwhmOptions>& option_set() {
  using Options = PsfFwhmOptions;
  static const OptionSet<Options> options =
      OptionSet<Options>()
          .add("method", &Options::method, "how to compute: see the list of methods")
          .add("bead_diameter", &Options::bead_diameter,
               "of the beads; ranks before what the slide says. Without it the corrected widths "
               "still contain the bead")
          .add("bead_diameter_uncertainty", &Options::bead_diameter_uncertainty,
               "standard uncertainty of it")
          .add("dye", &Options::dye,
               "where the dye is: solid (throughout the bead), shell (on its surface), unknown "
               "(between both)")
          .add("pixel", &Options::pixel,
               "what a pixel is: camera (light of its square is summed), scanned (light at a "
               "point), auto (by the kind of microscope)")
          .add("theory", &Options::theory,
               "perfect lens of the ratios: debye_aplanatic, debye_uniform, airy, paraxial")
          .add("plane", &Options::plane,
               "colour plane to measure: all, red, green, blue, green1, green2")
          .add("linear", &Options::linear,
               "you declare that pixel values are proportional to light, where the file does not "
               "say")
          .add("average", &Options::average,
               "also average the used beads, each moved to the middle: profiles, and an image");
  return options;
}

std::optional<Failure> not_among(const std::string& option, const std::string& value,
                                 const std::vector<std::string>& known) {
  if (std::find(known.begin(), known.end(), value) != known.end()) return std::nullopt;
  return Failure{
      "options.value",
      fmt::format("{}: \"{}\" is not known; known: {}", option, value, fmt::join(known, ", ")), ""};
}

std::optional<Failure> check_diameter(const PsfFwhmOptions& options) {
  const auto wrong = [](const std::string& detail) { return Failure{"options.value", detail, ""}; };
  if (options.bead_diameter && !(*options.bead_diameter > um(0)))
    return wrong("bead_diameter: expected more than 0");
  if (!options.bead_diameter_uncertainty) return std::nullopt;
  if (!options.bead_diameter)
    return wrong("bead_diameter_uncertainty: give the bead_diameter as well");
  if (!(*options.bead_diameter_uncertainty > um(0)) ||
      *options.bead_diameter_uncertainty > *options.bead_diameter * 0.5)
    return wrong(
        "bead_diameter_uncertainty: expected more than 0 and less than half of the diameter");
  return std::nullopt;
}

std::optional<Failure> check_options(const PsfFwhmOptions& options) {
  std::vector<std::string> ids;
  for (const Method& method : methods()) ids.push_back(method.id);
  if (auto wrong = not_among("method", options.method, ids)) return wrong;
  if (auto wrong = not_among("dye", options.dye, {"solid", "shell", "unknown"})) return wrong;
  if (auto wrong = not_among("pixel", options.pixel, {"auto", "camera", "scanned"})) return wrong;
  if (auto wrong = not_among("theory", options.theory, psf_theories())) return wrong;
  return check_diameter(options);
}

Outcome<Evaluation> evaluate(const Observation& observation, const OptionTexts& texts) {
  const auto options = option_set().parse(texts);
  if (!options) return fail(options.error());
  if (auto wrong = check_options(*options)) return fail(*wrong);
  Evaluation evaluation;
  evaluation.metric = "psf_fwhm";
  evaluation.method = options->method;
  evaluation.method_version = 1;
  evaluation.parameters = option_set().texts(*options);
  evaluation.parameters.erase("method");
  // Large stacks are hashed beside the measurement.
  std::future<std::vector<InputFile>> inputs;
  if (observation.frames)
    inputs = std::async(std::launch::async, [&] { return observation.frames->inputs(); });
  survey_psf(observation, *options, evaluation);
  if (inputs.valid()) evaluation.inputs = inputs.get();
  return evaluation;
}

}  // namespace

Metric psf_fwhm_metric() {
  Metric m;
  m.id = "psf_fwhm";
  m.title = "Width of a point's image from sub-resolution beads";
  m.reference_document = "based on ISO 21073:2019";
  m.measurands = {
      {"fwhm_x", "um", "full width at half maximum along the rows, as recorded"},
      {"fwhm_y", "um", "the same along the columns"},
      {"fwhm_z", "um", "the same along the axis (stacks)"},
      {"fwhm_lateral", "um", "mean of fwhm_x and fwhm_y"},
      {"fwhm_x_corrected", "um", "fwhm_x of a point: freed of pixel and bead"},
      {"fwhm_y_corrected", "um", "fwhm_y of a point"},
      {"fwhm_z_corrected", "um", "fwhm_z of a point: freed of the bead"},
      {"fwhm_lateral_corrected", "um", "mean of both, of a point"},
      {"asymmetry", "1", "longest over shortest axis in the plane of best focus, without noise"},
      {"ratio_lateral", "1", "fwhm_lateral_corrected over that of a perfect lens, read alike"},
      {"ratio_axial", "1", "fwhm_z_corrected over that of a perfect lens, read alike"},
      {"fwhm_x_px", "px", "fwhm_x in pixels"},
      {"fwhm_y_px", "px", "fwhm_y in pixels"},
      {"fwhm_z_px", "px", "fwhm_z in steps between planes"},
      {"fwhm_lateral_px", "px", "fwhm_lateral in pixels"},
      {"beads_found", "1", "beads found", ResultKind::statistic},
      {"beads_used", "1", "beads that count for the values", ResultKind::statistic},
  };
  m.methods = methods();
  m.options = option_set().declarations();
  m.failures = psf_fwhm_failures();
  m.caveats = psf_fwhm_caveats();
  m.evaluate = evaluate;
  return m;
}

}  // namespace etalon::metrics
