// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/microscope.hpp"

#include <functional>
#include <string>

namespace etalon::hardware {

/// A person who can watch something while they do what they were asked for.
class LiveOperator : public Operator {
 public:
  /// One line, and what it shows is as of now. May throw what a device throws.
  using Look = std::function<std::string()>;
  /// As ask(). Until they answer, they see what `look` tells, again and again.
  virtual Answer ask_watching(const StepContext& step, const std::string& instruction,
                              const Look& look) = 0;
};

}  // namespace etalon::hardware
