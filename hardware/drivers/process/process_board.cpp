// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/process/process_board.hpp"

#include "hardware/drivers/process/process_frame.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace etalon::hardware {
namespace {

using Json = nlohmann::json;
using OnStop = ProcessPort::OnStop;

constexpr int kProtocol = 1;
constexpr Time kToStart = s(30);  // drivers of makers take their time to find a camera
constexpr Time kToAnswer = s(5);
constexpr int kMostStale = 100;

Json member(const Json& object, const char* key) {
  return object.contains(key) ? object.at(key) : Json();
}

std::string text(const Json& object, const char* key) { return told(object.value(key, "")); }

ExposureRange range_of(const Json& seconds) {
  const ExposureRange range{s(seconds.at(0).get<double>()), s(seconds.at(1).get<double>())};
  if (range.shortest > s(0) && range.longest >= range.shortest) return range;
  throw std::invalid_argument("exposure_s");
}

Detector detector_of(const Json& camera) {
  Detector detector;
  detector.manufacturer = text(camera, "manufacturer");
  detector.model = text(camera, "model");
  detector.serial_number = text(camera, "serial_number");
  if (camera.contains("binning")) {
    const auto binning = binning_from_text(camera["binning"].get<std::string>());
    if (!binning) throw std::invalid_argument("binning");
    detector.binning = *binning;
  }
  if (camera.contains("pixel_pitch_um")) {
    const double pitch = camera["pixel_pitch_um"];
    if (!(pitch > 0)) throw std::invalid_argument("pixel_pitch_um");
    detector.pixel_pitch = SensorPixelPitch{um_sensor(pitch)};
  }
  return detector;
}

/// Names that Etalon gives itself in the record of a frame are not a program's to give.
std::string recorded_name(const std::string& name) {
  const auto own = {"attempt",  "visit", "source",          "source_sha256",
                    "transfer", "lossy", "significant_bits"};
  const bool taken = name.find('.') != std::string::npos ||
                     std::find(std::begin(own), std::end(own), name) != std::end(own);
  return taken ? "camera_" + name : name;
}

}  // namespace

template <class Read>
auto ProcessBoard::understood(const std::string& method, const Read& read) {
  try {
    return read();
  } catch (const Json::exception& problem) {
    port_.misunderstood(method, told(problem.what()));
  } catch (const std::invalid_argument& problem) {
    port_.misunderstood(method, told(problem.what()));
  }
}

void ProcessBoard::expect(bool has, const char* what) const {
  if (has) return;
  throw DeviceError(name(), fmt::format(fmt::runtime(tr("the program says that it has no {}. Name "
                                                        "another device for it in the scope "
                                                        "file.")),
                                        what));
}

void ProcessBoard::open() {
  if (port_.is_open()) return;
  port_.open();
  try {
    greet();
  } catch (...) {
    port_.close();
    throw;
  }
}

void ProcessBoard::greet() {
  const Json hello =
      port_.call("hello", {{"protocol", kProtocol}}, kToStart, OnStop::gives_up).result;
  const int protocol = understood("hello", [&] { return hello.at("protocol").get<int>(); });
  if (protocol != kProtocol) {
    port_.give_up(fmt::format(fmt::runtime(tr("it speaks version {} of the protocol, and this "
                                              "Etalon version {}. Use a program and an Etalon that "
                                              "fit together.")),
                              protocol, kProtocol));
  }
  has_ = understood("hello", [&] { return read_hello(hello); });
  actual_.clear();
  exposure_.reset();
  light_.reset();
  if (has_.camera) settings(Json::object());
}

