// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/microscope.hpp"
#include "hardware/simulator/mechanics/motion.hpp"

#include <utility>

namespace etalon::hardware {

// The moving parts of the virtual microscope. Each refuses, by DeviceError and without moving, what
// lies outside its range.

/// A focus drive that may miss its mark. It stands at zero when it is switched on. The slide moves
/// away from the objective with z.
class VirtualFocus : public Focus {
 public:
  explicit VirtualFocus(const AxisErrors& errors) : errors_(errors) {}
  Travel travel() const override { return {um(-200), um(200)}; }
  void move_to(Length z) override;
  Length position() const override { return commanded_; }

 protected:
  /// Where it really stands.
  Length stands_at(double draw) const { return reached(commanded_, moved_down_, errors_, draw); }

 private:
  AxisErrors errors_;
  Length commanded_;
  bool moved_down_ = false;
};

/// A stage that may miss its mark. The slide moves with it: to the right in the image for x, down
/// for y.
class VirtualStage : public XYStage {
 public:
  VirtualStage(const AxisErrors& x, const AxisErrors& y) : x_{x, {}, false}, y_{y, {}, false} {}
  Travel travel_x() const override { return {mm(-10), mm(10)}; }
  Travel travel_y() const override { return {mm(-10), mm(10)}; }
  void move_to(Length x, Length y) override;
  std::pair<Length, Length> position() const override { return {x_.commanded, y_.commanded}; }

 protected:
  /// Where it really stands.
  std::pair<Length, Length> stands_at(double draw_x, double draw_y) const {
    return {reached(x_.commanded, x_.moved_down, x_.errors, draw_x),
            reached(y_.commanded, y_.moved_down, y_.errors, draw_y)};
  }

 private:
  struct Axis {
    AxisErrors errors;
    Length commanded;
    bool moved_down;
  };
  static void move(Axis& axis, Length place, const Travel& travel);

  Axis x_;
  Axis y_;
};

class VirtualLamp : public Light {
 public:
  explicit VirtualLamp(Ratio level) : level_(level) {}
  void set_level(Ratio level) override;
  std::optional<Ratio> level() const override { return shines(); }

 protected:
  Ratio shines() const { return level_; }

 private:
  Ratio level_;
};

}  // namespace etalon::hardware
