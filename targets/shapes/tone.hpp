// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/options.hpp"
#include "suite/core/outcome.hpp"
#include "suite/core/quantity.hpp"

#include <initializer_list>
#include <optional>
#include <string>

namespace etalon::targets {

/// What chrome does to the light: options that all shapes of chrome on glass share. Structs of
/// options derive from it.
struct ToneOptions {
  Ratio dark = percent(2);
  std::string polarity = "positive";
};

/// Light from coverage: on the drawn pieces and beside them.
struct Tone {
  explicit Tone(const ToneOptions& options)
      : beside(options.polarity == "positive" ? 1 : options.dark.in(one)),
        step((options.polarity == "positive" ? -1 : 1) * (1 - options.dark.in(one))) {}

  float light(double coverage) const { return static_cast<float>(beside + step * coverage); }

  double beside;
  double step;
};

template <class Options>
void add_tone(OptionSet<Options>& set) {
  set.template add<Ratio>("dark", &Options::dark, "share of the light that passes on the dark side")
      .template add<std::string>("polarity", &Options::polarity,
                                 "positive: dark on bright; negative: bright on dark");
}

/// Options that cannot be: code `options.value`.
Failure impossible(std::string sentence);
std::optional<Failure> impossible_tone(const ToneOptions& options);
/// Lengths of a drawn thing lie between 1 nm and 1 m. `name` is that of the option.
std::optional<Failure> impossible_size(const std::string& name, Length size);
/// The same, and 0 is allowed.
std::optional<Failure> impossible_spread(const std::string& name, Length size);

/// The first complaint.
inline std::optional<Failure> first_of(std::initializer_list<std::optional<Failure>> complaints) {
  for (const auto& complaint : complaints) {
    if (complaint) return complaint;
  }
  return std::nullopt;
}

}  // namespace etalon::targets
