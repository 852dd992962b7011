// SPDX-License-Identifier: Apache-2.0
#include "protocols/exposing.hpp"

#include "protocols/brightness.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace etalon::protocols {
namespace {

constexpr int kMostFrames = 12;
constexpr double kNearEnough = 0.05;
constexpr double kLargestFactor = 8;  // per frame: an offset makes dark frames look too bright
constexpr Ratio kSaturated = percent(98);

Failure out_of_range(bool dark, Ratio reached) {
  const std::string detail =
      fmt::format(fmt::runtime(tr("the image reaches {:.0f} % of full scale at the {} exposure")),
                  reached.in(percent), dark ? tr("longest") : tr("shortest"));
  return dark ? Failure{"expose.too_dark", detail, tr("Is the lamp on, the shutter open?")}
              : Failure{"expose.too_bright", detail, tr("Turn the lamp down.")};
}

}  // namespace

Outcome<Time> find_exposure(hardware::Camera& camera, const hardware::StepContext& step,
                            Ratio level, Time start) {
  const auto [shortest, longest] = camera.exposures();
  Time exposure = std::clamp(start, shortest, longest);
  Ratio reached;
  for (int i = 0; i < kMostFrames; ++i) {
    const auto acquired = camera.acquire(step, {1, exposure});
    const auto found = brightness(acquired.frames->read(0));
    if (!found) {
      return fail("expose.no_scale", tr("floating-point images have no full scale"),
                  tr("Set the exposure yourself: acquire: {exposure: 20 ms}."));
    }
    reached = *found;
    if (std::abs(reached / level - 1) <= kNearEnough) return exposure;
    // Of a saturated frame only the direction is known.
    const double factor = reached >= kSaturated ? 1 / kLargestFactor : level / reached;
    const Time wanted = std::clamp(
        exposure * std::clamp(factor, 1 / kLargestFactor, kLargestFactor), shortest, longest);
    if (wanted == exposure) return fail(out_of_range(reached < level, reached));
    exposure = wanted;
  }
  // Coarse exposure steps of a camera: near the level is good enough, saturated is not.
  if (reached < kSaturated && reached > 0.5 * level) return exposure;
  return fail(out_of_range(reached < level, reached));
}

}  // namespace etalon::protocols
