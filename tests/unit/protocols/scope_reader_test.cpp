// SPDX-License-Identifier: Apache-2.0
#include "protocols/scope_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/refusal.hpp"
#include "tests/support/temporary_folder.hpp"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>

using namespace etalon;
using namespace etalon::protocols;
using Catch::Matchers::WithinRel;
using etalon::test::contains_text;
using etalon::test::refusal_of;

namespace {

namespace fs = std::filesystem;

/// Reads `text` as the file s.yaml; messages come back without the folder.
class Written {
 public:
  explicit Written(const std::string& text) {
    std::ofstream(folder_.path() / "s.yaml", std::ios::binary) << text;
  }
  const fs::path& folder() const { return folder_.path(); }
  ScopeFile read() const { return read_scope_file(folder() / "s.yaml"); }
  std::string refusal() const {
    std::string message = refusal_of([&] { read(); });
    const std::string prefix = folder().string() + "/";
    if (message.starts_with(prefix)) message.erase(0, prefix.size());
    return message;
  }

 private:
  test::TemporaryFolder folder_;
};

std::string refusal(const std::string& text) { return Written(text).refusal(); }

constexpr const char* kWhole = R"(scope: ofm-07
site: hospital-2
instrument: {manufacturer: OpenFlexure, model: v7, serial_number: "0042"}
objective:
  manufacturer: Someone
  model: Plan 20
  nominal_magnification: 20
  lens_na: {value: 0.40, half_width: 0.01}
  immersion: air
condenser_na: unknown
wavelength: {value: 550 nm, standard_uncertainty: 20 nm}
pixel_size: {value: 0.2618 um, expanded_uncertainty: 0.0008 um, k: 2, source: certificate 17}
detector: {model: IMX219, pixel_pitch: 1.12 um}
camera: {driver: folder, path: images, pattern: "{step}-*"}
)";

}  // namespace

TEST_CASE("settings of a scope file are conditions of its runs, and read with their units") {
  const auto conditions = [](const std::string& settings) {
    return read_scope_text("scope: a\nsettings: {" + settings + "}\n", "a.yaml").conditions;
  };
  const auto all = conditions(
      "region: full, exposure: 20 ms, gain: 6 dB, black_level: 64 DN, light: none, firmware: "
      "unknown");
  CHECK(all == std::map<std::string, std::string>{{"setting.region", "full"},
                                                  {"setting.exposure", "0.02 s"},
                                                  {"setting.gain", "6 dB"},
                                                  {"setting.black_level", "64 DN"},
                                                  {"setting.light", "none"}});
  const auto problem = [&](const std::string& settings) {
    return test::refusal_of([&] { conditions(settings); });
  };
  CHECK_THAT(problem("exposure: 20"),
             test::contains_text("a.yaml:2:") &&
                 test::contains_text("settings.exposure: \"20\" has no unit"));
  CHECK_THAT(problem("exposure: 0 s"), test::contains_text("nobody exposes for that long"));
  CHECK_THAT(problem("black_level: 64"), test::contains_text("has no unit"));
  CHECK_THAT(problem("iris: open"), test::contains_text("iris"));
}

TEST_CASE("the date of a certificate is one") {
  const auto date = [](const std::string& written) {
    return read_scope_text(
               "scope: a\nslides: {edge: {slide: chrome_edge, certificate: c, "
               "certificate_date: " +
                   written + "}}\n",
               "a.yaml")
        .slides.at("edge")
        .certificate_date;
  };
  CHECK(date("2026-03-01") == "2026-03-01");
  CHECK(date("none") == "none");
  CHECK(date("unknown").empty());
  for (const char* wrong : {"2026-13-01", "2026-02-30", "1 March", "2026", "2026-03-01x"}) {
    INFO(wrong);
    CHECK_THAT(test::refusal_of([&] { date(wrong); }), test::contains_text("is no date"));
  }
}

