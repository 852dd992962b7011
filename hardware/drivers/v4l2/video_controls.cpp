// SPDX-License-Identifier: Apache-2.0
// Controls: https://docs.kernel.org/userspace-api/media/v4l/control.html
#include "hardware/drivers/v4l2/video_controls.hpp"

#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace etalon::hardware {
namespace {

constexpr Time kExposureStep = us(100);
constexpr int kStraightGamma = 100;  // of USB cameras

struct Off {
  std::uint32_t id;
  const char* name;
  int value;
};

constexpr Off kAutomatic[] = {{V4L2_CID_EXPOSURE_AUTO, "automatic exposure", V4L2_EXPOSURE_MANUAL},
                              {V4L2_CID_EXPOSURE_AUTO_PRIORITY, "dynamic frame rate", 0},
                              {V4L2_CID_AUTOGAIN, "automatic gain", 0},
                              {V4L2_CID_AUTO_WHITE_BALANCE, "automatic white balance", 0},
                              {V4L2_CID_HUE_AUTO, "automatic hue", 0},
                              {V4L2_CID_AUTOBRIGHTNESS, "automatic brightness", 0},
                              {V4L2_CID_CHROMA_AGC, "automatic colour gain", 0},
                              {V4L2_CID_FOCUS_AUTO, "automatic focus", 0},
                              {V4L2_CID_WIDE_DYNAMIC_RANGE, "wide dynamic range", 0},
                              {V4L2_CID_BACKLIGHT_COMPENSATION, "backlight compensation", 0},
                              {V4L2_CID_TEST_PATTERN, "test pattern", 0}};

constexpr std::uint32_t kAtDefault[] = {V4L2_CID_BRIGHTNESS, V4L2_CID_CONTRAST,
                                        V4L2_CID_SATURATION};

bool can_be_set(const v4l2_queryctrl& control) {
  return (control.flags & (V4L2_CTRL_FLAG_READ_ONLY | V4L2_CTRL_FLAG_GRABBED)) == 0;
}

void switch_off(const VideoDevice& device, std::uint32_t id, const char* name, int off) {
  if (!device.control(id) || device.value(id) == off) return;
  const int now = device.set_value(id, off);
  if (now == off) return;
  throw DeviceError(
      device.name(),
      fmt::format(fmt::runtime(tr("its {} cannot be switched off: it stays at {}. Its "
                                  "images would change by themselves.")),
                  tr(name), now));
}

}  // namespace

void make_image_plain(const VideoDevice& device) {
  for (const Off& one : kAutomatic) switch_off(device, one.id, one.name, one.value);
  if (const auto sharpness = device.control(V4L2_CID_SHARPNESS)) {
    switch_off(device, V4L2_CID_SHARPNESS, "sharpening", sharpness->minimum);
  }
  for (const std::uint32_t id : kAtDefault) {
    if (const auto control = device.control(id)) device.set_value(id, control->default_value);
  }
  if (const auto gamma = device.control(V4L2_CID_GAMMA)) {
    device.set_value(V4L2_CID_GAMMA, std::clamp(kStraightGamma, gamma->minimum, gamma->maximum));
  }
}

void set_gain(const VideoDevice& device, std::optional<int> wanted) {
  const auto control = device.control(V4L2_CID_GAIN);
  if (!control) {
    if (!wanted) return;
    throw DeviceError(device.name(),
                      tr("gain: the camera has none that can be set. Leave it out."));
  }
  const int gain = wanted.value_or(control->minimum);
  if (gain >= control->minimum && gain <= control->maximum &&
      device.set_value(V4L2_CID_GAIN, gain) == gain) {
    return;
  }
  throw DeviceError(
      device.name(),
      fmt::format(fmt::runtime(tr("gain: {} was asked for, and the camera has {} to "
                                  "{}; now {}.")),
                  gain, control->minimum, control->maximum, device.value(V4L2_CID_GAIN)));
}

std::optional<ExposureRange> exposure_range(const VideoDevice& device) {
  const auto control = device.control(V4L2_CID_EXPOSURE_ABSOLUTE);
  if (!control || !can_be_set(*control) || control->maximum < 1) return std::nullopt;
  return ExposureRange{kExposureStep * std::max(control->minimum, 1),
                       kExposureStep * control->maximum};
}

Time set_exposure(const VideoDevice& device, Time wanted) {
  const auto range = exposure_range(device);
  if (!range) throw DeviceError(device.name(), tr("its exposure cannot be set."));
  const Time possible = std::clamp(wanted, range->shortest, range->longest);
  const auto steps = static_cast<int>(std::lround(possible / kExposureStep));
  return kExposureStep * device.set_value(V4L2_CID_EXPOSURE_ABSOLUTE, steps);
}

std::optional<Time> exposure_of(const VideoDevice& device) {
  if (!exposure_range(device)) return std::nullopt;
  return kExposureStep * device.value(V4L2_CID_EXPOSURE_ABSOLUTE);
}

std::map<std::string, std::string> controls_reached(const VideoDevice& device) {
  std::map<std::string, std::string> reached;
  const auto tell = [&](std::uint32_t id, const char* name) {
    if (device.control(id)) reached[name] = std::to_string(device.value(id));
  };
  tell(V4L2_CID_GAIN, "gain");
  tell(V4L2_CID_GAMMA, "gamma");
  tell(V4L2_CID_BRIGHTNESS, "brightness");
  tell(V4L2_CID_CONTRAST, "contrast");
  tell(V4L2_CID_SHARPNESS, "sharpness");
  tell(V4L2_CID_WHITE_BALANCE_TEMPERATURE, "white_balance");
  return reached;
}

}  // namespace etalon::hardware