ProcessBoard::Has ProcessBoard::read_hello(const Json& hello) {
  Has has;
  has.instrument.manufacturer = text(hello, "manufacturer");
  has.instrument.model = text(hello, "model");
  has.instrument.serial_number = text(hello, "serial_number");
  if (const Json camera = member(hello, "camera"); !camera.is_null()) {
    has.camera = true;
    has.exposure = camera.contains("exposure_s");
    if (has.exposure) has.exposures = range_of(camera["exposure_s"]);
    has.streams = camera.value("streams", false);
    has.stale_frames = std::clamp(camera.value("stale_frames", 0), 0, kMostStale);
    has.instrument.detector = detector_of(camera);
  }
  if (const Json stage = member(hello, "stage"); !stage.is_null()) {
    has.stage = true;
    has.can_stop = stage.at("can_stop");
    const std::vector<std::string> axes = stage.at("axes");
    for (std::size_t i = 0; i < kAxes; ++i) {
      has.axes[i] = std::find(axes.begin(), axes.end(), kAxisNames[i]) != axes.end();
    }
  }
  has.light = !member(hello, "light").is_null();
  return has;
}

/// What the exposure is then, where it can be set.
std::optional<Time> ProcessBoard::settings(const Json& wanted) {
  const Json result = port_.call("camera.settings", wanted, kToAnswer).result;
  return understood("camera.settings", [&]() -> std::optional<Time> {
    const std::vector<std::string> automatic = result.at("automatic");
    if (!automatic.empty()) {
      throw DeviceError(
          name(), fmt::format(fmt::runtime(tr("the camera changes its images by itself ({}), and "
                                              "the program cannot switch that off. Such images "
                                              "cannot be measured.")),
                              told(automatic.front())));
    }
    actual_.clear();
    const Json others = result.value("actual", Json::object());
    for (const auto& [key, value] : others.items()) actual_[recorded_name(told(key))] = told(value);
    if (has_.exposure) exposure_ = s(result.at("exposure_s").get<double>());
    return exposure_;
  });
}

Time ProcessBoard::set_exposure(Time wanted) {
  expect(has_.exposure, tr("camera whose exposure can be set"));
  return settings({{"exposure_s", wanted.in(s)}}).value_or(s(0));
}

Snap ProcessBoard::snap(Time longest) {
  expect(has_.camera, tr("camera"));
  const auto complete = [](const Json& result) { return result.value("complete", true); };
  const auto reply = port_.call(
      "camera.snap", {{"longest_s", longest.in(s)}}, longest, OnStop::gives_up,
      [&](const Json& result) { return complete(result) ? announced_bytes(result) : 0; });
  return understood("camera.snap", [&] {
    Snap snap;
    snap.complete = complete(reply.result);
    if (reply.result.contains("number")) snap.number = reply.result["number"];
    if (!snap.complete) return snap;
    auto frame = described_frame(reply.result, reply.bytes);
    if (!frame) throw std::invalid_argument("packing, bits or channels");
    snap.frame = std::move(*frame);
    return snap;
  });
}

Json ProcessBoard::where() {
  expect(has_.stage, tr("stage"));
  return port_.call("stage.position", Json::object(), kToAnswer).result;
}

Steps ProcessBoard::position() {
  const Json result = where();
  return understood("stage.position", [&] {
    const std::vector<std::int64_t> told_steps = result.at("steps");
    if (told_steps.size() != kAxes) throw std::invalid_argument("steps");
    Steps steps{};
    std::copy(told_steps.begin(), told_steps.end(), steps.begin());
    return steps;
  });
}

bool ProcessBoard::moving() {
  const Json result = where();
  return understood("stage.position", [&] { return result.at("moving").get<bool>(); });
}

void ProcessBoard::begin_move(const Steps& by, Time longest) {
  expect(has_.stage, tr("stage"));
  for (std::size_t i = 0; i < kAxes; ++i) {
    if (by[i] != 0) expect(has_.axes[i], i == z_axis ? tr("focus drive") : tr("stage"));
  }
  port_.call("stage.move", {{"by", by}, {"longest_s", longest.in(s)}}, longest, OnStop::gives_up);
}

void ProcessBoard::stop() noexcept {
  if (has_.stage) port_.interrupt("stage.stop");
}

void ProcessBoard::set_light(Ratio level) {
  expect(has_.light, tr("light"));
  light_.reset();
  const Json result = port_.call("light.set", {{"level", level.in(one)}}, kToAnswer).result;
  if (!result.contains("level")) return;
  light_ = understood("light.set", [&] { return one(result["level"].get<double>()); });
}

}  // namespace etalon::hardware
