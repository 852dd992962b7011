// SPDX-License-Identifier: Apache-2.0
#include "tests/support/catch.hpp"
#include "tests/support/refusal.hpp"
#include "tests/unit/hardware/openflexure/opened_openflexure.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

using namespace etalon;
using namespace etalon::hardware;
using test::contains_text;
using test::OpenedOpenFlexure;
using test::refusal_of;
using Release = test::EmulatedOpenFlexure::Release;
using Reply = test::EmulatedOpenFlexure::Reply;

namespace {

/// Spoils the replies to questions that begin so.
auto at(const std::string& begin, std::function<void(Reply&)> spoil) {
  return [begin, spoil](const std::string& question, Reply& reply) {
    if (question.starts_with(begin)) spoil(reply);
  };
}

std::string error_of_snap(OpenedOpenFlexure& microscope) {
  return refusal_of([&] { microscope.camera().acquire({.step = "a"}, {}); });
}

std::string error_of_move(OpenedOpenFlexure& microscope) {
  return refusal_of([&] {
    microscope.opened->stage.move_to(um(100), um(0));
    microscope.opened->stage.move_to(um(0), um(0));
  });
}

struct Fault {
  std::string at;
  Reply reply;
  std::string means;
};

std::string text(const char* json) { return json; }

void check_faults(OpenedOpenFlexure& microscope, const std::vector<Fault>& faults,
                  std::string (*error)(OpenedOpenFlexure&)) {
  for (const Fault& fault : faults) {
    INFO(fault.at << " -> " << fault.reply.status << ' ' << fault.reply.body);
    microscope.server.spoil = at(fault.at, [&](Reply& reply) { reply = fault.reply; });
    CHECK_THAT(error(microscope), contains_text(fault.means));
  }
  microscope.server.spoil = {};
  CHECK(error(microscope).empty());
}

const std::string kJson = "application/json";

}  // namespace

