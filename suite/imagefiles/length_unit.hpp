// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/quantity.hpp"

#include <optional>
#include <string_view>

namespace etalon::imagefiles {

/// A length of the object as OME (UnitsLength of the 2016-06 schema) and ImageJ write it. Empty for
/// lengths that are not positive and for units that are none: "pixel", "reference frame". "inch",
/// which ImageJ derives from the dots per inch of a print, is none either.
std::optional<Length> length_in_unit(double value, std::string_view unit);

/// Positive times only, likewise.
std::optional<Time> time_in_unit(double value, std::string_view unit);

/// A place and a moment may also be zero or negative.
std::optional<Length> place_in_unit(double value, std::string_view unit);
std::optional<Time> instant_in_unit(double value, std::string_view unit);

}  // namespace etalon::imagefiles
