// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/network/network_address.hpp"

#include "hardware/driver_settings.hpp"
#include "suite/core/text.hpp"
#include "suite/core/translate.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <array>
#include <charconv>

namespace etalon::hardware {
namespace {

constexpr int kLastPort = 65535;

std::optional<int> port_of(std::string_view text) {
  int port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  if (!whole || port < 1 || port > kLastPort) return std::nullopt;
  return port;
}

}  // namespace

std::optional<NetworkAddress> parse_address(const std::string& text) {
  const auto slashes = text.find("://");
  if (slashes == 0 || slashes == std::string::npos) return std::nullopt;
  std::string place = text.substr(slashes + 3);
  if (place.ends_with('/')) place.pop_back();
  const auto colon = place.rfind(':');
  if (colon == std::string::npos) return std::nullopt;
  std::string host = place.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string::npos) {
    return std::nullopt;
  }
  // No user, no path, no blanks: what is left names a host and nothing else.
  if (host.empty() || host.find_first_of("/@?#[] \t") != std::string::npos) return std::nullopt;
  const auto port = port_of(std::string_view(place).substr(colon + 1));
  if (!port) return std::nullopt;
  return NetworkAddress{text.substr(0, slashes), host, *port};
}

std::string to_text(const NetworkAddress& address) {
  const bool six = address.host.find(':') != std::string::npos;
  return fmt::format(fmt::runtime(six ? "{}://[{}]:{}" : "{}://{}:{}"), address.scheme,
                     address.host, address.port);
}

bool is_loopback(const std::string& host) {
  if (host == "localhost") return true;
  std::array<unsigned char, 4> four{};
  if (inet_pton(AF_INET, host.c_str(), four.data()) == 1) return four[0] == 127;
  std::array<unsigned char, 16> six{};
  if (inet_pton(AF_INET6, host.c_str(), six.data()) != 1) return false;
  std::array<unsigned char, 16> loopback{};
  loopback.back() = 1;
  return six == loopback;
}

NetworkAddress address_setting(const std::string& driver, const DriverSettings& settings,
                               const std::string& otherwise) {
  const std::string given = text_setting(settings, "address");
  const std::string text = given.empty() ? otherwise : given;
  const auto address = parse_address(text);
  if (!address || address->scheme != parse_address(otherwise)->scheme) {
    throw DeviceError(driver,
                      fmt::format(fmt::runtime(tr("address: {} is none. Expected one such as {}.")),
                                  etalon::quoted(text), otherwise));
  }
  const std::string remote = text_setting(settings, "remote");
  if (!remote.empty() && remote != "allowed") {
    throw DeviceError(driver, tr("remote: the only word that is known is allowed."));
  }
  if (!is_loopback(address->host) && remote.empty()) {
    throw DeviceError(
        driver,
        fmt::format(
            fmt::runtime(tr("address: {} is another computer, and everybody in its network could "
                            "read along and move the stage. Use a tunnel to this computer "
                            "(ssh -L), or write \"remote: allowed\" beside the address.")),
            etalon::quoted(address->host)));
  }
  return *address;
}

}  // namespace etalon::hardware
