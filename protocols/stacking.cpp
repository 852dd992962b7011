// SPDX-License-Identifier: Apache-2.0
#include "protocols/stacking.hpp"

#include "protocols/reached.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <utility>

namespace etalon::protocols {
namespace {

using hardware::AcquiredFrames;

void expect_within_travel(hardware::Focus& focus, const Stack& stack, Length middle) {
  const Length half = stack.z_step * ((stack.planes - 1) / 2.0);
  const hardware::Travel travel = focus.travel();
  if (middle - half >= travel.lower && middle + half <= travel.upper) return;
  throw DeviceError(
      focus.name(),
      fmt::format(fmt::runtime(tr("{} planes in steps of {} around {} would leave the travel of "
                                  "the focus ({} to {}). Take fewer planes, or move the specimen "
                                  "so that its focus lies nearer to the middle of the travel.")),
                  stack.planes, to_text(stack.z_step), to_text(middle), to_text(travel.lower),
                  to_text(travel.upper)));
}

AcquiredFrames driven_stack(const hardware::Microscope& microscope, const hardware::StepContext& at,
                            const Stack& stack, std::optional<Time> exposure, Length middle) {
  hardware::Focus& focus = *microscope.focus;
  expect_within_travel(focus, stack, middle);
  AcquiredFrames all;
  std::vector<std::unique_ptr<FrameSequence>> planes;
  for (int i = 0; i < stack.planes; ++i) {
    focus.move_to(middle + stack.z_step * (i - (stack.planes - 1) / 2.0));
    all.reached.push_back(reached(microscope));
    AcquiredFrames plane = microscope.camera->acquire(at, {1, exposure});
    planes.push_back(std::move(plane.frames));
    all.origins.insert(all.origins.end(), plane.origins.begin(), plane.origins.end());
    all.places.push_back({.z = i});
    if (i > 0) continue;
    all.actual = std::move(plane.actual);
    all.pixel_size = plane.pixel_size;
    all.instrument = std::move(plane.instrument);
  }
  focus.move_to(middle);
  all.actual["z"] = to_text(middle);
  all.frames = std::make_unique<JoinedFrames>(std::move(planes));
  all.axial_step = AxialStep{stack.z_step};
  return all;
}

/// What the files say ranks before what the protocol expects.
AcquiredFrames given_stack(hardware::Camera& camera, const hardware::StepContext& at,
                           const Stack& stack, std::optional<Time> exposure) {
  AcquiredFrames all = camera.acquire(at, {0, exposure});
  if (all.frames->size() < 2) {
    throw DeviceError(
        camera.name(),
        fmt::format(fmt::runtime(tr("step {} wants a stack of {} planes, and the camera gave one "
                                    "frame. Name the motor of the focus in the scope file "
                                    "(focus: {{driver: ...}}), or run the protocol on a folder of "
                                    "planes (--from).")),
                    at.step, stack.planes));
  }
  if (all.places.empty()) {
    for (int i = 0; i < static_cast<int>(all.frames->size()); ++i) all.places.push_back({.z = i});
  }
  if (!all.axial_step) all.axial_step = AxialStep{stack.z_step};
  return all;
}

}  // namespace

AcquiredFrames acquire_frames(const hardware::Microscope& microscope,
                              const hardware::StepContext& at, const Acquire& acquire,
                              std::optional<Time> exposure, std::optional<Length> middle) {
  if (!acquire.stack) {
    const FrameSetting stands = reached(microscope);
    AcquiredFrames all = microscope.camera->acquire(at, {acquire.frames, exposure});
    all.reached.assign(all.frames->size(), stands);
    return all;
  }
  if (!microscope.focus) return given_stack(*microscope.camera, at, *acquire.stack, exposure);
  return driven_stack(microscope, at, *acquire.stack, exposure,
                      middle.value_or(microscope.focus->position()));
}

}  // namespace etalon::protocols
