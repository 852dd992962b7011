// SPDX-License-Identifier: Apache-2.0
// Whatever an OpenFlexure server does in the middle of a run.
#include "tests/support/broken_runs.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/emulated_openflexure.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <thread>

using namespace etalon;
using namespace etalon::hardware;
using test::EmulatedOpenFlexure;
using test::Trouble;

namespace {

using Release = EmulatedOpenFlexure::Release;

std::string actions(Release release) {
  return release == Release::two ? "/api/v2/actions/" : "/action_invocations/";
}
std::string moves(Release release) { return "GET " + actions(release); }
std::string images(Release release) {
  return release == Release::two ? "GET /api/v2/captures/" : "GET /blob/";
}

class FarServer : public test::FarEnd {
 public:
  FarServer(Release release, Microscope& microscope, const Trouble* trouble, std::size_t when)
      : FarEnd(microscope, trouble, when),
        release_(release),
        server_(
            release, [this](Time exposure) { return far_.snap(exposure); }, 1e7) {
    server_.moved = [this](const Steps& at) {
      const auto place = [&](Axis axis) { return um(0.08) * static_cast<double>(at[axis]); };
      far_.move_to(place(x_axis), place(y_axis), place(z_axis));
    };
    server_.spoil = [this](const std::string& question, EmulatedOpenFlexure::Reply& reply) {
      if (befallen(question)) spoil(reply);
    };
    const auto device = make_device("openflexure", {{"address", server_.address()},
                                                    {"step_z", "0.08 um"},
                                                    {"travel_z", "-200 um, 200 um"},
                                                    {"speed", "2 mm"},
                                                    {"towards_slide", "up"}});
    microscope.camera = far_.announced(std::dynamic_pointer_cast<Camera>(device));
    microscope.focus = std::dynamic_pointer_cast<Focus>(device);
  }

  /// Its actions are cancelled; an image that comes is none.
  void check_stopped() const override {
    if (trouble().question == moves(release_)) check_heard({"DELETE " + actions(release_)});
  }

 private:
  void spoil(EmulatedOpenFlexure::Reply& reply) {
    if (trouble().name == "it ends") server_.vanish();
    reply.breaks_off = trouble().name == "it ends";
    if (trouble().name == "it fails") reply.status = 500;
    if (trouble().name == "it talks nonsense") reply.body = "\x01\xff{]?";
    if (trouble().name == "its action fails")
      reply.body = R"({"status":"error","output":"stalled"})";
    if (trouble().name == "somebody else uses it") reply.status = 409;
    if (trouble().name == "its images are cut") reply.body.resize(reply.body.size() / 2);
    if (trouble().name == "it is silent") std::this_thread::sleep_for(std::chrono::seconds(6));
  }

  Release release_;
  EmulatedOpenFlexure server_;
};

void check_release(Release release) {
  const std::string move = moves(release);
  test::check_broken_runs(
      {"openflexure",
       {{.name = "it ends", .says = "ended the connection", .question = move, .unreachable = true},
        {.name = "it fails", .says = "with code 500", .question = move},
        {.name = "it talks nonsense", .says = "not understood", .question = move},
        {.name = "its action fails", .says = "stalled", .question = move},
        {.name = "somebody else uses it", .says = "busy with something else", .question = move},
        {.name = "its images are cut", .says = "incomplete", .question = images(release)},
        {.name = "it is silent", .says = "within 5 s", .question = move, .once = true}},
       [release](Microscope& microscope, const Trouble* trouble, std::size_t when) {
         return std::make_unique<FarServer>(release, microscope, trouble, when);
       }});
}

}  // namespace

TEST_CASE("A run whose OpenFlexure server fails keeps what it has, and goes on with a good one") {
  check_release(Release::two);
}

TEST_CASE("A run whose OpenFlexure server of release 3 fails goes on with a good one") {
  check_release(Release::three);
}
