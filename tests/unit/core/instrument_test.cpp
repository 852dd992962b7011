// SPDX-License-Identifier: Apache-2.0
#include "suite/core/instrument.hpp"

#include "tests/support/catch.hpp"

using namespace etalon;

TEST_CASE("immersion media read back, other words are nothing") {
  for (const auto immersion : {Immersion::unknown, Immersion::air, Immersion::water,
                               Immersion::glycerol, Immersion::oil}) {
    CHECK(immersion_from_text(to_text(immersion)) == immersion);
  }
  CHECK(to_text(Immersion::glycerol) == "glycerol");
  for (const char* word : {"", "Air", "mercury", "oil "})
    CHECK(immersion_from_text(word) == std::nullopt);
}

TEST_CASE("an instrument of which nobody said anything claims nothing") {
  const Instrument instrument;
  CHECK(instrument.objective.immersion == Immersion::unknown);
  CHECK_FALSE(instrument.objective.lens_na.has_value());
  CHECK_FALSE(instrument.condenser_na.has_value());
  CHECK_FALSE(Uncertain<double>{0.4}.standard_uncertainty.has_value());
}
