// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/dark_noise.hpp"

#include "suite/metrics/dark_results.hpp"

#include <algorithm>
#include <thread>

namespace etalon::metrics {

namespace {

struct DarkNoiseOptions {};

const OptionSet<DarkNoiseOptions>& option_set() {
  static const OptionSet<DarkNoiseOptions> options;
  return options;
}

Outcome<Evaluation> evaluate(const Observation& observation, const OptionTexts& texts) {
  const auto options = option_set().parse(texts);
  if (!options) return fail(options.error());
  Evaluation evaluation;
  evaluation.metric = "dark_noise";
  evaluation.method = "dark_noise/pixel_sums";
  if (observation.frames) evaluation.inputs = observation.frames->inputs();
  const std::size_t threads = std::max(1U, std::thread::hardware_concurrency());
  const auto frames = read_dark_frames(observation, threads);
  if (!frames) {
    evaluation.failures.push_back(frames.error());
    return evaluation;
  }
  const DarkPixels pixels = pixels_of(*frames);
  append_dark_noise(*frames, pixels, observation, evaluation);
  if (evaluation.results.empty()) return evaluation;
  append_dark_current(*frames, observation, evaluation);
  append_dark_pictures(*frames, pixels, observation, evaluation);
  return evaluation;
}

}  // namespace

Metric dark_noise_metric() {
  Metric m;
  m.id = "dark_noise";
  m.title = "Offset, read noise and dark current of a camera, from frames without light";
  m.reference_document = "based on EMVA 1288, release 4.0";
  constexpr auto kStatistic = ResultKind::statistic;
  m.measurands = {
      {"read_noise_median", "DN", "median over the pixels of their temporal noise, as recorded"},
      {"read_noise_rms", "DN", "root of the mean temporal variance, as recorded"},
      {"read_noise_median_e", "e", "the same without rounding, in electrons"},
      {"read_noise_rms_e", "e", "the same without rounding, in electrons"},
      {"read_noise_p999", "DN", "99.9th percentile of the noise of pixels, as seen", kStatistic},
      {"noise_tail", "%", "share of pixels noisier than chance explains", kStatistic},
      {"offset", "DN", "mean value without light"},
      {"hot_pixels", "1", "pixels more than 6 read_noise_median above the median", kStatistic},
      {"cold_pixels", "1", "pixels more than 6 read_noise_median below the median", kStatistic},
      {"dark_current", "DN/s", "slope of the mean value over the exposure"},
      {"dark_current_e", "e/s", "the same in electrons"},
  };
  m.methods = {{"dark_noise/pixel_sums", 1,
                "exact sums over the frames of one exposure, freed of what all pixels share; hot "
                "and cold: 6 times the median noise from the median offset"}};
  m.options = option_set().declarations();
  m.failures = dark_noise_failures();
  m.caveats = dark_noise_caveats();
  m.series = true;
  m.evaluate = evaluate;
  return m;
}

}  // namespace etalon::metrics
