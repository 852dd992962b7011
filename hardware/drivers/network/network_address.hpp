// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/microscope.hpp"

#include <string>

namespace etalon::hardware {

/// Where a device listens: "http://127.0.0.1:5000".
struct NetworkAddress {
  std::string scheme;
  std::string host;  ///< without the brackets of IPv6
  int port = 0;
  friend bool operator==(const NetworkAddress&, const NetworkAddress&) = default;
};

/// Nothing when it is not scheme://host:port, with nothing behind but a slash.
std::optional<NetworkAddress> parse_address(const std::string& text);
std::string to_text(const NetworkAddress& address);

/// Whether it is this computer: nobody else hears what is said there.
bool is_loopback(const std::string& host);

/// The setting `address`, or `otherwise`, whose scheme it must have. What is said to other
/// computers is neither encrypted nor signed, so these need `remote: allowed` beside it. Throws
/// DeviceError, named `driver`.
NetworkAddress address_setting(const std::string& driver, const DriverSettings& settings,
                               const std::string& otherwise);

}  // namespace etalon::hardware
