// SPDX-License-Identifier: Apache-2.0
#include "tests/support/emulated_micromanager.hpp"

#include <fmt/format.h>
#include <zmq.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <stdexcept>

namespace etalon::test {

using hardware::Steps;
using Json = EmulatedMicroManager::Json;
using Parts = EmulatedMicroManager::Parts;

namespace {

constexpr std::uint32_t kBlob = 0x739f85a3;

Json none() { return {{"type", "none"}}; }
Json primitive(const Json& value) { return {{"type", "primitive"}, {"value", value}}; }
Json text(const std::string& value) { return {{"type", "string"}, {"value", value}}; }

[[noreturn]] void exception(const std::string& message) { throw std::runtime_error(message); }

double in_um(std::int64_t nm) { return static_cast<double>(nm) / 1000; }

/// Colours blue first, and a fourth that says nothing.
template <class Sample>
std::string bytes_of(const std::vector<Sample>& samples, int channels) {
  std::vector<Sample> sent = samples;
  if (channels == 3) {
    sent.clear();
    for (std::size_t i = 0; i + 2 < samples.size(); i += 3) {
      sent.insert(sent.end(), {samples[i + 2], samples[i + 1], samples[i], Sample{0}});
    }
  }
  std::string bytes(sent.size() * sizeof(Sample), '\0');
  std::memcpy(bytes.data(), sent.data(), bytes.size());
  return bytes;
}

}  // namespace

/// One port, and what was lent through it.
class EmulatedMicroManager::Line {
 public:
  explicit Line(void* context) : socket_(zmq_socket(context, ZMQ_REP)) {
    const int linger = 0;
    zmq_setsockopt(socket_, ZMQ_LINGER, &linger, sizeof linger);
    zmq_bind(socket_, "tcp://127.0.0.1:*");
    std::array<char, 64> endpoint{};
    std::size_t size = endpoint.size();
    zmq_getsockopt(socket_, ZMQ_LAST_ENDPOINT, endpoint.data(), &size);
    address = endpoint.data();
  }
  ~Line() { close(); }
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  void close() {
    if (socket_ != nullptr) zmq_close(socket_);
    socket_ = nullptr;
  }
  bool asked() const {
    zmq_pollitem_t item{socket_, 0, ZMQ_POLLIN, 0};
    return zmq_poll(&item, 1, 10) > 0;
  }
  std::string question() const {
    std::string question(1 << 16, '\0');
    const int size = zmq_recv(socket_, question.data(), question.size(), 0);
    question.resize(static_cast<std::size_t>(std::max(size, 0)));
    return question;
  }
  void send(const Parts& parts) const {
    for (std::size_t i = 0; i < parts.size(); ++i) {
      zmq_send(socket_, parts[i].data(), parts[i].size(), i + 1 < parts.size() ? ZMQ_SNDMORE : 0);
    }
  }
  int port() const { return std::stoi(address.substr(address.rfind(':') + 1)); }

  std::string address;

