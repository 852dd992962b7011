// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a program needs to drive a device for Etalon: derive from etalon_driver::Instrument, and
// call etalon_driver::serve() in main(). Protocol 1 of docs/hardware/process_protocol.md. Needs a
// POSIX system, C++17 and nlohmann/json, and nothing of Etalon itself.

#include <nlohmann/json.hpp>

#include <array>
#include <atomic>
#include <condition_variable>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <mutex>
#include <optional>
#include <queue>
#include <stdexcept>
#include <string>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

namespace etalon_driver {

using Json = nlohmann::json;
using Steps = std::array<std::int64_t, 3>;  ///< along x, y, z

/// The device cannot do what was asked; the text is shown to the user: what, where, what to do
/// next.
class Refused : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The call was ended by stop().
class Aborted : public std::runtime_error {
 public:
  Aborted() : std::runtime_error("aborted") {}
};

struct Frame {
  int width = 0;
  int height = 0;
  int bits = 8;
  std::string packing = "bytes";  ///< "bytes", "words", "lsb_packed", "gige12", "mipi10", "mipi12"
  int channels = 1;
  std::string mosaic = "none";       ///< "rggb", "bggr", "grbg", "gbrg"
  std::string transfer = "unknown";  ///< "linear" only where values are proportional to light
  bool lossy = false;
  Json more = Json::object();  ///< "black_level", "processed", "stride", "number", "complete"
  std::vector<std::uint8_t> bytes{};
};

/// A device. Calls come one after the other in one thread; stop() comes in another, at any time.
class Instrument {
 public:
  virtual ~Instrument() = default;
  /// Opens the device and says what it is: the result of "hello" without its version, such as
  /// {{"model", "M"}, {"camera", {{"exposure_s", {1e-5, 1}}, {"binning", "1 x 1"}}}}.
  virtual Json hello() = 0;
  /// The end: the light goes off, and the device is left as it may stand alone.
  virtual void close() {}
  /// Ends all motion and a pending exposure, as soon as it can be. Another thread calls it.
  virtual void stop() {}

  /// What changes images by itself and is on; must end up empty.
  virtual std::vector<std::string> automatic() { return {}; }
  virtual Json actual() { return Json::object(); }  ///< {"gain": "0 dB"}
  virtual double set_exposure(double /*seconds*/) { throw Refused("its exposure cannot be set."); }
  virtual double exposure() { return 0; }
  virtual Frame snap(double /*longest_s*/) { throw Refused("it has no camera."); }

  virtual Steps position() { throw Refused("it has no motors."); }
  virtual bool moving() { return false; }
  /// Begins a move, or carries it out: then stop() must end it.
  virtual void move(const Steps& /*by*/, double /*longest_s*/) {
    throw Refused("it has no motors.");
  }
  virtual void set_light(double /*level*/) { throw Refused("it has no light."); }
  /// At which level it says that its light is, after set_light(); nothing where it cannot tell.
  virtual std::optional<double> light() { return std::nullopt; }

 protected:
  /// True once the pending call is to end: throw Aborted then.
  bool aborted() const { return aborted_; }

 private:
  friend class Server;
  std::atomic<bool> aborted_{false};
};

class Server {
 public:
  explicit Server(Instrument& instrument) : instrument_(instrument) {}

  void run() {
    std::signal(SIGPIPE, SIG_IGN);
    // Whatever else writes to stdout would break the protocol: it goes to stderr.
    output_ = fdopen(dup(STDOUT_FILENO), "wb");
    dup2(STDERR_FILENO, STDOUT_FILENO);
    sigset_t signals{};
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::thread([this, signals] { end_on(signals); }).detach();
    std::thread reader([this] { listen(); });
    while (carry_out(next())) {
    }
    close();
    // The reader may wait for a line that does not come any more.
    std::fflush(output_);
    reader.detach();
    std::_Exit(0);
  }

 private:
  /// Reads in a thread of its own, so that an order to abort is heard at any time.
  void listen() {
    for (std::string line; std::getline(std::cin, line);) {
      Json call = Json::parse(line, nullptr, false);
      if (!call.is_object()) break;
      if (call.value("method", "") == "abort") {
        instrument_.aborted_ = true;
        instrument_.stop();
        answer(call, Json::object(), {});
        continue;
      }
      instrument_.aborted_ = false;
      put(std::move(call));
    }
    instrument_.aborted_ = true;
    instrument_.stop();
    put({{"method", "bye"}});
  }

