// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/microscope.hpp"
#include "protocols/procedure.hpp"
#include "suite/records/store.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace etalon::protocols {

/// Throws FileError when the file system of `folder` has fewer bytes left.
void expect_free_space(const std::filesystem::path& folder, std::uintmax_t bytes);

/// Which part of a series frames are.
struct Portion {
  int visits = 1;  ///< of the series; 1: the frames are no part
  int before = 0;  ///< frames of the visits before
  int total = 0;   ///< frames of all visits; 0: those that there are
};

/// Keeps frames of a run in FOLDER/RUN/ as OME-TIFF (synced by the writer, then hashed), as many as
/// `keep` says, and tells what the store should record of every one of them.
class FrameKeeper {
 public:
  FrameKeeper(std::filesystem::path folder, std::string run, KeepFrames keep);

  std::vector<records::FrameRecord> keep(const hardware::StepContext& step,
                                         const hardware::AcquiredFrames& acquired,
                                         const Portion& portion = {}) const;

 private:
  std::filesystem::path folder_;
  std::string run_;
  KeepFrames keep_;
};

}  // namespace etalon::protocols
