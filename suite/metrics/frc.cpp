// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/frc.hpp"

#include "suite/core/translate.hpp"
#include "suite/metrics/frame_planes.hpp"
#include "suite/metrics/frc_results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace etalon::metrics {

namespace {

const std::string kMetric = "frc";
constexpr double kVisibleDrift = 0.5;       // px
constexpr double kVisibleBrightness = 1.2;  // ratio of the means
constexpr double kVisibleScatter = 2;       // mean square about the smooth curve

const std::vector<Method>& methods() {
  static const std::vector<Method> known = {
      {"frc/fixed_1_7", 1, "correlation of 1/7"},
      {"frc/half_bit", 1, "half a bit of information for each sample in the sum of two images"},
      {"frc/one_bit", 1, "one bit of information"},
      {"frc/three_sigma", 1, "three standard deviations of noise, as van Heel and Schatz count"},
  };
  return known;
}

const OptionSet<FrcOptions>& option_set() {
  static const OptionSet<FrcOptions> options =
      OptionSet<FrcOptions>()
          .add("method", &FrcOptions::method, "the threshold: see the list of methods")
          .add("region", &FrcOptions::region, "compare only here; default: the whole image")
          .add("plane", &FrcOptions::plane,
               "colour plane to compare: red, green, blue, green1, green2")
          .add("linear", &FrcOptions::linear,
               "you declare that pixel values are proportional to light, where the file does not "
               "say");
  return options;
}

std::optional<Failure> check_options(const FrcOptions& options) {
  std::string known;
  for (const Method& method : methods()) {
    if (method.id == options.method) return std::nullopt;
    known += (known.empty() ? "" : ", ") + method.id;
  }
  return Failure{
      "options.value",
      fmt::format("method: \"{}\" is not a method of frc; known: {}", options.method, known), ""};
}

double farthest(const AlignedSpectra& aligned) {
  double shift = 0;
  for (std::size_t i = 0; i < aligned.shifts.size(); ++i)
    shift = std::max(shift, std::hypot(aligned.total(i).x, aligned.total(i).y));
  return shift;
}

std::vector<Caveat> caveats_of_frames(const FrcFrames& frames, const AlignedSpectra& aligned,
                                      bool declared_linear) {
  auto caveats = frame_caveats(kMetric, frames.info, declared_linear, 0);
  caveats.push_back({"frc.depends_on_light",
                     tr("more light or another specimen gives another value: it is a property of "
                        "these images, not of the microscope alone")});
  const double shift = frames.planes.front().pitch * farthest(aligned);
  if (shift > kVisibleDrift) {
    caveats.push_back(
        {"frc.drift",
         fmt::format(fmt::runtime(tr("the frames are shifted by {:.2f} px against each other; that "
                                     "was undone, but not the blur by drift within an exposure")),
                     shift)});
  }
  const auto [dimmest, brightest] = std::minmax_element(frames.means.begin(), frames.means.end());
  if (*dimmest > 0 && *brightest > kVisibleBrightness * *dimmest) {
    caveats.push_back(
        {"frc.brightness_differs",
         fmt::format(
             fmt::runtime(tr("the brightest frame has {:.2f} times the mean of the dimmest: "
                             "lamp, shutter or bleaching; the value stands for light in "
                             "between")),
             *brightest / *dimmest)});
  }
  if (frames.saturated > 0) {
    caveats.push_back(
        {"frc.saturated_few",
         fmt::format(fmt::runtime(tr("{} pixels are at full scale and have no noise; shorten the "
                                     "exposure")),
                     frames.saturated)});
  }
  if (frames.given > frames.planes.size()) {
    caveats.push_back({"frc.frames_unused",
                       fmt::format(fmt::runtime(tr("of {} frames the first {} were compared")),
                                   frames.given, frames.planes.size())});
  }
  return caveats;
}

void add_caveats_of_curve(const FrcCurve& curve, const FrcCrossing& crossing,
                          std::vector<Caveat>& caveats) {
  if (crossing.locked_visible) {
    caveats.push_back(
        {"frc.slight_pattern",
         fmt::format(fmt::runtime(tr("the frames share a little noise of the pixels (correlation "
                                     "{:.3f}); take frames without light and add --dark")),
                     curve.locked)});
  }
  if (crossing.smooth.scatter > kVisibleScatter) {
    caveats.push_back(
        {"frc.uneven_curve",
         tr("the correlation rises and falls from ring to ring more than noise explains, as with "
            "regular structures; a specimen with detail of all sizes gives a value that means "
            "more")});
  }
}

void measure(const Observation& observation, const FrcOptions& options, Evaluation& evaluation) {
  const auto refuse = [&](Failure failure) { evaluation.failures.push_back(std::move(failure)); };
  const auto frames = frc_frames(observation, options);
  if (!frames) return refuse(frames.error());
  if (observation.pictures)
    evaluation.pictures.push_back(picture_of("first frame", frames->planes.front()));
  const auto aligned = aligned_spectra(frames->planes);
  if (!aligned) return refuse(aligned.error());
  append_frames(*frames, *aligned, evaluation);
  const double pitch = frames->planes.front().pitch;
  const FrcCurve curve = frc_curve(*aligned, options.method);
  append_curve(curve, pitch, evaluation);
  const auto crossing = frc_crossing(curve, *aligned, options.method, pitch);
  if (!crossing) return refuse(crossing.error());
  auto caveats = caveats_of_frames(*frames, *aligned, options.linear);
  add_caveats_of_curve(curve, *crossing, caveats);
  append_crossing(curve, *crossing, pitch, observation, caveats, evaluation);
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

Metric frc_metric() {
  Metric m;
  m.id = kMetric;
  m.title = "Finest detail that two images of a field agree on (Fourier ring correlation)";
  m.reference_document = "based on van Heel and Schatz 2005, Nieuwenhuizen et al. 2013";
  m.measurands = {
      {"frc_resolution_px", "px",
       "length at whose frequency the correlation falls through the "
       "threshold"},
      {"frc_resolution", "um", "the same in the object plane (needs the pixel size)"},
      {"frc_frequency", "cycles/px", "the frequency itself"},
      {"frc_locked", "1",
       "correlation beyond the Nyquist frequency: noise that stays with the "
       "sensor"},
  };
  m.methods = methods();
  m.options = option_set().declarations();
  m.failures = frc_failures();
  m.caveats = frc_caveats();
  m.series = true;
  m.evaluate = evaluate;
  return m;
}

}  // namespace etalon::metrics
