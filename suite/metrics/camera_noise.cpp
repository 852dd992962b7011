// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/camera_noise.hpp"

#include "suite/core/translate.hpp"
#include "suite/metrics/transfer_patterns.hpp"
#include "suite/metrics/transfer_results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace etalon::metrics {

namespace {

constexpr const char* kBins = "camera_noise/mean_variance_bins";
constexpr const char* kReleaseFourOls = "camera_noise/emva_r4_ols";
constexpr const char* kReleaseThreeOls = "camera_noise/emva_r3.0_ols";

const OptionSet<CameraNoiseOptions>& option_set() {
  using Options = CameraNoiseOptions;
  static const OptionSet<Options> options =
      OptionSet<Options>()
          .add("method", &Options::method, "how to compute: see the list of methods")
          .add("region", &Options::region, "measure only here; default: the whole image")
          .add("plane", &Options::plane,
               "colour plane to measure: all, red, green, blue, green1, green2")
          .add("excess_noise", &Options::excess_noise,
               "excess noise factor F^2 of a camera that multiplies electrons (EMCCD at high gain: "
               "2); others: 1");
  return options;
}

std::optional<Failure> check_options(const CameraNoiseOptions& options) {
  const auto wrong = [](const std::string& detail) { return Failure{"options.value", detail, ""}; };
  const auto methods = camera_noise_methods();
  std::string known;
  for (const Method& method : methods) known += (known.empty() ? "" : ", ") + method.id;
  if (std::none_of(methods.begin(), methods.end(),
                   [&](const Method& method) { return method.id == options.method; })) {
    return wrong(fmt::format("method: \"{}\" is not a method of camera_noise; known: {}",
                             options.method, known));
  }
  if (!(options.excess_noise >= 1 && options.excess_noise <= 4))
    return wrong("excess_noise: expected 1 to 4; 2 for an EMCCD");
  return std::nullopt;
}

std::optional<Failure> unfit(const FrameInfo& info) {
  if (info.lossy) {
    return Failure{"camera_noise.lossy",
                   tr("the image was compressed with loss (JPEG), which removes noise"),
                   tr("Save TIFF or PNG, raw.")};
  }
  return std::nullopt;
}

class Survey {
 public:
  Survey(const Observation& observation, const CameraNoiseOptions& options, Evaluation& evaluation)
      : observation_(observation), options_(options), evaluation_(evaluation) {}

  void run() {
    if (auto failure = prepare()) return refuse(*failure);
    if (auto failure = read()) return refuse(*failure);
    measure();
    order_results();
  }

 private:
  void refuse(Failure failure) { evaluation_.failures.push_back(std::move(failure)); }
  bool by_bins() const { return options_.method == kBins; }
  std::size_t dark_frames() const { return observation_.dark ? observation_.dark->size() : 0; }

  std::optional<Failure> prepare() {
    if (!observation_.frames || observation_.frames->size() == 0)
      return Failure{"camera_noise.no_frames", tr("there is no image to measure"),
                     tr("Name at least two image files of the same light.")};
    const FrameInfo info = observation_.frames->read(0).info;
    if (auto failure = unfit(info)) return failure;
    auto planes = measured_planes(info, options_.plane, options_.region);
    if (!planes) return planes.error();
    planes_ = std::move(*planes);
    light_ = light_sets(observation_.frames->size(), observation_.settings);
    dark_ = dark_sets(dark_frames(), observation_.dark_settings);
    return std::nullopt;
  }

  std::optional<Failure> read() {
    const auto light = sets_for_noise(light_);
    if (light.empty()) {
      return Failure{
          "camera_noise.one_frame",
          tr("no two frames of the same light follow each other: what differs from pixel to "
             "pixel of one frame is pattern as well as noise"),
          tr("Take two frames, one after the other, at each exposure or level of light.")};
    }
    const auto dark = sets_for_noise(dark_);
    auto light_pairs =
        read_pairs(*observation_.frames, light, planes_, "camera_noise.frames_differ", by_bins());
    if (!light_pairs) return light_pairs.error();
    std::vector<PairReading> dark_pairs;
    if (!dark.empty()) {
      auto pairs = read_pairs(*observation_.dark, dark, planes_, "camera_noise.dark_differs");
      if (!pairs) return pairs.error();
      dark_pairs = std::move(*pairs);
    }
    const auto offset =
        observation_.offset ? std::optional(observation_.offset->in(dn)) : planes_.info.black_level;
    method_ = transfer_method(options_.method, options_.excess_noise);
    for (std::size_t p = 0; p < planes_.indices.size(); ++p)
      series_.push_back(transfer_series(light, *light_pairs, dark, dark_pairs, p, planes_.info,
                                        offset, method_.flicker));
    return std::nullopt;
  }

  TransferPlane plane_at(std::size_t p) const {
    TransferPlane plane;
    plane.geometry = plane_geometry(planes_.info, planes_.indices[p]);
    plane.window = planes_.windows[p];
    if (!plane.geometry.name.empty()) plane.subject["plane"] = plane.geometry.name;
    if (planes_.info.processed.value_or(false))
      plane.caveats.push_back(
          {"camera_noise.processed", tr("the camera or its software has processed the image")});
    if (planes_.info.transfer == Transfer::encoded) {
      plane.caveats.push_back(
          {"camera_noise.transfer_encoded",
           tr("the file says that it holds a tone curve (sRGB or the like); noise that follows a "
              "straight line over the signal says that it does not")});
    }
    const auto single = std::count_if(light_.begin(), light_.end(), [](const FrameSet& set) {
      return set.frames.size() % 2 == 1 && set.frames.size() < 3;
    });
    if (single > 0) {
      plane.caveats.push_back(
          {"camera_noise.frames_left_out",
           fmt::format(fmt::runtime(tr("{} levels have one frame only and were left out")),
                       single)});
    }
    return plane;
  }

