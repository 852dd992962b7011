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

/// A metric applied to the frames of a step. `dark` and `flat` name earlier steps: without light,
/// and of a blank field in the light of this step.
struct Measure {
  std::string metric;
  std::string dark;
  std::string flat;
  OptionTexts options;
};

/// Planes around the place of best focus, equally far apart.
struct Stack {
  int planes = 2;
  Length z_step;
  int runs = 0;  ///< above 0: a series that goes up and down through the planes so often
};

/// One exposure of a series: a time, or a share of the time at which the image would be full, by
/// what `expose` found.
struct ExposureLevel {
  std::optional<Time> time{};
  Ratio share{};
  int frames = 1;
};

/// Moves of the stage about where it stands. Fields: so many, each `way` further along x than the
/// one before; without a motor a person moves on, and how far is seen in the images. Diagonals: in
/// each round to four places `way` away in x and in y, and back each time (QUAREP-LiMi WG6). Else a
/// line of `targets` over `way`, in each
/// round up and down along x, then along y, approached from a run-up (ISO 230-2).
struct StageTour {
  bool diagonals = true;
  Length way;
  int targets = 5;
  int rounds = 1;
  int by_hand = 0;  ///< returns that a person makes where there is no motor
  int fields = 0;   ///< above 0: a row of fields
};

struct Acquire {
  int frames = 1;  ///< 0: every frame that there is; a camera that makes its frames then takes one
  std::optional<Time> exposure{};
  std::optional<Stack> stack{};  ///< instead of frames at one place
  // A series: frames that differ in what is set, or in time.
  std::optional<Time> interval{};          ///< from the begin of a visit to that of the next
  std::vector<ExposureLevel> exposures{};  ///< of a camera that sets them
  std::vector<ExposureLevel> levels{};     ///< of the lamp (share), where exposures are not set
  std::optional<StageTour> tour{};
};

/// Acquired visit by visit, each journaled when it is done.
inline bool is_series(const Acquire& acquire) {
  return acquire.interval || !acquire.exposures.empty() || !acquire.levels.empty() ||
         acquire.tour || (acquire.stack && acquire.stack->runs > 0);
}

/// What happens when a measure of a step does not give its first measurand: acquire and measure
/// again (up to three times in all; the last evaluation supersedes the ones before), end the run,
/// or go on.
enum class OnFail { retry, abort, continue_ };

/// Whether the step is focused: not at all, before its first repeat, or anew before every one (so
/// that the repeats contain what focusing scatters).
enum class Focusing { none, once, again };

/// The brightest part of a frame (all but a thousandth of it) must lie between these, over the full
/// scale; else the frames are not measured: lamp off, forgotten cover, saturated.
struct BrightnessGate {
  Ratio lowest;
  Ratio highest;
};

struct Step {
  std::string id;
  bool optional = false;
  int repeat = 1;
  std::string instruct;  ///< what the person must do first; may be empty
  Time hands_on;         ///< what that takes, estimated
  bool light = true;     ///< false: the lamp is off
  std::optional<Ratio>
      expose;  ///< brightness to expose for; the exposure holds for later steps too
  Focusing focusing = Focusing::none;
  std::optional<BrightnessGate> gate;
  std::optional<Acquire> acquire;
  std::vector<Measure> measures;
  OnFail on_fail = OnFail::continue_;
  int line = 0;  ///< in the file, for messages
};

inline bool moves_focus(const Step& step) {
  return step.focusing != Focusing::none || (step.acquire && step.acquire->stack);
}

inline bool moves_stage(const Step& step) { return step.acquire && step.acquire->tour; }

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
  std::vector<std::string> judge;  ///< profiles
  KeepFrames keep = KeepFrames::all;
  std::string path;
  std::string text;
  std::string sha256;
};

/// Reads and checks a protocol: keys, types, units, metrics and their options, references between
/// steps, profiles. Throws TextError with file:line:column and the key.
Procedure read_procedure(const std::filesystem::path& path);
/// The same from a text that was recorded; `name` stands for its path in messages.
Procedure read_procedure_text(const std::string& text, const std::string& name);

/// What the hands of a person are needed for, once through all steps and repeats.
Time hands_on(const Procedure& procedure);

/// A protocol by path or by the name of one in the library ("edge-check"). Throws FileError.
std::filesystem::path find_procedure(const std::string& name_or_path);
std::vector<std::filesystem::path> procedure_library();

}  // namespace etalon::protocols
