// SPDX-License-Identifier: Apache-2.0
// Life cycle of actions: https://labthings-fastapi.readthedocs.io, and python-labthings 1.3.
#include "hardware/drivers/openflexure/action_server.hpp"

#include "hardware/safety/stop_request.hpp"
#include "suite/core/error.hpp"
#include "suite/core/text.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <thread>

namespace etalon::hardware {

using Json = nlohmann::json;

namespace {

constexpr Time kAnswer = s(5);  // an action answers after 1 s at the latest
constexpr Time kGoodbye = s(3);
constexpr std::chrono::milliseconds kPoll{50};
constexpr const char* kTimeout = R"({"timeout":2})";

/// Where an action is to be asked for, whatever the release of the server calls it.
std::string link_of(const Json& state) {
  if (const std::string href = text_member(state, "href"); !href.empty()) return href;
  const Json links = member(state, "links");
  if (links.is_object()) return text_member(member(links, "self"), "href");
  for (const Json& link : links.is_array() ? links : Json::array()) {
    if (text_member(link, "rel") == "self") return text_member(link, "href");
  }
  return {};
}

/// What a failed action says of its reason.
std::string reason_of(const Json& state) {
  for (const char* key : {"error", "output", "return"}) {
    const Json value = member(state, key);
    if (value.is_string()) return value.get<std::string>();
    if (value.is_object()) return value.dump();
  }
  const Json log = member(state, "log");
  return log.is_array() && !log.empty() ? text_member(log.back(), "message") : std::string();
}

bool is(const std::string& status, std::initializer_list<const char*> words) {
  return std::find(words.begin(), words.end(), status) != words.end();
}

}  // namespace

Json member(const Json& object, const std::string& key) {
  return object.is_object() && object.contains(key) ? object[key] : Json();
}

std::string text_member(const Json& object, const std::string& key) {
  const Json value = member(object, key);
  return value.is_string() ? value.get<std::string>() : std::string();
}

void ActionServer::misunderstood(const std::string& path, const std::string& answer) const {
  line_.fail(
      fmt::format(fmt::runtime(tr("its answer to {} is not understood: {}. Is this the server "
                                  "of an OpenFlexure Microscope?")),
                  path, etalon::quoted(answer)));
}

HttpAnswer ActionServer::accepted(const std::string& method, const std::string& path,
                                  const std::string& body, Time longest) {
  // What is begun has to be known, or it could not be cancelled.
  const bool heeds_stop = method != "POST";
  HttpAnswer answer = line_.ask(method, path, body, longest, heeds_stop);
  if (answer.status == 409 || answer.status == 423) {
    line_.fail(
        fmt::format(fmt::runtime(tr("it is busy with something else and refuses {}. Wait until "
                                    "nobody else uses it, and begin again.")),
                    path));
  }
  if (answer.status >= 200 && answer.status < 300) return answer;
  line_.fail(fmt::format(fmt::runtime(tr("it refuses {} {} with code {}: {}.")), method, path,
                         answer.status, etalon::quoted(answer.body)));
}

bool ActionServer::has(const std::string& path) {
  const HttpAnswer answer = line_.ask("GET", path, {}, kAnswer);
  return answer.status == 200 && answer.type == "application/json";
}

Json ActionServer::get(const std::string& path) {
  const HttpAnswer answer = accepted("GET", path, {}, kAnswer);
  Json value = Json::parse(answer.body, nullptr, false);
  if (value.is_discarded()) misunderstood(path, answer.body);
  return value;
}

void ActionServer::put(const std::string& path, const Json& value) {
  accepted("PUT", path, value.dump(), kAnswer);
}

void ActionServer::remove(const std::string& path) noexcept {
  try {
    line_.ask("DELETE", path, {}, kGoodbye, false);
  } catch (const DeviceError&) {
    return;  // Nothing depends on it any more.
  }
}

std::string ActionServer::bytes(const std::string& path, const std::string& type, Time longest) {
  HttpAnswer answer = accepted("GET", path, {}, longest);
  if (answer.type != type) misunderstood(path, answer.type);
  return std::move(answer.body);
}

Action ActionServer::begin(const std::string& path, const Json& input) {
  const HttpAnswer answer = accepted("POST", path, input.dump(), kAnswer);
  Json state = Json::parse(answer.body, nullptr, false);
  const std::string link = link_of(state);
  if (link.empty()) misunderstood(path, answer.body);
  return {line_.path_of(link), std::move(state)};
}

bool ActionServer::running(Action& action) {
  const auto judged = [&] {
    const std::string status = text_member(action.state, "status");
    if (is(status, {"completed", "success"})) return false;
    if (is(status, {"pending", "running", "idle"})) return true;
    if (is(status, {"error", "cancelled", "terminated", "cancelling"})) {
      line_.fail(fmt::format(fmt::runtime(tr("{} ended with {}: {}.")), action.path, status,
                             etalon::quoted(reason_of(action.state))));
    }
    misunderstood(action.path, action.state.dump());
  };
  if (!judged()) return false;
  action.state = get(action.path);
  return judged();
}

void ActionServer::finish(Action& action, Time longest) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(longest.in(s));
  try {
    while (running(action)) {
      if (stop_requested()) throw Stopped(line_.name());
      if (std::chrono::steady_clock::now() > end) {
        line_.fail(fmt::format(fmt::runtime(tr("{} has not ended after {}, and was cancelled.")),
                               action.path, to_text(longest)));
      }
      std::this_thread::sleep_for(kPoll);
    }
  } catch (const DeviceError&) {
    cancel(action);
    throw;
  }
}

void ActionServer::cancel(const Action& action) noexcept {
  try {
    line_.ask("DELETE", action.path, kTimeout, kGoodbye, false);
  } catch (const DeviceError&) {
    return;  // Whoever cancels it has something worse to tell.
  }
}

}  // namespace etalon::hardware
