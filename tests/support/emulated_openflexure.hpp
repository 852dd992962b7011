// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"
#include "suite/core/quantity.hpp"
#include "tests/support/moving_steps.hpp"

#include <nlohmann/json.hpp>

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace httplib {
class Server;
struct Request;
struct Response;
}  // namespace httplib

namespace etalon::test {

/// A raw image of a Raspberry Pi camera: some JPEG, then the block with the samples of `frame`, 10
/// bit, as picamera documents it.
std::string pi_jpeg_of(const Frame& frame);

/// What release 3 gives of `frame`: the upper eight bits.
std::string jpeg_of_upper_bits(const Frame& frame);

/// The server of an OpenFlexure Microscope on a free port of this computer, as its two releases
/// were seen or documented to answer: release 2 with raw images, release 3 with JPEG.
class EmulatedOpenFlexure {
 public:
  using Json = nlohmann::json;
  enum class Release { two, three };
  struct Reply {
    int status = 200;
    std::string type = "application/json";
    std::string body;
    std::string location{};   ///< of a redirect
    bool breaks_off = false;  ///< the connection ends before the body
  };

  EmulatedOpenFlexure(Release release, std::function<Frame(Time)> snap, double steps_per_second);
  ~EmulatedOpenFlexure();
  EmulatedOpenFlexure(const EmulatedOpenFlexure&) = delete;
  EmulatedOpenFlexure& operator=(const EmulatedOpenFlexure&) = delete;

  std::string address() const;
  hardware::Steps position() const;
  void set_position(const hardware::Steps& place);
  /// A setting of the camera, such as "awb_mode".
  Json setting(const std::string& key) const;
  void set_setting(const std::string& key, const Json& value);
  /// "POST /api/v2/actions/stage/move", in their order.
  std::vector<std::string> heard() const;
  std::size_t captures() const;
  void end();
  /// The same in the middle of an answer.
  void vanish();

  /// May change a reply, or keep it waiting.
  std::function<void(const std::string& question, Reply& reply)> spoil;
  /// Called with where the motors stand, when a move is over.
  std::function<void(const hardware::Steps& place)> moved;

 private:
  void answer(const httplib::Request& request, httplib::Response& response);
  Reply reply_to(const std::string& method, const std::string& path, const Json& body);
  std::optional<Reply> reply_v2(const std::string& question, const Json& body);
  std::optional<Reply> reply_v3(const std::string& question, const Json& body);
  Reply reply_of_action(const std::string& method, std::size_t index);
  Reply begun(const std::string& what, const Json& output, bool moves);
  Json things() const;
  std::string capture(bool raw);
  void move(const Json& by);
  double shown_us_ = 12345;  ///< what the automatic exposure had found

  struct Done {
    std::string what;
    Json output;
    bool moves = false;
    std::string status;
  };
  /// Ends what has reached its goal.
  void look_after(Done& done);
  Json state_of(std::size_t index) const;

  Release release_;
  std::function<Frame(Time)> snap_;
  mutable std::mutex mutex_;
  MovingSteps motors_;
  Json camera_;  ///< its settings
  std::vector<Done> actions_;
  std::vector<std::string> images_;
  std::size_t deleted_ = 0;
  std::vector<std::string> heard_;
  std::unique_ptr<httplib::Server> server_;
  int port_ = 0;
  std::thread thread_;
};

}  // namespace etalon::test
