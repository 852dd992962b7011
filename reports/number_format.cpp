// SPDX-License-Identifier: Apache-2.0
#include "reports/number_format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace etalon::reports {
namespace {

constexpr int kDigitsOfDouble = 15;  // more would print noise of the binary representation
constexpr double kLargestPlain = 1e15;

int exponent_of(double number) {
  return static_cast<int>(std::floor(std::log10(std::abs(number))));
}

/// Place of the last significant digit, after rounding has had its chance to carry (0.0996 ->
/// 0.10).
int decimals_for(double uncertainty, int digits) {
  const int decimals = digits - 1 - exponent_of(uncertainty);
  const double scale = std::pow(10.0, decimals);
  const bool carried = std::round(uncertainty * scale) >= std::pow(10.0, digits);
  return carried ? decimals - 1 : decimals;
}

std::string without_minus_zero(std::string text) {
  if (text.starts_with('-') && text.find_first_not_of("-0.") == std::string::npos) text.erase(0, 1);
  return text;
}

}  // namespace

RoundedNumber round_to_uncertainty(double value, double standard_uncertainty, int digits) {
  if (!std::isfinite(standard_uncertainty) || standard_uncertainty <= 0) {
    return {significant(value, 6), "", 0};
  }
  int decimals = decimals_for(standard_uncertainty, digits);
  if (value != 0 && std::isfinite(value)) {
    decimals = std::min(decimals, kDigitsOfDouble - 1 - exponent_of(value));
  }
  return {with_decimals(value, decimals), with_decimals(standard_uncertainty, decimals), decimals};
}

std::string with_decimals(double number, int decimals) {
  if (!std::isfinite(number)) return "–";
  if (std::abs(number) >= kLargestPlain) return fmt::format("{:.{}g}", number, kDigitsOfDouble);
  if (decimals < 0) {
    const double unit = std::pow(10.0, -decimals);
    return without_minus_zero(fmt::format("{:.0f}", std::round(number / unit) * unit));
  }
  return without_minus_zero(fmt::format("{:.{}f}", number, decimals));
}

std::string significant(double number, int digits) {
  if (!std::isfinite(number)) return "–";
  return fmt::format("{:.{}g}", number == 0 ? 0.0 : number, digits);
}

std::string grouped(std::string_view number, std::string_view separator) {
  const std::size_t start = number.starts_with('-') ? 1 : 0;
  const std::size_t stop = std::min(number.find_first_not_of("0123456789", start), number.size());
  std::string text(number.substr(0, start));
  for (std::size_t i = start; i < stop; ++i) {
    if (i != start && (stop - i) % 3 == 0) text += separator;
    text += number[i];
  }
  return text.append(number.substr(stop));
}

}  // namespace etalon::reports
