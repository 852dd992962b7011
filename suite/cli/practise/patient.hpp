// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/cli/practise/evidence.hpp"
#include "suite/cli/practise/lesson.hpp"
#include "suite/cli/virtual_scope.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace etalon::cli {

/// What a lesson is about, as asked for.
struct LessonRequest {
  std::string scope;
  std::string protocol;
  int level = 1;
  int seed = 1;
  std::filesystem::path folder;  ///< of this lesson: database, frames, pictures
};

/// A microscope with one hidden fault, or none, after the protocol went over it.
struct Patient {
  std::string fault;  ///< kNothing, or a row of the table of faults
  Evidence evidence;
  std::string run;  ///< id
  std::filesystem::path database;
  std::vector<std::string> choices;             ///< the fault among them
  std::vector<std::filesystem::path> pictures;  ///< PNG with stretched contrast, one of each step
};

/// Measures the healthy microscope (its optics taken as the same all over the field) and then one
/// with the fault that this lesson draws; a fault of which the numbers show nothing is laid aside
/// for the next. Throws UsageError when fewer than two faults could be asked for.
Patient examine(const LessonRequest& request);

/// The same microscope measured once more, with other noise.
Evidence examine_again(const LessonRequest& request, const Patient& patient, int how_often);

/// A fault, and what the protocol shows of it.
struct CheckedFault {
  std::string name;
  Evidence evidence;
};

/// Measures every fault that may be asked for, and hands over each as soon as it is known.
void check_faults(const LessonRequest& request,
                  const std::function<void(const CheckedFault&)>& deliver);

/// The faults that this protocol can show on this microscope.
std::vector<AskedFault> askable_for(const LessonRequest& request);

}  // namespace etalon::cli
