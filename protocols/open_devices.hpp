// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/microscope.hpp"

#include <vector>

namespace etalon::protocols {

/// Opens the devices of a microscope, and closes them at the end whatever happens.
class OpenDevices {
 public:
  explicit OpenDevices(const hardware::Microscope& microscope);
  OpenDevices(const OpenDevices&) = delete;
  OpenDevices& operator=(const OpenDevices&) = delete;
  ~OpenDevices() { close(); }

 private:
  void close() noexcept;

  std::vector<hardware::Device*> opened_;
};

}  // namespace etalon::protocols
