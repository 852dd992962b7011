// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocols/profile_file.hpp"
#include "suite/records/store.hpp"

#include <vector>

namespace etalon::protocols {

/// What a run found, as grading wants it: evaluations that nothing superseded; where repeats were
/// combined, the combination in their place. Which slide lay under the objective in a step, and
/// what it is worth, is in the conditions of the run: "slide.STEP" = id of the catalogue,
/// "slide.STEP.tier" = indicative, comparable or traceable. A slide that nobody named is unknown,
/// which is a cap; one without a tier is indicative. So is a result of which the record lacks what
/// minimum_record.hpp demands (`record_incomplete`).
std::vector<grading::GradedInput> graded_inputs(const records::RunDetail& run);

/// Judges a recorded run by a profile. Computes only; Store::record_grade keeps it.
Grade grade_run(const records::RunDetail& run, const grading::Profile& profile);

/// The profile as it is stored with a grade.
records::DocumentIdentity identity_of(const ProfileFile& file);

}  // namespace etalon::protocols
