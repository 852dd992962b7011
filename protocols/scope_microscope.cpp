// SPDX-License-Identifier: Apache-2.0
#include "protocols/device_reader.hpp"
#include "protocols/scope_file.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <map>
#include <memory>

namespace etalon::protocols {
namespace {

/// Devices by what their roles say of them: roles that say the same are played by one device.
using MadeDevices = std::map<hardware::DriverSettings, std::shared_ptr<hardware::Device>>;

template <class Role>
std::shared_ptr<Role> make_role(const ScopeFile& scope, const std::string& role,
                                MadeDevices& made) {
  const auto found = scope.devices.find(role);
  if (found == scope.devices.end()) return nullptr;
  auto settings = found->second;
  const std::string driver = settings["driver"];
  settings.erase("driver");
  auto& shared = made[found->second];
  if (!shared) shared = hardware::make_device(driver, settings);
  auto device = std::dynamic_pointer_cast<Role>(shared);
  if (!device) {
    throw DeviceError(driver, cannot_play(*hardware::find_driver(driver), role));
  }
  return device;
}

/// What the file says, or the camera. Throws DeviceError when they contradict each other.
void agree_on_contrast(Instrument& instrument, const hardware::Camera* camera) {
  const std::string told = camera == nullptr ? "" : camera->contrast();
  if (told.empty() || instrument.contrast == told) return;
  if (!instrument.contrast.empty()) {
    throw DeviceError(
        camera->name(),
        fmt::format(fmt::runtime(tr("the scope file says contrast: {}, and the camera "
                                    "works in {}.")),
                    instrument.contrast, told));
  }
  instrument.contrast = told;
  instrument.sources["contrast"] = Source::device;
}

}  // namespace

hardware::Microscope make_microscope(const ScopeFile& scope) {
  hardware::Microscope microscope;
  microscope.instrument = scope.instrument;
  microscope.pixel_size = scope.pixel_size;
  MadeDevices made;
  microscope.camera = make_role<hardware::Camera>(scope, "camera", made);
  microscope.stage = make_role<hardware::XYStage>(scope, "stage", made);
  microscope.focus = make_role<hardware::Focus>(scope, "focus", made);
  microscope.light = make_role<hardware::Light>(scope, "light", made);
  microscope.turret = make_role<hardware::Turret>(scope, "turret", made);
  microscope.person = make_role<hardware::Operator>(scope, "operator", made);
  agree_on_contrast(microscope.instrument, microscope.camera.get());
  return microscope;
}

}  // namespace etalon::protocols
