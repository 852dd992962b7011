// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/error.hpp"

#include <string>

namespace etalon::hardware {

// One for the process, as Ctrl-C is: whoever waits for something that moves asks here.

/// Asks everything that moves to stop. May be called by a signal handler.
void request_stop() noexcept;
void withdraw_stop_request() noexcept;
bool stop_requested() noexcept;

/// The motion was stopped because somebody asked for it.
class Stopped : public DeviceError {
 public:
  explicit Stopped(const std::string& device);
};

}  // namespace etalon::hardware
