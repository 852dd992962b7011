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

TEST_CASE("modalities read back, other words are nothing") {
  for (const auto mode :
       {AcquisitionMode::unknown, AcquisitionMode::widefield, AcquisitionMode::confocal,
        AcquisitionMode::spinning_disk, AcquisitionMode::two_photon}) {
    CHECK(acquisition_mode_from_text(to_text(mode)) == mode);
  }
  CHECK(to_text(AcquisitionMode::spinning_disk) == "spinning_disk");
  CHECK(acquisition_mode_from_text("WideField") == std::nullopt);
}

TEST_CASE("What is known of a channel ranks before what the file tells of it") {
  Instrument known;
  known.channels = {
      {.wavelength = Uncertain<Length>{.value = nm(525)}, .mode = AcquisitionMode::confocal}};
  Instrument told;
  told.objective.refractive_index = Uncertain<double>{.value = 1.518};
  told.channels = {{.name = "green", .wavelength = Uncertain<Length>{.value = nm(500)}},
                   {.name = "red", .wavelength = Uncertain<Length>{.value = nm(610)}}};
  const Instrument both = completed(known, told);
  REQUIRE(both.channels.size() == 2);
  CHECK(both.channels[0].name == "green");
  CHECK(both.channels[0].wavelength->value == nm(525));
  CHECK(both.channels[1].wavelength->value == nm(610));
  CHECK(both.channels[1].mode == AcquisitionMode::confocal);
  CHECK(both.objective.refractive_index->value == 1.518);
}
