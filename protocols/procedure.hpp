// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/options.hpp"
#include "suite/core/quantity.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace etalon::protocols {

/// A protocol is data: what the microscope must be able to do, which slides, ordered steps. The
/// same file runs on a motorised confocal, on a manual microscope and on a folder of images.

/// A metric applied to the frames of a step. `dark` names an earlier step whose frames are the
/// dark.
struct Measure {
  std::string metric;
  std::string dark;
  OptionTexts options;
};

struct Acquire {
  int frames = 1;  ///< 0: every frame that there is; a camera that makes its frames then takes one
  std::optional<Time> exposure;
};

/// What happens when a measure of a step does not give its first measurand: acquire and measure
/// again (up to three times in all; the last evaluation supersedes the ones before), end the run,
/// or go on.
enum class OnFail { retry, abort, continue_ };

struct Step {
  std::string id;
  bool optional = false;
  int repeat = 1;
  std::string instruct;  ///< what the person must do first; may be empty
  std::optional<Acquire> acquire;
  std::vector<Measure> measures;
  OnFail on_fail = OnFail::continue_;
  int line = 0;  ///< in the file, for messages
};

/// Which frames are copied beside the database: all, the first of each repeat (what a report
/// shows), or none; of the others only the SHA-256 and the place of their file are recorded.
enum class KeepFrames { all, evidence, hashes };

struct Procedure {
  std::string id;
  std::string version;
  std::string title;
  std::vector<std::string> based_on;
  std::map<std::string, std::string> requires_;            ///< {"contrast", "brightfield"}
  std::map<std::string, std::vector<std::string>> slides;  ///< role -> catalogue ids
  std::vector<Step> steps;
  KeepFrames keep = KeepFrames::all;
  std::string path;
  std::string text;
  std::string sha256;
};

/// Reads and checks a protocol: keys, types, units, metrics and their options, references between
/// steps. Throws TextError with file:line:column and the key.
Procedure read_procedure(const std::filesystem::path& path);

/// A protocol by path or by the name of one in the library ("edge-check"). Throws FileError.
std::filesystem::path find_procedure(const std::string& name_or_path);
std::vector<std::filesystem::path> procedure_library();

}  // namespace etalon::protocols