 private:
  void* socket_;
};

EmulatedMicroManager::EmulatedMicroManager(std::function<Frame(Time)> snap, double nm_per_second)
    : snap_(std::move(snap)),
      motors_(nm_per_second),
      properties_{{"Exposure", {"10", {}}},
                  {"Binning", {"1", {"1", "2"}}},
                  {"CameraName", {"Emulated camera", {}}},
                  {"CameraID", {"E-1", {}}}},
      context_(zmq_ctx_new()) {
  open_line();
}

EmulatedMicroManager::~EmulatedMicroManager() {
  over_ = true;
  for (std::thread& thread : threads_) thread.join();
  lines_.clear();
  zmq_ctx_term(context_);
}

int EmulatedMicroManager::open_line() {
  lines_.push_back(std::make_unique<Line>(context_));
  Line& line = *lines_.back();
  threads_.emplace_back([this, &line] { serve(line); });
  return line.port();
}

std::string EmulatedMicroManager::address() const { return lines_.front()->address; }

Steps EmulatedMicroManager::position() const {
  const std::lock_guard lock(mutex_);
  return motors_.now();
}

void EmulatedMicroManager::set_position(const Steps& place) {
  const std::lock_guard lock(mutex_);
  motors_.set(place);
}

void EmulatedMicroManager::set_property(const std::string& name, const Property& property) {
  const std::lock_guard lock(mutex_);
  properties_[name] = property;
}

std::string EmulatedMicroManager::property(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  return properties_.at(name).value;
}

bool EmulatedMicroManager::shutter_open() const {
  const std::lock_guard lock(mutex_);
  return open_;
}

bool EmulatedMicroManager::shutter_automatic() const {
  const std::lock_guard lock(mutex_);
  return automatic_;
}

std::size_t EmulatedMicroManager::lent() const {
  const std::lock_guard lock(mutex_);
  return lent_.size();
}

std::vector<std::string> EmulatedMicroManager::heard() const {
  const std::lock_guard lock(mutex_);
  return heard_;
}

void EmulatedMicroManager::serve(Line& line) {
  while (!over_) {
    if (!line.asked()) continue;
    const Json question = Json::parse(line.question());
    Parts parts;
    {
      const std::lock_guard lock(mutex_);
      parts = answer(question);
    }
    if (spoil) spoil(question, parts);
    if (parts.empty()) over_ = true;
    line.send(parts);
  }
  line.close();
}

Parts EmulatedMicroManager::answer(const Json& question) {
  Parts blobs;
  Json answer;
  try {
    answer = answer_to(question, blobs);
  } catch (const std::exception& error) {
    answer = {{"type", "exception"},
              {"value", fmt::format("java.lang.Exception: {}\nmmcorej.MMCoreJJNI(Native Method)\n",
                                    error.what())}};
  }
  blobs.insert(blobs.begin(), answer.dump());
  return blobs;
}

Json EmulatedMicroManager::lend(const std::string& what, const Json& content, int port) {
  const std::string name = fmt::format("{:x}-{}", ++names_, what);
  lent_[name] = content;
  return {{"type", "unserialized-object"}, {"class", what}, {"hash-code", name}, {"port", port}};
}

Json EmulatedMicroManager::answer_to(const Json& question, Parts& blobs) {
  const std::string command = question.at("command");
  if (command == "connect") return {{"type", "none"}, {"version", version}};
  if (command == "constructor") {
    const bool another = question.value("new-port", false);
    return lend("mmcorej.CMMCore", "core", another ? open_line() : lines_.front()->port());
  }
  const std::string object = question.at("hash-code");
  if (command == "destructor") {
    lent_.erase(object);
    return none();
  }
  const Json content = lent_.at(object);
  if (command == "get-field") return field(question.at("name"), content, blobs);
  if (question.at("static").get<bool>()) exception("not static");
  const std::string method = question.at("name");
  const Json& arguments = question.at("arguments");
  if (content != "core") {
    if (method == "size") return primitive(content.size());
    return text(content.at(arguments.at(0).get<std::size_t>()));
  }
  heard_.push_back(method);
  if (!arguments.empty() && arguments[0].is_string()) {
    heard_.back() += " " + arguments[0].get<std::string>();
  }
  return run(method, arguments);
}

Json EmulatedMicroManager::field(const std::string& name, const Json& image, Parts& blobs) const {
  if (name == "tags") {
    return {{"type", "object"}, {"class", "JSONObject"}, {"value", image.at("tags").dump()}};
  }
  std::string key(sizeof kBlob, '\0');
  std::memcpy(key.data(), &kBlob, sizeof kBlob);
  blobs.push_back(key);
  const int channels = frame_.info.channels;
  blobs.push_back(
      std::visit([&](const auto& samples) { return bytes_of(samples, channels); }, frame_.samples));
  const bool small = frame_.info.sample_type == SampleType::u8;
  return {{"type", small ? "byte-array" : "short-array"}, {"value", fmt::format("[B@{:x}", kBlob)}};
}

void EmulatedMicroManager::settle() {
  if (told_ || motors_.moving()) return;
  told_ = true;
  if (moved) moved(motors_.now());
}

Json EmulatedMicroManager::run(const std::string& method, const Json& arguments) {
  settle();
  if (const auto answer = stage_method(method, arguments)) return *answer;
  if (const auto answer = camera_method(method, arguments)) return *answer;
  if (const auto answer = other_method(method, arguments)) return *answer;
  exception("No Matching method found with argument types: " + method);
}

std::optional<Json> EmulatedMicroManager::stage_method(const std::string& method,
                                                       const Json& arguments) {
  const Steps now = motors_.now();
  const auto goal = [&](std::size_t argument) {
    const double nm = 1000 * arguments.at(argument).get<double>();
    return std::llround(nm / static_cast<double>(step_nm)) * step_nm;
  };
  const auto move_by = [&](const Steps& by) {
    told_ = false;
    motors_.begin(by);
    return none();
  };
  if (method == "getXYStageDevice") return text("XY");
  if (method == "getFocusDevice") return text("Z");
  if (method == "getXPosition") return primitive(in_um(now[0]));
  if (method == "getYPosition") return primitive(in_um(now[1]));
  if (method == "getPosition") return primitive(in_um(now[2]));
  if (method == "setPosition") return move_by({0, 0, goal(1) - now[2]});
  if (method == "setXYPosition") {
    return move_by({goal(1) - now[0], goal(2) - now[1], 0});
  }
  if (method == "stop") {
    motors_.stop();
    return none();
  }
  if (method == "deviceBusy") {
    const bool motor = arguments.at(0) == "XY" || arguments.at(0) == "Z";
    return primitive(motor && motors_.moving());
  }
  return std::nullopt;
}

std::optional<Json> EmulatedMicroManager::camera_method(const std::string& method,
                                                        const Json& arguments) {
  if (method == "getCameraDevice") return text(camera);
  if (method == "getExposure") return primitive(std::stod(properties_["Exposure"].value));
  if (method == "setExposure") {
    const double wanted = arguments.at(1);
    properties_["Exposure"].value = fmt::format("{}", wanted);
    return none();
  }
  if (method == "hasProperty") {
    return primitive(properties_.count(arguments.at(1).get<std::string>()) > 0);
  }
  if (method == "hasPropertyLimits") return primitive(arguments.at(1) == "Exposure");
  if (method == "getPropertyLowerLimit") return primitive(0.0);
  if (method == "getPropertyUpperLimit") return primitive(10000.0);
  if (method == "getDevicePropertyNames") {
    Json names = Json::array();
    for (const auto& [name, property] : properties_) names.push_back(name);
    return lend("mmcorej.StrVector", names, 0);
  }
  if (method == "getAllowedPropertyValues") {
    return lend("mmcorej.StrVector", properties_.at(arguments.at(1)).allowed, 0);
  }
  if (method == "getProperty") return text(properties_.at(arguments.at(1)).value);
  if (method == "setProperty") {
    properties_.at(arguments.at(1)).value = arguments.at(2);
    return none();
  }
  if (method == "snapImage") {
    frame_ = snap_(ms(std::stod(properties_["Exposure"].value)));
    return none();
  }
  if (method == "getTaggedImage") {
    const bool small = frame_.info.sample_type == SampleType::u8;
    const bool colour = frame_.info.channels == 3;
    Json tags{{"Width", frame_.info.width},
              {"Height", frame_.info.height},
              {"BitDepth", frame_.info.significant_bits},
              {"PixelType", colour ? (small ? "RGB32" : "RGB64") : (small ? "GRAY8" : "GRAY16")},
              {"PixelSizeUm", 0.0},
              {"ROI", "0-0-8-6"}};
    for (const auto& [name, property] : properties_) tags[camera + "-" + name] = property.value;
    return lend("mmcorej.TaggedImage", {{"tags", tags}}, 0);
  }
  return std::nullopt;
}

std::optional<Json> EmulatedMicroManager::other_method(const std::string& method,
                                                       const Json& arguments) {
  if (method == "getShutterDevice") return text("Shutter");
  if (method == "getAutoShutter") return primitive(automatic_);
  if (method == "getShutterOpen") return primitive(open_);
  if (method == "setAutoShutter") {
    automatic_ = arguments.at(0);
    return none();
  }
  if (method == "setShutterOpen") {
    open_ = arguments.at(1);
    return none();
  }
  if (method == "getStateLabel") return text(turret_);
  if (method == "getStateLabels") {
    return lend("mmcorej.StrVector", {"Nikon 10X S Fluor", "Nikon 20X Plan Fluor ELWD"}, 0);
  }
  if (method == "setStateLabel") {
    turret_ = arguments.at(1);
    return none();
  }
  return std::nullopt;
}

}  // namespace etalon::test
