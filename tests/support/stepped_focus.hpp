// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/microscope.hpp"

#include <cmath>
#include <memory>
#include <utility>

namespace etalon::test {

/// Another focus that is sent to whole steps only, as a motor is: where the virtual microscope really
/// comes to stand depends on where it was sent.
class SteppedFocus : public hardware::Focus {
 public:
  SteppedFocus(std::shared_ptr<hardware::Focus> focus, Length step)
      : focus_(std::move(focus)), step_(step) {}
  std::string name() const override { return focus_->name(); }
  hardware::Travel travel() const override { return focus_->travel(); }
  void move_to(Length z) override {
    focus_->move_to(step_ * static_cast<double>(std::llround(z / step_)));
  }
  Length position() const override { return focus_->position(); }

 private:
  std::shared_ptr<hardware::Focus> focus_;
  Length step_;
};

}  // namespace etalon::test
