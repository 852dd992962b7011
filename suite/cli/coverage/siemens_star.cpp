// SPDX-License-Identifier: Apache-2.0
#include "targets/exact/siemens_star.hpp"

#include "suite/cli/coverage/coverage.hpp"
#include "suite/cli/coverage/scenes.hpp"
#include "suite/metrics/metric.hpp"

#include <array>
#include <memory>
#include <mutex>
#include <utility>

namespace etalon::cli {
namespace {

constexpr int kSide = 360;
constexpr int kPairs = 36;
constexpr double kDarkSpokes = 0.1;    // of the bright ones
constexpr std::uint64_t kStudy = 501;  // and 502
// What is stated of the scale; each run draws the true one from it.
constexpr double kPixelSizeUm = 0.2618;
constexpr double kPixelSizeUncertaintyUm = 0.0004;

/// Optics that a run may have: kinds of curve that no single model fits. Of a Gaussian the contrast
/// of large areas is known; of a pupil it is bounded (type B), which no run draws. So each is
/// judged for itself.
struct Optics {
  targets::SpokeHarmonics harmonics;
  double mtf50 = 0;
  double mtf10 = 0;
};

constexpr std::size_t kOfEachKind = 2;
struct Kind {
  const char* subject;
  std::size_t first;  ///< of every_optics
  std::uint64_t study;
};
constexpr std::array<Kind, 2> kKinds{{{"a star, Gaussian spread", 0, kStudy},
                                      {"a star, spread of a pupil", kOfEachKind, kStudy + 1}}};

std::vector<Optics> every_optics() {
  std::vector<Optics> all;
  for (const targets::Otf& otf :
       {targets::gaussian_otf(0.8), targets::gaussian_otf(1.4), targets::diffraction_otf(0.55),
        targets::defocus_otf(0.55, 0.5)}) {
    all.push_back({targets::SpokeHarmonics(otf, kPairs, true, 0.8 * kSide),
                   targets::true_star_crossing(otf, 0.5), targets::true_star_crossing(otf, 0.1)});
  }
  return all;
}

std::vector<std::optional<Draw>> draw(const Optics& optics, double bright, std::uint64_t seed,
                                      std::uint64_t study) {
  auto generator = draws_of(seed, study);
  const targets::SiemensStar star{.width = kSide,
                                  .height = kSide,
                                  .pairs = kPairs,
                                  .centre_x = px(kSide / 2.0 + uniform(generator, -6, 6)),
                                  .centre_y = px(kSide / 2.0 + uniform(generator, -6, 6)),
                                  .angle = deg(uniform(generator, 0, 10)),
                                  .bright = electrons(bright),
                                  .dark = electrons(bright * kDarkSpokes)};
  const auto expected = targets::render_spokes(star, optics.harmonics);
  std::vector<Frame> frames;
  frames.push_back(camera_frame(expected, bright, seed, study));
  Observation observation = observation_of(std::move(frames));
  observation.references.pixel_size =
      Uncertain<PixelSize>{.value = PixelSize{um(kPixelSizeUm)},
                           .standard_uncertainty = PixelSize{um(kPixelSizeUncertaintyUm)}};
  const PixelSize true_size{um(kPixelSizeUm + kPixelSizeUncertaintyUm * normal(generator))};
  const auto evaluation = metrics::find_metric("siemens_star")->evaluate(observation, {});
  const double object = true_size.object(cycles_per_px(optics.mtf50)).in(cycles_per_mm);
  return {draw_of(*evaluation, "mtf50", optics.mtf50), draw_of(*evaluation, "mtf10", optics.mtf10),
          draw_of(*evaluation, "mtf50_object", object)};
}

}  // namespace

std::vector<Condition> siemens_star_conditions() {
  // Made when the first run needs it: tables of Bessel functions take a second.
  const auto optics = std::make_shared<std::vector<Optics>>();
  const auto made = std::make_shared<std::once_flag>();
  std::vector<Condition> conditions;
  for (const Kind& kind : kKinds) {
    for (const LightLevel& level : light_levels()) {
      conditions.push_back({"siemens_star",
                            kind.subject,
                            level.name,
                            {"mtf50", "mtf10", "mtf50_object"},
                            [=, &kind, bright = level.electrons](std::uint64_t seed) {
                              std::call_once(*made, [&] { *optics = every_optics(); });
                              const auto& own = (*optics)[kind.first + seed % kOfEachKind];
                              return draw(own, bright, seed, kind.study);
                            }});
    }
  }
  return conditions;
}

}  // namespace etalon::cli
