// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/quantity.hpp"
#include "suite/core/uncertainty.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace etalon {

/// The instrument as it was, in the words of the OME data model (2016-06). Empty = nobody said.

enum class Immersion { unknown, air, water, glycerol, oil };

struct Objective {
  std::string manufacturer;
  std::string model;
  std::string serial_number;
  std::optional<double> nominal_magnification;
  std::optional<Uncertain<double>> lens_na;
  Immersion immersion = Immersion::unknown;
};

struct Detector {
  std::string manufacturer;
  std::string model;
  std::string serial_number;
  std::optional<SensorPixelPitch> pixel_pitch;
};

struct Channel {
  std::string name;
  std::optional<Uncertain<Length>> wavelength;  ///< emission, or illumination in transmitted light
};

struct Instrument {
  std::string id;  ///< the site's name for it: "ofm-07"
  std::string manufacturer;
  std::string model;
  std::string serial_number;
  Objective objective;
  std::optional<Uncertain<double>> condenser_na;
  Detector detector;
  std::vector<Channel> channels;
};

/// "air" and so on; `immersion_from_text` answers nothing for any other word.
std::string to_text(Immersion immersion);
std::optional<Immersion> immersion_from_text(const std::string& text);

}  // namespace etalon
