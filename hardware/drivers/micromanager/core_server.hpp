// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/drivers/micromanager/zmq_line.hpp"
#include "hardware/drivers/network/network_address.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace etalon::hardware {

/// An image with all that Micro-Manager knew of its devices when it was taken.
struct TaggedImage {
  nlohmann::json tags;
  std::string type;   ///< "short-array", "byte-array"
  std::string bytes;  ///< in this computer's order of bytes
};

/// The core of a running Micro-Manager behind its server ("Run server on port 4827"), which lends
/// Java's objects by name: questions and answers are JSON, each followed by its arrays of bytes.
/// Written from the messages of PyJavaZ 5.1 (github.com/PyJavaZ/PyJavaZ, BSD-3). Every object that
/// was lent is given back. Throws DeviceError: what ZmqLine throws, a server of an unknown version,
/// what Micro-Manager says itself, what is not understood.
class CoreServer {
 public:
  using Json = nlohmann::json;
  /// Texts, truth values, doubles and whole numbers, which become Java's by their kind.
  using Arguments = std::vector<Json>;

  CoreServer(const std::string& name, NetworkAddress address)
      : line_(name), address_(std::move(address)) {}

  void open();
  /// A line of its own thread, on a port that `main` is asked for: it can be used while `main`
  /// waits.
  void open_beside(CoreServer& main);
  void close() noexcept;
  bool is_open() const { return line_.is_open(); }
  const std::string& version() const { return version_; }

  void run(const std::string& method, const Arguments& arguments, Time longest = s(5),
           Waiting waiting = Waiting::ends_on_stop);
  double number(const std::string& method, const Arguments& arguments);
  bool truth(const std::string& method, const Arguments& arguments,
             Waiting waiting = Waiting::ends_on_stop);
  std::string text(const std::string& method, const Arguments& arguments);
  std::vector<std::string> texts(const std::string& method, const Arguments& arguments);
  TaggedImage tagged_image();

  [[noreturn]] void fail(const std::string& problem) const;
  [[noreturn]] void misunderstood(const std::string& answer) const;

 private:
  struct Answer {
    Json value;
    std::string bytes;
  };
  void connect();
  Answer ask(const Json& question, Time longest, Waiting waiting);
  Answer call(const std::string& object, const std::string& method, const Arguments& arguments,
              Time longest, Waiting waiting);
  std::string lent(const Answer& answer) const;
  void give_back(const std::string& object) noexcept;

  ZmqLine line_;
  NetworkAddress address_;
  std::string version_;
  std::string core_;  ///< by what name the server lends it
};

}  // namespace etalon::hardware
