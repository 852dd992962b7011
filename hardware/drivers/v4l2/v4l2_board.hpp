// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/drivers/v4l2/video_system.hpp"
#include "hardware/safety/camera_board.hpp"

#include <memory>
#include <optional>
#include <string>

namespace etalon::hardware {

struct V4l2Settings {
  std::string device{};        ///< "/dev/video0"
  std::string pixel_format{};  ///< its four letters; empty: the one that tells most
  int width = 0;               ///< 0: the largest
  int height = 0;
  std::optional<int> gain{};  ///< in the camera's own measure; empty: the lowest
};

/// A camera that Linux knows as a video device, most of them at USB. It streams; of its frames
/// those are taken that began after they were asked for.
class V4l2Board : public CameraBoard {
 public:
  V4l2Board(V4l2Settings settings, std::shared_ptr<VideoSystem> system);
  ~V4l2Board() override;

  std::string name() const override { return "v4l2 " + settings_.device; }
  void open() override;
  void close() noexcept override;
  bool sets_exposure() const override { return sets_exposure_; }
  ExposureRange exposures() const override { return exposures_; }
  Time set_exposure(Time wanted) override;
  std::optional<Time> exposure() override;
  Snap snap(Time longest) override;
  bool streams() const override { return true; }
  int stale_frames() const override { return 4; }  // on their way through sensor, USB and kernel
  Instrument instrument() const override { return instrument_; }
  std::map<std::string, std::string> actual() const override;

 private:
  struct Link;  ///< the open device; only while open

  V4l2Settings settings_;
  std::shared_ptr<VideoSystem> system_;
  std::unique_ptr<Link> link_;
  bool sets_exposure_ = true;
  ExposureRange exposures_;
  Time exposure_ = ms(0);
  Instrument instrument_;
};

}  // namespace etalon::hardware
