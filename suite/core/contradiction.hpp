// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/instrument.hpp"

#include <optional>
#include <string>
#include <vector>

namespace etalon {

/// A field that two descriptions of one instrument cannot both be right about.
struct Contradiction {
  std::string field;  ///< its path, as in Instrument::sources
  std::string known;  ///< in words and units; "none": it was said not to apply
  std::string told;
  std::optional<Source> known_by{};  ///< nothing: nobody knows
  std::optional<Source> told_by{};
};

/// Where `told` contradicts what is known; silence contradicts nothing. Numbers may differ by 1 %
/// and twice both standard uncertainties. Of names one may hold the other as whole words in any
/// case ("acA2440" and "Basler acA2440-35um"); lengths and binnings that are written as such are
/// compared as such ("0.17 mm" and "170 um"). The site's own `id` is not compared.
std::vector<Contradiction> contradictions(const Instrument& known, const Instrument& told);

/// "objective.lens_na: the scope file says 0.65, the device says 0.4."
std::string sentence(const Contradiction& contradiction);

/// The same, and where a scope file says what is known, that it is followed: images that differ
/// from others go by their own.
std::string sentence_on_known(const Contradiction& contradiction);

/// "the scope file" and so on, for sentences.
std::string name_of(Source source);

}  // namespace etalon
