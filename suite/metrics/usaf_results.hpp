// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/core/frame.hpp"
#include "suite/metrics/usaf_identity.hpp"
#include "suite/metrics/usaf_scale.hpp"
#include "suite/metrics/usaf_survey.hpp"

#include <optional>
#include <string>
#include <vector>

namespace etalon::metrics {

/// A target in a plane, with all that its results need.
struct UsafReading {
  const UsafSurvey& survey;
  const Plane& plane;
  UsafIdentity identity;
  std::optional<UsafTarget> target;  ///< where the identity is certain
  double threshold = 0.2;
  std::size_t frames = 1;
  std::vector<Caveat> caveats;  ///< of every result
};

/// Limits of both directions and the lower one, in cycles/mm, cycles/px and um, the last resolved
/// elements, contrast curves, and an item for every triplet, used or not.
void append_usaf(const UsafReading& reading, Evaluation& evaluation);

/// "4-1": group 4, element 1; "largest+3" where groups are not known.
std::string usaf_label(const UsafIdentity& identity, int index);

/// Outlines of the triplets, over the picture.
void draw_triplets(const UsafReading& reading, Picture& picture);

}  // namespace etalon::metrics
