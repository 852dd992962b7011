// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/drivers/openflexure/dialect.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>

namespace etalon::hardware {

/// An OpenFlexure Microscope by the web interface of its server, release 2 or 3. What it does is
/// begun, asked for and cancelled (ActionServer).
class OpenFlexure : public CameraBoard, public MotorBoard {
 public:
  OpenFlexure(const NetworkAddress& address, ImageChoice choice)
      : server_("openflexure " + to_text(address), address), choice_(std::move(choice)) {}

  std::string name() const override { return server_.line().name(); }
  void open() override;
  void close() noexcept override { dialect_.reset(); }
  void stop() noexcept override;

  bool sets_exposure() const override { return true; }
  Time set_exposure(Time wanted) override { return speech().set_exposure(wanted); }
  Snap snap(Time longest) override { return speech().capture(longest); }
  /// The camera may have begun to expose when its settings changed.
  int stale_frames() const override { return 1; }
  Instrument instrument() const override;
  std::map<std::string, std::string> actual() const override;

  bool keeps_zero() const override { return true; }
  Steps position() override { return speech().position(); }
  void begin_move(const Steps& by, Time longest) override;
  bool moving() override;
  bool can_stop() const override { return dialect_ && dialect_->can_stop(); }
  /// Its lamp has no switch.
  void set_light(Ratio level) override;

  std::string release() const { return dialect_ ? dialect_->release() : std::string(); }

 private:
  Dialect& speech() const;

  ActionServer server_;
  ImageChoice choice_;
  std::unique_ptr<Dialect> dialect_;
  std::optional<Action> move_;
};

}  // namespace etalon::hardware
