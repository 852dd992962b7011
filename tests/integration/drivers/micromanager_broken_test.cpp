// SPDX-License-Identifier: Apache-2.0
// Whatever a Micro-Manager does in the middle of a run.
#include "tests/support/broken_runs.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/emulated_micromanager.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <thread>

using namespace etalon;
using namespace etalon::hardware;
using test::EmulatedMicroManager;
using test::Trouble;

namespace {

constexpr std::int64_t kStep_nm = 80;  // of the virtual microscope's motors

class FarCore : public test::FarEnd {
 public:
  FarCore(Microscope& microscope, const Trouble* trouble, std::size_t when)
      : FarEnd(microscope, trouble, when),
        server_([this](Time exposure) { return far_.snap(exposure); }, 1e10) {
    server_.step_nm = kStep_nm;
    server_.moved = [this](const Steps& at) {
      const auto place = [&](Axis axis) {
        return um(0.08) * static_cast<double>(at[axis] / kStep_nm);
      };
      far_.move_to(place(x_axis), place(y_axis), place(z_axis));
    };
    server_.spoil = [this](const nlohmann::json& question, EmulatedMicroManager::Parts& answer) {
      if (befallen(question.dump())) spoil(answer);
    };
    const auto device = make_device("micromanager", {{"address", server_.address()},
                                                     {"transfer", "linear"},
                                                     {"mosaic", "bggr"},
                                                     {"travel_z", "-200 um, 200 um"},
                                                     {"speed", "2 mm"},
                                                     {"towards_slide", "up"}});
    microscope.camera = far_.announced(std::dynamic_pointer_cast<Camera>(device));
    microscope.focus = std::dynamic_pointer_cast<Focus>(device);
    microscope.light = std::dynamic_pointer_cast<Light>(device);
  }

  void check_stopped() const override { check_heard({R"("name":"stop")", R"(["Shutter",false])"}); }

 private:
  void spoil(EmulatedMicroManager::Parts& answer) const {
    if (trouble().name == "it ends") answer.clear();
    if (trouble().name == "it talks nonsense") answer = {"\x01\xff{]?"};
    if (trouble().name == "an adapter fails") {
      answer = {R"({"type":"exception","value":"java.lang.Exception: Device error (22)\n"})"};
    }
    if (trouble().name == "its images are cut" && answer.size() > 2) answer[2].resize(99);
    if (trouble().name == "it is silent") std::this_thread::sleep_for(std::chrono::seconds(6));
  }

  EmulatedMicroManager server_;
};

}  // namespace

TEST_CASE("A run whose Micro-Manager fails keeps what it has, and goes on with a good one") {
  test::check_broken_runs(
      {"micromanager",
       {{.name = "it ends", .says = "ended the connection", .unreachable = true},
        {.name = "it talks nonsense", .says = "not understood"},
        {.name = "an adapter fails", .says = "Device error (22)"},
        {.name = "its images are cut", .says = "incomplete", .question = R"("name":"pix")"},
        {.name = "it is silent",
         .says = "no answer within",
         .question = R"("run-method")",  // a loan that is given back may be lost
         .once = true}},
       [](Microscope& microscope, const Trouble* trouble, std::size_t when) {
         return std::make_unique<FarCore>(microscope, trouble, when);
       }});
}
