// SPDX-License-Identifier: Apache-2.0
// Whatever a GigE camera does in the middle of a run.
#include "hardware/microscope.hpp"
#include "tests/support/broken_runs.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/emulated_gige.hpp"

#include <memory>
#include <string>
#include <utility>

using namespace etalon;
using namespace etalon::hardware;
using test::Trouble;

namespace {

constexpr const char* kRequest = "request";
constexpr const char* kPicture = "picture";

class FarGige : public test::FarEnd {
 public:
  FarGige(Microscope& microscope, const Trouble* trouble, std::size_t when)
      : FarEnd(microscope, trouble, when) {
    emulated_.picture = [this](Time exposure) {
      if (befallen(kPicture)) suffer();
      return far_.snap(exposure);
    };
    microscope.camera =
        std::make_shared<Asked>(*this, far_.announced(std::dynamic_pointer_cast<Camera>(
                                           make_device("genicam", {{"camera", "127.0.0.1"}}))));
  }

  void check_stopped() const override {
    if (!trouble().unreachable) CHECK(emulated_.value_at(kAcquiring) == 0);
  }

 private:
  static constexpr std::uint32_t kAcquiring = 0x124;

  /// Aravis's part cannot vanish from within a picture; this camera does before one is asked for.
  class Asked : public Camera {
   public:
    Asked(FarGige& far, std::shared_ptr<Camera> wired) : far_(far), wired_(std::move(wired)) {}
    std::string name() const override { return wired_->name(); }
    void open() override { wired_->open(); }
    void close() override { wired_->close(); }
    void stop() noexcept override { wired_->stop(); }
    bool sets_exposure() const override { return wired_->sets_exposure(); }
    ExposureRange exposures() const override { return wired_->exposures(); }
    bool keeps_time() const override { return wired_->keeps_time(); }
    AcquiredFrames acquire(const StepContext& step, const CameraRequest& request) override {
      if (far_.befallen(kRequest)) far_.emulated_.vanish();
      return wired_->acquire(step, request);
    }

   private:
    FarGige& far_;
    std::shared_ptr<Camera> wired_;
  };

  void suffer() {
    if (trouble().name == "it falls silent") emulated_.fall_silent();
    if (trouble().name == "packets get lost") emulated_.lose(0.5);
  }

  test::EmulatedGige emulated_{160, 128, {.format = "BayerBG10", .code = 0x0110000f}};
};

}  // namespace

TEST_CASE("A run whose GigE camera fails keeps what it has, and goes on with a good one") {
  test::check_broken_runs({"genicam",
                           {{.name = "it vanishes",
                             .says = "it does not answer",
                             .question = kRequest,
                             .unreachable = true},
                            {.name = "packets get lost",
                             .says = "3 frames in a row arrived incomplete",
                             .question = kPicture},
                            {.name = "it falls silent",
                             .says = "no frame came within",
                             .question = kPicture,
                             .unreachable = true}},
                           [](Microscope& microscope, const Trouble* trouble, std::size_t when) {
                             return std::make_unique<FarGige>(microscope, trouble, when);
                           }});
}
