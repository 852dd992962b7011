// SPDX-License-Identifier: Apache-2.0
#include "targets/shapes/tone.hpp"

#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <utility>

namespace etalon::targets {

Failure impossible(std::string sentence) { return {"options.value", std::move(sentence), {}}; }

std::optional<Failure> impossible_tone(const ToneOptions& options) {
  if (options.dark < one(0) || options.dark >= one(1))
    return impossible(tr("dark must lie between 0 % and 100 %."));
  if (options.polarity != "positive" && options.polarity != "negative")
    return impossible(tr("polarity is either positive or negative."));
  return std::nullopt;
}

std::optional<Failure> impossible_size(const std::string& name, Length size) {
  if (size >= nm(1) && size <= mm(1000)) return std::nullopt;
  return impossible(fmt::format(fmt::runtime(tr("{} must lie between 1 nm and 1000 mm.")), name));
}

std::optional<Failure> impossible_spread(const std::string& name, Length size) {
  if (size >= nm(0) && size <= mm(1000)) return std::nullopt;
  return impossible(
      fmt::format(fmt::runtime(tr("{} must not be negative, nor above 1000 mm.")), name));
}

}  // namespace etalon::targets
