// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/drivers/gstreamer/pipeline_text.hpp"
#include "hardware/safety/camera_board.hpp"

#include <memory>
#include <optional>
#include <string>

namespace etalon::hardware {

struct GstreamerSettings {
  PipelineText pipeline;
  std::optional<int> bits{};     ///< that frames of 16 bits carry; empty: all
  Mosaic mosaic = Mosaic::none;  ///< of grey frames that come straight from a colour sensor
};

/// The last of a chain of GStreamer's elements. From a live source it takes frames that began after
/// they were asked for; a recording it reads frame by frame, leaving none out.
class GstreamerBoard : public CameraBoard {
 public:
  explicit GstreamerBoard(GstreamerSettings settings);
  ~GstreamerBoard() override;

  std::string name() const override { return "gstreamer"; }
  void open() override;
  void close() noexcept override;
  bool sets_exposure() const override { return false; }
  ExposureRange exposures() const override { return {us(10), s(1)}; }
  Time set_exposure(Time wanted) override { return wanted; }
  Snap snap(Time longest) override;
  bool streams() const override { return true; }
  std::map<std::string, std::string> actual() const override;

 private:
  struct Link;  ///< what GStreamer gave; only while open

  GstreamerSettings settings_;
  std::unique_ptr<Link> link_;
};

}  // namespace etalon::hardware
