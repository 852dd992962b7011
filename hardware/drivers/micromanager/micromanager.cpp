// SPDX-License-Identifier: Apache-2.0
// Methods of CMMCore: https://micro-manager.org/apidoc/MMCore/latest/
#include "hardware/drivers/micromanager/micromanager.hpp"

#include "hardware/drivers/micromanager/camera_automatics.hpp"
#include "hardware/safety/stop_request.hpp"
#include "suite/core/text.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <thread>
#include <utility>

namespace etalon::hardware {
namespace {

constexpr Length kStep = um(0.001);
constexpr double kLargestPlace_um = 1e9;
// MMCore holds an adapter while its camera exposes, and lets nobody else speak to it.
constexpr Time kStop = s(15);
constexpr Time kShutter = s(5);
constexpr Time kTurret = s(30);
constexpr std::chrono::milliseconds kPoll{20};

std::string first_of(const std::string& wanted, const std::string& otherwise) {
  return wanted.empty() ? otherwise : wanted;
}

double in_um(std::int64_t steps) { return (kStep * static_cast<double>(steps)).in(um); }

}  // namespace

MicroManager::MicroManager(NetworkAddress address, CoreLabels labels, CameraMeaning meaning,
                           std::array<bool, kAxes> moved)
    : name_("micromanager " + to_text(address)),
      wanted_(std::move(labels)),
      meaning_(meaning),
      moved_(moved),
      core_(name_, address),
      beside_(name_, address) {}

void MicroManager::open() {
  if (core_.is_open()) return;
  core_.open();
  try {
    find_devices();
    beside_.open_beside(core_);
    if (!labels_.camera.empty()) prepare_camera();
    if (!labels_.turret.empty()) objective_ = core_.text("getStateLabel", {labels_.turret});
  } catch (...) {
    close();
    throw;
  }
}

void MicroManager::close() noexcept {
  try {
    if (shutter_was_automatic_) {
      free_line().run("setAutoShutter", {true}, kStop, Waiting::goes_on);
    }
  } catch (const DeviceError&) {
    // Nobody is left to tell.
  }
  shutter_was_automatic_ = false;
  beside_.close();
  core_.close();
}

void MicroManager::find_devices() {
  labels_ = wanted_;
  labels_.camera = first_of(wanted_.camera, core_.text("getCameraDevice", {}));
  labels_.light = first_of(wanted_.light, core_.text("getShutterDevice", {}));
  if (moved_[x_axis] || moved_[y_axis]) {
    labels_.stage = first_of(wanted_.stage, core_.text("getXYStageDevice", {}));
    named(labels_.stage, "stage");
  }
  if (moved_[z_axis]) {
    labels_.focus = first_of(wanted_.focus, core_.text("getFocusDevice", {}));
    named(labels_.focus, "focus");
  }
}

const std::string& MicroManager::named(const std::string& label, const char* what) const {
  if (!label.empty()) return label;
  core_.fail(fmt::format(fmt::runtime(tr("Micro-Manager has chosen no device as {0}. Load its "
                                         "configuration there, or name one in the scope file "
                                         "({0}: LABEL).")),
                         what));
}

void MicroManager::prepare_camera() {
  const std::string& camera = labels_.camera;
  if (core_.text("getCameraDevice", {}) != camera) core_.run("setCameraDevice", {camera});
  switch_automatics_off(core_, camera);
  if (!core_.truth("hasProperty", {camera, "Exposure"}) ||
      !core_.truth("hasPropertyLimits", {camera, "Exposure"})) {
    return;
  }
  // Some adapters allow 0.
  const ExposureRange any;
  exposures_.shortest =
      std::max(any.shortest, ms(core_.number("getPropertyLowerLimit", {camera, "Exposure"})));
  exposures_.longest = ms(core_.number("getPropertyUpperLimit", {camera, "Exposure"}));
}

Time MicroManager::set_exposure(Time wanted) {
  const std::string& camera = named(labels_.camera, "camera");
  core_.run("setExposure", {camera, wanted.in(ms)});
  return ms(core_.number("getExposure", {camera}));
}

Snap MicroManager::snap(Time longest) {
  named(labels_.camera, "camera");
  core_.run("snapImage", {}, longest);
  TaggedImage image = core_.tagged_image();
  Snap snap = snap_of(image, meaning_, core_);
  tags_ = std::move(image.tags);
  return snap;
}

Instrument MicroManager::instrument() const {
  Instrument instrument;
  instrument.detector.model = tag_text(tags_, labels_.camera + "-CameraName");
  instrument.detector.serial_number = tag_text(tags_, labels_.camera + "-CameraID");
  instrument.detector.binning = binning_from_text(tag_text(tags_, "Binning")).value_or("");
  return instrument;
}

/// Every property of the camera, as Micro-Manager had it when the last image was taken.
std::map<std::string, std::string> MicroManager::actual() const {
  std::map<std::string, std::string> actual{{"camera", labels_.camera},
                                            {"micromanager_server", core_.version()}};
  for (const char* key : {"PixelType", "BitDepth", "Binning", "ROI", "PixelSizeUm"}) {
    if (tags_.contains(key)) actual[key] = tag_text(tags_, key);
  }
  if (!tags_.is_object()) return actual;
  for (const auto& [key, value] : tags_.items()) {
    if (key.starts_with(labels_.camera + "-")) actual[key] = tag_text(tags_, key);
  }
  return actual;
}

Steps MicroManager::position() {
  const auto asked = [&](const char* method, const std::string& label) {
    const double place = core_.number(method, {label});
    if (!(std::abs(place) <= kLargestPlace_um)) core_.misunderstood(std::to_string(place));
    return std::llround(um(place) / kStep);
  };
  if (moved_[x_axis] || moved_[y_axis]) {
    stands_[x_axis] = asked("getXPosition", labels_.stage);
    stands_[y_axis] = asked("getYPosition", labels_.stage);
  }
  if (moved_[z_axis]) stands_[z_axis] = asked("getPosition", labels_.focus);
  return stands_;
}

/// By where it is to stand, so that rounding does not add up. Adapters that return at the end of
/// the way have until then.
void MicroManager::begin_move(const Steps& by, Time longest) {
  Steps goal = stands_;
  for (std::size_t axis = 0; axis < kAxes; ++axis) goal[axis] += by[axis];
  if (by[z_axis] != 0) expect_objective();
  if (by[z_axis] != 0) core_.run("setPosition", {labels_.focus, in_um(goal[z_axis])}, longest);
  if (by[x_axis] == 0 && by[y_axis] == 0) return;
  core_.run("setXYPosition", {labels_.stage, in_um(goal[x_axis]), in_um(goal[y_axis])}, longest);
}

/// The travel of the focus is that of the objective for which the scope file was written.
void MicroManager::expect_objective() {
  if (labels_.turret.empty()) return;
  const std::string now = core_.text("getStateLabel", {labels_.turret});
  if (now == objective_) return;
  core_.fail(fmt::format(
      fmt::runtime(tr("its turret stood at {} when it was opened and stands at {} now, so that "
                      "travel_z no longer holds. The focus was not moved. Turn the turret back, or "
                      "use the scope file of the other objective.")),
      etalon::quoted(objective_), etalon::quoted(now)));
}

std::vector<std::string> MicroManager::motors() const {
  std::vector<std::string> labels;
  for (const std::string& label : {labels_.stage, labels_.focus}) {
    if (!label.empty()) labels.push_back(label);
  }
  return labels;
}

bool MicroManager::moving() {
  const auto labels = motors();
  return std::any_of(labels.begin(), labels.end(),
                     [&](const std::string& label) { return core_.truth("deviceBusy", {label}); });
}

CoreServer& MicroManager::free_line() { return core_.is_open() ? core_ : beside_; }

void MicroManager::stop() noexcept {
  for (const std::string& label : motors()) {
    try {
      free_line().run("stop", {label}, kStop, Waiting::goes_on);
    } catch (const DeviceError&) {
      continue;  // Whoever stops it has something worse to tell.
    }
  }
}

void MicroManager::wait_for(const std::string& label, Time longest) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(longest.in(s));
  while (free_line().truth("deviceBusy", {label}, Waiting::goes_on)) {
    if (std::chrono::steady_clock::now() > end) {
      core_.fail(fmt::format(fmt::runtime(tr("{} is still busy after {}.")), etalon::quoted(label),
                             to_text(longest)));
    }
    std::this_thread::sleep_for(kPoll);
  }
}

