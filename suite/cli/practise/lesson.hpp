// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/cli/practise/kinds.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace etalon::cli {

/// What stands for a microscope in order, among faults.
inline constexpr const char* kNothing = "nothing";

/// How hard a lesson is, 1 to 3.
struct Level {
  std::size_t choices = 4;
  bool nothing = false;         ///< the microscope may be in order
  bool healthy_beside = false;  ///< what the healthy one gives is shown from the start
  int hint_costs = 2;           ///< of kMostPoints
};
inline constexpr int kMostPoints = 10;

Level level_of(int number);

/// The faults in the order in which this lesson tries them, until one shows in the numbers;
/// kNothing may be the first. A function of seed and level.
std::vector<std::string> candidates(const std::vector<AskedFault>& askable, const Level& level,
                                    std::uint64_t seed);

/// The truth among others that look different, from it and from one another, in the order of the
/// table; kNothing last where the level has it.
std::vector<std::string> choices(const std::string& truth, const std::vector<AskedFault>& askable,
                                 const Level& level, std::uint64_t seed);

/// How many faults with different looks the level wants beside the truth.
std::size_t distractors_wanted(const Level& level, const std::string& truth);

/// Two of the wrong choices, or as many as leave one wrong.
std::vector<std::string> struck_out(const std::string& truth,
                                    const std::vector<std::string>& choices, std::uint64_t seed);

/// 10 for the right answer without hints, less for each hint, at least 1; 0 for a wrong one.
int points(bool right, int hints, const Level& level);

}  // namespace etalon::cli
