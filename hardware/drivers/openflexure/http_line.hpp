// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/drivers/network/network_address.hpp"
#include "suite/core/quantity.hpp"

#include <memory>
#include <string>

namespace etalon::hardware {

struct HttpAnswer {
  int status = 0;
  std::string type;  ///< "application/json", without what follows a semicolon
  std::string body;
};

/// Questions and answers over HTTP to one server, and to no other: redirects are not followed, and
/// links lead to that server or nowhere. Throws DeviceError: nobody listens there, no answer in
/// time, an answer cut short or without end, a redirect, a link to elsewhere; Stopped.
class HttpLine {
 public:
  HttpLine(std::string name, NetworkAddress address);
  ~HttpLine();
  HttpLine(const HttpLine&) = delete;
  HttpLine& operator=(const HttpLine&) = delete;

  const std::string& name() const { return name_; }
  /// `body` is JSON, or nothing. While an answer arrives a request to stop is noticed, where it is
  /// heeded.
  HttpAnswer ask(const std::string& method, const std::string& path, const std::string& body,
                 Time longest, bool heeds_stop = true);
  /// The path of a link as servers give it: absolute, or from the root of this one.
  std::string path_of(const std::string& link) const;
  [[noreturn]] void fail(const std::string& problem) const;

 private:
  struct Client;
  std::string name_;
  NetworkAddress address_;
  std::unique_ptr<Client> client_;
};

}  // namespace etalon::hardware
