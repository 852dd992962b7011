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

/// Keeps frames of a run in FOLDER/RUN/ as OME-TIFF (synced by the writer, then hashed), as many as
/// `keep` says, and tells what the store should record of every one of them.
class FrameKeeper {
 public:
  FrameKeeper(std::filesystem::path folder, std::string run, KeepFrames keep);

  std::vector<records::FrameRecord> keep(const hardware::StepContext& step,
                                         const hardware::AcquiredFrames& acquired) const;

 private:
  std::filesystem::path folder_;
  std::string run_;
  KeepFrames keep_;
};

}  // namespace etalon::protocols
