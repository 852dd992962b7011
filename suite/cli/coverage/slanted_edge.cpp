// SPDX-License-Identifier: Apache-2.0
#include "targets/exact/slanted_edge.hpp"

#include "suite/cli/coverage/coverage.hpp"
#include "suite/cli/coverage/scenes.hpp"
#include "suite/metrics/metric.hpp"

#include <memory>
#include <utility>

namespace etalon::cli {
namespace {

constexpr Angle kAngle = deg(5);
constexpr int kSide = 300;
constexpr double kDarkSide = 0.1;  // of the bright side
constexpr std::uint64_t kStudy = 1;
// What is stated of the scale; each run draws the true one from it.
constexpr double kPixelSizeUm = 0.2618;
constexpr double kPixelSizeUncertaintyUm = 0.0004;

/// Optics that a run may have: kinds of line spread that no single model fits.
struct Optics {
  targets::EdgeSpread spread;
  double mtf50 = 0;
  double mtf10 = 0;
};

std::vector<Optics> every_optics() {
  std::vector<Optics> all;
  for (const targets::Otf& otf :
       {targets::gaussian_otf(0.8), targets::diffraction_otf(0.55), targets::defocus_otf(0.55, 0.5),
        targets::with_flare(targets::gaussian_otf(0.8), 0.05, 6)}) {
    all.push_back({targets::edge_spread(otf, kAngle), targets::true_mtf50(otf, kAngle),
                   targets::true_mtf10(otf, kAngle)});
  }
  return all;
}

std::vector<std::optional<Draw>> draw(const Optics& optics, double bright, std::uint64_t seed) {
  auto generator = draws_of(seed, kStudy);
  const targets::SlantedEdge edge{.width = kSide,
                                  .height = kSide,
                                  .angle = kAngle,
                                  .offset = px(uniform(generator, -5, 5)),
                                  .bright = electrons(bright),
                                  .dark = electrons(bright * kDarkSide)};
  const auto expected = targets::render_spread(edge, optics.spread);
  std::vector<Frame> frames;
  frames.push_back(camera_frame(expected, bright, seed, kStudy));
  Observation observation = observation_of(std::move(frames));
  observation.references.pixel_size =
      Uncertain<PixelSize>{.value = PixelSize{um(kPixelSizeUm)},
                           .standard_uncertainty = PixelSize{um(kPixelSizeUncertaintyUm)}};
  const PixelSize true_size{um(kPixelSizeUm + kPixelSizeUncertaintyUm * normal(generator))};
  const auto evaluation = metrics::find_metric("slanted_edge")->evaluate(observation, {});
  const double object = true_size.object(cycles_per_px(optics.mtf50)).in(cycles_per_mm);
  return {draw_of(*evaluation, "mtf50", optics.mtf50), draw_of(*evaluation, "mtf10", optics.mtf10),
          draw_of(*evaluation, "mtf50_object", object)};
}

}  // namespace

std::vector<Condition> slanted_edge_conditions() {
  const auto optics = std::make_shared<const std::vector<Optics>>(every_optics());
  std::vector<Condition> conditions;
  for (const LightLevel& level : light_levels()) {
    conditions.push_back({"slanted_edge",
                          "an image",
                          level.name,
                          {"mtf50", "mtf10", "mtf50_object"},
                          [optics, bright = level.electrons](std::uint64_t seed) {
                            return draw((*optics)[seed % optics->size()], bright, seed);
                          }});
  }
  return conditions;
}

}  // namespace etalon::cli
