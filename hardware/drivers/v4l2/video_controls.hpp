// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/drivers/v4l2/video_device.hpp"
#include "hardware/microscope.hpp"

#include <map>
#include <optional>
#include <string>

namespace etalon::hardware {

/// Switches off all that changes images by itself (exposure, gain, white balance, hue, focus,
/// brightness, dynamic range, sharpening, test pictures), each read back, and sets gamma, contrast,
/// brightness and saturation to what changes nothing. Throws DeviceError when one of the first
/// stays on.
void make_image_plain(const VideoDevice& device);

/// The lowest, where nothing is wanted. Throws DeviceError where the camera has not that gain.
void set_gain(const VideoDevice& device, std::optional<int> wanted);

/// Between which an exposure can be set; nothing where it cannot.
std::optional<ExposureRange> exposure_range(const VideoDevice& device);
/// In steps of 0.1 ms; returns what was read back.
Time set_exposure(const VideoDevice& device, Time wanted);
/// As it is; nothing where it cannot be set.
std::optional<Time> exposure_of(const VideoDevice& device);

/// {"gain", "16"}
std::map<std::string, std::string> controls_reached(const VideoDevice& device);

}  // namespace etalon::hardware
