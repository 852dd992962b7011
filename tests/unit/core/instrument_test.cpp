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

TEST_CASE("Each field keeps who told it, through all completions") {
  Instrument scope;
  scope.model = "v7";
  scope.channels = {{.mode = AcquisitionMode::confocal}};
  scope = told_by(Source::scope_file, scope);
  Instrument file;
  file.model = "other";
  file.serial_number = "17";
  file.objective.lens_na = Uncertain<double>{.value = 0.4};
  file.channels = {{.name = "green"}, {.name = "red"}};
  file = told_by(Source::file, file);
  file.sources["pixel_size"] = Source::file;
  Instrument device;
  device.serial_number = "18";
  device.objective.immersion = Immersion::air;
  const Instrument all = completed(completed(scope, file), told_by(Source::device, device));
  using Sources = std::map<std::string, Source>;
  CHECK(all.sources == Sources{{"model", Source::scope_file},
                               {"serial_number", Source::file},
                               {"objective.lens_na", Source::file},
                               {"objective.immersion", Source::device},
                               {"channels.0.mode", Source::scope_file},
                               {"channels.0.name", Source::file},
                               {"channels.1.mode", Source::scope_file},
                               {"channels.1.name", Source::file},
                               {"pixel_size", Source::file}});
  CHECK(all.model == "v7");
  CHECK(all.serial_number == "17");
  CHECK(told_by(Source::person, all).sources == all.sources);  // known ones stay
}

TEST_CASE("A field that nobody vouches for has no source, whoever told it elsewhere") {
  Instrument known;
  known.model = "v7";
  Instrument told;
  told.model = "other";
  const Instrument both = completed(known, told_by(Source::file, told));
  CHECK(both.sources.empty());
}

TEST_CASE("sources read back, other words are nothing") {
  for (const auto source :
       {Source::device, Source::file, Source::scope_file, Source::person, Source::standard}) {
    CHECK(source_from_text(to_text(source)) == source);
  }
  CHECK(to_text(Source::person) == "operator");
  CHECK(source_from_text("hearsay") == std::nullopt);
}

TEST_CASE("What does not apply stays so, and has who said it") {
  Instrument scope;
  scope.absent = {"serial_number", "detector.pixel_pitch"};
  scope = told_by(Source::scope_file, scope);
  Instrument device;
  device.serial_number = "18";
  device.detector.pixel_pitch = SensorPixelPitch{um_sensor(3.45)};
  device.detector.bit_depth = 12;
  const Instrument both = completed(scope, told_by(Source::device, device));
  CHECK(both.serial_number.empty());
  CHECK_FALSE(both.detector.pixel_pitch);
  CHECK(both.detector.bit_depth == 12);
  CHECK(both.absent == scope.absent);
  using Sources = std::map<std::string, Source>;
  CHECK(both.sources == Sources{{"serial_number", Source::scope_file},
                                {"detector.pixel_pitch", Source::scope_file},
                                {"detector.bit_depth", Source::device}});
}

TEST_CASE("binning reads back as cameras write it, other texts are nothing") {
  for (const char* text : {"2", "2x2", "2 x 2", " 2 x 2 "})
    CHECK(binning_from_text(text) == "2 x 2");
  CHECK(binning_from_text("1 x 4") == "1 x 4");
  for (const char* text : {"", "none", "0", "1.5", "2 x", "x 2", "2 x 2 x 2", "-1", "1e9", "nan"})
    CHECK(binning_from_text(text) == std::nullopt);
}
