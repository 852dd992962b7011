// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/star_search.hpp"

#include "suite/core/translate.hpp"
#include "suite/imaging/star_finder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace etalon::metrics {

namespace {

using imaging::StarFit;
using std::numbers::pi;

constexpr double kLeastExplained = 0.85;  // of the squares of coarse spokes, in phase
constexpr double kFarthestOff = 0.3;      // samples rms, of spokes off their place
constexpr double kLeastContrast = 0.02;   // Michelson

/// Pixels that are no numbers get the value before them in their row.
Plane filled(Plane plane) {
  float last = 0;
  for (float& value : plane.values) {
    if (std::isfinite(value))
      last = value;
    else
      value = last;
  }
  return plane;
}

Failure no_star() {
  return {"siemens_star.no_star", tr("no star of spokes stands out from the noise"),
          tr("Is the star in focus and its centre in the picture or near it? Does it fill at least "
             "a fifth of the width of the picture?")};
}

}  // namespace

FoundStar search_star(const Plane& original, int pairs) {
  const Plane plane = filled(original);
  FoundStar best{{}, no_star()};
  double most = -1;
  for (const auto& candidate : imaging::find_stars(plane, pairs)) {
    for (const int n : candidate.pairs) {
      imaging::StarGeometry start = candidate.star;
      start.pairs = n;
      StarFit fit = imaging::fit_star(plane, start);
      const double score = fit.explained * fit.amplitude;
      if (!(fit.amplitude > 0) || !(score > most)) continue;
      most = score;
      best.fit = std::move(fit);
    }
    if (best.fit.converged && best.fit.explained > kLeastExplained) break;
  }
  if (most < 0) return best;
  const StarFit& fit = best.fit;
  const double ratio = fit.outer_radius / std::max(1.0, fit.inner_radius);
  const double middle = 0.5 * (fit.darkest + fit.brightest);
  if (fit.explained < 0.2 || ratio < 1.3) return best;
  best.failure.reset();
  if (!fit.converged || fit.explained < kLeastExplained || fit.displacement > kFarthestOff) {
    best.failure = Failure{
        "siemens_star.spokes_broken",
        fmt::format(fmt::runtime(tr("{} pairs of spokes about ({:.1f}, {:.1f}) px fit the image "
                                    "best, but only {:.0f} % of the contrast of coarse spokes lies "
                                    "where they should be: parts of the image are shifted against "
                                    "each other, or the star is distorted")),
                    fit.star.pairs, plane.x0 + plane.pitch * fit.star.x,
                    plane.y0 + plane.pitch * fit.star.y, 100 * std::max(0.0, fit.explained)),
        tr("Correct gaps between the chips of the camera and distortion first, or measure a part "
           "with --region; if you know the number of pairs, state it with --spokes.")};
  } else if (fit.darkest <= 0) {
    best.failure = Failure{"siemens_star.no_light",
                           tr("the mean of bright and dark spokes is not positive everywhere"),
                           tr("Is the offset right? Is the light on all over the star?")};
  } else if (fit.amplitude * pi / 4 < kLeastContrast * middle) {
    best.failure =
        Failure{"siemens_star.low_contrast",
                fmt::format(fmt::runtime(tr("the contrast of the coarse spokes is {:.1f} %")),
                            100 * fit.amplitude * pi / 4 / middle),
                tr("Focus on the star, and give the dark level with --dark or --offset.")};
  }
  return best;
}

}  // namespace etalon::metrics
