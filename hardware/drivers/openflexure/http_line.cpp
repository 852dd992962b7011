// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/openflexure/http_line.hpp"

#include "hardware/safety/stop_request.hpp"
#include "suite/core/error.hpp"
#include "suite/core/text.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>
#include <httplib.h>

#include <chrono>
#include <utility>

namespace etalon::hardware {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kToConnect{3000};
constexpr std::size_t kMostBytes = std::size_t{64} << 20U;  // the largest raw image has 19 MB

std::chrono::microseconds microseconds(Time time) {
  return std::chrono::microseconds(static_cast<std::int64_t>(time.in(us)));
}

bool redirects(int status) { return status >= 300 && status < 400; }

}  // namespace

struct HttpLine::Client {
  explicit Client(const NetworkAddress& address) : http(address.host, address.port) {}
  httplib::Client http;
};

HttpLine::HttpLine(std::string name, NetworkAddress address)
    : name_(std::move(name)),
      address_(std::move(address)),
      client_(std::make_unique<Client>(address_)) {
  client_->http.set_follow_location(false);
  client_->http.set_connection_timeout(kToConnect);
  client_->http.set_write_timeout(kToConnect);
}

HttpLine::~HttpLine() = default;

void HttpLine::fail(const std::string& problem) const { throw DeviceError(name_, problem); }

HttpAnswer HttpLine::ask(const std::string& method, const std::string& path,
                         const std::string& body, Time longest, bool heeds_stop) {
  const auto end = Clock::now() + microseconds(longest);
  std::string received;
  httplib::Request request;
  request.method = method;
  request.path = path;
  request.headers = {{"Accept", "application/json, image/jpeg;q=0.9"}};
  if (!body.empty()) request.headers.emplace("Content-Type", "application/json");
  request.body = body;
  request.content_receiver = [&](const char* data, std::size_t size, std::uint64_t, std::uint64_t) {
    received.append(data, size);
    return received.size() <= kMostBytes && Clock::now() < end && !(heeds_stop && stop_requested());
  };
  client_->http.set_read_timeout(microseconds(longest));
  const httplib::Result result = client_->http.send(request);
  if (heeds_stop && stop_requested()) throw Stopped(name_);
  if (!result) {
    if (result.error() == httplib::Error::Connection) {
      fail(tr("nobody listens there. Is the microscope switched on, and is its server running?"));
    }
    if (received.size() > kMostBytes) fail(tr("its answer has no end."));
    if (Clock::now() >= end) {
      fail(fmt::format(fmt::runtime(tr("no answer to {} within {}. Is it busy, or the network too "
                                       "slow?")),
                       path, to_text(longest)));
    }
    fail(fmt::format(fmt::runtime(tr("it ended the connection in the middle of {}. Is its server "
                                     "still running?")),
                     path));
  }
  if (redirects(result->status)) {
    fail(fmt::format(fmt::runtime(tr("it sends on to {}, which is not followed. Write the right "
                                     "address into the scope file.")),
                     etalon::quoted(result->get_header_value("Location"))));
  }
  std::string type = result->get_header_value("Content-Type");
  type = trimmed(std::string_view(type).substr(0, type.find(';')));
  return {result->status, type, std::move(received)};
}

std::string HttpLine::path_of(const std::string& link) const {
  const bool rooted = link.starts_with('/') && !link.starts_with("//");
  const auto slashes = link.find("://");
  if (slashes == std::string::npos && rooted) return link;
  if (slashes != std::string::npos) {
    const auto path = link.find('/', slashes + 3);
    const auto server = parse_address(link.substr(0, path));
    if (server == address_) return path == std::string::npos ? "/" : link.substr(path);
  }
  fail(fmt::format(fmt::runtime(tr("it gives a link to {}, which leads elsewhere and is not "
                                   "followed.")),
                   etalon::quoted(link)));
}

}  // namespace etalon::hardware
