// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/microscope.hpp"
#include "protocols/slide_file.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace etalon::protocols {

/// What a person wrote about an instrument: OME's words, driver settings per role.
struct ScopeFile {
  std::string id;
  std::string site;
  Instrument instrument;
  std::optional<Uncertain<PixelSize>> pixel_size;
  std::map<std::string, SlideInstance> slides;    ///< by role: the id of the step that looks at it
  std::map<std::string, std::string> conditions;  ///< circumstances.hpp: "room_temperature"
  std::map<std::string, hardware::DriverSettings> devices;  ///< role -> settings with key "driver"
  /// Settings that all roles of the simulator share; in `devices` already.
  hardware::DriverSettings simulator;
  std::string path;
  std::string text;
  std::string sha256;
};

/// Throws TextError with file:line:column and the key. Uncertain inputs have `value` and exactly
/// one of `standard_uncertainty`, `expanded_uncertainty` + `k`, `half_width`, or the whole is
/// `unknown`. What does not apply to this microscope is `none`.
ScopeFile read_scope_file(const std::filesystem::path& path);
/// The same from a text that was recorded; `path` is where it stood: for messages, and for the
/// relative paths in it.
ScopeFile read_scope_text(const std::string& text, const std::filesystem::path& path);

/// The built-in virtual microscopes, files of hardware/simulator/scopes named after them.
std::vector<std::filesystem::path> scope_library();

/// A scope file by its path, or the built-in one of this name ("openflexure-40x"); a file of that
/// name ranks before it. Throws FileError, naming the nearest.
std::filesystem::path find_scope(const std::string& name_or_path);

/// Makes the devices (not opened yet). Roles with the same driver and the same settings share one
/// device. Throws TextError / DeviceError for unknown drivers or settings, and when camera and file
/// name different contrasts.
hardware::Microscope make_microscope(const ScopeFile& scope);

}  // namespace etalon::protocols
