// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/genicam/find_camera.hpp"

#include "suite/core/translate.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

namespace etalon::hardware {
namespace {

constexpr const char* kNetwork = "GigEVision";

std::string word(const char* text) { return text == nullptr ? "" : text; }

/// Whether it is the numeric address of this machine itself; nothing when it is no address. Names
/// are not looked up.
std::optional<bool> is_here(const std::string& address) {
  in_addr parsed{};
  if (inet_pton(AF_INET, address.c_str(), &parsed) != 1) return std::nullopt;
  return ntohl(parsed.s_addr) >> 24U == 127;
}

GObjectPointer<ArvCamera> opened(const std::string& device, const std::string& id) {
  // Aravis opens a camera without a name that never sends a frame.
  GObjectPointer<ArvCamera> camera(
      asked(device, [&](GError** e) { return arv_camera_new(id.c_str(), e); }));
  if (camera) return camera;
  throw DeviceError(device, fmt::format(fmt::runtime(tr("no camera answers at {}.")), id));
}

std::string names_of(const std::vector<ListedCamera>& cameras) {
  std::vector<std::string> ids;
  for (const ListedCamera& camera : cameras) ids.push_back(camera.id);
  return fmt::format("{}", fmt::join(ids, ", "));
}

[[noreturn]] void not_found(const std::string& device, const std::vector<ListedCamera>& cameras,
                            bool network) {
  const std::string hint = network
                               ? ""
                               : std::string(" ") + tr("Cameras in the network are used only with "
                                                       "`remote: allowed` in the scope file.");
  if (cameras.empty()) {
    throw DeviceError(device, tr("no camera was found. Is it connected, powered, and may you use "
                                 "it (USB: rules of udev)?") +
                                  hint);
  }
  throw DeviceError(
      device,
      fmt::format(fmt::runtime(tr("no such camera. There are: {}.")), names_of(cameras)) + hint);
}

}  // namespace

std::vector<ListedCamera> list_cameras(bool network) {
  if (network) {
    arv_enable_interface(kNetwork);
  } else {
    arv_disable_interface(kNetwork);
  }
  arv_update_device_list();
  std::vector<ListedCamera> cameras;
  for (unsigned i = 0; i < arv_get_n_devices(); ++i) {
    ListedCamera camera{.id = word(arv_get_device_id(i)),
                        .serial = word(arv_get_device_serial_nbr(i)),
                        .address = word(arv_get_device_address(i))};
    camera.what = fmt::format("{} {}, {}", word(arv_get_device_vendor(i)),
                              word(arv_get_device_model(i)), camera.serial);
    if (!is_here(camera.address)) camera.address.clear();
    cameras.push_back(std::move(camera));
  }
  return cameras;
}

GObjectPointer<ArvCamera> open_camera(const std::string& device, const std::string& wanted,
                                      bool network) {
  if (const auto here = is_here(wanted)) {
    if (!*here && !network) {
      throw DeviceError(device, fmt::format(fmt::runtime(tr("{} is not this machine. A camera in "
                                                            "the network is used only with "
                                                            "`remote: allowed` in the scope "
                                                            "file.")),
                                            wanted));
    }
    arv_enable_interface(kNetwork);
    return opened(device, wanted);
  }
  const auto cameras = list_cameras(network);
  if (wanted.empty()) {
    if (cameras.empty()) not_found(device, cameras, network);
    if (cameras.size() == 1) return opened(device, cameras.front().id);
    throw DeviceError(device, fmt::format(fmt::runtime(tr("there are several cameras: {}. Say "
                                                          "which one: `camera: ...`.")),
                                          names_of(cameras)));
  }
  const auto found = std::find_if(cameras.begin(), cameras.end(), [&](const ListedCamera& camera) {
    return camera.id == wanted || camera.serial == wanted;
  });
  if (found == cameras.end()) not_found(device, cameras, network);
  return opened(device, found->id);
}

}  // namespace etalon::hardware
