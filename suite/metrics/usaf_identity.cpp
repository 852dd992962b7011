// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/usaf_identity.hpp"

#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <cmath>

namespace etalon::metrics {

namespace {

constexpr double kCertainRung = 0.25;  // off a whole rung, where the scale alone decides
constexpr double kDisagrees = 0.5;     // rungs: 6 %
constexpr double kNearest = 3;         // rungs: a scale off by more does not tell the group
constexpr double kScaleUncertainty = 0.02;

std::string group_choices() {
  return tr(
      "Give --largest-group (the group of the largest whole element in "
      "the picture), or the pixel size with --pixel-size.");
}

UsafIdentity refused(const std::string& metric, const char* reason, std::string detail,
                     std::string advice) {
  UsafIdentity identity;
  identity.failure = Failure{metric + reason, std::move(detail), std::move(advice)};
  return identity;
}

/// Rung of index 0 by the pixel size, not whole.
double rung_by_scale(const UsafSurvey& survey, const PixelSize& size, double pitch) {
  const double samples = 1 / std::sqrt(survey.standing.periods() * survey.lying.periods());
  return 6 * std::log2(1000 / (samples * pitch * size.per_px.in(um)));
}

std::optional<int> element_of(const UsafArrangement& arrangement, const UsafHints& hints) {
  return hints.largest_element ? hints.largest_element : arrangement.element;
}

UsafIdentity by_user(const std::string& metric, const UsafSurvey& survey, const UsafHints& hints) {
  const auto element = element_of(survey.arrangement, hints);
  if (!element) {
    return refused(metric, ".groups_unknown",
                   tr("the arrangement of the elements does not tell which element of its group "
                      "the largest one is"),
                   tr("Give --largest-element as well, or the pixel size with --pixel-size, or "
                      "move the target until a whole group is in the picture."));
  }
  UsafIdentity identity;
  identity.by_user = true;
  identity.rung = 6 * *hints.largest_group + *element - 1;
  const auto& in_pair = survey.arrangement.rung_of_12;
  if (in_pair && !hints.largest_element && (*identity.rung % 12 + 12) % 12 != *in_pair) {
    return refused(
        metric, ".group_conflict",
        fmt::format(fmt::runtime(tr("the largest element stands where an {} group has "
                                    "its own, and {} is not")),
                    *in_pair < 6 ? tr("even") : tr("odd"), *hints.largest_group),
        tr("Look at the picture: which group does the largest whole element belong to?"));
  }
  return identity;
}

UsafIdentity by_scale(const std::string& metric, const UsafSurvey& survey, const UsafHints& hints,
                      double pitch) {
  const double rung = rung_by_scale(survey, hints.pixel_size->value, pitch);
  const UsafArrangement& arrangement = survey.arrangement;
  UsafIdentity identity;
  const auto nearest = [&](int remainder, int cycle) {
    return remainder + cycle * static_cast<int>(std::lround((rung - remainder) / cycle));
  };
  if (arrangement.rung_of_12)
    identity.rung = nearest(*arrangement.rung_of_12, 12);
  else if (arrangement.element)
    identity.rung = nearest(*arrangement.element - 1, 6);
  if (identity.rung) {
    const double off = rung - *identity.rung;
    if (std::abs(off) > (arrangement.rung_of_12 ? kNearest : kNearest / 2)) {
      return refused(metric, ".group_conflict",
                     fmt::format(fmt::runtime(tr("the pixel size makes the largest element {:.4g} "
                                                 "line pairs per mm, which does not fit where it "
                                                 "stands")),
                                 usaf_line_pairs_per_mm(rung)),
                     tr("Check the pixel size, or give --largest-group."));
    }
    return identity;
  }
  const auto& u = hints.pixel_size->standard_uncertainty;
  const bool sharp = !u || u->per_px / hints.pixel_size->value.per_px < kScaleUncertainty;
  const double off = rung - std::round(rung);
  if (!sharp || std::abs(off) > kCertainRung) {
    return refused(metric, ".groups_unknown",
                   tr("too few elements are seen to tell by their places which they are, and the "
                      "pixel size does not fit any of them well"),
                   tr("Move the target until a whole group is in the picture, or give "
                      "--largest-group and --largest-element."));
  }
  identity.rung = static_cast<int>(std::lround(rung));
  identity.caveats.push_back(
      {metric + ".element_by_scale",
       tr("too few elements are seen to tell by their places which they are; the pixel size alone "
          "says so")});
  return identity;
}

}  // namespace

UsafIdentity identify_usaf(const std::string& metric, const UsafSurvey& survey,
                           const UsafHints& hints, double pitch) {
  if (!hints.largest_group && !hints.pixel_size) {
    return refused(metric, ".groups_unknown",
                   tr("nobody says which groups these are, nor how large a pixel is: line pairs "
                      "per mm are not known"),
                   group_choices());
  }
  UsafIdentity identity =
      hints.largest_group ? by_user(metric, survey, hints) : by_scale(metric, survey, hints, pitch);
  if (!identity.rung || !hints.pixel_size) return identity;
  const double off = rung_by_scale(survey, hints.pixel_size->value, pitch) - *identity.rung;
  if (std::abs(off) > kDisagrees) {
    identity.caveats.push_back(
        {metric + ".pixel_size_disagrees",
         fmt::format(fmt::runtime(tr("by the bars a pixel covers {:.3g} times the pixel size that "
                                     "was stated: is it the same objective and camera setting, and "
                                     "are these the groups?")),
                     std::exp2(off / 6))});
  }
  return identity;
}

}  // namespace etalon::metrics
