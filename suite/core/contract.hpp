// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <cstdlib>

namespace etalon::detail {
[[noreturn]] inline void broken_contract(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: broken contract: %s\n", file, line, condition);
  std::abort();
}
}  // namespace etalon::detail

/// States what the *programmer* guarantees. Never for anything a user, a file or a device can
/// cause: those get a Failure (outcome.hpp) or an Error (error.hpp).
#define ETALON_EXPECTS(condition)     \
  ((condition) ? static_cast<void>(0) \
               : ::etalon::detail::broken_contract(#condition, __FILE__, __LINE__))
