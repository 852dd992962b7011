// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <string>

namespace etalon::hardware {

/// What settings must meet, and what to say when they do not.
struct Demand {
  bool met;
  const char* sentence;
};

/// The sentence of the first demand that is not met; empty when all are.
inline std::string first_unmet(std::initializer_list<Demand> demands) {
  for (const Demand& demand : demands) {
    // A comparison with what is no number is false, so nothing passes by not being one.
    if (!demand.met) return demand.sentence;
  }
  return "";
}

/// Is the number between these, ends included?
template <class T>
bool within(T value, T least, T most) {
  return value >= least && value <= most;
}

}  // namespace etalon::hardware
