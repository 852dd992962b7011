// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/microscope.hpp"

#include <utility>

namespace etalon::hardware {

// The moving parts of the virtual microscope. Each refuses, by DeviceError and without moving, what
// lies outside its range.

/// A focus drive with a smallest step and play. It stands at zero when it is switched on.
class VirtualFocus : public Focus {
 public:
  VirtualFocus(Length step, Length backlash) : step_(step), backlash_(backlash) {}
  Travel travel() const override { return {um(-200), um(200)}; }
  void move_to(Length z) override;
  Length position() const override { return commanded_; }

 protected:
  /// Where it really stands: after a move downwards `backlash` too high.
  Length reached() const { return moved_down_ ? commanded_ + backlash_ : commanded_; }

 private:
  Length step_;
  Length backlash_;
  Length commanded_;
  bool moved_down_ = false;
};

/// A stage that goes where it is sent. The slide moves with it: to the right in the image for x,
/// down for y.
class VirtualStage : public XYStage {
 public:
  Travel travel_x() const override { return {mm(-10), mm(10)}; }
  Travel travel_y() const override { return {mm(-10), mm(10)}; }
  void move_to(Length x, Length y) override;
  std::pair<Length, Length> position() const override { return {x_, y_}; }

 private:
  Length x_;
  Length y_;
};

class VirtualLamp : public Light {
 public:
  explicit VirtualLamp(Ratio level) : level_(level) {}
  void set_level(Ratio level) override;

 protected:
  Ratio level() const { return level_; }

 private:
  Ratio level_;
};

}  // namespace etalon::hardware
