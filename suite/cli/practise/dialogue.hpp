// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/cli/practise/patient.hpp"

#include <iosfwd>
#include <string>

namespace etalon::cli {

struct Answered {
  std::string answer;  ///< one of the choices; empty: the learner stopped
  int hints = 0;
};

/// One of the choices by its number or name. Throws UsageError, naming the nearest.
std::string choice_named(const std::string& text, const std::vector<std::string>& choices);

void print_choices(const std::vector<std::string>& choices, std::ostream& out);

/// Asks which fault it is until it is answered; hints, pictures and another measurement on request.
/// An answer that makes no sense is explained and asked again, three times in all. Questions and
/// what was asked for go to `terminal`. Throws UsageError then, and when the answers end too early.
Answered ask_for_fault(const LessonRequest& request, const Patient& patient, std::istream& answers,
                       std::ostream& terminal);

}  // namespace etalon::cli
