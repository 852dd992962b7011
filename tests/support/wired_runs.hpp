// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/microscope.hpp"
#include "protocols/procedure.hpp"
#include "protocols/scope_file.hpp"
#include "suite/records/store.hpp"

#include <memory>
#include <string>
#include <vector>

namespace etalon::test {

/// openflexure-40x of the simulator with the middle of its field only: quick to look through.
protocols::ScopeFile scope_with_small_field(int width = 480, int height = 360);

/// A protocol of the library from its begin to its end, in a database of its own.
std::vector<records::RecordedEvaluation> run_protocol(hardware::Microscope& microscope,
                                                      const protocols::ScopeFile& scope,
                                                      const std::string& protocol);
/// The same of any procedure.
std::vector<records::RecordedEvaluation> run_protocol(hardware::Microscope& microscope,
                                                      const protocols::ScopeFile& scope,
                                                      const protocols::Procedure& procedure);

/// Each result lies in the interval of the direct run, and nothing is missing. Makes Catch2's
/// checks; returns how many results were compared.
int check_agreement(const std::vector<records::RecordedEvaluation>& found,
                    const std::vector<records::RecordedEvaluation>& expected);

}  // namespace etalon::test