TEST_CASE("a scope file is read into the words of OME", "[protocols]") {
  const Written file(kWhole);
  const ScopeFile scope = file.read();
  CHECK(scope.id == "ofm-07");
  CHECK(scope.site == "hospital-2");
  CHECK(scope.instrument.id == "ofm-07");
  CHECK(scope.instrument.manufacturer == "OpenFlexure");
  CHECK(scope.instrument.serial_number == "0042");
  CHECK(scope.instrument.objective.nominal_magnification == 20);
  CHECK(scope.instrument.objective.immersion == Immersion::air);
  REQUIRE(scope.instrument.objective.lens_na);
  CHECK(scope.instrument.objective.lens_na->value == 0.40);
  CHECK_THAT(*scope.instrument.objective.lens_na->standard_uncertainty,
             WithinRel(0.01 / std::sqrt(3.0), 1e-12));
  CHECK(scope.instrument.objective.lens_na->distribution == Distribution::rectangular);
  CHECK(!scope.instrument.condenser_na);
  REQUIRE(scope.instrument.channels.size() == 1);
  CHECK_THAT(scope.instrument.channels[0].wavelength->value.in(nm), WithinRel(550, 1e-12));
  CHECK_THAT(scope.instrument.channels[0].wavelength->standard_uncertainty->in(nm),
             WithinRel(20, 1e-12));
  REQUIRE(scope.pixel_size);
  CHECK_THAT(scope.pixel_size->value.per_px.in(um), WithinRel(0.2618, 1e-12));
  CHECK_THAT(scope.pixel_size->standard_uncertainty->per_px.in(um), WithinRel(0.0004, 1e-12));
  CHECK(scope.pixel_size->id == "certificate 17");
  CHECK_THAT(scope.instrument.detector.pixel_pitch->per_px.in(um_sensor), WithinRel(1.12, 1e-12));
  CHECK(scope.text == kWhole);
  CHECK(scope.sha256.size() == 64);
  // The folder is meant from where the scope file lies.
  CHECK(scope.devices.at("camera").at("path") == (file.folder() / "images").string());
  const hardware::Microscope microscope = make_microscope(scope);
  REQUIRE(microscope.camera);
  CHECK(microscope.camera->name() == "folder " + (file.folder() / "images").string());
  CHECK(!microscope.stage);
}

TEST_CASE("a value alone has an unknown uncertainty, not none", "[protocols]") {
  const ScopeFile scope =
      Written("scope: a\npixel_size: 0.2618 um\nwavelength: unknown\ncondenser_na: 0.25\n").read();
  REQUIRE(scope.pixel_size);
  CHECK(!scope.pixel_size->standard_uncertainty);
  CHECK(scope.instrument.channels.empty());
  REQUIRE(scope.instrument.condenser_na);
  CHECK(!scope.instrument.condenser_na->standard_uncertainty);
}

TEST_CASE("the light of a fluorescence microscope and its camera are described", "[protocols]") {
  const Instrument instrument =
      Written(
          "scope: a\nmodality: confocal\nexcitation: 488 nm\nwavelength: 520 nm\n"
          "pinhole: {value: 1, half_width: 0.1}\n"
          "objective: {immersion: oil, refractive_index: 1.518}\n"
          "detector: {gain: {value: 0.46, standard_uncertainty: 0.01}, read_noise: 1.6 e}\n")
          .read()
          .instrument;
  REQUIRE(instrument.channels.size() == 1);
  CHECK(instrument.channels[0].mode == AcquisitionMode::confocal);
  CHECK(instrument.channels[0].excitation->value == nm(488));
  CHECK(instrument.channels[0].pinhole->distribution == Distribution::rectangular);
  CHECK(instrument.objective.refractive_index->value == 1.518);
  CHECK(instrument.detector.gain->value.dn_per_electron == 0.46);
  CHECK(instrument.detector.gain->standard_uncertainty->dn_per_electron == 0.01);
  CHECK(instrument.detector.read_noise->value == electrons(1.6));
  CHECK(refusal("scope: a\nmodality: sted\n") ==
        "s.yaml:2:11: modality: there is no modality \"sted\"; known are widefield, confocal, "
        "spinning_disk, two_photon, unknown");
  CHECK_THAT(refusal("scope: a\nobjective: {refractive_index: 0.9}\n"),
             contains_text("no medium has a refractive index below 1"));
}

TEST_CASE("what a record needs of a microscope is read", "[protocols]") {
  const ScopeFile scope =
      Written(
          "scope: a\nobjective: {correction: plan achromat, cover_glass: 0.17 mm}\n"
          "adaptor_magnification: 0.5\nlight_source: halogen lamp\ncontrast: phase_contrast\n"
          "detector: {bit_depth: 12, binning: 2}\nroom_temperature: 21 °C\nwarm_up: 1 h\n"
          "slides: {edge: {slide: chrome_edge, manufacturer: Acme, model: E1, serial_number: 4}}\n")
          .read();
  const Instrument& instrument = scope.instrument;
  CHECK(instrument.objective.correction == "plan achromat");
  CHECK(instrument.objective.cover_glass == "0.17 mm");
  CHECK(instrument.adaptor_magnification == 0.5);
  CHECK(instrument.light_source == "halogen lamp");
  CHECK(instrument.contrast == "phase_contrast");
  CHECK(instrument.detector.bit_depth == 12);
  CHECK(instrument.detector.binning == "2 x 2");
  CHECK(instrument.absent.empty());
  for (const char* field :
       {"objective.correction", "objective.cover_glass", "light_source", "adaptor_magnification",
        "contrast", "detector.bit_depth", "detector.binning"})
    CHECK(instrument.sources.at(field) == Source::scope_file);
  using Texts = std::map<std::string, std::string>;
  CHECK(scope.conditions == Texts{{"room_temperature", "21 degC"}, {"warm_up", "60 min"}});
  CHECK(scope.slides.at("edge").manufacturer == "Acme");
  CHECK(scope.slides.at("edge").model == "E1");
  CHECK(scope.slides.at("edge").serial_number == "4");
}

