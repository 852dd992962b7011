// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/grade.hpp"

#include <optional>
#include <string>
#include <vector>

namespace etalon::grading {

/// What a result carries that holds the tier of its grade at indicative, however good the slide is.
/// By the last part of the caveat's code, so that each metric may have it:
/// "slanted_edge.lossy" -> "lossy".
const std::vector<std::string>& capping_caveats();

/// What lies behind a result besides itself.
struct Circumstances {
  std::string slide;  ///< id in the catalogue; empty: nobody said
  Tier slide_tier = Tier::indicative;
  std::optional<double> lens_na;
};

/// The caps of a result, each once: those of its caveats, and
///   slide_unknown            nobody said which slide it was
///   razor_blade_high_na      a razor blade above NA 0.3: light reflected and diffracted by its
///   thick
///                            edge changes the image (targets/catalogue/razor_blade.yaml)
///   razor_blade_na_unknown   a razor blade, and the NA is not known
std::vector<std::string> caps_of(const MeasurementResult& result,
                                 const Circumstances& circumstances);

/// Indicative as soon as there is a cap, else what the slide is worth.
Tier capped(Tier slide_tier, const std::vector<std::string>& caps);

/// Why a result is not graded at all, or nothing. Without a dark frame or a known offset a ratio of
/// intensities has no meaning (no_dark: not measured); a result better than physics allows proves
/// that an input is wrong (above_ideal: not decidable).
struct Refusal {
  Verdict verdict = Verdict::not_measured;
  std::string reason;
};
std::optional<Refusal> refusal_of(const MeasurementResult& result);

}  // namespace etalon::grading
