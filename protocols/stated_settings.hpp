// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/outcome.hpp"
#include "suite/records/store.hpp"

#include <string>
#include <vector>

namespace etalon::protocols {

/// With what an image was taken, as far as neither camera nor file tell it: a key of `settings` in
/// a scope file, and then the condition "setting.region" of a run.
struct StatedSetting {
  std::string name;     ///< "region"
  std::string example;  ///< "full"
  /// What was written as it is recorded; "none" where it does not apply, empty for "unknown". Fails
  /// with what was expected.
  Outcome<std::string> (*read)(const std::string& written);
  /// Other names under which cameras tell it with a frame, in small letters.
  std::vector<std::string> told_as;
};

/// Region of the sensor, exposure, gain, black level, light (lamp or laser) as they were set, and
/// the version of the firmware.
const std::vector<StatedSetting>& stated_settings();

/// "setting.region"
std::string condition_of(const StatedSetting& setting);

/// Whether the frames of a step came with it. Names may have the device before them
/// ("Camera-Gain").
bool is_told_by_frames(const StatedSetting& setting,
                       const std::vector<records::FrameRecord>& frames, const std::string& step);

}  // namespace etalon::protocols
