// SPDX-License-Identifier: Apache-2.0
// Devices that keep their promises, and devices that do not.
#include "protocols/instrument_check.hpp"

#include "hardware/simulator/virtual_microscope.hpp"
#include "tests/support/catch.hpp"

#include <map>
#include <string>

using namespace etalon;
using namespace etalon::protocols;
using Fate = Trial::Fate;

namespace {

/// What is wrong with the devices, and what became of them.
struct State {
  bool automatic = false;
  bool blind = false;
  bool sticks = false;
  bool deaf = false;
  int moved = 0;
  double lamp = 0.7;
  Length x = um(5);
  Length z = um(0);
  int open = 0;
};

class Part : public virtual hardware::Device {
 public:
  explicit Part(State& state) : state_(state) {}
  std::string name() const override { return "part"; }
  void open() override {
    if (state_.deaf) throw DeviceError("part", "no answer");
    ++state_.open;
  }
  void close() override { --state_.open; }

 protected:
  State& state_;
};

/// Light proportional to exposure and lamp, over an offset.
class Eye final : public Part, public hardware::Camera {
 public:
  using Part::Part;
  bool sets_exposure() const override { return true; }
  hardware::AcquiredFrames acquire(const hardware::StepContext&,
                                   const hardware::CameraRequest& request) override {
    const double time = state_.automatic ? 1 : request.exposure->in(ms) / 20;
    const double seen = 0.1 + (state_.blind ? 0.2 : 0.2 * state_.lamp) * time;
    Frame frame;
    frame.info.width = frame.info.height = 8;
    frame.info.significant_bits = 12;
    frame.samples = std::vector<std::uint16_t>(64, static_cast<std::uint16_t>(4095 * seen));
    hardware::AcquiredFrames acquired;
    acquired.frames = std::make_unique<MemoryFrames>(
        std::vector<Frame>(static_cast<std::size_t>(request.frames), frame));
    return acquired;
  }
};

class Table final : public Part, public hardware::XYStage {
 public:
  using Part::Part;
  hardware::Travel travel_x() const override { return {um(-100), um(100)}; }
  hardware::Travel travel_y() const override { return travel_x(); }
  void move_to(Length x, Length /*y*/) override {
    ++state_.moved;
    if (state_.sticks) throw DeviceError("table", "it sticks");
    state_.x = x;
  }
  std::pair<Length, Length> position() const override { return {state_.x, um(0)}; }
};

class Knob final : public Part, public hardware::Focus {
 public:
  using Part::Part;
  hardware::Travel travel() const override { return {um(-1), um(1)}; }
  void move_to(Length z) override {
    REQUIRE(z >= travel().lower);
    REQUIRE(z <= travel().upper);
    ++state_.moved;
    state_.z = z;
  }
  Length position() const override { return state_.z; }
};

class Lamp final : public Part, public hardware::Light {
 public:
  using Part::Part;
  void set_level(Ratio level) override { state_.lamp = level.in(one); }
};

struct Bench {
  State state;
  hardware::Microscope microscope;
  std::map<std::string, Trial> trials;

  Bench() {
    microscope.camera = std::make_shared<Eye>(state);
    microscope.stage = std::make_shared<Table>(state);
    microscope.focus = std::make_shared<Knob>(state);
    microscope.light = std::make_shared<Lamp>(state);
  }
  bool check(bool may_move = true) {
    return check_instrument(microscope, may_move,
                            [&](const Trial& trial) { trials[trial.role] = trial; });
  }
};

}  // namespace

TEST_CASE("devices that keep their promises are found to, and stand as they stood") {
  Bench bench;
  CHECK(bench.check());
  for (const auto& [role, trial] : bench.trials) {
    INFO(role << ": " << trial.found);
    CHECK(trial.fate == Fate::held);
  }
  CHECK(bench.trials.size() == 5);
  CHECK(bench.state.moved == 4);
  CHECK(bench.state.x.in(um) == Approx(5));
  CHECK(bench.state.z.in(um) == Approx(0));
  CHECK(bench.state.lamp == 0);
  CHECK(bench.state.open == 0);
}

TEST_CASE("nothing moves that may not") {
  Bench bench;
  CHECK(bench.check(false));
  CHECK(bench.state.moved == 0);
  CHECK(bench.trials.at("stage").fate == Fate::left_out);
  CHECK(bench.trials.at("focus").fate == Fate::left_out);
}

TEST_CASE("a camera that exposes by itself is found out") {
  Bench bench;
  bench.state.automatic = true;
  CHECK_FALSE(bench.check());
  CHECK(bench.trials.at("exposure").fate == Fate::broken);
  CHECK_THAT(bench.trials.at("exposure").found, Catch::Contains("automatic exposure"));
}

TEST_CASE("a lamp that does not reach the camera is found out") {
  Bench bench;
  bench.state.blind = true;
  CHECK_FALSE(bench.check());
  CHECK(bench.trials.at("light").fate == Fate::broken);
}

TEST_CASE("a device that fails does not keep the others from being tried") {
  Bench bench;
  bench.state.sticks = true;
  CHECK_FALSE(bench.check());
  CHECK_THAT(bench.trials.at("stage").found, Catch::Contains("it sticks"));
  CHECK(bench.trials.at("focus").fate == Fate::held);
  CHECK(bench.state.open == 0);
}

TEST_CASE("a device that does not open is an error") {
  Bench bench;
  bench.state.deaf = true;
  CHECK_THROWS_AS(bench.check(), DeviceError);
}

TEST_CASE("the virtual microscope keeps its promises") {
  const auto virtual_one = std::make_shared<hardware::VirtualMicroscope>(
      hardware::simulator_settings({{"width", "64"}, {"height", "48"}}));
  hardware::Microscope microscope;
  microscope.camera = virtual_one;
  microscope.stage = virtual_one;
  microscope.focus = virtual_one;
  microscope.light = virtual_one;
  std::string found;
  const bool held = check_instrument(microscope, true, [&](const Trial& trial) {
    found += trial.role + ": " + trial.found + "\n";
  });
  INFO(found);
  CHECK(held);
}
