// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/outcome.hpp"

#include <string>
#include <vector>

namespace etalon::protocols {

/// What no device tells of a run and a person is asked: a condition of the run by its name.
struct Circumstance {
  std::string name;      ///< in records and scope files: "room_temperature"
  std::string question;  ///< "Temperature of the room, such as 21 degC?"
  /// What was typed as it is recorded ("21 degC"); "none" where the question does not apply, empty
  /// for "unknown". Fails with what was expected.
  Outcome<std::string> (*read)(const std::string& typed);
};

/// Temperature of the room (-50 to 100 degC), and how long lamp and camera were on when the run
/// began (0 to 10,000 h, recorded in minutes).
const std::vector<Circumstance>& circumstances();

}  // namespace etalon::protocols
