// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/micromanager/core_server.hpp"

#include "suite/core/error.hpp"
#include "suite/core/text.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <utility>

namespace etalon::hardware {
namespace {

using Json = nlohmann::json;

constexpr Time kAnswer = s(5);
constexpr Time kGoodbye = s(1);
constexpr Time kImage = s(30);  // its bytes may come through a tunnel
constexpr std::size_t kMostTexts = 10000;
constexpr std::size_t kSaid = 300;  // bytes of what Micro-Manager says

/// The server writes its text in ISO 8859-1.
std::string utf8_of(const std::string& latin1) {
  std::string text;
  for (const char c : latin1) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      text += c;
    } else {
      text += static_cast<char>(0xC0U | byte >> 6U);
      text += static_cast<char>(0x80U | (byte & 0x3FU));
    }
  }
  return text;
}

Json member(const Json& object, const char* key) {
  return object.is_object() && object.contains(key) ? object[key] : Json();
}

std::string text_in(const Json& object, const char* key) {
  const Json value = member(object, key);
  return value.is_string() ? value.get<std::string>() : std::string();
}

/// The first line of a Java stack trace, without the name of its class.
std::string said(const std::string& trace) {
  std::string line = trace.substr(0, trace.find_first_of("\r\n"));
  const auto colon = line.find(": ");
  if (line.starts_with("java.lang.") && colon != std::string::npos) line = line.substr(colon + 2);
  line.resize(std::min(line.size(), kSaid));
  if (is_one_line(line)) return line;
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c < 0x20 || c > 0x7e; }, '?');
  return line;
}

const char* java_type(const Json& argument) {
  if (argument.is_string()) return "java.lang.String";
  if (argument.is_boolean()) return "boolean";
  return argument.is_number_float() ? "double" : "int";
}

/// Bytes behind an answer stand after a number of four bytes, which its value names: "[B@1f".
bool names(const std::string& value, const std::string& key) {
  std::uint32_t number = 0;
  const auto at = value.find('@');
  if (at == std::string::npos || key.size() != sizeof number) return false;
  std::uint32_t named = 0;
  std::from_chars(value.data() + at + 1, value.data() + value.size(), named, 16);
  std::memcpy(&number, key.data(), sizeof number);
  return named == number;
}

/// Of the servers that are known to speak so.
bool known_version(const std::string& version) {
  return version.starts_with("4.") || version.starts_with("5.");
}

}  // namespace

void CoreServer::fail(const std::string& problem) const {
  throw DeviceError(line_.name(), problem);
}

void CoreServer::misunderstood(const std::string& answer) const {
  fail(fmt::format(fmt::runtime(tr("its answer is not understood: {}. Is this the server of "
                                   "Micro-Manager 2.0?")),
                   etalon::quoted(answer)));
}

CoreServer::Answer CoreServer::ask(const Json& question, Time longest, Waiting waiting) {
  const auto parts = line_.ask(question.dump(-1, ' ', true), longest, waiting);
  Answer answer{Json::parse(utf8_of(parts[0]), nullptr, false), {}};
  const std::string type = text_in(answer.value, "type");
  if (type.empty()) misunderstood(utf8_of(parts[0]));
  if (type == "exception") {
    fail(fmt::format(fmt::runtime(tr("Micro-Manager says: {}. Does the same work in its own "
                                     "window?")),
                     said(text_in(answer.value, "value"))));
  }
  const std::string value = text_in(answer.value, "value");
  for (std::size_t i = 1; i + 1 < parts.size(); i += 2) {
    if (names(value, parts[i])) answer.bytes = parts[i + 1];
  }
  return answer;
}

CoreServer::Answer CoreServer::call(const std::string& object, const std::string& method,
                                    const Arguments& arguments, Time longest, Waiting waiting) {
  Json types = Json::array();
  for (const Json& argument : arguments) types.push_back(java_type(argument));
  return ask({{"command", "run-method"},
              {"static", false},
              {"hash-code", object},
              {"name", method},
              {"argument-types", types},
              {"argument-deserialization-types", types},
              {"arguments", Json(arguments)}},
             longest, waiting);
}

std::string CoreServer::lent(const Answer& answer) const {
  const std::string name = text_in(answer.value, "hash-code");
  if (name.empty()) misunderstood(answer.value.dump());
  return name;
}

void CoreServer::give_back(const std::string& object) noexcept {
  try {
    ask({{"command", "destructor"}, {"hash-code", object}}, kGoodbye, Waiting::goes_on);
  } catch (const DeviceError&) {
    return;  // Whoever gives it back has finished, or something worse to tell.
  }
}

