// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"
#include "suite/core/quantity.hpp"
#include "suite/core/uncertainty.hpp"

#include <optional>
#include <string>

namespace etalon::protocols {

/// The pixel size that an evaluation of the metric pixel_size found, as the scale of what is
/// measured later: the mean of x and y where both are there, with their difference as a further
/// rectangular component. The part of its variance that comes from the ruler's certificate keeps
/// the certificate's id, so that results of one ruler are known to share it. Nothing when the
/// evaluation gave no pixel size.
std::optional<Uncertain<PixelSize>> scale_from(const Evaluation& evaluation);

/// Where images state another scale than the known one, in sentences; empty within 1 %.
std::string scales_differ(const PixelSize& known, const PixelSize& told);

}  // namespace etalon::protocols