TEST_CASE("none says that a field does not apply, unknown as much as leaving it out",
          "[protocols]") {
  const ScopeFile scope =
      Written(
          "scope: a\ninstrument: {serial_number: none, model: unknown}\n"
          "objective: {nominal_magnification: unknown, cover_glass: none, correction: unknown}\n"
          "adaptor_magnification: none\nlight_source: unknown\n"
          "detector: {pixel_pitch: none, bit_depth: unknown, binning: none}\n"
          "room_temperature: none\nwarm_up: unknown\n"
          "slides: {edge: {slide: chrome_edge, serial_number: none, model: unknown}}\n")
          .read();
  const Instrument& instrument = scope.instrument;
  CHECK(instrument.absent == std::set<std::string>{"serial_number", "objective.cover_glass",
                                                   "adaptor_magnification", "detector.pixel_pitch",
                                                   "detector.binning"});
  CHECK(instrument.sources.at("detector.pixel_pitch") == Source::scope_file);
  CHECK(instrument.serial_number.empty());
  CHECK(instrument.model.empty());
  CHECK(instrument.objective.correction.empty());
  CHECK(instrument.light_source.empty());
  CHECK(scope.conditions == std::map<std::string, std::string>{{"room_temperature", "none"}});
  CHECK(scope.slides.at("edge").serial_number == "none");
  CHECK(scope.slides.at("edge").model.empty());
}

TEST_CASE("what is no cover glass, binning, bit depth or room is refused", "[protocols]") {
  CHECK_THAT(refusal("scope: a\nobjective: {cover_glass: thick}\n"),
             contains_text("s.yaml:2:26: objective.cover_glass: \"thick\" is not a number"));
  CHECK_THAT(refusal("scope: a\nobjective: {cover_glass: 0.17}\n"), contains_text("no unit"));
  CHECK(refusal("scope: a\ndetector: {binning: 1.5}\n") ==
        "s.yaml:2:21: detector.binning: \"1.5\" is no binning; expected a whole number such as 2, "
        "2 x 2, or none");
  CHECK_THAT(refusal("scope: a\ndetector: {bit_depth: 64}\n"),
             contains_text("s.yaml:2:23: detector.bit_depth: "));
  for (const char* everyone_has :
       {"detector: {bit_depth: none}", "objective: {nominal_magnification: none}"}) {
    CHECK_THAT(refusal(std::string("scope: a\n") + everyone_has + "\n"), contains_text("\"none\""));
  }
  CHECK_THAT(refusal("scope: a\nadaptor_magnification: 0\n"),
             contains_text("must be greater than zero"));
  CHECK_THAT(refusal("scope: a\nroom_temperature: 21\n"),
             contains_text("s.yaml:2:19: room_temperature: \"21\" has no unit"));
  CHECK_THAT(refusal("scope: a\nwarm_up: [30 min]\n"), contains_text("s.yaml:2:10: warm_up: "));
}

TEST_CASE("what always applies cannot be none", "[protocols]") {
  CHECK_THAT(refusal("scope: a\nwavelength: none\n"), contains_text("s.yaml:2:13: wavelength: "));
  CHECK_THAT(refusal("scope: a\nobjective: {lens_na: none}\n"), contains_text("objective.lens_na"));
  CHECK_THAT(refusal("scope: a\nobjective: {immersion: none}\n"),
             contains_text("is no immersion; expected air"));
}

TEST_CASE("wrong units and missing units are refused with an example", "[protocols]") {
  CHECK(refusal("scope: a\nwavelength: 550\n") ==
        "s.yaml:2:13: wavelength: \"550\" has no unit; expected a length such as 550 nm");
  CHECK_THAT(refusal("scope: a\nwavelength: 550 ms\n"), contains_text("s.yaml:2:13: wavelength: "));
  CHECK_THAT(refusal("scope: a\npixel_size:\n  value: 0.26 px\n  half_width: 0.1 um\n"),
             contains_text("s.yaml:3:10: pixel_size.value: "));
  CHECK_THAT(refusal("scope: a\nobjective: {lens_na: wide}\n"),
             contains_text("s.yaml:2:22: objective.lens_na: \"wide\" is not a number"));
}