void CoreServer::connect() {
  line_.open(to_text(address_));
  const Answer hello =
      ask({{"command", "connect"}, {"debug", false}}, kAnswer, Waiting::ends_on_stop);
  version_ = text_in(hello.value, "version");
  if (!known_version(version_)) {
    fail(fmt::format(fmt::runtime(tr("its server has version {}; known are 4 and 5. Use a "
                                     "Micro-Manager 2.0 of these years, or report what yours "
                                     "says.")),
                     etalon::quoted(version_)));
  }
}

void CoreServer::open() {
  try {
    connect();
    core_ = lent(ask({{"command", "constructor"},
                      {"classpath", "mmcorej.CMMCore"},
                      {"argument-types", Json::array()},
                      {"argument-deserialization-types", Json::array()},
                      {"arguments", Json::array()}},
                     kAnswer, Waiting::ends_on_stop));
  } catch (...) {
    line_.close();
    throw;
  }
}

void CoreServer::open_beside(CoreServer& main) {
  const Answer answer = main.ask({{"command", "constructor"},
                                  {"classpath", "mmcorej.CMMCore"},
                                  {"new-port", true},
                                  {"argument-types", Json::array()},
                                  {"argument-deserialization-types", Json::array()},
                                  {"arguments", Json::array()}},
                                 kAnswer, Waiting::ends_on_stop);
  const Json port = member(answer.value, "port");
  if (!port.is_number_integer()) main.misunderstood(answer.value.dump());
  address_ = main.address_;
  address_.port = port.get<int>();
  core_ = main.lent(answer);
  try {
    connect();
  } catch (const DeviceError&) {
    line_.close();
    main.fail(fmt::format(fmt::runtime(tr("the second line that it opened, on port {}, cannot be "
                                          "reached; stop goes over it. A tunnel has to bring both "
                                          "ports.")),
                          address_.port));
  }
}

void CoreServer::close() noexcept {
  if (is_open()) give_back(core_);
  line_.close();
}

void CoreServer::run(const std::string& method, const Arguments& arguments, Time longest,
                     Waiting waiting) {
  call(core_, method, arguments, longest, waiting);
}

double CoreServer::number(const std::string& method, const Arguments& arguments) {
  const Json value =
      member(call(core_, method, arguments, kAnswer, Waiting::ends_on_stop).value, "value");
  if (!value.is_number()) misunderstood(method + ": " + value.dump());
  return value.get<double>();
}

bool CoreServer::truth(const std::string& method, const Arguments& arguments, Waiting waiting) {
  const Json value = member(call(core_, method, arguments, kAnswer, waiting).value, "value");
  if (!value.is_boolean()) misunderstood(method + ": " + value.dump());
  return value.get<bool>();
}

std::string CoreServer::text(const std::string& method, const Arguments& arguments) {
  const Json value =
      member(call(core_, method, arguments, kAnswer, Waiting::ends_on_stop).value, "value");
  if (!value.is_string()) misunderstood(method + ": " + value.dump());
  return value.get<std::string>();
}

std::vector<std::string> CoreServer::texts(const std::string& method, const Arguments& arguments) {
  const std::string list = lent(call(core_, method, arguments, kAnswer, Waiting::ends_on_stop));
  const Json size = member(call(list, "size", {}, kAnswer, Waiting::ends_on_stop).value, "value");
  if (!size.is_number_unsigned() || size.get<std::size_t>() > kMostTexts) {
    misunderstood(method + ": " + size.dump());
  }
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < size.get<std::size_t>(); ++i) {
    texts.push_back(text_in(
        call(list, "get", {static_cast<int>(i)}, kAnswer, Waiting::ends_on_stop).value, "value"));
  }
  give_back(list);
  return texts;
}

TaggedImage CoreServer::tagged_image() {
  const std::string image = lent(call(core_, "getTaggedImage", {}, kImage, Waiting::ends_on_stop));
  const auto field = [&](const char* name) {
    return ask({{"command", "get-field"}, {"hash-code", image}, {"name", name}}, kImage,
               Waiting::ends_on_stop);
  };
  Answer pixels = field("pix");
  const Answer tags = field("tags");
  give_back(image);
  Json known = Json::parse(text_in(tags.value, "value"), nullptr, false);
  if (!known.is_object()) misunderstood(text_in(tags.value, "value"));
  return {std::move(known), text_in(pixels.value, "type"), std::move(pixels.bytes)};
}

}  // namespace etalon::hardware
