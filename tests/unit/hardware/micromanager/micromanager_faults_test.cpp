// SPDX-License-Identifier: Apache-2.0
#include "tests/support/catch.hpp"
#include "tests/support/refusal.hpp"
#include "tests/unit/hardware/micromanager/opened_core.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <thread>

using namespace etalon;
using namespace etalon::hardware;
using test::contains_text;
using test::EmulatedMicroManager;
using test::OpenedCore;
using test::refusal_of;
using Parts = EmulatedMicroManager::Parts;

namespace {

/// Spoils the answers to one method, or to one command.
auto at(const std::string& what, std::function<void(Parts&)> spoil) {
  return [what, spoil](const nlohmann::json& question, Parts& answer) {
    if (question.value("name", "") == what || question.at("command") == what) spoil(answer);
  };
}

std::string error_of_snap(OpenedCore& core) {
  return refusal_of([&] { core.camera().acquire({.step = "a"}, {}); });
}

std::int64_t times(const OpenedCore& core, const std::string& what) {
  const auto heard = core.server.heard();
  return std::count(heard.begin(), heard.end(), what);
}

}  // namespace

TEST_CASE("What Micro-Manager answers wrongly ends in an error that says what it means") {
  struct Fault {
    std::string at;
    std::string answer;
    std::string means;
  };
  const std::vector<Fault> faults{
      {"snapImage",
       R"({"type":"exception","value":"java.lang.Exception: Camera is off (22)\nmmcorej.MMCoreJJNI\n"})",
       "Micro-Manager says: Camera is off (22). Does"},
      {"snapImage", "garbage", "not understood"},
      {"snapImage", R"([1,2])", "not understood"},
      {"snapImage", R"({"value":3})", "not understood"},
      {"snapImage", "{\"type\":\"exception\",\"value\":\"java.lang.Exception: 5 \xb5m\"}", "5 µm"},
      {"getTaggedImage", R"({"type":"none"})", "not understood"},
      {"pix", R"({"type":"none"})", "not understood"},
      {"pix", R"({"type":"int-array","value":"[B@1"})", "not understood"},
      {"tags", R"({"type":"object","value":"no json"})", "not understood"},
      {"tags", R"({"type":"object","value":"{}"})", "cannot be measured"}};
  OpenedCore core;
  core.open();
  for (const Fault& fault : faults) {
    INFO(fault.at << " -> " << fault.answer);
    core.server.spoil = at(fault.at, [&](Parts& answer) { answer = {fault.answer}; });
    CHECK_THAT(error_of_snap(core), contains_text(fault.means));
  }
  core.server.spoil = {};
  CHECK(error_of_snap(core).empty());
  CHECK(core.server.lent() <= 4);
}

TEST_CASE("An image of Micro-Manager whose bytes are missing is taken anew, three times at most") {
  OpenedCore core;
  core.open();
  const std::vector<std::function<void(Parts&)>> spoils{
      [](Parts& answer) { answer.resize(1); }, [](Parts& answer) { answer.resize(2); },
      [](Parts& answer) { answer[2].resize(answer[2].size() / 2); },
      [](Parts& answer) { answer[1] = "abcd"; }, [](Parts& answer) { answer[1] = "a"; }};
  for (const auto& spoil : spoils) {
    int left = 2;
    core.server.spoil = at("pix", [&](Parts& answer) {
      if (left-- > 0) spoil(answer);
    });
    const auto acquired = core.camera().acquire({.step = "a"}, {});
    CHECK(acquired.actual.at("frames_lost") == "2");
    core.server.spoil = at("pix", spoil);
    CHECK_THAT(error_of_snap(core), contains_text("3 frames in a row arrived incomplete"));
  }
}

TEST_CASE("A server of an unknown version is named") {
  OpenedCore core;
  core.server.version = "9.0.0";
  CHECK_THAT(refusal_of([&] { core.open(); }), contains_text("has version \"9.0.0\""));
  core.server.version = "4.2.0";
  CHECK(refusal_of([&] { core.open(); }).empty());
}

TEST_CASE("Where no Micro-Manager runs, it is said what to switch on") {
  std::string address;
  {
    OpenedCore gone;
    address = gone.server.address();
  }
  const auto device = make_device("micromanager", {{"address", address}});
  CHECK_THAT(refusal_of([&] { device->open(); }), contains_text("Run server on port 4827"));
}

TEST_CASE("A Micro-Manager that ends in the middle is named, at once") {
  for (const char* moment : {"snapImage", "pix", "setPosition", "deviceBusy", "getPosition"}) {
    INFO(moment);
    OpenedCore core;
    core.open();
    core.server.spoil = at(moment, [](Parts& answer) { answer.clear(); });
    const auto begun = std::chrono::steady_clock::now();
    const std::string error = refusal_of([&] {
      core.camera().acquire({.step = "a"}, {});
      core.opened->focus.move_to(um(100));
    });
    CHECK_THAT(error, contains_text("in the middle"));
    CHECK_THAT(error_of_snap(core), contains_text("no connection any more"));
    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(3));
  }
}

TEST_CASE("A Micro-Manager that answers too late is stopped over its second line") {
  OpenedCore core;
  core.open();
  core.opened->light.set_level(one(1));
  core.server.spoil = at("setXYPosition", [](Parts&) {
    request_stop();
    std::this_thread::sleep_for(std::chrono::milliseconds(400));
  });
  CHECK_THROWS_AS(core.opened->stage.move_to(mm(4), um(0)), Stopped);
  CHECK(times(core, "stop XY") == 1);
  CHECK(times(core, "stop Z") == 1);
  CHECK(!core.server.shutter_open());
}

TEST_CASE("A stage of Micro-Manager that stands elsewhere, or moves on and on, is stopped") {
  OpenedCore core;
  core.open();
  core.server.spoil =
      at("getXPosition", [](Parts& answer) { answer = {R"({"type":"primitive","value":7.5})"}; });
  CHECK_THAT(refusal_of([&] { core.opened->stage.move_to(um(200), um(0)); }),
             contains_text("says that it stands at"));
  CHECK(times(core, "stop XY") == 1);
  core.server.spoil =
      at("getXPosition", [](Parts& answer) { answer = {R"({"type":"primitive","value":"far"})"}; });
  CHECK_THAT(refusal_of([&] { core.opened->stage.move_to(um(200), um(0)); }),
             contains_text("not understood"));
  core.server.spoil = [](const nlohmann::json& question, Parts& answer) {
    if (question.value("name", "") != "deviceBusy" || question["arguments"][0] != "Z") return;
    answer = {R"({"type":"primitive","value":true})"};
  };
  CHECK_THAT(refusal_of([&] { core.opened->focus.move_to(um(1)); }), contains_text("still moves"));
  CHECK(times(core, "stop Z") == 3);
}

TEST_CASE("An exposure that Micro-Manager did not set is an error") {
  OpenedCore core;
  core.open();
  core.server.spoil =
      at("getExposure", [](Parts& answer) { answer = {R"({"type":"primitive","value":80.0})"}; });
  CHECK_THAT(
      refusal_of([&] { core.camera().acquire({.step = "a"}, {.frames = 1, .exposure = ms(10)}); }),
      contains_text("the camera set 80 ms"));
}

TEST_CASE("A shutter of Micro-Manager that stays as it is, is named") {
  OpenedCore core;
  core.open();
  core.server.spoil = at("getShutterOpen",
                         [](Parts& answer) { answer = {R"({"type":"primitive","value":false})"}; });
  CHECK_THAT(refusal_of([&] { core.opened->light.set_level(one(1)); }),
             contains_text("does not do what it is told"));
}
