// SPDX-License-Identifier: Apache-2.0
#include "suite/core/translate.hpp"
#include "suite/metrics/transfer_budget.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace etalon::metrics {

std::vector<Caveat> transfer_caveats(const TransferMeasurement& m, const TransferPlane& plane) {
  std::vector<Caveat> caveats = plane.caveats;
  if (m.lack.significant) {
    caveats.push_back(
        {"camera_noise.lack_of_fit",
         fmt::format(fmt::runtime(tr("the noise does not follow a straight line over the signal "
                                     "(chi squared {:.0f} with {:.0f} degrees of freedom); other "
                                     "weights or parts of the range change the gain by up to "
                                     "{:.2g} %, and the interval contains that")),
                     m.fit.chi_squared, m.fit.degrees, 100 * m.lack.half_width / m.fit.gain)});
  }
  if (m.switch_at) {
    caveats.push_back(
        {"camera_noise.gain_switch",
         fmt::format(fmt::runtime(tr("from {:.0f} DN above dark on the noise follows another line: "
                                     "the camera reads bright pixels with another amplifier; the "
                                     "gain is that below")),
                     *m.switch_at)});
  }
  if (m.step() > 1) {
    caveats.push_back(
        {"camera_noise.shifted_bits",
         fmt::format(fmt::runtime(tr("all values are multiples of {:.0f} apart: fewer bits than "
                                     "the file has; rounding is taken as that of such steps")),
                     m.step())});
  }
  double flicker = 0;
  for (const LightLevel& level : m.series.levels)
    if (level.in_range) flicker = std::max(flicker, level.flicker);
  if (flicker > 0.01) {
    caveats.push_back(
        {"camera_noise.flicker",
         fmt::format(fmt::runtime(tr("the light changed by up to {:.1f} % from one frame to the "
                                     "next; that is taken out, but a steady lamp is better")),
                     100 * flicker)});
  }
  if (m.method.excess_noise > 1) {
    caveats.push_back(
        {"camera_noise.excess_noise",
         fmt::format(fmt::runtime(tr("multiplication was stated to add noise by F^2 = {:.3g}; gain "
                                     "and electrons are right only with that factor")),
                     m.method.excess_noise)});
  }
  if (m.series.darks_extrapolated) {
    caveats.push_back({"camera_noise.dark_exposure",
                       tr("a level was exposed longer or shorter than any dark frame; the dark "
                          "of the nearest exposure was used")});
  }
  if (m.series.darks.empty()) {
    caveats.push_back(
        {"camera_noise.no_dark",
         tr("without dark frames the gain is the slope of a line with an intercept of its own; "
            "add --dark FILE...")});
  }
  return caveats;
}

}  // namespace etalon::metrics
