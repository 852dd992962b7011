// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/safety/camera_board.hpp"

#include <memory>
#include <optional>
#include <string>

namespace etalon::hardware {

struct SensorRegion {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
  friend bool operator==(const SensorRegion&, const SensorRegion&) = default;
};

struct GenicamSettings {
  std::string camera{};                  ///< id, serial number or address; empty: the only one
  std::string pixel_format{};            ///< name in PFNC; empty: the richest
  std::optional<double> gain{};          ///< in the camera's own measure; empty: the lowest
  int binning = 1;                       ///< pixels that are read as one, in both directions
  std::optional<SensorRegion> region{};  ///< in pixels after binning; empty: the whole sensor
  bool network = false;                  ///< cameras outside this machine may be used
};

/// A camera that speaks GenICam, by Aravis. Each frame is asked for by a software trigger or, from
/// cameras that have none, by starting and stopping the acquisition.
class GenicamBoard : public CameraBoard {
 public:
  explicit GenicamBoard(GenicamSettings settings);
  ~GenicamBoard() override;

  std::string name() const override;
  void open() override;
  void close() noexcept override;
  bool sets_exposure() const override { return sets_exposure_; }
  ExposureRange exposures() const override { return exposures_; }
  Time set_exposure(Time wanted) override;
  std::optional<Time> exposure() override;
  Snap snap(Time longest) override;
  Instrument instrument() const override { return instrument_; }
  std::map<std::string, std::string> actual() const override;
  std::string loss_advice() const override;
  void stop() noexcept override;

 private:
  struct Link;  ///< what Aravis gave; only while open

  GenicamSettings settings_;
  std::unique_ptr<Link> link_;
  bool sets_exposure_ = true;
  ExposureRange exposures_;
  Instrument instrument_;
};

}  // namespace etalon::hardware
