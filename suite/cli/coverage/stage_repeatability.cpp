// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/coverage/coverage.hpp"
#include "suite/cli/coverage/scenes.hpp"
#include "suite/core/translate.hpp"
#include "suite/metrics/metric.hpp"
#include "targets/exact/texture.hpp"

#include <cmath>
#include <utility>

namespace etalon::cli {
namespace {

constexpr std::uint64_t kStudy = 61;
constexpr int kSize = 64;
constexpr double kPixelUm = 0.5;
constexpr double kPixelUncertaintyUm = 0.0025;
constexpr double kScatterPx = 0.4;
constexpr double kBacklashPx = 0.7;
constexpr double kAwayUm = 300;
constexpr double kVisitSeconds = 10;

/// Draws of one test: the places that the stage reaches, and how long a pixel really is.
struct Truth {
  double scatter_px = kScatterPx;
  double backlash_px = kBacklashPx;
  double drift_px_per_visit = 0;
  double pixel_um = kPixelUm;
};

targets::ExpectedImage home(double bright, std::uint64_t seed, double x, double y) {
  targets::Texture texture;
  texture.width = texture.height = kSize;
  texture.mean = electrons(bright);
  texture.layers = {{0.15, px(2.2)}};
  texture.offset_x = px(x);
  texture.offset_y = px(y);
  texture.seed = static_cast<int>(seed) + 1;
  return targets::render(texture);
}

targets::ExpectedImage nothing(double bright) {
  return {kSize, kSize, std::vector<double>(std::size_t{kSize} * kSize, bright)};
}

/// Away to where nothing is to be seen and back, from either side in turn.
Observation test_of(const Truth& truth, int each, double bright, std::uint64_t seed,
                    std::mt19937_64& generator) {
  std::vector<Frame> frames;
  std::vector<FrameSetting> settings;
  const auto add = [&](const targets::ExpectedImage& image, double place_um) {
    FrameSetting setting;
    setting.x = setting.y = um(place_um);
    setting.time = s(kVisitSeconds * static_cast<double>(frames.size()));
    settings.push_back(setting);
    frames.push_back(camera_frame(image, bright, seed, kStudy + 1000 * frames.size()));
  };
  add(home(bright, seed, 0, 0), 0);
  for (int i = 0; i < 2 * each; ++i) {
    const bool up = i % 2 == 0;
    add(nothing(bright), up ? -kAwayUm : kAwayUm);
    const double common = (up ? truth.backlash_px : 0) + truth.drift_px_per_visit * i;
    const double x = common + truth.scatter_px * normal(generator);
    const double y = common + truth.scatter_px * normal(generator);
    add(home(bright, seed, x, y), 0);
  }
  Observation observation = observation_of(std::move(frames));
  observation.settings = std::move(settings);
  observation.references.pixel_size =
      Uncertain<PixelSize>{.value = PixelSize{um(kPixelUm)},
                           .standard_uncertainty = PixelSize{um(kPixelUncertaintyUm)},
                           .id = "micrometer"};
  return observation;
}

std::optional<Draw> approach_of(const Evaluation& evaluation, const std::string& approach,
                                double truth) {
  Evaluation one = evaluation;
  std::erase_if(one.results, [&](const MeasurementResult& r) {
    const auto found = r.subject.find("approach");
    return found == r.subject.end() || found->second != approach;
  });
  return draw_of(one, "repeatability_x", truth);
}

std::vector<std::optional<Draw>> draw(double bright, int each, std::uint64_t seed) {
  auto generator = draws_of(seed, kStudy + static_cast<std::uint64_t>(each));
  Truth truth;
  truth.drift_px_per_visit = uniform(generator, 0.02, 0.06);
  truth.pixel_um = kPixelUm + kPixelUncertaintyUm * normal(generator);
  const Observation observation = test_of(truth, each, bright, seed, generator);
  const auto& metric = *metrics::find_metric("stage_repeatability");
  const Evaluation sd = *metric.evaluate(observation, {});
  const Evaluation iso =
      *metric.evaluate(observation, {{"method", "stage_repeatability/iso230_2"}});
  const double n = each;
  const double scatter = truth.scatter_px * truth.pixel_um;
  const double backlash = truth.backlash_px * truth.pixel_um;
  const double all = std::sqrt(scatter * scatter + n / 2 * backlash * backlash / (2 * n - 2));
  return {draw_of(sd, "repeatability_x", all), approach_of(sd, "+x", scatter),
          draw_of(iso, "repeatability_x", 4 * scatter + backlash),
          draw_of(sd, "backlash_x", backlash),
          draw_of(sd, "drift_x", truth.drift_px_per_visit * (2 * n - 1) * truth.pixel_um)};
}

}  // namespace

std::vector<Condition> stage_repeatability_conditions() {
  std::vector<Condition> conditions;
  for (const int each : {5, 20}) {
    for (const LightLevel& level : light_levels()) {
      conditions.push_back(
          {"stage_repeatability",
           each == 5 ? tr("five returns from each side") : tr("twenty returns from each side"),
           level.name,
           {"repeatability_x", tr("repeatability_x from one side"),
            tr("repeatability_x by iso230_2"), "backlash_x", "drift_x"},
           [each, bright = level.electrons](std::uint64_t seed) {
             return draw(bright, each, seed);
           }});
    }
  }
  return conditions;
}

}  // namespace etalon::cli
