// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace etalon::reports {

/// A measurand's name without what says only in which unit or relation it is given: "mtf50_object",
/// "mtf50_ratio" -> "mtf50"; "lsf_fwhm_px" -> "lsf_fwhm".
std::string base_of(std::string_view measurand);

/// A measurand as people call it: "MTF50", "edge 10–90 %". Unlisted names are shown with spaces.
std::string label_of(std::string_view measurand);

/// What it is, in one sentence without an abbreviation; empty when unlisted.
std::string explanation_of(std::string_view measurand);

/// What a result belongs to: {"edge": "edge-1", "plane": "red"} -> "edge-1, red plane"; "" for the
/// image.
std::string subject_text(const std::map<std::string, std::string>& subject);

/// A unit behind a number: " cycles/mm", " µm", "°"; "" for ratios.
std::string unit_suffix(std::string_view symbol);

/// "2026-11-23T14:02:11Z" -> "23 November 2026"; anything else comes back unchanged.
std::string date_text(const std::string& iso_8601);

/// The text without characters that could steer a terminal (file names may hold any byte).
std::string printable(std::string_view text);

/// Texts joined with a separator.
template <class Range>
std::string joined(const Range& texts, std::string_view separator) {
  std::string all;
  for (const auto& text : texts) {
    if (!all.empty()) all += separator;
    all += text;
  }
  return all;
}

}  // namespace etalon::reports
