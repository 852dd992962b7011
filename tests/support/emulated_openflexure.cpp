// SPDX-License-Identifier: Apache-2.0
#include "tests/support/emulated_openflexure.hpp"

#include "suite/imagefiles/jpeg_bytes.hpp"

#include <fmt/format.h>
#include <httplib.h>

namespace etalon::test {

using hardware::Steps;
using Json = EmulatedOpenFlexure::Json;
using Reply = EmulatedOpenFlexure::Reply;

namespace {

constexpr const char* kV2 = "/api/v2";

Reply json(const Json& value, int status = 200) {
  return {status, "application/json", value.dump()};
}

Json axes(const Steps& place) { return {{"x", place[0]}, {"y", place[1]}, {"z", place[2]}}; }

}  // namespace

std::string jpeg_of_upper_bits(const Frame& frame) {
  Frame eight;
  eight.info = frame.info;
  eight.info.mosaic = Mosaic::none;
  eight.info.sample_type = SampleType::u8;
  std::vector<std::uint8_t> samples;
  for (const std::uint16_t value : std::get<std::vector<std::uint16_t>>(frame.samples)) {
    samples.push_back(static_cast<std::uint8_t>(value >> (frame.info.significant_bits - 8)));
  }
  eight.info.significant_bits = 8;
  eight.samples = std::move(samples);
  const auto bytes = imagefiles::jpeg_of(eight, 95);
  return {bytes.begin(), bytes.end()};
}

EmulatedOpenFlexure::EmulatedOpenFlexure(Release release, std::function<Frame(Time)> snap,
                                         double steps_per_second)
    : release_(release),
      snap_(std::move(snap)),
      motors_(steps_per_second),
      server_(std::make_unique<httplib::Server>()) {
  if (release == Release::two) {
    camera_ = {{"shutter_speed", 0}, {"exposure_mode", "auto"}, {"awb_mode", "auto"},
               {"analog_gain", 1.0}, {"awb_gains", {1.5, 1.2}}, {"framerate", 30}};
  } else {
    camera_ = {{"exposure_time", 10000}, {"analogue_gain", 1.0}, {"colour_gains", {1.5, 1.2}}};
  }
  const auto handler = [this](const httplib::Request& request, httplib::Response& response) {
    answer(request, response);
  };
  server_->Get(".*", handler).Post(".*", handler).Put(".*", handler).Delete(".*", handler);
  port_ = server_->bind_to_any_port("127.0.0.1");
  thread_ = std::thread([this] { server_->listen_after_bind(); });
  while (!server_->is_running()) std::this_thread::yield();
}

EmulatedOpenFlexure::~EmulatedOpenFlexure() { end(); }

void EmulatedOpenFlexure::end() {
  server_->stop();
  if (thread_.joinable()) thread_.join();
}

void EmulatedOpenFlexure::vanish() { server_->stop(); }

std::string EmulatedOpenFlexure::address() const {
  return fmt::format("http://127.0.0.1:{}", port_);
}

Steps EmulatedOpenFlexure::position() const {
  const std::lock_guard lock(mutex_);
  return motors_.now();
}

void EmulatedOpenFlexure::set_position(const Steps& place) {
  const std::lock_guard lock(mutex_);
  motors_.set(place);
}

Json EmulatedOpenFlexure::setting(const std::string& key) const {
  const std::lock_guard lock(mutex_);
  return camera_.at(key);
}

void EmulatedOpenFlexure::set_setting(const std::string& key, const Json& value) {
  const std::lock_guard lock(mutex_);
  camera_[key] = value;
}

std::vector<std::string> EmulatedOpenFlexure::heard() const {
  const std::lock_guard lock(mutex_);
  return heard_;
}

std::size_t EmulatedOpenFlexure::captures() const {
  const std::lock_guard lock(mutex_);
  return images_.size() - deleted_;
}

void EmulatedOpenFlexure::answer(const httplib::Request& request, httplib::Response& response) {
  const std::string question = request.method + " " + request.path;
  Reply reply;
  {
    const std::lock_guard lock(mutex_);
    heard_.push_back(question);
    try {
      reply = reply_to(request.method, request.path, Json::parse(request.body, nullptr, false));
    } catch (const std::exception& error) {
      reply = json({{"detail", error.what()}}, 422);
    }
  }
  if (spoil) spoil(question, reply);
  response.status = reply.status;
  if (!reply.location.empty()) response.set_header("Location", reply.location);
  if (reply.breaks_off) {
    response.set_content_provider(
        1, reply.type, [](std::size_t, std::size_t, httplib::DataSink&) { return false; });
    return;
  }
  response.set_content(reply.body, reply.type);
}

Reply EmulatedOpenFlexure::reply_to(const std::string& method, const std::string& path,
                                    const Json& body) {
  const std::string actions =
      release_ == Release::two ? std::string(kV2) + "/actions/" : "/action_invocations/";
  if (path.starts_with(actions) &&
      path.find_first_not_of("0123456789", actions.size()) == std::string::npos) {
    return reply_of_action(method, std::stoul(path.substr(actions.size())));
  }
  const std::string question = method + " " + path;
  const auto reply = release_ == Release::two ? reply_v2(question, body) : reply_v3(question, body);
  return reply ? *reply : json({{"detail", "Not Found"}}, 404);
}

void EmulatedOpenFlexure::look_after(Done& done) {
  if (!done.moves || done.status != "running" || motors_.moving()) return;
  done.status = "completed";
  if (moved) moved(motors_.now());
}

Json EmulatedOpenFlexure::state_of(std::size_t index) const {
  const Done& done = actions_.at(index);
  const std::string path = release_ == Release::two ? fmt::format("{}/actions/{}", kV2, index)
                                                    : fmt::format("/action_invocations/{}", index);
  const std::string href = address() + path;
  Json state{{"action", done.what}, {"id", std::to_string(index)}, {"status", done.status},
             {"href", href},        {"log", Json::array()},        {"output", done.output}};
  if (release_ == Release::two) {
    state["links"] = {{"self", {{"href", href}}}};
  } else {
    state["links"] = Json::array({Json{{"rel", "self"}, {"href", href}}});
  }
  return state;
}

Reply EmulatedOpenFlexure::reply_of_action(const std::string& method, std::size_t index) {
  look_after(actions_.at(index));
  if (method == "DELETE") {
    motors_.stop();
    actions_.at(index).status = "cancelled";
  }
  return json(state_of(index));
}

/// A move is answered as one that runs, however soon it ends: what a test spoils of its end is
/// always asked for.
Reply EmulatedOpenFlexure::begun(const std::string& what, const Json& output, bool moves) {
  actions_.push_back({what, output, moves, moves ? "running" : "completed"});
  return json(state_of(actions_.size() - 1), 201);
}

std::string EmulatedOpenFlexure::capture(bool raw) {
  const char* key = release_ == Release::two ? "shutter_speed" : "exposure_time";
  // The frame that is on its way was exposed as the camera was set before.
  const double exposure = std::exchange(shown_us_, camera_.at(key).get<double>());
  const Frame frame = snap_(us(exposure));
  return raw ? pi_jpeg_of(frame) : jpeg_of_upper_bits(frame);
}

void EmulatedOpenFlexure::move(const Json& by) {
  motors_.begin({by.at("x").get<std::int64_t>(), by.at("y").get<std::int64_t>(),
                 by.at("z").get<std::int64_t>()});
}

std::optional<Reply> EmulatedOpenFlexure::reply_v2(const std::string& question, const Json& body) {
  static const std::string settings = std::string(kV2) + "/instrument/settings";
  static const std::string captures = std::string(kV2) + "/captures/";
  if (question == "GET /api/v2/") return json({{"title", "OpenFlexure Microscope"}});
  if (question == "GET " + settings) {
    return json({{"camera", {{"picamera", camera_}}}, {"stage", {{"backlash", {0, 0, 0}}}}});
  }
  if (question == "PUT " + settings) {
    camera_.update(body.at("camera").at("picamera"));
    return json({{"camera", {{"picamera", camera_}}}});
  }
  if (question == "GET /api/v2/instrument/state/stage/position") return json(axes(motors_.now()));
  if (question == "POST /api/v2/actions/stage/move") {
    if (body.at("absolute").get<bool>()) return std::nullopt;
    move(body);
    return begun("move", nullptr, true);
  }
  if (question == "POST /api/v2/actions/camera/capture") {
    images_.push_back(capture(body.at("bayer").get<bool>()));
    const std::string id = std::to_string(images_.size() - 1);
    const std::string href = address() + captures + id + "/download/" + id + ".jpeg";
    return begun("capture",
                 {{"id", id}, {"name", id + ".jpeg"}, {"links", {{"download", {{"href", href}}}}}},
                 false);
  }
  if (question.starts_with("GET " + captures)) {
    return Reply{200, "image/jpeg", images_.at(std::stoul(question.substr(4 + captures.size())))};
  }
  if (question.starts_with("DELETE " + captures)) {
    ++deleted_;
    return json(nullptr);
  }
  return std::nullopt;
}

Json EmulatedOpenFlexure::things() const {
  const auto form = [](const std::string& href) {
    return Json{{"forms", Json::array({Json{{"href", href}}})}};
  };
  Json camera{{"base", address() + "/camera/"},
              {"actions", {{"capture_jpeg", form("/camera/capture_jpeg")}}}};
  for (const auto& [key, value] : camera_.items()) {
    camera["properties"][key] = form(key);  // relative to the base
  }
  const Json stage{{"actions", {{"move_relative", form("/stage/move_relative")}}},
                   {"properties", {{"position", form(address() + "/stage/position")}}}};
  return {{"/camera/", camera}, {"/stage/", stage}, {"/settings/", {{"title", "Settings"}}}};
}

std::optional<Reply> EmulatedOpenFlexure::reply_v3(const std::string& question, const Json& body) {
  if (question == "GET /thing_descriptions/") return json(things());
  if (question == "GET /api/v2/") return json({{"title", "for old programs"}});
  if (question == "GET /stage/position") return json(axes(motors_.now()));
  for (const auto& [key, value] : camera_.items()) {
    if (question == "GET /camera/" + key) return json(value);
    if (question == "PUT /camera/" + key) {
      camera_[key] = body;
      return json(nullptr, 201);
    }
  }
  if (question == "POST /stage/move_relative") {
    move(body);
    return begun("/stage/move_relative", nullptr, true);
  }
  if (question == "POST /camera/capture_jpeg") {
    images_.push_back(capture(false));
    return begun("/camera/capture_jpeg",
                 {{"href", fmt::format("{}/blob/{}", address(), images_.size() - 1)},
                  {"media_type", "image/jpeg"}},
                 false);
  }
  if (question.starts_with("GET /blob/")) {
    return Reply{200, "image/jpeg", images_.at(std::stoul(question.substr(10)))};
  }
  return std::nullopt;
}

}  // namespace etalon::test
