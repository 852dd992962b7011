// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/drivers/genicam/aravis_camera.hpp"

#include <string>
#include <vector>

namespace etalon::hardware {

struct ListedCamera {
  std::string id{};
  std::string what{};  ///< for people: maker, model, serial number, address
  std::string serial{};
  std::string address{};  ///< in the network; empty at USB
};

/// Cameras that are connected. Those in the network are asked for (by a broadcast, which takes a
/// second) only when `network` is set; without it nothing leaves this machine.
std::vector<ListedCamera> list_cameras(bool network);

/// Opens the camera with this id, serial number or address; the only one there when it is empty.
/// `network`: cameras outside this machine may be used. Throws DeviceError, named `device`.
GObjectPointer<ArvCamera> open_camera(const std::string& device, const std::string& wanted,
                                      bool network);

}  // namespace etalon::hardware
