// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/micromanager/micromanager.hpp"

#include "tests/conformance/device_promises.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/hardware/micromanager/opened_core.hpp"

#include <algorithm>

using namespace etalon;
using namespace etalon::hardware;
using test::contains_text;
using test::OpenedCore;

TEST_CASE("Micro-Manager keeps what devices promise", "[conformance]") {
  OpenedCore core(1e9);
  core.open();
  test::check_live_camera(core.camera());
  test::check_focus(core.opened->focus);
  test::check_stage(core.opened->stage);
  // A shutter is open or closed.
  test::check_shining_light(core.opened->light,
                            [&] { return core.server.shutter_open() ? 1.0 : 0.0; }, {1});
}

TEST_CASE("Frames of Micro-Manager are those of its camera, and tell with what they were taken") {
  OpenedCore core;
  core.open();
  const auto acquired = core.camera().acquire({.step = "a"}, {.frames = 2, .exposure = ms(12.5)});
  REQUIRE(acquired.frames->size() == 2);
  CHECK(acquired.frames->read(0).samples == test::speckled_frame(1).samples);
  CHECK(acquired.frames->read(1).samples == test::speckled_frame(2).samples);
  CHECK(acquired.frames->read(0).info.significant_bits == 12);
  CHECK(core.exposed == ms(12.5));
  CHECK(acquired.actual.at("exposure") == "0.0125 s");
  CHECK(acquired.actual.at("Camera-Binning") == "1");
  CHECK(acquired.actual.at("PixelType") == "GRAY16");
  CHECK(acquired.actual.at("micromanager_server") == "5.1.0");
  CHECK(acquired.instrument.detector.model == "Emulated camera");
  CHECK(acquired.instrument.detector.serial_number == "E-1");
  CHECK(core.camera().exposures().longest == s(10));
}

TEST_CASE("Stage and focus of Micro-Manager go where they are sent, in micrometres") {
  OpenedCore core;
  core.server.set_position({249500, -150500, 49000});
  core.open();
  CHECK(core.opened->stage.position() == std::pair(um(249.5), um(-150.5)));
  core.opened->stage.move_to(um(400.123), um(-200));
  core.opened->focus.move_to(um(-30));
  CHECK(core.server.position() == Steps{400123, -200000, -30000});
  CHECK_THROWS_WITH(core.opened->stage.move_to(mm(6), um(0)), contains_text("outside the travel"));
  CHECK(core.server.position() == Steps{400123, -200000, -30000});
  const auto heard = core.server.heard();
  CHECK(std::none_of(heard.begin(), heard.end(),
                     [](const std::string& method) { return method.starts_with("waitFor"); }));
}

TEST_CASE("All that Micro-Manager has lent is given back, and its shutter is as it was") {
  OpenedCore core;
  core.open();
  core.opened->light.set_level(one(1));
  CHECK(core.server.shutter_open());
  CHECK(!core.server.shutter_automatic());
  core.camera().acquire({.step = "a"}, {.frames = 2});
  CHECK(core.server.lent() == 2);  // the core, over each of two lines
  core.opened->device->stop();
  CHECK(!core.server.shutter_open());
  CHECK_THROWS_WITH(core.opened->light.set_level(one(0.5)), contains_text("is a shutter"));
  core.opened.reset();
  CHECK(core.server.lent() == 0);
  CHECK(core.server.shutter_automatic());
}

TEST_CASE("A long move of Micro-Manager ends at once when that is asked for") {
  OpenedCore core(1e6);
  core.open();
  core.server.spoil = [](const nlohmann::json& question, auto&) {
    if (question.value("name", "") == "setXYPosition") request_stop();
  };
  CHECK_THROWS_AS(core.opened->stage.move_to(mm(4.9), um(0)), Stopped);
  const Steps stopped = core.server.position();
  CHECK(stopped[x_axis] < 1000000);
  CHECK(core.server.position() == stopped);
  withdraw_stop_request();
  core.server.spoil = {};
  core.opened->stage.move_to(um(10), um(0));
  CHECK(core.server.position() == Steps{10000, 0, 0});
}

