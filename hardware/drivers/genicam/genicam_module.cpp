// SPDX-License-Identifier: Apache-2.0
#include "hardware/driver_module.hpp"
#include "hardware/driver_settings.hpp"
#include "hardware/drivers/genicam/find_camera.hpp"
#include "hardware/drivers/genicam/genicam_board.hpp"
#include "hardware/safety/board_camera.hpp"
#include "suite/core/quantity.hpp"
#include "suite/core/text.hpp"
#include "suite/core/translate.hpp"
#include "suite/core/version.hpp"

#include <cmath>
#include <string_view>
#include <vector>

namespace etalon::hardware {
namespace {

constexpr double kLargest = 65536;  // side of a sensor

[[noreturn]] void refuse(const std::string& key, const std::string& problem) {
  throw DeviceError("genicam", key + ": " + problem);
}

std::optional<int> whole_number(std::string_view text, int least) {
  const auto number = parse_number(trimmed(text));
  if (!number || std::floor(*number) != *number) return std::nullopt;
  if (*number < least || *number > kLargest) return std::nullopt;
  return static_cast<int>(*number);
}

std::optional<SensorRegion> region_of(const std::string& text) {
  if (text.empty()) return std::nullopt;
  std::vector<int> numbers;
  std::string_view rest = text;
  while (true) {
    const auto comma = rest.find(',');
    const auto number = whole_number(rest.substr(0, comma), numbers.size() < 2 ? 0 : 1);
    if (!number) break;
    numbers.push_back(*number);
    if (comma == std::string_view::npos) break;
    rest.remove_prefix(comma + 1);
  }
  if (numbers.size() != 4 || rest.find(',') != std::string_view::npos) {
    refuse("region",
           tr("expected four whole numbers, such as [0, 0, 1920, 1200]: left, top, width, "
              "height in pixels."));
  }
  return SensorRegion{numbers[0], numbers[1], numbers[2], numbers[3]};
}

bool network_of(const std::string& text) {
  if (text.empty()) return false;
  if (text != "allowed") refuse("remote", tr("expected \"allowed\", or nothing at all."));
  return true;
}

GenicamSettings read_settings(const DriverSettings& settings) {
  GenicamSettings read{.camera = text_setting(settings, "camera"),
                       .pixel_format = text_setting(settings, "pixel_format"),
                       .region = region_of(text_setting(settings, "region")),
                       .network = network_of(text_setting(settings, "remote"))};
  if (const auto gain = text_setting(settings, "gain"); !gain.empty()) {
    const auto number = parse_number(gain);
    if (!number || !std::isfinite(*number)) refuse("gain", tr("expected a number."));
    read.gain = *number;
  }
  if (const auto binning = text_setting(settings, "binning"); !binning.empty()) {
    const auto number = whole_number(binning, 1);
    if (!number) refuse("binning", tr("expected a whole number, 1 or more."));
    read.binning = *number;
  }
  return read;
}

std::shared_ptr<Device> make(const DriverSettings& settings) {
  return std::make_shared<BoardCamera>(std::make_shared<GenicamBoard>(read_settings(settings)));
}

std::vector<FoundDevice> probe() {
  std::vector<FoundDevice> found;
  for (const ListedCamera& camera : list_cameras(true)) {
    DriverSettings settings{{"camera", camera.id}};
    if (!camera.address.empty()) settings["remote"] = "allowed";
    found.push_back({camera.what, settings});
  }
  return found;
}

}  // namespace

extern "C" const DriverModule etalon_driver_genicam{kVersion, make, probe};

}  // namespace etalon::hardware
