// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/micromanager/zmq_line.hpp"

#include "hardware/safety/stop_request.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>
#include <zmq.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <utility>

namespace etalon::hardware {
namespace {

using Clock = std::chrono::steady_clock;

constexpr Time kToConnect = s(3);
constexpr int kSlice_ms = 20;  // in which a request to stop is noticed
constexpr std::int64_t kLongestPart = std::int64_t{1} << 30;
constexpr const char* kMonitor = "inproc://etalon-line";

Clock::time_point in(Time longest) {
  return Clock::now() +
         std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(longest.in(s)));
}

/// A part of a message; its memory belongs to libzmq.
class Part {
 public:
  Part() { zmq_msg_init(&message_); }
  ~Part() { zmq_msg_close(&message_); }
  Part(const Part&) = delete;
  Part& operator=(const Part&) = delete;
  bool receive(void* socket) { return zmq_msg_recv(&message_, socket, ZMQ_DONTWAIT) >= 0; }
  bool more() const { return zmq_msg_more(&message_) != 0; }
  std::string text() {
    return {static_cast<const char*>(zmq_msg_data(&message_)), zmq_msg_size(&message_)};
  }

 private:
  zmq_msg_t message_{};
};

bool ready(void* socket, int wait_ms) {
  zmq_pollitem_t item{socket, 0, ZMQ_POLLIN, 0};
  return zmq_poll(&item, 1, wait_ms) > 0;
}

void set(void* socket, int option, int value) {
  zmq_setsockopt(socket, option, &value, sizeof value);
}

}  // namespace

/// The line, and what libzmq tells of its connection.
struct ZmqLine::Sockets {
  Sockets() {
    set(request, ZMQ_LINGER, 0);
    zmq_setsockopt(request, ZMQ_MAXMSGSIZE, &kLongestPart, sizeof kLongestPart);
    zmq_socket_monitor(request, kMonitor, ZMQ_EVENT_ALL);
    set(monitor, ZMQ_LINGER, 0);
    zmq_connect(monitor, kMonitor);
  }
  ~Sockets() {
    zmq_socket_monitor(request, nullptr, 0);
    zmq_close(request);
    zmq_close(monitor);
    zmq_ctx_term(context);
  }
  Sockets(const Sockets&) = delete;
  Sockets& operator=(const Sockets&) = delete;

  /// What has happened since; 0 when nothing has.
  int event() const {
    if (!ready(monitor, 0)) return 0;
    Part number;
    if (!number.receive(monitor)) return 0;
    if (number.more()) Part().receive(monitor);
    const std::string bytes = number.text();
    std::uint16_t event = 0;
    if (bytes.size() >= sizeof event) std::memcpy(&event, bytes.data(), sizeof event);
    return event;
  }

  void* context = zmq_ctx_new();
  void* request = zmq_socket(context, ZMQ_REQ);
  void* monitor = zmq_socket(context, ZMQ_PAIR);
};

ZmqLine::ZmqLine(std::string name) : name_(std::move(name)) {}
ZmqLine::~ZmqLine() = default;

void ZmqLine::close() noexcept { sockets_.reset(); }

void ZmqLine::give_up(const std::string& problem) {
  close();
  ended_because_ = problem;
  throw DeviceError(name_, problem);
}

void ZmqLine::open(const std::string& address) {
  ended_because_.clear();
  sockets_ = std::make_unique<Sockets>();
  if (sockets_->request == nullptr || zmq_connect(sockets_->request, address.c_str()) != 0) {
    give_up(fmt::format(fmt::runtime(tr("{} cannot be used as an address.")), address));
  }
  const auto end = in(kToConnect);
  while (Clock::now() < end) {
    const int event = sockets_->event();
    // Servers of ZMTP 2 shake no hands, so the first answer shows who is there.
    if (event == ZMQ_EVENT_CONNECTED) return;
    if (event == ZMQ_EVENT_CONNECT_RETRIED || event == ZMQ_EVENT_CLOSED) break;
    if (stop_requested()) {
      close();
      throw Stopped(name_);
    }
    if (event == 0) ready(sockets_->monitor, kSlice_ms);
  }
  give_up(
      tr("nobody listens there. Start Micro-Manager, and in Tools > Options switch on \"Run "
         "server on port 4827\"."));
}

void ZmqLine::wait_for_answer(Time longest, Waiting waiting) {
  const auto end = in(longest);
  while (!ready(sockets_->request, kSlice_ms)) {
    if (waiting == Waiting::ends_on_stop && stop_requested()) {
      close();
      throw Stopped(name_);
    }
    for (int event = sockets_->event(); event != 0; event = sockets_->event()) {
      if (event == ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL ||
          event == ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL) {
        give_up(
            tr("what listens there does not speak as Micro-Manager's server does. Is it another "
               "program?"));
      }
      if (event == ZMQ_EVENT_DISCONNECTED) {
        give_up(
            tr("it ended the connection in the middle of a question. Is Micro-Manager still "
               "running?"));
      }
    }
    if (Clock::now() > end) {
      give_up(fmt::format(fmt::runtime(tr("no answer within {}. Does Micro-Manager show a message "
                                          "that waits for somebody, or is it busy with another "
                                          "acquisition?")),
                          to_text(longest)));
    }
  }
}

std::vector<std::string> ZmqLine::read_parts() {
  std::vector<std::string> parts;
  for (bool more = true; more;) {
    Part part;
    if (!part.receive(sockets_->request)) give_up(tr("its answer could not be read."));
    parts.push_back(part.text());
    more = part.more();
  }
  return parts;
}

std::vector<std::string> ZmqLine::ask(const std::string& question, Time longest, Waiting waiting) {
  if (!is_open()) {
    throw DeviceError(
        name_,
        ended_because_.empty()
            ? tr("there is no connection any more.")
            : fmt::format(fmt::runtime(tr("there is no connection any more: {}")), ended_because_));
  }
  if (zmq_send(sockets_->request, question.data(), question.size(), ZMQ_DONTWAIT) < 0) {
    give_up(tr("the connection is gone. Is Micro-Manager still running?"));
  }
  wait_for_answer(longest, waiting);
  return read_parts();
}

}  // namespace etalon::hardware
