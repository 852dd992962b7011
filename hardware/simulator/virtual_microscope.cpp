// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/virtual_microscope.hpp"

#include "hardware/simulator/camera/expose.hpp"
#include "hardware/simulator/draws.hpp"
#include "suite/core/random.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <utility>
#include <vector>

namespace etalon::hardware {
namespace {

constexpr Time kShortest = us(10);
constexpr Time kLongest = s(10);
constexpr Time kTimeOfBrightness = ms(20);
constexpr double kNominalMagnification = 20;

std::uint64_t seed_of(const SimulatorSettings& settings) {
  return static_cast<std::uint64_t>(settings.seed);
}

std::int64_t whole(double number) { return static_cast<std::int64_t>(std::llround(number)); }

Instrument instrument_of(const SimulatorSettings& settings) {
  Instrument instrument;
  instrument.manufacturer = "Etalon";
  instrument.model = "virtual microscope";
  instrument.serial_number = std::to_string(settings.seed);
  instrument.objective.manufacturer = "Etalon";
  instrument.objective.model = "virtual objective";
  instrument.objective.nominal_magnification = kNominalMagnification;
  instrument.objective.lens_na = Uncertain<double>{.value = settings.lens_na};
  instrument.objective.immersion = Immersion::air;
  instrument.detector.manufacturer = "Etalon";
  instrument.detector.model = "virtual camera";
  instrument.channels = {
      Channel{.name = "", .wavelength = Uncertain<Length>{.value = settings.wavelength}}};
  return instrument;
}

void expect_possible(const std::string& device, const StepContext& step, Time exposure) {
  if (!is_known_slide(step.slide)) {
    throw DeviceError(device, fmt::format(fmt::runtime(tr("what the slide {} looks like is not "
                                                          "known; known are {}.")),
                                          step.slide, known_slides()));
  }
  if (!(exposure >= kShortest && exposure <= kLongest)) {
    throw DeviceError(device, fmt::format(fmt::runtime(tr("an exposure of {} cannot be set; "
                                                          "expected 10 us to 10 s.")),
                                          to_text(exposure)));
  }
}

std::shared_ptr<Device> make(const DriverSettings& settings) {
  return std::make_shared<VirtualMicroscope>(simulator_settings(settings));
}

}  // namespace

VirtualMicroscope::VirtualMicroscope(SimulatorSettings settings)
    : VirtualFocus(settings.focus_step, settings.backlash),
      VirtualLamp(settings.lamp_level),
      settings_(std::move(settings)) {}

Length VirtualMicroscope::defocus(const StepContext& step) const {
  auto generator = generator_for(
      seed_of(settings_),
      draw_key(Draw::focusing, {static_cast<std::int64_t>(step.index), step.repeat, step.attempt,
                                whole(VirtualFocus::position().in(nm))}),
      0);
  const double error = std::normal_distribution<double>(0, 1)(generator);
  return reached() + settings_.focus_error * error - best_focus_of(settings_);
}

const targets::ExpectedImage& VirtualMicroscope::expected(const View& view) {
  if (seen_ != view) {
    image_ = expected_image(settings_, view);
    seen_ = view;
  }
  return image_;
}

AcquiredFrames VirtualMicroscope::acquire(const StepContext& step, const CameraRequest& request) {
  const Time exposure = request.exposure.value_or(settings_.exposure);
  expect_possible(name(), step, exposure);
  if (is_ruler(step.slide) && !settings_.ruler) {
    throw NoFrames(name(), fmt::format(fmt::runtime(tr("step {} needs a ruler and there is none.")),
                                       step.step));
  }
  const auto [x, y] = VirtualStage::position();
  const Length z = VirtualFocus::position();
  const Ratio lamp = step.light ? level() : one(0);
  auto image = expected({step.slide, defocus(step), x, y});
  const double scale =
      settings_.brightness.in(electrons)*lamp.in(one) * (exposure / kTimeOfBrightness);
  for (double& value : image.electrons) value *= scale;
  const std::uint64_t key =
      draw_key(Draw::frame,
               {static_cast<std::int64_t>(step.index), step.repeat, step.attempt, whole(z.in(nm)),
                whole(x.in(nm)), whole(y.in(nm)), whole(exposure.in(us)), whole(lamp.in(one)*1e6)});
  std::vector<Frame> frames;
  for (int i = 0; i < std::max(request.frames, 1); ++i) {
    frames.push_back(expose(image, camera_of(settings_), seed_of(settings_), key,
                            static_cast<std::uint64_t>(i)));
    // Few cameras tell their offset; so dark frames are needed here as there.
    frames.back().info.black_level.reset();
  }
  AcquiredFrames acquired;
  acquired.frames = std::make_unique<MemoryFrames>(std::move(frames));
  acquired.actual = {{"exposure", to_text(exposure)},
                     {"lamp_level", to_text(lamp)},
                     {"x", to_text(x)},
                     {"y", to_text(y)},
                     {"z", to_text(z)}};
  acquired.instrument = instrument_of(settings_);
  return acquired;
}

Answer VirtualMicroscope::ask(const StepContext& step, const std::string& /*instruction*/) {
  return is_ruler(step.slide) && !settings_.ruler ? Answer::skip : Answer::done;
}

Driver simulator_driver() {
  return {"simulator",
          tr("a virtual microscope with known truth: no hardware needed"),
          {"camera", "focus", "stage", "light", "operator"},
          simulator_setting_names(),
          make};
}

}  // namespace etalon::hardware
