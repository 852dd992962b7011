// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/microscope.hpp"

#include <exception>
#include <vector>

namespace etalon::protocols {

/// Opens the devices of a microscope, and closes them at the end whatever happens; where that is an
/// exception, they are told to stop first.
class OpenDevices {
 public:
  explicit OpenDevices(const hardware::Microscope& microscope);
  OpenDevices(const OpenDevices&) = delete;
  OpenDevices& operator=(const OpenDevices&) = delete;
  ~OpenDevices() { close(); }

 private:
  void open(const hardware::Microscope& microscope);
  void close() noexcept;

  std::vector<hardware::Device*> opened_;
  int exceptions_ = std::uncaught_exceptions();
};

}  // namespace etalon::protocols
