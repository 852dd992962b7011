// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/microscope.hpp"

#include <functional>
#include <memory>
#include <utility>

namespace etalon::test {

/// Another focus that is sent where a motor goes when it is sent to a place: where the virtual
/// microscope really comes to stand depends on where it was sent.
class SteppedFocus : public hardware::Focus {
 public:
  SteppedFocus(std::shared_ptr<hardware::Focus> focus, std::function<Length(Length)> made_of)
      : focus_(std::move(focus)), made_of_(std::move(made_of)) {}
  std::string name() const override { return focus_->name(); }
  hardware::Travel travel() const override { return focus_->travel(); }
  void move_to(Length z) override { focus_->move_to(made_of_(z)); }
  Length position() const override { return focus_->position(); }

 private:
  std::shared_ptr<hardware::Focus> focus_;
  std::function<Length(Length)> made_of_;
};

}  // namespace etalon::test