TEST_CASE("a plus-minus sign is refused because it does not say what it means", "[protocols]") {
  for (const char* sign : {"+-", "+/-", "±"}) {
    CHECK_THAT(refusal("scope: a\nobjective:\n  lens_na: 0.40 " + std::string(sign) + " 0.01\n"),
               contains_text("s.yaml:3:12: objective.lens_na: \"0.40 " + std::string(sign) +
                             " 0.01\" has a plus-minus sign"));
    CHECK_THAT(
        refusal("scope: a\nwavelength: 550 nm " + std::string(sign) + " 40 nm\n"),
        contains_text("has a plus-minus sign, which does not say what it means; write {value: "));
  }
}

TEST_CASE("an uncertain input has exactly one statement of uncertainty", "[protocols]") {
  const auto of = [](const std::string& input) {
    return refusal("scope: a\nwavelength: {" + input + "}\n");
  };
  const std::string demand = "s.yaml:2:13: wavelength: needs exactly one of standard_uncertainty";
  CHECK_THAT(of("value: 550 nm"), contains_text(demand));
  CHECK_THAT(of("value: 550 nm, half_width: 4 nm, standard_uncertainty: 2 nm"),
             contains_text(demand));
  CHECK(of("value: 550 nm, expanded_uncertainty: 4 nm") ==
        "s.yaml:2:13: wavelength: expanded_uncertainty needs its coverage factor k");
  CHECK(of("value: 550 nm, half_width: 4 nm, k: 2") ==
        "s.yaml:2:50: wavelength.k: k belongs to expanded_uncertainty");
  CHECK(of("half_width: 4 nm") == "s.yaml:2:13: wavelength: the key value is missing");
  CHECK(of("value: 550 nm, half_width: -4 nm") ==
        "s.yaml:2:41: wavelength.half_width: \"-4 nm\" must be greater than zero");
  CHECK(of("value: 550 nm, halfwidth: 4 nm") ==
        "s.yaml:2:29: wavelength: unknown key \"halfwidth\"; did you mean half_width?");
}

TEST_CASE("unknown keys, missing values and impossible values are refused", "[protocols]") {
  CHECK(refusal("scope: a\nobjectiv: {}\n") ==
        "s.yaml:2:1: unknown key \"objectiv\"; did you mean objective?");
  CHECK_THAT(refusal("scope: a\nzzzzzzzzz: 1\n"),
             contains_text("s.yaml:2:1: unknown key \"zzzzzzzzz\"; known are scope, site"));
  CHECK(refusal("scope: a\nobjective:\n  na: 0.4\n")
            .find("s.yaml:3:3: objective: unknown key \"na\"") == 0);
  CHECK(refusal("site: x\n") == "s.yaml:1:1: the key scope is missing");
  CHECK(refusal("scope:\nsite: x\n") == "s.yaml:1:1: scope: the value is missing");
  CHECK_THAT(refusal("scope: my scope\n"),
             contains_text("s.yaml:1:8: scope: \"my scope\" cannot be an identifier"));
  CHECK_THAT(refusal("scope: ../x\n"), contains_text("cannot be an identifier"));
  CHECK_THAT(refusal("- scope\n"),
             contains_text("s.yaml:1:1: expected keys and values; known keys are"));
  CHECK(refusal("scope: a\nsite: [x]\n") ==
        "s.yaml:2:7: site: expected a single value, not a list or a map");
  CHECK_THAT(refusal("scope: a\ncondenser_na: 2\n"),
             contains_text("s.yaml:2:15: condenser_na: 2 is no numerical aperture"));
  CHECK(refusal("scope: a\ncondenser_na: -1\n") ==
        "s.yaml:2:15: condenser_na: \"-1\" must be greater than zero");
  CHECK(refusal("scope: a\nobjective: {immersion: air, lens_na: 1.3}\n") ==
        "s.yaml:2:38: objective.lens_na: 1 or more cannot be reached in air; check lens_na and "
        "immersion");
  CHECK(
      refusal("scope: a\nobjective: {immersion: honey}\n") ==
      "s.yaml:2:24: objective.immersion: \"honey\" is no immersion; expected air, water, glycerol, "
      "oil or unknown");
  CHECK_THAT(refusal("scope: a\nwavelength: 550 um\n"), contains_text("is no wavelength of light"));
}

