// SPDX-License-Identifier: Apache-2.0
#include "protocols/scale_of_run.hpp"

#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace etalon::protocols {
namespace {

struct Shared {
  std::string id;
  double variance = 0;
};

/// The largest component that names an input: the certificate of the ruler.
Shared shared_part(const Budget& budget) {
  Shared largest;
  for (const BudgetComponent& component : budget) {
    const double variance = std::pow(component.contribution(), 2);
    if (!component.input.empty() && variance > largest.variance) {
      largest = {component.input, variance};
    }
  }
  return largest;
}

// Two statements of one scale that differ by more than this are not about one scale.
constexpr double kSameScale = 0.01;

}  // namespace

std::string scales_differ(const PixelSize& known, const PixelSize& told) {
  if (std::abs(told.per_px / known.per_px - 1) <= kSameScale) return {};
  return fmt::format(fmt::runtime(tr("Known so far is {}, the images say {}. The former was "
                                     "followed.")),
                     to_text(known.per_px), to_text(told.per_px));
}

std::optional<Uncertain<PixelSize>> scale_from(const Evaluation& evaluation) {
  if (evaluation.metric != "pixel_size") return std::nullopt;
  const MeasurementResult* x = find_result(evaluation, "pixel_size_x");
  const MeasurementResult* y = find_result(evaluation, "pixel_size_y");
  const MeasurementResult* one_of = x != nullptr ? x : y;
  if (one_of == nullptr) return std::nullopt;
  double value = one_of->value;
  double variance = std::pow(one_of->standard_uncertainty, 2);
  if (x != nullptr && y != nullptr) {
    value = (x->value + y->value) / 2;
    variance += std::pow(standard_from_half_width(std::abs(x->value - y->value) / 2), 2);
  }
  const Shared shared = shared_part(one_of->budget);
  Uncertain<PixelSize> size{.value = PixelSize{um(value)}};
  size.degrees_of_freedom = one_of->degrees_of_freedom;
  size.id = shared.id;
  size.shared_variance = variance > 0 ? std::min(1.0, shared.variance / variance) : 0;
  // Without any uncertainty of the ruler the scale is a nominal one.
  const bool nominal =
      std::any_of(one_of->caveats.begin(), one_of->caveats.end(),
                  [](const auto& c) { return c.code == "pixel_size.pitch_uncertainty_unknown"; });
  if (!nominal) size.standard_uncertainty = PixelSize{um(std::sqrt(variance))};
  return size;
}

}  // namespace etalon::protocols
