// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/image/memory.hpp"
#include "hardware/simulator/scene.hpp"
#include "hardware/simulator/settings.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/refusal.hpp"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

using Catch::Matchers::WithinAbs;
using namespace etalon;
using namespace etalon::hardware;
using etalon::test::contains_text;
using etalon::test::refusal_of;

namespace {

std::string objection(const DriverSettings& settings) {
  return refusal_of([&] { simulator_settings(settings); });
}

}  // namespace

TEST_CASE("every setting of every group has one name and a meaning", "[hardware]") {
  std::set<std::string> names;
  for (const auto& declaration : simulator_setting_declarations()) {
    INFO(declaration.name);
    CHECK(names.insert(declaration.name).second);
    CHECK(declaration.meaning.ends_with("."));
  }
  CHECK(names.size() > 90);
}

TEST_CASE("settings come back from their texts", "[hardware]") {
  const SimulatorSettings settings = simulator_settings({{"seed", "7"},
                                                         {"modality", "confocal"},
                                                         {"lens_na", "1.4"},
                                                         {"immersion_index", "1.518"},
                                                         {"condenser_na", "0.3"},
                                                         {"mosaic", "bggr"},
                                                         {"zernike", "6=0.02 9=-0.01"},
                                                         {"lamp_half_life", "3 h"},
                                                         {"tilt_x", "0.5 deg"}});
  CHECK(settings.seed == 7);
  CHECK(settings.optics.modality == Modality::confocal);
  CHECK(settings.camera.mosaic == Mosaic::bggr);
  const OptionTexts texts = texts_of(settings);
  CHECK(texts.size() == simulator_setting_names().size());
  CHECK(texts_of(simulator_settings(texts)) == texts);
  CHECK(texts_of(simulator_settings({})) == texts_of(SimulatorSettings{}));
}

TEST_CASE("aberrations become Zernike terms of the lens", "[hardware]") {
  const auto lens = lens_of(simulator_settings({{"spherical", "0.05"},
                                                {"coma_x", "0.01"},
                                                {"coma_y", "-0.02"},
                                                {"astigmatism", "0.03"},
                                                {"astigmatism_oblique", "0.04"},
                                                {"zernike", "12=0.01 6=0.02"},
                                                {"wavelength", "500 nm"}})
                                .optics);
  const std::map<int, double> expected{{3, 0.04},  {5, 0.03}, {6, 0.02},
                                       {7, -0.02}, {8, 0.01}, {12, 0.06}};
  REQUIRE(lens.zernike_waves.size() == expected.size());
  for (const auto& [index, waves] : expected) {
    CHECK_THAT(lens.zernike_waves.at(index), WithinAbs(waves, 1e-15));
  }
  CHECK_THAT(lens.zernike_reference_um, WithinAbs(0.5, 1e-12));
  CHECK(lens.condenser_na == 0.4);
}

TEST_CASE("a band is a few lines about its middle", "[hardware]") {
  CHECK(band_about(nm(550), nm(0)).size() == 1);
  double sum = 0;
  double mean = 0;
  for (const Wavelength& line : band_about(nm(550), nm(40))) {
    CHECK(line.um > 0.530);
    CHECK(line.um < 0.570);
    sum += line.weight;
    mean += line.weight * line.um;
  }
  CHECK_THAT(sum, WithinAbs(1, 1e-12));
  CHECK_THAT(mean, WithinAbs(0.55, 1e-12));
}

