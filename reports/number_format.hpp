// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace etalon::reports {

/// A value and its standard uncertainty as they are printed beside each other: both end at the same
/// decimal place, which the uncertainty decides (JCGM 100:2008, 7.2.6: one or two significant
/// digits).
struct RoundedNumber {
  std::string value;        ///< "0.22013"
  std::string uncertainty;  ///< "0.00027"
  int decimals = 0;         ///< places behind the point; negative: rounded to tens, hundreds ...
};

/// Rounds `standard_uncertainty` to `digits` significant digits and `value` to the same place.
/// Without a positive, finite uncertainty the value keeps six significant digits and `uncertainty`
/// is empty.
RoundedNumber round_to_uncertainty(double value, double standard_uncertainty, int digits = 2);

/// With so many places behind the point (negative: rounded to tens, hundreds ...), never "-0.0".
/// Always a decimal point, whatever the locale; "–" when the number is not finite.
std::string with_decimals(double number, int decimals);

/// With so many significant digits and no trailing zeros: "0.5", "1910", "1.2e-07".
std::string significant(double number, int digits);

/// Puts `separator` between groups of three digits before the point: "1505.2" -> "1 505.2".
std::string grouped(std::string_view number, std::string_view separator);

}  // namespace etalon::reports
