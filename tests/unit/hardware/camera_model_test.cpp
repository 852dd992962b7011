// SPDX-License-Identifier: Apache-2.0
// Cameras that cannot be.
#include "hardware/simulator/camera/camera_model.hpp"

#include "tests/support/catch.hpp"

#include <functional>
#include <limits>
#include <string>
#include <vector>

using namespace etalon;
using namespace etalon::hardware;
using etalon::test::contains_text;

namespace {

struct Wrong {
  std::string part;  ///< of the sentence
  std::function<void(CameraModel&)> spoil;
};

constexpr double kNoNumber = std::numeric_limits<double>::quiet_NaN();

}  // namespace

TEST_CASE("camera: what cannot be is named", "[hardware]") {
  const std::vector<Wrong> wrong{
      {"gain", [](CameraModel& m) { m.gain_dn_per_e = 0; }},
      {"gain", [](CameraModel& m) { m.gain_dn_per_e = kNoNumber; }},
      {"offset", [](CameraModel& m) { m.offset_dn = -1e5; }},
      {"offset", [](CameraModel& m) { m.offset_dn = 4095, m.bits = 12; }},
      {"bits", [](CameraModel& m) { m.bits = 7; }},
      {"bits", [](CameraModel& m) { m.bits = 17; }},
      {"full well", [](CameraModel& m) { m.full_well_e = 0; }},
      {"read noise", [](CameraModel& m) { m.read_noise_e = -1; }},
      {"DSNU", [](CameraModel& m) { m.dsnu_e = -1; }},
      {"rows", [](CameraModel& m) { m.row_offset_e = kNoNumber; }},
      {"columns", [](CameraModel& m) { m.column_offset_e = -1; }},
      {"quantum efficiency", [](CameraModel& m) { m.quantum_efficiency[2] = 1.01; }},
      {"PRNU", [](CameraModel& m) { m.prnu = 0.6; }},
      {"gain of columns", [](CameraModel& m) { m.column_gain = -0.1; }},
      {"dead pixels", [](CameraModel& m) { m.dead_pixels = 1.1; }},
      {"hot pixels", [](CameraModel& m) { m.hot_pixels = -0.1; }},
      {"non-linearity", [](CameraModel& m) { m.nonlinearity = 0.6; }},
      {"spread", [](CameraModel& m) { m.read_noise_spread = -0.1; }},
      {"spread", [](CameraModel& m) { m.dark_current_spread = kNoNumber; }},
      {"dark current", [](CameraModel& m) { m.dark_current_e_per_s = -1; }},
      {"dark current", [](CameraModel& m) { m.hot_current_e_per_s = 1e10; }},
      {"temperature", [](CameraModel& m) { m.temperature_c = -300; }},
      {"temperature", [](CameraModel& m) { m.reference_temperature_c = 300; }},
      {"doubling", [](CameraModel& m) { m.doubling_c = 0; }},
      {"lens-shading", [](CameraModel& m) { m.in_camera.corner_gain[0] = -1; }},
      {"colour filters", [](CameraModel& m) { m.in_camera.demosaic = true; }},
      {"demosaic it", [](CameraModel& m) { m.mosaic = Mosaic::rggb, m.in_camera.denoise = true; }},
      {"demosaic it",
       [](CameraModel& m) { m.mosaic = Mosaic::rggb, m.in_camera.jpeg_quality = 90; }},
      {"sharpening", [](CameraModel& m) { m.in_camera.sharpening = -1; }},
      {"gamma", [](CameraModel& m) { m.in_camera.gamma = 0; }},
      {"JPEG quality", [](CameraModel& m) { m.in_camera.jpeg_quality = 101; }},
      {"JPEG quality", [](CameraModel& m) { m.in_camera.jpeg_quality = -1; }},
      {"shifted bits", [](CameraModel& m) { m.in_camera.shifted_bits = 1; }},
      {"bytes", [](CameraModel& m) {
         m.bits = 12, m.in_camera.shifted_bits = 4, m.in_camera.eight_bit = true;
       }}};
  for (std::size_t i = 0; i < wrong.size(); ++i) {
    INFO("mistake " << i);
    CameraModel model;
    REQUIRE(objection(model).empty());
    wrong[i].spoil(model);
    CHECK_THAT(objection(model), contains_text(wrong[i].part));
  }
}

TEST_CASE("camera: the default and an elaborate camera are possible", "[hardware]") {
  CHECK(objection({}).empty());
  CameraModel model{.bits = 12};
  model.mosaic = Mosaic::gbrg;
  model.in_camera.demosaic = model.in_camera.denoise = true;
  model.in_camera.sharpening = 1;
  model.in_camera.gamma = 0.45;
  model.in_camera.jpeg_quality = 80;
  CHECK(objection(model).empty());
}