TEST_CASE("what cannot be is refused with the setting and the reason", "[hardware]") {
  const std::vector<std::pair<std::string, std::string>> wrong{{"modality", "radio"},
                                                               {"apodisation", "none"},
                                                               {"lens_na", "0.001"},
                                                               {"lens_na", "nan"},
                                                               {"immersion_index", "0.9"},
                                                               {"immersion_index", "2"},
                                                               {"condenser_na", "0"},
                                                               {"bandwidth", "-1 nm"},
                                                               {"bandwidth", "600 nm"},
                                                               {"pinhole", "0"},
                                                               {"spherical", "2"},
                                                               {"coma_x", "-2"},
                                                               {"zernike", "6"},
                                                               {"zernike", "2=0.1"},
                                                               {"zernike", "6=0.1 6=0.1"},
                                                               {"zernike", "6=x"},
                                                               {"cover_glass_error", "1 mm"},
                                                               {"cover_glass_index", "1"},
                                                               {"magnification", "0"},
                                                               {"width", "8"},
                                                               {"height", "100000"},
                                                               {"distortion_k1", "-0.4"},
                                                               {"tilt_x", "20 deg"},
                                                               {"field_curvature", "1 mm"},
                                                               {"field_coma", "2"},
                                                               {"lateral_colour", "10 %"},
                                                               {"axial_colour", "1 mm"},
                                                               {"filter_shift_x", "100 px"},
                                                               {"veil", "101 %"},
                                                               {"specks", "-1"},
                                                               {"lamp_ripple", "-1 %"},
                                                               {"lamp_ripple_period", "0 s"},
                                                               {"lamp_flicker", "60 %"},
                                                               {"lamp_drift_per_hour", "200 %"},
                                                               {"lamp_half_life", "0 s"},
                                                               {"quantum_efficiency", "0 %"},
                                                               {"temperature", "300 degC"},
                                                               {"mosaic", "rgb"},
                                                               {"switched_on", "-1 s"},
                                                               {"step_time", "-1 s"},
                                                               {"focus_periodic_error", "-1 um"},
                                                               {"focus_period", "0 um"},
                                                               {"stage_error", "-1 um"},
                                                               {"stage_period", "0 um"},
                                                               {"drift_x_per_hour", "2 mm"},
                                                               {"warm_up_z", "2 mm"},
                                                               {"warm_up_time", "0 s"},
                                                               {"vibration", "-1 um"},
                                                               {"jitter", "-1 um"},
                                                               {"edge_angle", "400 deg"},
                                                               {"edge_roughness", "-1 um"},
                                                               {"seed", "-1"},
                                                               {"light_x", "1e9 px"},
                                                               {"focus_offset", "1 mm"}};
  for (const auto& [key, text] : wrong) {
    INFO(key << ": " << text);
    CHECK_THAT(objection({{key, text}}), contains_text(key));
  }
  CHECK_THAT(objection({{"jpeg_quality", "101"}}), contains_text("JPEG quality"));
  CHECK_THAT(objection({{"shifted_bits", "8"}}), contains_text("shifted bits"));
  CHECK_THAT(objection({{"demosaic", "yes"}}), contains_text("no colour filters"));
  CHECK_THAT(objection({{"modality", "confocal"}, {"excitation", "600 nm"}}),
             contains_text("excitation"));
  CHECK_THAT(objection({{"lens_na", "1.4"}}), contains_text("oil has 1.518"));
  CHECK_THAT(objection({{"lens_an", "0.4"}}), contains_text("did you mean \"lens_na\"?"));
}

TEST_CASE("images that no memory holds are refused before they are made", "[hardware]") {
  refuse_above_memory(1e6);
  CHECK_THAT(refusal_of([] { refuse_above_memory(1e15); }),
             contains_text("forming this image needs 1000000.0 GB of memory"));
}

TEST_CASE("how a slide was put under the objective overrides what it is drawn with", "[hardware]") {
  SimulatorSettings settings;
  settings.slide.ruler_error = percent(1);
  const auto pitch_of = [&](const OptionTexts& draw) {
    for (const auto& fact : scene_of(settings, "ronchi_ruling", draw).facts) {
      if (fact.name == "pitch") return fact.value;
    }
    return 0.0;
  };
  CHECK_THAT(pitch_of({{"pitch", "20 um"}}), WithinAbs(20.2, 1e-9));
  settings.slide.ruler_pitch = um(50);
  CHECK_THAT(pitch_of({{"pitch", "20 um"}}), WithinAbs(50.5, 1e-9));
}
