// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/settings.hpp"
#include "suite/records/store.hpp"

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace etalon::cli {

/// --database, else $ETALON_DATABASE, else lab.etalon in the current folder.
std::filesystem::path database_path(const std::string& asked);

/// What `etalon run` is asked to do.
struct RunRequest {
  std::string protocol;             ///< name in the library, or a file
  std::string scope;                ///< file; may be empty when there is a folder
  std::string folder;               ///< images in place of a camera; may be empty
  std::string pattern;              ///< of file names in `folder`, with {step}; may be empty
  std::vector<std::string> slides;  ///< "edge=razor_blade": rank before those of the scope file
  std::string profile;              ///< judges too, and decides; may be empty
  std::filesystem::path database;
  std::string site;
  std::string operator_name;
  std::map<std::string, std::string> conditions{};  ///< protocols/circumstances.hpp
  std::chrono::milliseconds wait{10'000};
  /// In place of the simulator's settings in the scope file; recorded nowhere (practise).
  std::optional<hardware::SimulatorSettings> simulator{};
  bool narrated = true;  ///< steps and complaints are told on stderr
};

struct FinishedRun {
  records::RunDetail detail;
  std::string short_id;   ///< the beginning of the id that is unique in its database
  bool measured = false;  ///< to its end, and every step that is not optional its first measurand
};

/// Carries out the protocol, tells its steps on stderr, and reads back what was recorded.
FinishedRun carry_out(const RunRequest& request);

/// Goes on with a run that was interrupted (its id, the beginning of it, or "last"), by the
/// protocol and the scope file that were recorded with it.
FinishedRun resume(const std::string& run, const RunRequest& request);

/// At least eight characters, as many as set the run apart from the others.
std::string short_id(const records::Store& store, const std::string& id);

}  // namespace etalon::cli
