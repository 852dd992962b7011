// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/grading/comparison.hpp"
#include "suite/records/store.hpp"

#include <iosfwd>
#include <string>
#include <vector>

namespace etalon::cli {

/// What can be seen of a microscope in a run, beside what the healthy one would give: the numbers
/// that say most, of colour cameras those of green.
struct Evidence {
  std::vector<grading::ComparisonRow> rows;  ///< first: healthy, second: this one
  std::vector<std::string> signs;            ///< codes and complaints that the run has
  std::vector<std::string> healthy_signs;
};

Evidence evidence_of(const records::RunDetail& healthy, const records::RunDetail& run);

/// Does anything differ by more than chance, or was something complained of that is not when
/// healthy, or the other way round?
bool shows(const Evidence& evidence);

/// The numbers, and what was complained of; `with_healthy` puts the healthy ones beside them.
void write_numbers(const Evidence& evidence, bool with_healthy, std::ostream& out);

/// Healthy, this one, difference: the rows that can be told apart, and new complaints.
void write_differences(const Evidence& evidence, std::ostream& out);

}  // namespace etalon::cli
