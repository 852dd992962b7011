// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/drivers/genicam/aravis_camera.hpp"
#include "hardware/drivers/genicam/genicam_board.hpp"

#include <map>
#include <string>

namespace etalon::hardware {

// What is set once, when a camera is opened. Each is read back; DeviceError, named `device`, where
// the camera has not taken it.

void set_format(const std::string& device, ArvCamera* camera, const std::string& wanted);
void set_geometry(const std::string& device, ArvCamera* camera, const GenicamSettings& settings);
void set_gain(const std::string& device, ArvCamera* camera, std::optional<double> wanted);

/// What the camera says of itself.
Instrument told_by(const std::string& device, ArvCamera* camera);
/// What it has now: {"pixel_format", "Mono12"}, and its temperature.
std::map<std::string, std::string> settings_reached(const std::string& device, ArvCamera* camera);

}  // namespace etalon::hardware
