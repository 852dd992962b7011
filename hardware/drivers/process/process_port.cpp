// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/process/process_port.hpp"

#include "hardware/command_words.hpp"
#include "hardware/safety/stop_request.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace etalon::hardware {
namespace {

using Json = nlohmann::json;
using Bytes = std::vector<std::uint8_t>;

constexpr std::size_t kLongestLine = std::size_t{1} << 20U;
constexpr std::size_t kLargestFrame = std::size_t{1} << 31U;
constexpr Time kSlice = ms(20);  // in which a request to stop is noticed
constexpr Time kToWrite = s(1);
constexpr Time kToAbort = s(1);
constexpr Time kToObey = s(2);

std::string text_of(const Json& json) {
  return told(json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

std::string message(std::int64_t id, const std::string& method, const Json& params) {
  const Json call{{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", params}};
  return call.dump() + "\n";
}

std::size_t bytes_behind(const Json& result) {
  if (!result.is_object() || !result.contains("binary")) return 0;
  return result["binary"].get<std::size_t>();
}

bool answers(const Json& reply, std::int64_t id) { return reply.at("id") == id; }

/// Of the form of JSON-RPC, with a result or an error.
bool is_reply(const Json& reply) {
  return reply.is_object() && reply.value("jsonrpc", "") == "2.0" && reply.contains("id") &&
         reply.contains("result") != reply.contains("error");
}

}  // namespace

ProcessPort::ProcessPort(ProgramStart program)
    : program_(std::move(program)), name_("process " + told(command_text(program_.words))) {}

bool ProcessPort::Patience::over() const {
  return Clock::now() >= end || (on_stop == OnStop::gives_up && stop_requested());
}

ProcessPort::Patience ProcessPort::patience(Time longest, OnStop on_stop) {
  const std::chrono::duration<double> duration(longest.in(s));
  return {Clock::now() + std::chrono::duration_cast<Clock::duration>(duration), on_stop};
}

void ProcessPort::open() {
  arrived_.clear();
  ended_because_.clear();
  try {
    child_.start(program_);
  } catch (const Error& problem) {
    throw DeviceError(
        name_, fmt::format(fmt::runtime(tr("it cannot be started: {}. Check command and folder in "
                                           "the scope file; a relative path is seen from where "
                                           "that file lies.")),
                           problem.what()));
  }
}

void ProcessPort::close() noexcept {
  if (is_open()) child_.write(message(++last_id_, "bye", Json::object()), kToWrite);
  child_.end();
}

void ProcessPort::interrupt(const std::string& method) noexcept {
  if (!is_open()) return;
  try {
    call(method, Json::object(), kToObey);
  } catch (const std::exception&) {
    return;  // Whoever stops it has something worse to tell.
  }
}

void ProcessPort::give_up(const std::string& problem) {
  // Closing its input tells it to stop, too; but it may read this first.
  child_.write(message(++last_id_, "abort", Json::object()), kToWrite);
  child_.end();
  ended_because_ = problem;
  const std::string words = child_.last_words();
  if (!words.empty()) {
    ended_because_ += " " + fmt::format(fmt::runtime(tr("It said last: {}")), words);
  }
  throw DeviceError(name_, ended_because_);
}

void ProcessPort::misunderstood(const std::string& method, const std::string& why) {
  give_up(fmt::format(fmt::runtime(tr("its answer to {} is not understood: {}. The program was "
                                      "ended. Does it speak the protocol of Etalon, and write "
                                      "nothing else to its output?")),
                      method, why));
}

std::int64_t ProcessPort::send(const std::string& method, const Json& params) {
  if (!is_open()) {
    throw DeviceError(name_, ended_because_.empty()
                                 ? tr("it is not open.")
                                 : fmt::format(fmt::runtime(tr("it is not running any more: {}")),
                                               ended_because_));
  }
  const std::int64_t id = ++last_id_;
  // One that does not listen will not answer: that is told where the answer is missed.
  child_.write(message(id, method, params), kToWrite);
  return id;
}

bool ProcessPort::read_more(const Patience& patience) {
  if (patience.over()) return false;
  std::array<char, std::size_t{1} << 16U> bytes{};
  const auto count = child_.read(bytes, kSlice);
  if (!count) {
    child_.end();  // to hear how
    give_up(child_.how_it_ended().empty()
                ? tr("it has closed its output, and was ended.")
                : fmt::format(fmt::runtime(tr("it has ended ({}). If something still moves or "
                                              "shines, switch it off by hand.")),
                              child_.how_it_ended()));
  }
  arrived_.append(bytes.data(), *count);
  return true;
}

std::optional<Json> ProcessPort::read_reply(const Patience& patience) {
  std::size_t looked = 0;
  for (;;) {
    const auto end = arrived_.find('\n', looked);
    if (std::min(end, arrived_.size()) > kLongestLine) {
      give_up(tr("it has sent a line of more than 1 MiB, and was ended."));
    }
    if (end != std::string::npos) {
      Json reply = Json::parse(arrived_.begin(),
                               arrived_.begin() + static_cast<std::ptrdiff_t>(end), nullptr, false);
      if (!is_reply(reply)) misunderstood("a call", told(arrived_.substr(0, end)));
      arrived_.erase(0, end + 1);
      return reply;
    }
    looked = arrived_.size();
    if (!read_more(patience)) return std::nullopt;
  }
}

std::optional<Bytes> ProcessPort::read_bytes(std::size_t count, const Patience& patience) {
  if (count > kLargestFrame) give_up(tr("it announces more than 2 GiB, and was ended."));
  Bytes bytes;
  for (;;) {
    const std::size_t part = std::min(count - bytes.size(), arrived_.size());
    const auto end = arrived_.begin() + static_cast<std::ptrdiff_t>(part);
    bytes.insert(bytes.end(), arrived_.begin(), end);
    arrived_.erase(arrived_.begin(), end);
    if (bytes.size() == count) return bytes;
    if (!read_more(patience)) return std::nullopt;
  }
}

/// Whether it answers both the call that is pending and the order to abort it.
bool ProcessPort::aborts(std::int64_t id) {
  const std::int64_t order = send("abort", Json::object());
  const Patience second = patience(kToAbort, OnStop::goes_on);
  for (int answered = 0; answered < 2; ++answered) {
    const auto reply = read_reply(second);
    if (!reply || !(answers(*reply, id) || answers(*reply, order))) return false;
    if (reply->contains("result") && !read_bytes(bytes_behind(reply->at("result")), second)) {
      return false;
    }
  }
  return true;
}

void ProcessPort::abort(std::int64_t id, const std::string& method, Time longest,
                        const Patience& patience) {
  const bool late = Clock::now() >= patience.end;
  const std::string problem =
      late ? fmt::format(fmt::runtime(tr("no answer to {} within {}.")), method, to_text(longest))
           : tr("it was told to stop.");
  if (!aborts(id)) {
    give_up(problem + " " +
            tr("It did not abort either, and was ended. If something still moves or shines, switch "
               "it off by hand."));
  }
  if (!late) throw Stopped(name_);
  throw DeviceError(name_, problem + " " + tr("It was told to abort, and did."));
}

ProcessPort::Reply ProcessPort::call(const std::string& method, const Json& params, Time longest,
                                     OnStop on_stop, const Announced& announced) {
  const std::int64_t id = send(method, params);
  const Patience waiting = patience(longest, on_stop);
  try {
    auto reply = read_reply(waiting);
    if (!reply) abort(id, method, longest, waiting);
    if (!answers(*reply, id)) misunderstood(method, text_of(*reply));
    if (reply->contains("error")) {
      const std::string why = reply->at("error").value("message", "");
      throw DeviceError(name_, fmt::format(fmt::runtime(tr("it refuses {}: {}")), method,
                                           why.empty() ? text_of(*reply) : told(why)));
    }
    Json result = reply->at("result");
    const std::size_t expected = announced ? announced(result) : 0;
    if (bytes_behind(result) != expected) {
      misunderstood(method, fmt::format(fmt::runtime(tr("{} bytes behind it, where {} are "
                                                        "expected")),
                                        bytes_behind(result), expected));
    }
    auto bytes = read_bytes(expected, waiting);
    if (!bytes) {
      give_up(fmt::format(fmt::runtime(tr("only a part of its answer to {} came within {}. The "
                                          "program was ended.")),
                          method, to_text(longest)));
    }
    return {std::move(result), std::move(*bytes)};
  } catch (const Json::exception& problem) {
    misunderstood(method, told(problem.what()));
  } catch (const std::invalid_argument& problem) {
    misunderstood(method, told(problem.what()));
  }
}

}  // namespace etalon::hardware
