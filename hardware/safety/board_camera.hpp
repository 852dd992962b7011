// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/microscope.hpp"
#include "hardware/safety/camera_board.hpp"

#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace etalon::hardware {

/// A camera as the protocols see it. It promises, whatever the board does:
///  - a range of exposures that cannot be is an error when it is opened;
///  - the exposure is read back; one that is not what was asked for, within a tenth, is an error,
///    and what was reached is told with the frames;
///  - frames that were on their way while something changed are thrown away;
///  - an incomplete frame is taken anew, three times at most, and their number is told;
///  - a frame that was seen before is not taken for a new one;
///  - all frames of a request have one size and format;
///  - what it tells of itself is marked as told by the device;
///  - every wait ends: after the exposure and 5 s, or when request_stop() was called.
class BoardCamera : public virtual Camera {
 public:
  explicit BoardCamera(std::shared_ptr<CameraBoard> board) : board_(std::move(board)) {}

  std::string name() const override { return board_->name(); }
  void open() override;
  void close() override;
  void stop() noexcept override;
  bool sets_exposure() const override { return board_->sets_exposure(); }
  ExposureRange exposures() const override { return board_->exposures(); }
  AcquiredFrames acquire(const StepContext& step, const CameraRequest& request) override;

 private:
  void expect_possible(const ExposureRange& range) const;
  void expose(Time wanted);
  Frame fresh_frame();
  Snap complete_snap();
  bool seen_before(const Snap& snap) const;
  Time longest_wait() const;
  Instrument told(const Frame& frame) const;

  std::shared_ptr<CameraBoard> board_;
  bool open_ = false;
  std::optional<Time> wanted_;
  std::optional<Time> exposure_;  ///< as read back
  std::optional<Time> found_;     ///< where none was asked for
  int stale_ = 0;
  int lost_ = 0;
  std::optional<Snap> last_;
};

}  // namespace etalon::hardware
