// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/coverage/coverage.hpp"
#include "suite/cli/coverage/scenes.hpp"
#include "suite/metrics/metric.hpp"
#include "targets/exact/slanted_edge.hpp"

#include <cmath>
#include <memory>
#include <mutex>
#include <utility>

namespace etalon::cli {
namespace {

constexpr Angle kAngle = deg(5);
constexpr int kSide = 200;
constexpr int kFocusings = 5;
constexpr double kCutoff = 0.55;   // cycles/px
constexpr double kDarkSide = 0.1;  // of the bright side
constexpr std::uint64_t kStudy = 2;
// The focusing error in waves of defocus at the rim of the pupil: a normal distribution on a grid,
// so that its expectation is a finite sum. A quarter of a wave is the classical depth of focus.
constexpr double kFocusErrorWaves = 0.1;
constexpr int kGrid = 24;           // places to either side
constexpr double kGridReach = 3.6;  // standard deviations

/// An objective at the places of the grid; edges are rendered when they are first asked for.
class Objective {
 public:
  Objective() {
    double weights = 0;
    for (int i = 0; i <= kGrid; ++i) {
      const double t = kGridReach * i / kGrid;
      places_.push_back(Place{targets::defocus_otf(kCutoff, kFocusErrorWaves * t)});
      const double weight = (i == 0 ? 1 : 2) * std::exp(-t * t / 2);
      cumulative_.push_back(weights += weight);
      expected_mtf50_ += weight * targets::true_mtf50(places_.back().otf, kAngle);
    }
    expected_mtf50_ /= weights;
  }

  double expected_mtf50() const { return expected_mtf50_; }

  const targets::EdgeSpread& spread_at(double probability) {
    const double wanted = probability * cumulative_.back();
    std::size_t i = 0;
    while (i + 1 < places_.size() && cumulative_[i] < wanted) ++i;
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!places_[i].spread) places_[i].spread = targets::edge_spread(places_[i].otf, kAngle);
    return places_[i].spread;
  }

 private:
  struct Place {
    targets::Otf otf;
    targets::EdgeSpread spread{};
  };
  std::vector<Place> places_;
  std::vector<double> cumulative_;
  double expected_mtf50_ = 0;
  std::mutex mutex_;
};

std::vector<std::optional<Draw>> draw(Objective& objective, double bright, std::uint64_t seed) {
  auto generator = draws_of(seed, kStudy);
  const auto* metric = metrics::find_metric("slanted_edge");
  const double offset = uniform(generator, -5, 5);
  std::vector<Evaluation> focusings;
  for (int i = 0; i < kFocusings; ++i) {
    const targets::SlantedEdge edge{.width = kSide,
                                    .height = kSide,
                                    .angle = kAngle,
                                    .offset = px(offset),
                                    .bright = electrons(bright),
                                    .dark = electrons(bright * kDarkSide)};
    const auto& spread = objective.spread_at(uniform(generator, 0, 1));
    const auto frame = kStudy + 1000 * static_cast<std::uint64_t>(i);
    std::vector<Frame> frames;
    frames.push_back(camera_frame(targets::render_spread(edge, spread), bright, seed, frame));
    focusings.push_back(*metric->evaluate(observation_of(std::move(frames)), {}));
  }
  return {draw_of(metric->combine(focusings), "mtf50", objective.expected_mtf50())};
}

}  // namespace

std::vector<Condition> refocused_edge_conditions() {
  const auto objective = std::make_shared<Objective>();
  std::vector<Condition> conditions;
  for (const LightLevel& level : light_levels()) {
    conditions.push_back({"slanted_edge",
                          "a run of five focusings",
                          level.name,
                          {"mtf50"},
                          [objective, bright = level.electrons](std::uint64_t seed) {
                            return draw(*objective, bright, seed);
                          }});
  }
  return conditions;
}

}  // namespace etalon::cli
