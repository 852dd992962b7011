// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame_place.hpp"
#include "suite/core/frame_sequence.hpp"
#include "suite/core/frame_setting.hpp"
#include "suite/core/instrument.hpp"
#include "suite/core/power_series.hpp"
#include "suite/core/quantity.hpp"
#include "suite/core/uncertainty.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace etalon {

/// What is known of the thing looked at and of the scale. Values, never files or database ids to
/// follow.
struct References {
  std::optional<Uncertain<PixelSize>> pixel_size;
  std::optional<Uncertain<AxialStep>> axial_step;  ///< between neighbouring planes of a stack
  std::optional<Uncertain<Length>> ruler_pitch;    ///< between neighbouring lines of a ruler
  std::optional<Uncertain<Length>> bead_diameter;  ///< of the beads on the slide
  std::string target;                              ///< catalogue id: "chrome_edge"
  std::string certificate;                         ///< of the slide; empty when there is none
};

/// Settings asked for and reached, by name: {"exposure", "20 ms"}.
struct Acquisition {
  std::map<std::string, std::string> requested;
  std::map<std::string, std::string> actual;
};

/// All that a metric is handed: frames (lazy), the instrument as it was, settings, references,
/// conditions.
struct Observation {
  std::unique_ptr<FrameSequence> frames;
  /// One for each frame: its plane in a stack, its channel, its time. Empty: frames of one plane
  /// and one channel, in time.
  std::vector<FramePlace> places;
  /// One for each frame, or empty: nobody said.
  std::vector<FrameSetting> settings;
  std::unique_ptr<FrameSequence> dark;  ///< may be null
  std::vector<FrameSetting> dark_settings;
  std::unique_ptr<FrameSequence> flat;  ///< of a blank field in the same light; may be null
  std::optional<DigitalNumbers>
      offset;                        ///< recorded value without light, when it is known otherwise
  std::optional<PowerSeries> power;  ///< of a meter; there may then be no frames
  Instrument instrument;
  Acquisition acquisition;
  References references;
  bool pictures =
      true;  ///< draw what a report shows; a command that only prints numbers does without
  std::map<std::string, std::string> conditions;  ///< {"temperature", "22.5 degC"}
};

}  // namespace etalon