TEST_CASE("What a camera does by itself is switched off, or the camera is not used") {
  OpenedCore core;
  core.server.set_property("Auto Exposure", {"On", {"On", "Off"}});
  core.server.set_property("GainAuto", {"Continuous", {"Continuous", "Once", "Off"}});
  core.server.set_property("AutoFan", {"On", {"On"}});
  core.open();
  CHECK(core.server.property("Auto Exposure") == "Off");
  CHECK(core.server.property("GainAuto") == "Off");
  core.opened.reset();
  core.server.set_property("WhiteBalance-Auto", {"1", {"1"}});
  CHECK_THROWS_WITH(core.open(), contains_text("WhiteBalance-Auto\" of \"Camera\" is on"));
  CHECK(core.server.lent() == 0);
}

TEST_CASE("The turret of Micro-Manager turns to positions that it has") {
  OpenedCore core;
  auto settings = test::settings_of(core.server);
  settings["turret"] = "Objective";
  const auto device = make_device("micromanager", settings);
  device->open();
  auto& turret = dynamic_cast<Turret&>(*device);
  test::check_turret(turret);
  turret.select("Nikon 20X Plan Fluor ELWD");
  CHECK_THROWS_WITH(turret.select("100x"), contains_text("has no position \"100x\""));
  core.server.spoil = [](const nlohmann::json& question,
                         test::EmulatedMicroManager::Parts& answer) {
    if (question.value("name", "") == "getStateLabel") {
      answer = {R"({"type":"string","value":"between"})"};
    }
  };
  CHECK_THROWS_WITH(turret.select("Nikon 10X S Fluor"), contains_text("stands at \"between\""));
  device->close();
}

TEST_CASE("With another objective than at first the focus of Micro-Manager is not moved") {
  OpenedCore core;
  auto settings = test::settings_of(core.server);
  settings["turret"] = "Objective";
  const test::OpenedMotors motors("micromanager", settings);
  auto& turret = dynamic_cast<Turret&>(*motors.device);
  motors.focus.move_to(um(-30));
  turret.select("Nikon 20X Plan Fluor ELWD");
  CHECK_THROWS_WITH(motors.focus.move_to(um(20)),
                    contains_text("\"Nikon 10X S Fluor\" when it was opened and stands at "
                                  "\"Nikon 20X Plan Fluor ELWD\" now"));
  CHECK(core.server.position() == Steps{0, 0, -30000});
  motors.stage.move_to(um(100), um(0));
  turret.select("Nikon 10X S Fluor");
  motors.focus.move_to(um(20));
  CHECK(core.server.position() == Steps{100000, 0, 20000});
}

TEST_CASE("A camera alone needs no limits, and devices can be named") {
  OpenedCore core;
  core.server.camera = "Second";
  const auto device = make_device("micromanager", {{"address", core.server.address()},
                                                   {"camera", "Second"},
                                                   {"transfer", "linear"},
                                                   {"mosaic", "bggr"}});
  device->open();
  const auto acquired = dynamic_cast<Camera&>(*device).acquire({.step = "a"}, {});
  CHECK(acquired.frames->read(0).info.transfer == Transfer::linear);
  CHECK(acquired.frames->read(0).info.mosaic == Mosaic::bggr);
  CHECK(acquired.actual.at("camera") == "Second");
  CHECK_THROWS_WITH(dynamic_cast<XYStage&>(*device).move_to(um(0), um(0)),
                    contains_text("has no travel_x"));
  CHECK_THROWS_WITH(dynamic_cast<Turret&>(*device).positions(), contains_text("turret: LABEL"));
  device->close();
}

TEST_CASE("Wrong settings of Micro-Manager are refused before anything is opened") {
  const auto error = [](const DriverSettings& settings) {
    try {
      make_device("micromanager", settings);
    } catch (const DeviceError& thrown) {
      return std::string(thrown.what());
    }
    return std::string();
  };
  CHECK_THAT(error({{"address", "http://127.0.0.1:4827"}}), contains_text("tcp://127.0.0.1:4827"));
  CHECK_THAT(error({{"address", "tcp://192.168.1.7:4827"}}), contains_text("remote: allowed"));
  CHECK(error({{"address", "tcp://192.168.1.7:4827"}, {"remote", "allowed"}}).empty());
  CHECK_THAT(error({{"remote", "yes"}}), contains_text("remote:"));
  CHECK_THAT(error({{"transfer", "log"}}), contains_text("linear or unknown"));
  CHECK_THAT(error({{"mosaic", "xyz"}}), contains_text("rggb"));
  CHECK_THAT(error({{"step_x", "1 um"}}), contains_text("no setting \"step_x\""));
  CHECK_THAT(error({{"travel_z", "-1 mm, 1 mm"}}), contains_text("towards_slide"));
}
