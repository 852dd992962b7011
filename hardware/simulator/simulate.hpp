// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/simulator/settings.hpp"
#include "suite/core/frame.hpp"
#include "suite/core/instrument.hpp"
#include "suite/core/options.hpp"
#include "targets/scene.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace etalon::hardware {

/// What is to be recorded with a virtual microscope that no protocol drives: one frame, a z-stack,
/// or a series in time.
struct Recording {
  std::string target{};    ///< a shape of the target table: "usaf_1951"
  OptionTexts geometry{};  ///< its options
  Length z{};              ///< of the middle plane, from the plane of best focus
  int planes = 1;
  Length z_step = um(0.2);
  int frames = 1;        ///< of a series in time; not together with planes > 1
  Time interval = s(1);  ///< between two of them
  Time exposure = ms(20);
  bool light = true;  ///< false: dark frames
};

/// What every program needs to know to check what it measures in the frames: pixel size, MTF50 of
/// the optics with the pixel, widths of a point, gain, read noise, uniformity, facts of the target
/// ... {"mtf50", 0.21, "cycles/px"}.
std::vector<targets::Fact> truth_of(const SimulatorSettings& settings, const Recording& recording);

/// Throws DeviceError for what cannot be recorded: too many frames, planes further than 200 um from
/// the best focus, times out of bounds.
void expect_recording(const Recording& recording);

/// Where the slide truly stands in a frame.
struct FrameTruth {
  Time time;       ///< since the microscope was switched on
  Length defocus;  ///< z of the slide minus that of the plane of focus
  Length x;        ///< the slide has gone so far to the right in the image
  Length y;        ///< and so far down
};
FrameTruth frame_truth(const SimulatorSettings& settings, const Recording& recording, int index);

/// A bead of the target, and where its middle falls on the sensor in the first frame, in the first
/// colour.
struct BeadTruth {
  targets::Bead bead;
  Pixels x;
  Pixels y;
};
std::vector<BeadTruth> beads_of(const SimulatorSettings& settings, const Recording& recording);

/// OME's words for what was simulated, as a real microscope would write them into its files.
Instrument instrument_of(const SimulatorSettings& settings);

/// Hands the frames over in order: plane by plane, or in time. Frames are functions of the seed,
/// the recording and their number alone, the same on any number of threads. Throws DeviceError for
/// a target or option that does not exist, and for what does not fit into memory.
void simulate(const SimulatorSettings& settings, const Recording& recording, std::size_t threads,
              const std::function<void(Frame frame, int index)>& deliver);

}  // namespace etalon::hardware
