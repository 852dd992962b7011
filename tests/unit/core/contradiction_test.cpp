// SPDX-License-Identifier: Apache-2.0
#include "suite/core/contradiction.hpp"

#include "tests/support/catch.hpp"

#include <functional>

using namespace etalon;

namespace {

/// The fields that contradict each other after `know` and `tell`.
std::vector<std::string> fields(const std::function<void(Instrument&)>& know,
                                const std::function<void(Instrument&)>& tell) {
  Instrument known;
  Instrument told;
  know(known);
  tell(told);
  std::vector<std::string> names;
  for (const auto& found : contradictions(known, told)) names.push_back(found.field);
  return names;
}

std::vector<std::string> models(const std::string& known, const std::string& told) {
  return fields([&](Instrument& i) { i.detector.model = known; },
                [&](Instrument& i) { i.detector.model = told; });
}

std::vector<std::string> apertures(Uncertain<double> known, Uncertain<double> told) {
  return fields([&](Instrument& i) { i.objective.lens_na = known; },
                [&](Instrument& i) { i.objective.lens_na = told; });
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("Silence contradicts nothing, on either side") {
  Instrument full;
  full.id = "ofm-07";
  full.model = "v7";
  full.objective.lens_na = Uncertain<double>{0.4};
  full.objective.immersion = Immersion::air;
  full.detector.bit_depth = 12;
  full.channels = {{.wavelength = Uncertain<Length>{nm(550)}}};
  CHECK(contradictions(full, {}).empty());
  CHECK(contradictions({}, full).empty());
  CHECK(contradictions(full, full).empty());
  Instrument renamed = full;
  renamed.id = "microscope 2";
  CHECK(contradictions(full, renamed).empty());
}

TEST_CASE("Lengths and binnings are compared, however they are written") {
  const auto glasses = [](const std::string& known, const std::string& told) {
    return fields([&](Instrument& i) { i.objective.cover_glass = known; },
                  [&](Instrument& i) { i.objective.cover_glass = told; });
  };
  CHECK(glasses("0.17 mm", "0.170mm").empty());
  CHECK(glasses("0.17 mm", "170 um").empty());
  CHECK(glasses("170um", "0.17 mm").empty());
  CHECK(glasses("0.17 mm", "0.15 mm") == Names{"objective.cover_glass"});
  CHECK(glasses("0.17 mm", "0.17 um") == Names{"objective.cover_glass"});
  CHECK(glasses("0.17 mm", "any") == Names{"objective.cover_glass"});
  CHECK(glasses("any", "Any").empty());
  const auto binnings = [](const std::string& known, const std::string& told) {
    return fields([&](Instrument& i) { i.detector.binning = known; },
                  [&](Instrument& i) { i.detector.binning = told; });
  };
  CHECK(binnings("2 x 2", "2x2").empty());
  CHECK(binnings("2 x 2", "2").empty());
  CHECK(binnings("2 x 2", "1 x 1") == Names{"detector.binning"});
  // A name with a number in it is no length.
  CHECK(models("acA2440-35um", "acA2440-35uc") == Names{"detector.model"});
}

TEST_CASE("One name may hold the other as whole words, in any case") {
  CHECK(models("acA2440", "Basler ACA2440-35um").empty());
  CHECK(models("virtual camera, after Sony IMX219", "virtual camera").empty());
  CHECK(models("IMX219", "imx219 3-0010").empty());
  CHECK(models("IMX219", "IMX2190") == Names{"detector.model"});
  CHECK(models("17", "117") == Names{"detector.model"});
  CHECK(models("IMX219", "IMX477") == Names{"detector.model"});
}

TEST_CASE("Numbers may differ by 1 % and twice both standard uncertainties") {
  CHECK(apertures({0.4}, {0.4035}).empty());
  CHECK(apertures({0.4}, {0.406}) == Names{"objective.lens_na"});
  CHECK(apertures({0.4, 0.01}, {0.423}).empty());
  CHECK(apertures({0.4, 0.01}, {0.43}) == Names{"objective.lens_na"});
  CHECK(apertures({0.4, 0.01}, {0.43, 0.01}).empty());
  CHECK(fields([](Instrument& i) { i.detector.bit_depth = 12; },
               [](Instrument& i) { i.detector.bit_depth = 8; }) == Names{"detector.bit_depth"});
  CHECK(fields([](Instrument& i) { i.detector.pixel_pitch = SensorPixelPitch{um_sensor(1.12)}; },
               [](Instrument& i) { i.detector.pixel_pitch = SensorPixelPitch{um_sensor(1.4)}; }) ==
        Names{"detector.pixel_pitch"});
}

TEST_CASE("Words of a list and channels are compared, what does not apply too") {
  CHECK(fields([](Instrument& i) { i.objective.immersion = Immersion::air; },
               [](Instrument& i) { i.objective.immersion = Immersion::oil; }) ==
        Names{"objective.immersion"});
  CHECK(fields([](Instrument& i) { i.channels = {{.wavelength = Uncertain<Length>{nm(525)}}}; },
               [](Instrument& i) {
                 i.channels = {{.wavelength = Uncertain<Length>{nm(500)}},
                               {.wavelength = Uncertain<Length>{nm(610)}}};
               }) == Names{"channels.0.wavelength"});
  CHECK(fields([](Instrument& i) { i.absent = {"serial_number"}; },
               [](Instrument& i) { i.serial_number = "17"; }) == Names{"serial_number"});
}

TEST_CASE("A contradiction is said with who says what") {
  Instrument known;
  known.objective.lens_na = Uncertain<double>{0.65};
  known.absent = {"serial_number"};
  Instrument told;
  told.objective.lens_na = Uncertain<double>{0.4};
  told.serial_number = "17";
  const auto found =
      contradictions(told_by(Source::scope_file, known), told_by(Source::device, told));
  REQUIRE(found.size() == 2);
  CHECK(sentence(found[0]) == "serial_number: the scope file says none, the device says 17.");
  CHECK(sentence(found[1]) == "objective.lens_na: the scope file says 0.65, the device says 0.4.");
  CHECK(sentence(contradictions(known, told)[1]) ==
        "objective.lens_na: somebody says 0.65, somebody says 0.4.");
}