  void end_on(const sigset_t& signals) {
    int signal = 0;
    sigwait(&signals, &signal);
    instrument_.aborted_ = true;
    instrument_.stop();
    close();
    std::_Exit(1);
  }

  void put(Json call) {
    const std::lock_guard<std::mutex> lock(mutex_);
    calls_.push(std::move(call));
    arrived_.notify_one();
  }

  Json next() {
    std::unique_lock<std::mutex> lock(mutex_);
    arrived_.wait(lock, [this] { return !calls_.empty(); });
    Json call = std::move(calls_.front());
    calls_.pop();
    return call;
  }

  void close() {
    if (!closed_.exchange(true)) instrument_.close();
  }

  /// False at the end.
  bool carry_out(const Json& call) {
    const std::string method = call.value("method", "");
    if (method == "bye") return false;
    const Json wanted = call.value("params", Json::object());
    try {
      if (method == "camera.snap") {
        Frame frame = instrument_.snap(wanted.at("longest_s"));
        Json result{{"width", frame.width},        {"height", frame.height},
                    {"bits", frame.bits},          {"packing", frame.packing},
                    {"channels", frame.channels},  {"mosaic", frame.mosaic},
                    {"transfer", frame.transfer},  {"lossy", frame.lossy},
                    {"binary", frame.bytes.size()}};
        result.update(frame.more);
        answer(call, result, frame.bytes);
      } else {
        answer(call, result_of(method, wanted), {});
      }
    } catch (const Aborted& problem) {
      refuse(call, 2, problem.what());
    } catch (const Refused& problem) {
      refuse(call, 1, problem.what());
    } catch (const std::exception& problem) {
      refuse(call, 3, problem.what());
    }
    return true;
  }

  Json result_of(const std::string& method, const Json& wanted) {
    if (method == "hello") {
      Json hello = instrument_.hello();
      hello["protocol"] = 1;
      return hello;
    }
    if (method == "camera.settings") {
      double exposure = wanted.contains("exposure_s")
                            ? instrument_.set_exposure(wanted["exposure_s"])
                            : instrument_.exposure();
      return {{"exposure_s", exposure},
              {"automatic", instrument_.automatic()},
              {"actual", instrument_.actual()}};
    }
    if (method == "stage.position") {
      // Asked in this order, so that a motion which ends meanwhile is told of at its end.
      const bool moving = instrument_.moving();
      return {{"steps", instrument_.position()}, {"moving", moving}};
    }
    if (method == "stage.move") {
      instrument_.move(wanted.at("by").get<Steps>(), wanted.at("longest_s"));
    } else if (method == "stage.stop") {
      instrument_.stop();
    } else if (method == "light.set") {
      instrument_.set_light(wanted.at("level"));
      if (const auto level = instrument_.light()) return {{"level", *level}};
    } else {
      throw Refused("it does not know " + method + ".");
    }
    return Json::object();
  }

  void answer(const Json& call, const Json& result, const std::vector<std::uint8_t>& bytes) {
    write({{"jsonrpc", "2.0"}, {"id", call.at("id")}, {"result", result}}, bytes);
  }

  void refuse(const Json& call, int code, const std::string& why) {
    write(
        {{"jsonrpc", "2.0"}, {"id", call.at("id")}, {"error", {{"code", code}, {"message", why}}}},
        {});
  }

  void write(const Json& reply, const std::vector<std::uint8_t>& bytes) {
    const std::string line = reply.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
    const std::lock_guard<std::mutex> lock(writing_);
    std::fwrite(line.data(), 1, line.size(), output_);
    if (!bytes.empty()) std::fwrite(bytes.data(), 1, bytes.size(), output_);
    std::fflush(output_);
  }

  Instrument& instrument_;
  std::FILE* output_ = nullptr;
  std::mutex mutex_;
  std::mutex writing_;
  std::condition_variable arrived_;
  std::queue<Json> calls_;
  std::atomic<bool> closed_{false};
};

/// Answers Etalon's calls until it says goodbye; does not return.
inline void serve(Instrument& instrument) { Server(instrument).run(); }

}  // namespace etalon_driver
