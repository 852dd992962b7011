// SPDX-License-Identifier: Apache-2.0
#include "suite/grading/caps.hpp"

#include "suite/core/translate.hpp"

#include <algorithm>

namespace etalon::grading {
namespace {

constexpr double kRazorBladeNa = 0.3;

bool contains(const std::vector<std::string>& texts, const std::string& text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

/// "slanted_edge.lossy" -> "lossy"
std::string reason_of(const Caveat& caveat) {
  return caveat.code.substr(caveat.code.find('.') + 1);
}

bool carries(const MeasurementResult& result, const char* reason) {
  return std::any_of(result.caveats.begin(), result.caveats.end(),
                     [&](const Caveat& caveat) { return reason_of(caveat) == reason; });
}

}  // namespace

const std::vector<std::string>& capping_caveats() {
  static const std::vector<std::string> table = {
      // what the numbers of the image are
      "transfer_unknown", "transfer_encoded", "lossy", "processed", "overshoot", "black_clipped",
      "undersampled", "undersampled_xy", "undersampled_z",
      // how the object was lit
      "condenser_na_unknown", "partially_coherent",
      // what was looked at
      "razor_blade_high_na", "structure",
      // what the inputs are worth
      "pixel_size_nominal", "pixel_size_uncertainty_unknown", "input_uncertainty_unknown",
      "pitch_uncertainty_unknown", "numbering_ambiguous",
      // what is known of the instrument
      "record_incomplete"};
  return table;
}

std::vector<std::string> caps_of(const MeasurementResult& result,
                                 const Circumstances& circumstances) {
  std::vector<std::string> caps;
  if (circumstances.slide.empty()) caps.push_back("slide_unknown");
  if (circumstances.slide == "razor_blade") {
    if (!circumstances.lens_na) caps.push_back("razor_blade_na_unknown");
    if (circumstances.lens_na && *circumstances.lens_na > kRazorBladeNa) {
      caps.push_back("razor_blade_high_na");
    }
  }
  for (const Caveat& caveat : result.caveats) {
    const std::string reason = reason_of(caveat);
    if (contains(capping_caveats(), reason) && !contains(caps, reason)) caps.push_back(reason);
  }
  return caps;
}

Tier capped(Tier slide_tier, const std::vector<std::string>& caps) {
  return caps.empty() ? slide_tier : Tier::indicative;
}

std::optional<Refusal> refusal_of(const MeasurementResult& result) {
  if (carries(result, "no_dark")) {
    return Refusal{Verdict::not_measured, tr("measured without a dark frame or known offset")};
  }
  if (carries(result, "above_ideal")) {
    return Refusal{Verdict::not_decidable,
                   tr("it is better than a perfect lens can be: pixel size, NA, wavelength or the "
                      "camera's processing must be wrong")};
  }
  return std::nullopt;
}

}  // namespace etalon::grading
