// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/openflexure/openflexure.hpp"

#include "suite/imagefiles/jpeg_bytes.hpp"
#include "tests/conformance/device_promises.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/hardware/openflexure/opened_openflexure.hpp"

#include <algorithm>

using namespace etalon;
using namespace etalon::hardware;
using test::contains_text;
using test::OpenedOpenFlexure;
using Release = test::EmulatedOpenFlexure::Release;

TEST_CASE("OpenFlexure Microscopes of both releases keep what devices promise", "[conformance]") {
  for (const Release release : {Release::two, Release::three}) {
    INFO((release == Release::two ? "2" : "3"));
    OpenedOpenFlexure microscope(release);
    microscope.open();
    test::check_live_camera(microscope.camera());
    test::check_focus(microscope.opened->focus);
    test::check_stage(microscope.opened->stage);
  }
}

TEST_CASE("Raw frames of release 2 are those of the sensor, linear") {
  OpenedOpenFlexure microscope(Release::two);
  microscope.open();
  const auto acquired =
      microscope.camera().acquire({.step = "a"}, {.frames = 2, .exposure = ms(4)});
  CHECK(acquired.frames->read(1).samples == microscope.last.samples);
  CHECK(acquired.frames->read(0).info.transfer == Transfer::linear);
  CHECK(acquired.frames->read(0).info.mosaic == Mosaic::bggr);
  CHECK(acquired.frames->read(0).info.significant_bits == 10);
  CHECK(microscope.exposed == us(4000));
  CHECK(acquired.actual.at("exposure") == "0.004 s");
  CHECK(acquired.actual.at("camera_awb_mode") == "\"off\"");
  CHECK(acquired.actual.at("openflexure_release") == "2");
  CHECK(microscope.server.captures() == 0);  // none is left on its card
}

TEST_CASE("Frames of release 3 are JPEG, and say so") {
  OpenedOpenFlexure microscope(Release::three);
  microscope.open();
  const auto acquired =
      microscope.camera().acquire({.step = "a"}, {.frames = 1, .exposure = ms(4)});
  const Frame frame = acquired.frames->read(0);
  CHECK(frame.info.width == 32);
  CHECK(frame.info.transfer == Transfer::encoded);
  CHECK(frame.info.lossy);
  CHECK(frame.info.processed == true);
  CHECK(acquired.actual.at("camera_exposure_time") == "4000");
  CHECK(acquired.actual.at("openflexure_release") == "3");
}

TEST_CASE("Exposure, gain and white balance are fixed when it is opened") {
  OpenedOpenFlexure two(Release::two);
  two.open();
  CHECK(two.server.setting("exposure_mode") == "off");
  CHECK(two.server.setting("awb_mode") == "off");
  CHECK(two.server.setting("shutter_speed") == 10000);
  OpenedOpenFlexure three(Release::three);
  auto settings = three.settings();
  settings["gain"] = "2.5";
  const auto device = make_device("openflexure", settings);
  device->open();
  CHECK(three.server.setting("analogue_gain") == 2.5);
  const auto heard = three.server.heard();
  CHECK(std::count(heard.begin(), heard.end(), "PUT /camera/colour_gains") == 1);
  device->close();
}

TEST_CASE("Stage and focus of an OpenFlexure Microscope go where they are sent") {
  for (const Release release : {Release::two, Release::three}) {
    OpenedOpenFlexure microscope(release);
    microscope.server.set_position({2495, -1505, 490});
    microscope.open();
    CHECK(microscope.opened->stage.position() == std::pair(um(249.5), um(-150.5)));
    microscope.opened->stage.move_to(um(400), um(-200));
    microscope.opened->focus.move_to(um(-30));
    CHECK(microscope.server.position() == Steps{4000, -2000, -300});
    CHECK_THROWS_WITH(microscope.opened->stage.move_to(mm(6), um(0)),
                      contains_text("outside the travel"));
    CHECK(microscope.server.position() == Steps{4000, -2000, -300});
  }
}

TEST_CASE("A long move of an OpenFlexure Microscope is cancelled when that is asked for") {
  for (const Release release : {Release::two, Release::three}) {
    OpenedOpenFlexure microscope(release, 1e4);
    microscope.open();
    microscope.server.spoil = [](const std::string& question, auto&) {
      if (question.starts_with("POST ")) request_stop();
    };
    CHECK_THROWS_AS(microscope.opened->stage.move_to(mm(4.9), um(0)), Stopped);
    const Steps stopped = microscope.server.position();
    CHECK(stopped[x_axis] < 30000);
    CHECK(microscope.server.position() == stopped);
    withdraw_stop_request();
  }
}

TEST_CASE("Wrong settings of an OpenFlexure Microscope are refused") {
  const auto error = [](const DriverSettings& settings) {
    try {
      make_device("openflexure", settings);
    } catch (const DeviceError& thrown) {
      return std::string(thrown.what());
    }
    return std::string();
  };
  CHECK_THAT(error({{"address", "microscope.local"}}), contains_text("http://127.0.0.1:5000"));
  CHECK_THAT(error({{"address", "http://microscope.local:5000"}}),
             contains_text("remote: allowed"));
  CHECK(error({{"address", "http://microscope.local:5000"}, {"remote", "allowed"}}).empty());
  CHECK_THAT(error({{"bayer", "maybe"}}), contains_text("true or false"));
  CHECK_THAT(error({{"gain", "-1"}}), contains_text("above zero"));
  CHECK_THAT(error({{"resolution", "huge"}}), contains_text("lores"));
  CHECK_THAT(error({{"travel_x", "-1 mm, 1 mm"}}), contains_text("step_x"));
}

TEST_CASE("Raw values are not expected of release 3") {
  OpenedOpenFlexure microscope(Release::three);
  const auto device =
      make_device("openflexure", {{"address", microscope.server.address()}, {"bayer", "true"}});
  CHECK_THROWS_WITH(device->open(), contains_text("gives no raw values"));
}

TEST_CASE("Release 2 without raw values gives its JPEG") {
  OpenedOpenFlexure microscope(Release::two);
  const auto device =
      make_device("openflexure", {{"address", microscope.server.address()}, {"bayer", "false"}});
  device->open();
  const auto acquired = dynamic_cast<Camera&>(*device).acquire({.step = "a"}, {});
  CHECK(acquired.frames->read(0).info.lossy);
  device->close();
}