  void refuse_plane(std::size_t p, Failure failure) {
    const std::string name = plane_name(planes_.info, planes_.indices[p]);
    if (!name.empty())
      failure.detail = fmt::format(fmt::runtime(tr("{} plane: {}")), name, failure.detail);
    refuse(std::move(failure));
  }

  bool needs_dark() const {
    return options_.method == kReleaseFourOls || options_.method == kReleaseThreeOls;
  }

  void measure() {
    if (needs_dark() && dark_frames() == 0) {
      return refuse({"camera_noise.no_dark", tr("the methods of the standard need dark frames"),
                     tr("Cover the camera and give frames of the same exposures with --dark.")});
    }
    std::vector<std::optional<TransferMeasurement>> measured;
    for (std::size_t p = 0; p < series_.size(); ++p) {
      auto found = by_bins() ? measure_bins(std::move(series_[p]), method_)
                             : measure_transfer(std::move(series_[p]), method_);
      if (!found) refuse_plane(p, found.error());
      measured.push_back(found ? std::optional(std::move(*found)) : std::nullopt);
    }
    const auto patterns =
        by_bins() ? std::vector<MeasuredPatterns>(measured.size()) : patterns_for(measured);
    for (std::size_t p = 0; p < measured.size(); ++p) {
      if (!measured[p]) continue;
      const TransferPlane plane = plane_at(p);
      if (by_bins()) {
        append_gain(*measured[p], plane, evaluation_);
      } else {
        append_transfer(*measured[p], plane, evaluation_);
        append_patterns(*measured[p], patterns[p], plane, evaluation_);
      }
      append_transfer_curves(*measured[p], plane, evaluation_);
    }
  }

  std::vector<MeasuredPatterns> patterns_for(
      const std::vector<std::optional<TransferMeasurement>>& measured) {
    std::optional<std::size_t> brightest;
    for (std::size_t p = 0; p < measured.size(); ++p) {
      if (!measured[p]) continue;
      if (!brightest ||
          measured[p]->saturation_signal() > measured[*brightest]->saturation_signal())
        brightest = p;
    }
    std::vector<MeasuredPatterns> none(measured.size());
    if (!brightest || dark_frames() == 0) return none;
    const PatternSets sets =
        pattern_sets(observation_, light_, dark_, planes_, *brightest, *measured[*brightest]);
    auto patterns = read_patterns(observation_, sets, planes_);
    if (patterns) return std::move(*patterns);
    refuse(patterns.error());
    return none;
  }

  /// By plane, and then as the measurands are listed.
  void order_results() {
    const auto measurands = camera_noise_measurands();
    const auto rank = [&](const MeasurementResult& result) {
      return std::find_if(measurands.begin(), measurands.end(),
                          [&](const Measurand& m) { return m.name == result.measurand; }) -
             measurands.begin();
    };
    const auto plane = [&](const MeasurementResult& result) {
      const auto found = result.subject.find("plane");
      for (std::size_t p = 0; p < planes_.indices.size() && found != result.subject.end(); ++p)
        if (plane_name(planes_.info, planes_.indices[p]) == found->second) return p;
      return std::size_t{0};
    };
    std::stable_sort(evaluation_.results.begin(), evaluation_.results.end(),
                     [&](const auto& a, const auto& b) {
                       return std::pair(plane(a), rank(a)) < std::pair(plane(b), rank(b));
                     });
  }

  const Observation& observation_;
  const CameraNoiseOptions& options_;
  Evaluation& evaluation_;
  MeasuredPlanes planes_;
  std::vector<FrameSet> light_;
  std::vector<FrameSet> dark_;
  TransferMethod method_;
  std::vector<TransferSeries> series_;
};

Outcome<Evaluation> evaluate(const Observation& observation, const OptionTexts& texts) {
  const auto options = option_set().parse(texts);
  if (!options) return fail(options.error());
  if (auto wrong = check_options(*options)) return fail(*wrong);
  Evaluation evaluation;
  evaluation.metric = "camera_noise";
  evaluation.method = options->method;
  evaluation.method_version = 1;
  evaluation.parameters = option_set().texts(*options);
  evaluation.parameters.erase("method");
  Survey(observation, *options, evaluation).run();
  for (const auto* frames : {observation.frames.get(), observation.dark.get()}) {
    if (frames == nullptr) continue;
    for (InputFile& input : frames->inputs()) evaluation.inputs.push_back(std::move(input));
  }
  return evaluation;
}

}  // namespace

Metric camera_noise_metric() {
  Metric m;
  m.id = "camera_noise";
  m.title = "Noise, gain and range of a camera from frames of rising light";
  m.reference_document = "based on EMVA 1288 R4.0 (2021), in situ";
  m.measurands = camera_noise_measurands();
  m.methods = camera_noise_methods();
  m.options = option_set().declarations();
  m.failures = camera_noise_failures();
  m.caveats = camera_noise_caveats();
  m.series = true;
  m.evaluate = evaluate;
  return m;
}

}  // namespace etalon::metrics
