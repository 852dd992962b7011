// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/outcome.hpp"
#include "suite/core/quantity.hpp"
#include "suite/core/uncertainty.hpp"
#include "suite/metrics/usaf_survey.hpp"

#include <optional>
#include <string>
#include <vector>

namespace etalon::metrics {

/// What is said of the target from outside the image.
struct UsafHints {
  std::optional<int> largest_group;    ///< of the largest element seen
  std::optional<int> largest_element;  ///< 1 to 6; otherwise the arrangement says
  std::optional<Uncertain<PixelSize>> pixel_size;
};

/// Which element is which: the rung 6 group + element - 1 of the largest element seen (index 0).
struct UsafIdentity {
  std::optional<int> rung;
  bool by_user = false;  ///< of `largest_group`, otherwise of the pixel size
  std::vector<Caveat> caveats;
  std::optional<Failure> failure;  ///< why not
};

/// Element and parity of the group come from the arrangement, the group from `largest_group` or
/// from the pixel size (the nearest that fits the arrangement). Where the arrangement says nothing
/// (too few elements), `largest_element` or a pixel size good to 3 % (a quarter of a rung) decides.
/// What contradicts itself is refused. `pitch`: px per sample. Codes are those of `metric`:
/// .groups_unknown, .group_conflict; caveats .element_by_scale, .pixel_size_disagrees.
UsafIdentity identify_usaf(const std::string& metric, const UsafSurvey& survey,
                           const UsafHints& hints, double pitch);

}  // namespace etalon::metrics
