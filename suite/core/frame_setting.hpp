// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/quantity.hpp"

#include <optional>

namespace etalon {

/// What was set as a frame of a series was taken, and when. Empty: nobody said. Places are those
/// that stage and focus were sent to, not those that they reached.
struct FrameSetting {
  std::optional<Time> exposure{};
  std::optional<Ratio> light{};      ///< level of the lamp over its highest
  std::optional<Photons> photons{};  ///< per pixel and exposure, where the source is calibrated
  std::optional<Time> time{};        ///< from the begin of the first frame to that of this one
  std::optional<Length> x{};
  std::optional<Length> y{};
  std::optional<Length> z{};
  friend bool operator==(const FrameSetting&, const FrameSetting&) = default;
};

}  // namespace etalon
