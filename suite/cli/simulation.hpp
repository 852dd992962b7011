// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/simulate.hpp"
#include "suite/imagefiles/image_file.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace etalon::cli {

/// What `etalon simulate` is asked for, and where it goes.
struct Simulation {
  std::string command;  ///< to repeat it; without what changes no pixel
  std::string scope;    ///< id of the scope file
  std::string scope_sha256;
  hardware::SimulatorSettings settings;  ///< with the faults
  std::vector<std::string> faults;
  std::string asked_target;         ///< as on the command line: a shape or a slide
  hardware::Recording recording;    ///< with every option of the target
  imagefiles::ImageMetadata about;  ///< what the owner of the microscope believes
  std::filesystem::path image;
  bool over_existing = false;
  std::size_t threads = 1;
};

/// "edge.ome.tif" -> "edge.truth.json", in the same folder.
std::filesystem::path truth_path(const std::filesystem::path& image);

/// Throws UsageError for an extension that is not written, several frames in a PNG, and files that
/// exist already.
void check_output(const Simulation& simulation);

/// What the files will say beside the frames: "etalon.truth/1" (docs/simulate.md).
std::string truth_json(const Simulation& simulation, const std::vector<targets::Fact>& truth);

/// Renders and writes image and truth, first the image; neither is ever there by half. Frames are
/// not kept. Returns how the frames are stored. Throws DeviceError and FileError.
FrameInfo write_simulation(const Simulation& simulation, const std::vector<targets::Fact>& truth);

}  // namespace etalon::cli
