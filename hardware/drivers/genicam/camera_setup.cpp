// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/genicam/camera_setup.hpp"

#include "hardware/drivers/genicam/pfnc.hpp"
#include "suite/core/quantity.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdint>
#include <vector>

namespace etalon::hardware {
namespace {

struct GFree {
  void operator()(void* memory) const { g_free(memory); }
};

std::vector<std::uint32_t> offered_codes(const std::string& device, ArvCamera* camera) {
  guint count = 0;
  const std::unique_ptr<gint64, GFree> codes(asked(device, [&](GError** e) {
    return arv_camera_dup_available_pixel_formats(camera, &count, e);
  }));
  std::vector<std::uint32_t> offered;
  for (guint i = 0; i < count; ++i) offered.push_back(static_cast<std::uint32_t>(codes.get()[i]));
  return offered;
}

std::string offered_names(const std::string& device, ArvCamera* camera) {
  guint count = 0;
  const std::unique_ptr<const char*, GFree> names(asked(device, [&](GError** e) {
    return arv_camera_dup_available_pixel_formats_as_strings(camera, &count, e);
  }));
  return fmt::format("{}", fmt::join(names.get(), names.get() + count, ", "));
}

std::string text_of(const SensorRegion& region) {
  return fmt::format("{}, {}, {}, {}", region.x, region.y, region.width, region.height);
}

SensorRegion region_of(const std::string& device, ArvCamera* camera) {
  SensorRegion region;
  asked(device, [&](GError** e) {
    arv_camera_get_region(camera, &region.x, &region.y, &region.width, &region.height, e);
  });
  return region;
}

/// All that is left of the sensor after binning.
SensorRegion whole_sensor(const std::string& device, ArvCamera* camera) {
  // The largest width is told for the offset that stands: so without one first.
  asked(device, [&](GError** e) { arv_camera_set_region(camera, 0, 0, -1, -1, e); });
  SensorRegion whole;
  int least = 0;
  asked(device, [&](GError** e) { arv_camera_get_width_bounds(camera, &least, &whole.width, e); });
  asked(device,
        [&](GError** e) { arv_camera_get_height_bounds(camera, &least, &whole.height, e); });
  return whole;
}

void set_binning(const std::string& device, ArvCamera* camera, int binning) {
  const bool can = asked(device, [&](GError** e) {
                     return arv_camera_is_binning_available(camera, e);
                   }) != FALSE;
  if (!can && binning == 1) return;
  int x = 1;
  int y = 1;
  if (can) {
    asked(device, [&](GError** e) { arv_camera_set_binning(camera, binning, binning, e); });
    asked(device, [&](GError** e) { arv_camera_get_binning(camera, &x, &y, e); });
  }
  if (x == binning && y == binning) return;
  throw DeviceError(
      device, fmt::format(fmt::runtime(tr("binning: {} was asked for, and the camera has {}.")),
                          binning, x));
}

std::optional<std::string> gain_unit(ArvCamera* camera) {
  ArvGcNode* node = arv_device_get_feature(arv_camera_get_device(camera), "Gain");
  if (node == nullptr || !ARV_IS_GC_FLOAT(node)) return std::nullopt;
  const char* unit = arv_gc_float_get_unit(ARV_GC_FLOAT(node));
  if (unit == nullptr || *unit == 0) return std::nullopt;
  return unit;
}

}  // namespace

void set_format(const std::string& device, ArvCamera* camera, const std::string& wanted) {
  if (wanted.empty()) {
    const auto code = richest_format(offered_codes(device, camera));
    if (!code) {
      throw DeviceError(device, fmt::format(fmt::runtime(tr("it has no pixel format that can be "
                                                            "read: {}.")),
                                            offered_names(device, camera)));
    }
    asked(device, [&](GError** e) { arv_camera_set_pixel_format(camera, *code, e); });
  } else {
    try {
      asked(device, [&](GError** e) {
        arv_camera_set_pixel_format_from_string(camera, wanted.c_str(), e);
      });
    } catch (const DeviceError&) {
      throw DeviceError(
          device, fmt::format(fmt::runtime(tr("pixel_format: it has no {}; it has {}.")), wanted,
                              offered_names(device, camera)));
    }
  }
  const auto reached =
      asked(device, [&](GError** e) { return arv_camera_get_pixel_format(camera, e); });
  if (!pfnc_format(reached)) {
    throw DeviceError(device,
                      fmt::format(fmt::runtime(tr("pixel_format: {} cannot be read. Ask for "
                                                  "one of mono or Bayer type; it has {}.")),
                                  wanted, offered_names(device, camera)));
  }
}

void set_geometry(const std::string& device, ArvCamera* camera, const GenicamSettings& settings) {
  set_binning(device, camera, settings.binning);
  const SensorRegion whole = whole_sensor(device, camera);
  const SensorRegion wanted = settings.region.value_or(whole);
  if (wanted.x + wanted.width > whole.width || wanted.y + wanted.height > whole.height) {
    throw DeviceError(device, fmt::format(fmt::runtime(tr("region: [{}] reaches beyond the sensor "
                                                          "of {} x {} px.")),
                                          text_of(wanted), whole.width, whole.height));
  }
  asked(device, [&](GError** e) {
    arv_camera_set_region(camera, wanted.x, wanted.y, wanted.width, wanted.height, e);
  });
  const SensorRegion reached = region_of(device, camera);
  if (reached == wanted) return;
  throw DeviceError(device,
                    fmt::format(fmt::runtime(tr("region: [{}] was asked for, and the camera "
                                                "set [{}]. Ask for that one.")),
                                text_of(wanted), text_of(reached)));
}

void set_gain(const std::string& device, ArvCamera* camera, std::optional<double> wanted) {
  if (asked(device, [&](GError** e) { return arv_camera_is_gain_available(camera, e); }) == FALSE) {
    if (!wanted) return;
    throw DeviceError(device, tr("gain: the camera has none that can be set. Leave it out."));
  }
  double lowest = 0;
  double highest = 0;
  asked(device, [&](GError** e) { arv_camera_get_gain_bounds(camera, &lowest, &highest, e); });
  const double gain = wanted.value_or(lowest);
  if (!(gain >= lowest && gain <= highest)) {
    throw DeviceError(device,
                      fmt::format(fmt::runtime(tr("gain: {} is asked for, and the camera has "
                                                  "{} to {}.")),
                                  gain, lowest, highest));
  }
  asked(device, [&](GError** e) { arv_camera_set_gain(camera, gain, e); });
}

namespace {

/// "1 x 1"; nothing where the camera does not tell.
std::optional<std::string> binning_of(const std::string& device, ArvCamera* camera) {
  if (arv_camera_is_binning_available(camera, nullptr) == FALSE) return std::nullopt;
  int x = 1;
  int y = 1;
  asked(device, [&](GError** e) { arv_camera_get_binning(camera, &x, &y, e); });
  return fmt::format("{} x {}", x, y);
}

}  // namespace

Instrument told_by(const std::string& device, ArvCamera* camera) {
  const AravisFeatures features(device, camera);
  Instrument told;
  const auto first = [&](const char* a, const char* b) {
    return features.text(a).value_or(features.text(b).value_or(""));
  };
  told.detector.manufacturer = first("DeviceVendorName", "DeviceManufacturerName");
  told.detector.model = first("DeviceModelName", "DeviceFamilyName");
  told.detector.serial_number = first("DeviceSerialNumber", "DeviceID");
  const auto pitch = features.number("SensorPixelWidth");  // um, in SFNC
  if (pitch && *pitch > 0) told.detector.pixel_pitch = SensorPixelPitch{um_sensor(*pitch)};
  told.detector.binning = binning_of(device, camera).value_or("");
  return told;
}

std::map<std::string, std::string> settings_reached(const std::string& device, ArvCamera* camera) {
  const AravisFeatures features(device, camera);
  std::map<std::string, std::string> reached;
  reached["region"] = text_of(region_of(device, camera));
  if (const auto format = features.text("PixelFormat")) reached["pixel_format"] = *format;
  if (arv_camera_is_gain_available(camera, nullptr) != FALSE) {
    const double gain = asked(device, [&](GError** e) { return arv_camera_get_gain(camera, e); });
    const auto unit = gain_unit(camera);
    reached["gain"] = number_to_text(gain) + (unit ? " " + *unit : "");
  }
  if (const auto binning = binning_of(device, camera)) reached["binning"] = *binning;
  // In the camera's own measure, which need not be that of the recorded values.
  if (const auto black = features.number("BlackLevel"))
    reached["black_level"] = number_to_text(*black);
  if (const auto warm = features.number("DeviceTemperature")) {
    reached["temperature"] = fmt::format("{:.1f} °C", *warm);
  }
  return reached;
}

}  // namespace etalon::hardware
