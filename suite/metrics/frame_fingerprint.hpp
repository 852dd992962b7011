// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"

#include <cstddef>

namespace etalon::metrics {

/// A number that two frames share if all their values are the same. Noise makes every exposure
/// another one, so frames that share it are one that was delivered twice. Not for storing.
std::size_t fingerprint(const Frame& frame);

}  // namespace etalon::metrics
