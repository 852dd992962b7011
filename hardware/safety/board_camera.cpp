// SPDX-License-Identifier: Apache-2.0
#include "hardware/safety/board_camera.hpp"

#include "hardware/safety/stop_request.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace etalon::hardware {
namespace {

constexpr double kExposureTolerance = 0.1;  // the steps of simple cameras are 0.1 ms
constexpr Time kReadout = s(5);             // and the way of the frame
constexpr int kTries = 3;
constexpr Time kForEver = s(1e6);

/// Of a frame without any light or noise nobody can tell whether it is a new one.
bool constant(const Frame& frame) {
  return std::visit(
      [](const auto& samples) {
        return std::adjacent_find(samples.begin(), samples.end(), std::not_equal_to<>()) ==
               samples.end();
      },
      frame.samples);
}

std::string in_ms(Time time) { return fmt::format("{:.4g} ms", time.in(ms)); }

std::string size_of(const Frame& frame) {
  return fmt::format("{} x {} px, {} bit", frame.info.width, frame.info.height,
                     frame.info.significant_bits);
}

}  // namespace

void BoardCamera::open() {
  board_->open();
  open_ = true;
  try {
    expect_possible(exposures());
  } catch (...) {
    close();
    throw;
  }
  wanted_.reset();
  exposure_.reset();
  found_.reset();
  last_.reset();
  stale_ = board_->stale_frames();
}

/// Written so that a range of what are no numbers is refused too.
void BoardCamera::expect_possible(const ExposureRange& range) const {
  if (range.shortest > s(0) && range.longest >= range.shortest && range.longest < kForEver) return;
  throw DeviceError(name(), fmt::format(fmt::runtime(tr("it says that its exposures go from {} to "
                                                        "{}, which cannot be. Is it the right "
                                                        "camera, and its firmware sound?")),
                                        in_ms(range.shortest), in_ms(range.longest)));
}

void BoardCamera::close() {
  if (open_) board_->close();
  open_ = false;
}

void BoardCamera::stop() noexcept {
  if (open_) board_->stop();
}

Time BoardCamera::longest_wait() const {
  return exposure_.value_or(found_.value_or(board_->exposures().longest)) + kReadout;
}

void BoardCamera::expose(Time wanted) {
  if (wanted_ == wanted) return;
  // Whatever comes of it, what was set before holds no longer.
  wanted_.reset();
  exposure_.reset();
  const Time reached = board_->set_exposure(wanted);
  // Written so that an answer that is no number is refused too.
  if (!(std::abs(reached / wanted - 1) <= kExposureTolerance)) {
    const auto [shortest, longest] = exposures();
    throw DeviceError(
        name(), fmt::format(fmt::runtime(tr("an exposure of {} was asked for, and the camera set "
                                            "{}. Ask for one that it has, from {} to {}.")),
                            in_ms(wanted), in_ms(reached), in_ms(shortest), in_ms(longest)));
  }
  wanted_ = wanted;
  exposure_ = reached;
  stale_ = board_->stale_frames();
}

Snap BoardCamera::complete_snap() {
  for (int attempt = 1;; ++attempt) {
    if (stop_requested()) throw Stopped(name());
    Snap snap = board_->snap(longest_wait());
    if (snap.complete) return snap;
    ++lost_;
    if (attempt == kTries) {
      const std::string advice = board_->loss_advice();
      throw DeviceError(name(), fmt::format(fmt::runtime(tr("{} frames in a row arrived "
                                                            "incomplete. Is the cable or the "
                                                            "network too slow, or in use?")),
                                            kTries) +
                                    (advice.empty() ? "" : " " + advice));
    }
  }
}

bool BoardCamera::seen_before(const Snap& snap) const {
  if (!last_) return false;
  if (snap.number && last_->number) return *snap.number == *last_->number;
  return board_->streams() && snap.frame.samples == last_->frame.samples && !constant(snap.frame);
}

Frame BoardCamera::fresh_frame() {
  for (; stale_ > 0; --stale_) complete_snap();
  for (int attempt = 1;; ++attempt) {
    Snap snap = complete_snap();
    if (!seen_before(snap)) {
      last_ = snap;
      return std::move(snap.frame);
    }
    if (attempt == kTries) {
      throw DeviceError(name(), tr("it gives the same frame again and again. Does the camera "
                                   "stand still, or show a recording?"));
    }
  }
}

/// What the camera tells of itself, and what its frames show. All 16 bits of 16 may be no more than
/// the format that they came in.
Instrument BoardCamera::told(const Frame& frame) const {
  Instrument instrument = board_->instrument();
  if (!instrument.detector.bit_depth && frame.info.significant_bits != 16)
    instrument.detector.bit_depth = frame.info.significant_bits;
  return told_by(Source::device, std::move(instrument));
}

AcquiredFrames BoardCamera::acquire(const StepContext& /*step*/, const CameraRequest& request) {
  if (!open_) throw DeviceError(name(), tr("it is not open."));
  if (request.exposure && sets_exposure()) expose(*request.exposure);
  if (!exposure_) found_ = board_->exposure();
  lost_ = 0;
  std::vector<Frame> frames;
  for (int i = 0; i < std::max(1, request.frames); ++i) {
    frames.push_back(fresh_frame());
    if (frames.back().info == frames.front().info) continue;
    throw DeviceError(
        name(), fmt::format(fmt::runtime(tr("its frames changed from {} to {} meanwhile. Does "
                                            "another program use the camera?")),
                            size_of(frames.front()), size_of(frames.back())));
  }
  AcquiredFrames acquired;
  acquired.actual = board_->actual();
  if (exposure_) {
    acquired.actual["exposure"] = to_text(*exposure_);
    acquired.actual["exposure_requested"] = to_text(*wanted_);
    acquired.settings.assign(frames.size(), FrameSetting{exposure_});
  } else if (found_) {
    acquired.actual["exposure"] = to_text(*found_);
    acquired.settings.assign(frames.size(), FrameSetting{found_});
  }
  if (lost_ > 0) acquired.actual["frames_lost"] = std::to_string(lost_);
  acquired.instrument = told(frames.front());
  acquired.frames = std::make_unique<MemoryFrames>(std::move(frames));
  return acquired;
}

}  // namespace etalon::hardware
