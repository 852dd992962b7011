// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/frame_fingerprint.hpp"

#include <functional>
#include <string_view>
#include <variant>

namespace etalon::metrics {

std::size_t fingerprint(const Frame& frame) {
  return std::visit(
      [](const auto& samples) {
        const auto* bytes = reinterpret_cast<const char*>(samples.data());
        return std::hash<std::string_view>()({bytes, samples.size() * sizeof(samples[0])});
      },
      frame.samples);
}

}  // namespace etalon::metrics
