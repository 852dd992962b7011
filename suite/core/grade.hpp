// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/measurement_result.hpp"

#include <optional>
#include <string>
#include <vector>

namespace etalon {

/// The words of judging, shared by the rules (suite/grading), the database and the reports. The
/// rules themselves are in suite/grading.

/// Outcomes of a guarded decision (ILAC-G8:09/2019; the words of the digital calibration
/// certificate), and why there may be none. Worst last within each group.
enum class Verdict {
  pass,
  conditional_pass,  ///< inside the limit, but not by the guard band: "close"
  conditional_fail,  ///< outside the limit, but not by the guard band: "close"
  fail,
  not_decidable,  ///< the uncertainty is larger than the limit can bear
  not_measured,   ///< there is no result that this limit may judge
};

/// What the slides behind a result are worth (users' words: tier 0, 1, 2).
enum class Tier { indicative, comparable, traceable };

enum class Direction { at_most, at_least };

/// What of a result a limit is set to: its value, or how well the value is known,
/// 100 % * U / |value|. The latter has no uncertainty of its own and is compared without guard
/// band.
enum class Judged { value, relative_expanded_uncertainty };

/// A limit with everything that is needed to judge by it and to say why.
struct Limit {
  std::string id;     ///< key in the profile: "sharpness"
  std::string label;  ///< for people: "Sharpness"
  std::string metric;
  std::string measurand;
  std::vector<std::string> methods;  ///< "slanted_edge/spline_refocused v1": whose values it judges
  Judged judged = Judged::value;
  Direction direction = Direction::at_most;
  double value = 0;
  std::string unit;
  std::string source;  ///< who published it; empty: proposed by the profile's authors
  std::string remark;  ///< what is to be known of it: "stated there for another method"
  double ideal = 0;    ///< what a perfect instrument would have, in the same unit
  double largest_expanded_uncertainty = 0;  ///< judged only up to this; same unit
  bool required = true;                     ///< a key number: without it the profile is not decided
  friend bool operator==(const Limit&, const Limit&) = default;
};

struct Judgement {
  Limit limit;
  Verdict verdict = Verdict::not_measured;
  std::optional<MeasurementResult> result;  ///< the judged one
  std::string method;                       ///< "field_uniformity/spline_surface v1"
  double guard_band = 0;                    ///< w, in the unit of the limit
  double conformance_probability = 0;  ///< that the true value meets the limit; 0 without result
  Tier tier = Tier::indicative;
  std::vector<std::string> caps;  ///< codes that hold the tier down: "condenser_na_unknown"
  std::string reason;             ///< a sentence where nothing could be decided; else empty
};

/// One instrument, one run, one profile.
struct Grade {
  std::string profile;
  std::string profile_version;
  std::string profile_sha256;
  std::string title;                 ///< "Screening in bright field"
  std::vector<std::string> fit_for;  ///< in a lay reader's words
  Verdict verdict = Verdict::not_measured;
  Tier tier = Tier::indicative;
  std::string rule;  ///< id of the decision rule: "guarded w=U, ILAC-G8:09/2019"
  std::vector<Judgement> judgements;
};

}  // namespace etalon
