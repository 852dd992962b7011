// SPDX-License-Identifier: Apache-2.0
// Whatever a board does in the middle of a run: a named error, nothing moves any more and its light
// is off, all that was measured is kept, and the run goes on from there when the board is well.
#include "tests/support/broken_runs.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/serial_boards.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace etalon;
using namespace etalon::hardware;
using test::SerialBoard;
using test::Trouble;

namespace {

/// What a board says in trouble, and what it is to be told then.
struct Failing {
  const SerialBoard& board;
  std::vector<Trouble> troubles;
  std::map<std::string, std::string> answers;  ///< by the name of the trouble
  std::vector<std::string> told;               ///< to stop, and to switch its light off
};

const Trouble kPulled{.name = "its cable is pulled", .says = "is gone", .unreachable = true};
const Trouble kNonsense{.name = "it talks nonsense", .says = "not understood"};
const Trouble kBreaksOff{.name = "it breaks off", .says = "no answer", .once = true};
const Trouble kSilent{.name = "it is silent", .says = "no answer"};

Trouble saying(const std::string& name, const std::string& what) { return {name, what}; }

std::vector<Failing> failing_boards() {
  const std::string nonsense = "\x01\xff{]?\r\n";
  return {
      {test::serial_board("sangaboard"),
       {kPulled, kNonsense, saying("it refuses", "it refuses"), kBreaksOff, kSilent},
       {{"it talks nonsense", nonsense}, {"it refuses", "ERROR: no\r\n"}, {"it breaks off", "don"}},
       {"stop", "led_cc 0.000"}},
      {test::serial_board("grbl"),
       {kPulled, kNonsense, saying("it gives alarm", "end switch"), kBreaksOff, kSilent,
        saying("it is reset", "was reset")},
       {{"it talks nonsense", nonsense},
        {"it gives alarm", "ALARM:1\r\n"},
        {"it breaks off", "<Idl"},
        {"it is reset", "Grbl 1.1h ['$' for help]\r\n"}},
       {"\x85"}},
      {test::serial_board("marlin"),
       {kPulled, kNonsense, saying("it halts", "kill() called"), kBreaksOff, kSilent,
        saying("it is reset", "was reset")},
       {{"it talks nonsense", nonsense},
        {"it halts", "Error:Printer halted. kill() called!\r\n"},
        {"it breaks off", "X:0.0"},
        {"it is reset", "start\r\n"}},
       {"M410"}},
      {test::serial_board("uc2"),
       {kPulled, saying("it talks nonsense", "not understood"),
        saying("its emergency stop is pressed", "emergency stop"), kBreaksOff, kSilent,
        saying("it is reset", "was reset")},
       {{"it talks nonsense", "++\n\x01\xff{]?\n--\n"},
        {"its emergency stop is pressed", "++\n{\"emergency\":{\"active\":1}}\n--\n"},
        {"it breaks off", "++\n{\"mot"},
        {"it is reset", "ets Jun  8 2016 00:22:57\r\n"}},
       {"\"isstop\":true", "\"LASERval\":0"}}};
}

/// The virtual microscope's camera, of which no frame is drawn twice in all these runs.
class SeenCamera : public Camera {
 public:
  explicit SeenCamera(test::FarMicroscope& far) : far_(far) {}
  std::string name() const override { return far_.microscope().name(); }
  bool sets_exposure() const override { return true; }
  bool keeps_time() const override { return true; }
  AcquiredFrames acquire(const StepContext& step, const CameraRequest& request) override {
    far_.announce(step, request);
    std::vector<Frame> frames;
    for (int i = 0; i < request.frames; ++i)
      frames.push_back(far_.snap(request.exposure.value_or(ms(20))));
    AcquiredFrames acquired;
    acquired.frames = std::make_unique<MemoryFrames>(std::move(frames));
    return acquired;
  }

 private:
  test::FarMicroscope& far_;
};

class FarBoard : public test::FarEnd {
 public:
  FarBoard(const Failing& row, Microscope& microscope, const Trouble* trouble, std::size_t when)
      : FarEnd(microscope, trouble, when), row_(row), board_(row.board.switched_on(1e7)) {
    board_->moved = [this](const Steps& at) { test::move_to(far_, at); };
    board_->fault = [this](const std::string& line) -> std::optional<std::string> {
      if (!befallen(line)) return std::nullopt;
      if (this->trouble().unreachable) board_->pull();
      const auto answer = row_.answers.find(this->trouble().name);
      return answer == row_.answers.end() ? "" : answer->second;
    };
    test::put_into(microscope, row.board, *board_);
    microscope.camera = std::make_shared<SeenCamera>(far_);
  }
  void check_stopped() const override { check_heard(row_.told); }

 private:
  const Failing& row_;
  std::unique_ptr<test::EmulatedBoard> board_;
};

}  // namespace

TEST_CASE("A run whose board fails anywhere keeps what it has, and goes on with a good board") {
  for (const Failing& row : failing_boards()) {
    test::check_broken_runs({row.board.name, row.troubles,
                             [&](Microscope& microscope, const Trouble* trouble, std::size_t when) {
                               return std::make_unique<FarBoard>(row, microscope, trouble, when);
                             }});
  }
}
