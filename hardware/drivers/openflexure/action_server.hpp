// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/drivers/openflexure/http_line.hpp"

#include <nlohmann/json.hpp>

#include <string>

namespace etalon::hardware {

/// Something that a server does meanwhile, and where to ask for it.
struct Action {
  std::string path;
  nlohmann::json state;
};

/// A Web of Things in the manner of LabThings: properties are read and written, actions begun,
/// asked for and cancelled. Throws DeviceError: what HttpLine throws, what the server refuses or
/// fails to do, that it is used by somebody else, what is not understood; Stopped.
class ActionServer {
 public:
  using Json = nlohmann::json;
  ActionServer(std::string name, NetworkAddress address)
      : line_(std::move(name), std::move(address)) {}

  const HttpLine& line() const { return line_; }
  /// Whether there is anything at that path.
  bool has(const std::string& path);
  Json get(const std::string& path);
  void put(const std::string& path, const Json& value);
  /// What is no longer needed; nothing happens where it is gone already.
  void remove(const std::string& path) noexcept;
  std::string bytes(const std::string& path, const std::string& type, Time longest);

  Action begin(const std::string& path, const Json& input);
  /// Asks how it goes. Throws DeviceError when it has failed or was cancelled.
  bool running(Action& action);
  /// Waits for its end. It is cancelled when that does not come in time, or stop is asked for.
  void finish(Action& action, Time longest);
  void cancel(const Action& action) noexcept;
  [[noreturn]] void misunderstood(const std::string& path, const std::string& answer) const;

 private:
  HttpAnswer accepted(const std::string& method, const std::string& path, const std::string& body,
                      Time longest);

  HttpLine line_;
};

/// What stands behind `key`; null where nothing does.
nlohmann::json member(const nlohmann::json& object, const std::string& key);
/// The same where it is a text, else empty.
std::string text_member(const nlohmann::json& object, const std::string& key);

}  // namespace etalon::hardware
