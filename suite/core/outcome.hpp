// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tl/expected.hpp>

#include <string>
#include <utility>

namespace etalon {

/// Why a measurand could not be evaluated. A value, not an exception: "no edge in this image" is an
/// answer. `code` is `metric.reason` and is listed in the metric's header; `advice` says what to do
/// next.
struct Failure {
  std::string code;
  std::string detail;
  std::string advice;
  friend bool operator==(const Failure&, const Failure&) = default;
};

/// Why a valid result should be read with care. Codes are listed like those of failures.
struct Caveat {
  std::string code;
  std::string detail;
  friend bool operator==(const Caveat&, const Caveat&) = default;
};

/// A value or the reason why there is none. This is the only file that names `tl::`.
template <class T>
using Outcome = tl::expected<T, Failure>;

inline tl::unexpected<Failure> fail(std::string code, std::string detail, std::string advice = {}) {
  return tl::unexpected<Failure>(Failure{std::move(code), std::move(detail), std::move(advice)});
}
inline tl::unexpected<Failure> fail(Failure failure) {
  return tl::unexpected<Failure>(std::move(failure));
}

}  // namespace etalon
