// SPDX-License-Identifier: Apache-2.0
#include "hardware/safety/stop_request.hpp"

#include "suite/core/translate.hpp"

#include <csignal>

namespace etalon::hardware {
namespace {

volatile std::sig_atomic_t wanted = 0;

}  // namespace

void request_stop() noexcept { wanted = 1; }
void withdraw_stop_request() noexcept { wanted = 0; }
bool stop_requested() noexcept { return wanted != 0; }

Stopped::Stopped(const std::string& device)
    : DeviceError(device, tr("stopped, because that was asked for; nothing moves any more.")) {}

}  // namespace etalon::hardware
