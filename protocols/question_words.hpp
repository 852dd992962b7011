// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocols/series_plan.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <string>
#include <vector>

namespace etalon::protocols {

/// "(3 of 10) ", before what a person is asked for or told of a visit.
inline std::string counted(const std::vector<Visit>& plan, std::size_t number) {
  if (plan.size() == 1) return {};
  return fmt::format(fmt::runtime(tr("({} of {}) ")), number + 1, plan.size());
}

/// What is wrong goes before what to do.
inline std::string after(const std::string& complaint, const std::string& what) {
  return complaint.empty() ? what : complaint + " " + what;
}

}  // namespace etalon::protocols