void MicroManager::set_light(Ratio level) {
  const std::string& shutter = named(labels_.light, "light");
  const bool open = level == one(1);
  if (!open && level != one(0)) {
    core_.fail(fmt::format(fmt::runtime(tr("{} is a shutter, which knows 0 % and 100 % only.")),
                           etalon::quoted(shutter)));
  }
  CoreServer& line = free_line();
  const auto set = [&] { line.run("setShutterOpen", {shutter, open}, kShutter, Waiting::goes_on); };
  // Closed before anything is asked, for whatever that may answer.
  if (!open) set();
  if (line.truth("getAutoShutter", {}, Waiting::goes_on)) {
    line.run("setAutoShutter", {false}, kStop, Waiting::goes_on);
    shutter_was_automatic_ = true;
  }
  if (open) set();
  wait_for(shutter, kShutter);
  if (line.truth("getShutterOpen", {shutter}, Waiting::goes_on) != open) {
    core_.fail(fmt::format(fmt::runtime(tr("the shutter {} does not do what it is told.")),
                           etalon::quoted(shutter)));
  }
}

std::optional<Ratio> MicroManager::light() {
  const std::string& shutter = named(labels_.light, "light");
  return one(free_line().truth("getShutterOpen", {shutter}) ? 1 : 0);
}

std::vector<std::string> MicroManager::turret_positions() {
  return core_.texts("getStateLabels", {named(labels_.turret, "turret")});
}

void MicroManager::turn_turret(const std::string& position) {
  const auto known = turret_positions();
  if (std::find(known.begin(), known.end(), position) == known.end()) {
    core_.fail(fmt::format(fmt::runtime(tr("its turret {} has no position {}.")),
                           etalon::quoted(labels_.turret), etalon::quoted(position)));
  }
  if (stop_requested()) throw Stopped(name_);
  core_.run("setStateLabel", {labels_.turret, position}, kTurret);
  wait_for(labels_.turret, kTurret);
  const std::string reached = core_.text("getStateLabel", {labels_.turret});
  if (reached == position) return;
  core_.fail(fmt::format(fmt::runtime(tr("its turret was sent to {} and says that it stands at "
                                         "{}.")),
                         etalon::quoted(position), etalon::quoted(reached)));
}

}  // namespace etalon::hardware
