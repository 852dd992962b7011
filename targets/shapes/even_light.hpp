// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "targets/scene.hpp"
#include "targets/target.hpp"

#include <algorithm>
#include <string>

namespace etalon::targets {

/// Fully bright everywhere.
class EvenLight final : public Pattern {
 public:
  void light_at(std::span<const double> /*x_um*/, std::span<const double> /*y_um*/,
                std::span<const double> /*sigma_um*/, std::span<float> light) const override {
    std::fill(light.begin(), light.end(), 1.0F);
  }
  bool even() const override { return true; }
};

/// A target that is nothing but even light, without options.
Target even_target(std::string id, std::string title, bool fluorescent);

}  // namespace etalon::targets
