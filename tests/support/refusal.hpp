// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/error.hpp"

#include <string>

namespace etalon::test {

/// The message of the Error that `action` throws; empty when it throws none.
template <class Action>
std::string refusal_of(const Action& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace etalon::test
