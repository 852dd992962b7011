// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "targets/scene.hpp"

#include <algorithm>

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

}  // namespace etalon::targets