TEST_CASE("drivers and their settings are checked before anything is opened", "[protocols]") {
  CHECK(refusal("scope: a\ncamera: {driver: foldr, path: x}\n") ==
        "s.yaml:2:18: camera.driver: there is no driver \"foldr\"; did you mean folder?");
  CHECK(refusal("scope: a\nstage: {driver: folder, path: x}\n") ==
        "s.yaml:2:17: stage.driver: the driver folder cannot be a stage; it can be: camera");
  CHECK(refusal("scope: a\nlight: {driver: manual}\n") ==
        "s.yaml:2:17: light.driver: the driver manual cannot be a light: it is a person. What a "
        "person does needs no role: leave light out, and add operator: {driver: manual}");
  CHECK(refusal("scope: a\ncamera: {driver: folder, path: x, patern: y}\n") ==
        "s.yaml:2:35: camera: unknown key \"patern\"; did you mean pattern?");
  CHECK_THAT(refusal("scope: a\ncamera: {path: x}\n"),
             contains_text("s.yaml:2:9: camera: the key driver is missing"));
  CHECK_THAT(refusal("scope: a\ncamera: {driver: folder}\n"),
             contains_text("s.yaml:2:9: camera: folder: the setting path is missing"));
}

TEST_CASE("a microscope is not made of devices that do not exist", "[protocols]") {
  ScopeFile scope;
  scope.devices["camera"] = {{"driver", "telescope"}};
  CHECK_THAT(refusal_of([&] { make_microscope(scope); }),
             contains_text("telescope: there is no such driver"));
  scope.devices = {{"stage", {{"driver", "folder"}, {"path", "x"}}}};
  CHECK_THAT(refusal_of([&] { make_microscope(scope); }), contains_text("cannot be a stage"));
  scope.devices = {{"stage", {{"driver", "manual"}}}};
  CHECK_THAT(refusal_of([&] { make_microscope(scope); }),
             contains_text("leave stage out, and add operator: {driver: manual}"));
}

TEST_CASE("roles that say the same are played by one device", "[protocols]") {
  const hardware::Microscope microscope =
      make_microscope(Written("scope: a\n"
                              "camera: {driver: simulator, seed: 7}\n"
                              "focus: {seed: 7, driver: simulator}\n"
                              "light: {driver: simulator, seed: 8}\n")
                          .read());
  const auto camera = std::dynamic_pointer_cast<hardware::Device>(microscope.camera);
  REQUIRE(camera);
  CHECK(camera == std::dynamic_pointer_cast<hardware::Device>(microscope.focus));
  CHECK(camera != std::dynamic_pointer_cast<hardware::Device>(microscope.light));
}

TEST_CASE("a role may name another one whose device plays it, too", "[protocols]") {
  const std::string board =
      "scope: a\n"
      "stage: {driver: sangaboard, port: /dev/ttyUSB0, step_x: 0.07 um, travel_x: [-2 mm, 2 mm],\n"
      "        step_z: 0.05 um, travel_z: [-1 mm, 0.3 mm], towards_slide: up}\n";
  const hardware::Microscope microscope =
      make_microscope(Written(board + "focus: stage\nlight: stage\n").read());
  REQUIRE(microscope.focus);
  CHECK(std::dynamic_pointer_cast<hardware::Device>(microscope.stage) ==
        std::dynamic_pointer_cast<hardware::Device>(microscope.focus));
  CHECK(microscope.focus->travel().lower == mm(-1));
  CHECK_THAT(refusal(board + "camera: stage\n"),
             contains_text("s.yaml:4:9: camera: the driver sangaboard cannot be a camera"));
  CHECK_THAT(refusal(board + "focus: light\n"),
             contains_text("s.yaml:4:8: focus: expected a driver"));
  CHECK_THAT(refusal(board + "focus: focus\n"), contains_text("expected a driver"));
  CHECK_THAT(refusal(board + "focus: [stage]\n"), contains_text("focus: expected a single value"));
}

TEST_CASE("the label of a lot of beads ranks before the catalogue", "[protocols]") {
  const ScopeFile scope =
      Written(
          "scope: a\nslides:\n  beads: {slide: tetraspeck_100nm, certificate: lot 7, diameter: "
          "{value: 0.11 um, standard_uncertainty: 0.003 um}}\n")
          .read();
  const auto& diameter = scope.slides.at("beads").bead_diameter;
  REQUIRE(diameter);
  CHECK(diameter->value == um(0.11));
  CHECK(diameter->id == "lot 7");
}
