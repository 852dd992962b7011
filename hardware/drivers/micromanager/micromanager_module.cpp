// SPDX-License-Identifier: Apache-2.0
#include "hardware/driver_module.hpp"
#include "hardware/driver_settings.hpp"
#include "hardware/drivers/micromanager/micromanager.hpp"
#include "hardware/safety/whole_instrument.hpp"
#include "suite/core/text.hpp"
#include "suite/core/translate.hpp"
#include "suite/core/version.hpp"

#include <fmt/format.h>

#include <memory>

namespace etalon::hardware {
namespace {

constexpr const char* kName = "micromanager";
constexpr const char* kAddress = "tcp://127.0.0.1:4827";
constexpr const char* kStep = "1 nm";
constexpr const char* kTolerance = "0.5 um";

/// All that Micro-Manager plays at once.
class CoreInstrument : public WholeInstrument<MicroManager>, public Turret {
 public:
  CoreInstrument(const std::shared_ptr<MicroManager>& board, const MotorLimits& limits)
      : WholeInstrument(board, limits), board_(board) {}
  std::vector<std::string> positions() const override { return board_->turret_positions(); }
  void select(const std::string& position) override { board_->turn_turret(position); }

 private:
  std::shared_ptr<MicroManager> board_;
};

/// Its stages work in micrometres, whatever their motors' steps are.
MotorLimits limits_of(DriverSettings settings) {
  bool any = false;
  for (const std::string axis : kAxisNames) {
    if (text_setting(settings, "travel_" + axis).empty()) continue;
    settings["step_" + axis] = kStep;
    any = true;
  }
  if (!any) return {};  // A camera alone, or a shutter.
  settings.emplace("tolerance", kTolerance);
  return read_motor_limits(kName, settings);
}

CameraMeaning meaning_of(const DriverSettings& settings) {
  CameraMeaning meaning;
  const std::string transfer = text_setting(settings, "transfer");
  if (transfer == "linear") meaning.transfer = Transfer::linear;
  if (!transfer.empty() && transfer != "linear" && transfer != "unknown") {
    throw DeviceError(kName, tr("transfer: expected linear or unknown."));
  }
  meaning.mosaic = mosaic_setting(kName, settings);
  return meaning;
}

std::shared_ptr<Device> make(const DriverSettings& settings) {
  const MotorLimits limits = limits_of(settings);
  std::array<bool, kAxes> moved{};
  for (std::size_t axis = 0; axis < kAxes; ++axis) moved[axis] = limits.axes[axis].has_value();
  const CoreLabels labels{text_setting(settings, "camera"), text_setting(settings, "stage"),
                          text_setting(settings, "focus"), text_setting(settings, "light"),
                          text_setting(settings, "turret")};
  return std::make_shared<CoreInstrument>(
      std::make_shared<MicroManager>(address_setting(kName, settings, kAddress), labels,
                                     meaning_of(settings), moved),
      limits);
}

std::vector<FoundDevice> probe() {
  CoreServer core(kName, *parse_address(kAddress));
  try {
    core.open();
    const std::string what = fmt::format(
        fmt::runtime(tr("Micro-Manager with camera {}, stage {}, focus {}, shutter {}")),
        etalon::quoted(core.text("getCameraDevice", {})),
        etalon::quoted(core.text("getXYStageDevice", {})),
        etalon::quoted(core.text("getFocusDevice", {})),
        etalon::quoted(core.text("getShutterDevice", {})));
    core.close();
    return {{what, {{"address", kAddress}}}};
  } catch (const DeviceError&) {
    core.close();
    return {};
  }
}

}  // namespace

extern "C" const DriverModule etalon_driver_micromanager{kVersion, make, probe};

}  // namespace etalon::hardware