TEST_CASE("What release 2 answers wrongly ends in an error that says what it means") {
  OpenedOpenFlexure microscope(Release::two);
  microscope.open();
  const std::string capture = "POST /api/v2/actions/camera/capture";
  check_faults(
      microscope,
      {{capture, {409, kJson, "{}"}, "busy with something else"},
       {capture, {423, kJson, "{}"}, "busy with something else"},
       {capture, {500, "text/html", "<h1>broken</h1>"}, "with code 500"},
       {capture, {200, "text/html", "<h1>hello</h1>"}, "not understood"},
       {capture, {302, kJson, "", "http://elsewhere.example/"}, "sends on to"},
       {capture,
        {201, kJson, text(R"({"status":"running","href":"http://elsewhere.example/a"})")},
        "leads elsewhere"},
       {capture,
        {201, kJson, text(R"({"status":"running","href":"//elsewhere.example/a"})")},
        "leads elsewhere"},
       {capture,
        {201, kJson, text(R"({"status":"error","href":"/api/v2/actions/0","output":"no camera"})")},
        "ended with error: \"no camera\""},
       {capture,
        {201, kJson, text(R"({"status":"lost","href":"/api/v2/actions/0"})")},
        "not understood"},
       {capture,
        {201, kJson,
         text(
             R"({"status":"completed","href":"/api/v2/actions/0","output":{"links":{"download":{"href":"http://127.0.0.1:1/x"}}}})")},
        "leads elsewhere"},
       {"GET /api/v2/captures/", {200, "text/html", "<h1>hello</h1>"}, "not understood"},
       {"GET /api/v2/captures/", {404, kJson, "{}"}, "with code 404"},
       {"GET /api/v2/captures/", {200, "image/jpeg", "\xff\xd8 nothing raw"}, "no raw values"}},
      error_of_snap);
}

TEST_CASE("What release 3 answers wrongly ends in an error that says what it means") {
  OpenedOpenFlexure microscope(Release::three);
  microscope.open();
  check_faults(microscope,
               {{"POST /camera/capture_jpeg", {409, kJson, "{}"}, "busy with something else"},
                {"POST /camera/capture_jpeg", {422, kJson, "{}"}, "with code 422"},
                {"GET /blob/", {200, "text/plain", "hello"}, "not understood"},
                {"GET /blob/", {307, "text/plain", "", "/elsewhere"}, "sends on to"}},
               error_of_snap);
  check_faults(
      microscope,
      {{"POST /stage/move_relative", {409, kJson, "{}"}, "busy with something else"},
       {"GET /action_invocations/",
        {200, kJson,
         text(R"({"status":"error","log":[{"message":"first"},{"message":"motor is hot"}]})")},
        "motor is hot"},
       {"GET /action_invocations/", {200, kJson, text(R"({"status":"cancelled"})")}, "cancelled"},
       {"GET /stage/position", {200, kJson, text(R"({"x":1,"y":2})")}, "not understood"},
       {"GET /stage/position", {200, kJson, text(R"({"x":1.5,"y":2,"z":0})")}, "not understood"},
       {"GET /stage/position", {200, kJson, "garbage"}, "not understood"}},
      error_of_move);
}

TEST_CASE("Images of an OpenFlexure Microscope that are cut short are taken anew") {
  for (const Release release : {Release::two, Release::three}) {
    OpenedOpenFlexure microscope(release);
    microscope.open();
    const std::string download = release == Release::two ? "GET /api/v2/captures/" : "GET /blob/";
    int left = 1;
    microscope.server.spoil = at(download, [&](Reply& reply) {
      if (left-- > 0) reply.body.resize(reply.body.size() - reply.body.size() / 3);
    });
    const auto acquired = microscope.camera().acquire({.step = "a"}, {});
    CHECK(acquired.actual.at("frames_lost") == "1");
    microscope.server.spoil =
        at(download, [&](Reply& reply) { reply.body.resize(reply.body.size() * 2 / 3); });
    CHECK_THAT(error_of_snap(microscope), contains_text("incomplete"));
  }
}

TEST_CASE("A move of an OpenFlexure Microscope that does not end is cancelled") {
  OpenedOpenFlexure microscope(Release::three);
  microscope.open();
  microscope.server.spoil = at("GET /action_invocations/", [](Reply& reply) {
    reply = {200, kJson, text(R"({"status":"running"})")};
  });
  CHECK_THAT(refusal_of([&] { microscope.opened->focus.move_to(um(1)); }),
             contains_text("still moves"));
  const auto heard = microscope.server.heard();
  CHECK(std::count_if(heard.begin(), heard.end(), [](const std::string& question) {
          return question.starts_with("DELETE /action_invocations/");
        }) == 1);
}

TEST_CASE("A stage of an OpenFlexure Microscope that stands elsewhere is named") {
  OpenedOpenFlexure microscope(Release::two);
  microscope.open();
  int asked = 0;
  microscope.server.spoil = at("GET /api/v2/instrument/state", [&](Reply& reply) {
    if (++asked == 2) reply.body = R"({"x":7,"y":0,"z":0})";
  });
  CHECK_THAT(error_of_move(microscope), contains_text("says that it stands at"));
}

TEST_CASE("A camera that keeps its automatic functions is not used") {
  OpenedOpenFlexure two(Release::two);
  two.server.spoil = at("GET /api/v2/instrument/settings", [](Reply& reply) {
    reply.body = R"({"camera":{"picamera":{"shutter_speed":100,"awb_mode":"auto"}}})";
  });
  CHECK_THAT(refusal_of([&] { two.open(); }),
             contains_text("awb_mode was set to \"off\" and reads"));
  OpenedOpenFlexure three(Release::three);
  int asked = 0;
  three.server.spoil = at("GET /camera/colour_gains", [&](Reply& reply) {
    if (++asked == 2) reply.body = "[3.0, 1.2]";
  });
  CHECK_THAT(refusal_of([&] { three.open(); }), contains_text("colour_gains was set to"));
}

TEST_CASE("An exposure that an OpenFlexure Microscope did not set is an error") {
  OpenedOpenFlexure microscope(Release::three);
  microscope.open();
  microscope.server.spoil =
      at("GET /camera/exposure_time", [](Reply& reply) { reply.body = "66000"; });
  CHECK_THAT(refusal_of([&] {
               microscope.camera().acquire({.step = "a"}, {.frames = 1, .exposure = ms(4)});
             }),
             contains_text("the camera set 66 ms"));
}

TEST_CASE("A server that is none of an OpenFlexure Microscope, or that ends, is named") {
  OpenedOpenFlexure microscope(Release::two);
  microscope.server.spoil = [](const std::string&, Reply& reply) {
    reply = {404, "text/html", "<h1>404</h1>"};
  };
  CHECK_THAT(refusal_of([&] { microscope.open(); }), contains_text("neither /thing_descriptions/"));
  microscope.server.spoil = {};
  microscope.open();
  microscope.server.end();
  CHECK_THAT(error_of_snap(microscope), contains_text("nobody listens there"));
  CHECK_THAT(error_of_move(microscope), contains_text("nobody listens there"));
}
