// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/quantity.hpp"
#include "suite/core/uncertainty.hpp"

#include <map>
#include <optional>
#include <set>
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
  std::optional<Uncertain<double>> refractive_index{};  ///< of the immersion medium
  std::string correction{};                             ///< "plan achromat"
  std::string cover_glass{};                            ///< it is made for: "0.17 mm", "any"
};

struct Detector {
  std::string manufacturer;
  std::string model;
  std::string serial_number;
  std::optional<SensorPixelPitch> pixel_pitch;
  std::optional<Uncertain<ConversionGain>> gain{};
  std::optional<Uncertain<Electrons>> read_noise{};
  std::optional<int> bit_depth{};  ///< of the values as they are recorded
  std::string binning{};           ///< pixels of the sensor in one of the image: "2 x 2"
};

/// How the light of a fluorescent specimen is collected (OME: AcquisitionMode). The theory of a
/// point's image depends on it.
enum class AcquisitionMode { unknown, widefield, confocal, spinning_disk, two_photon };

struct Channel {
  std::string name{};
  std::optional<Uncertain<Length>>
      wavelength{};  ///< emission, or illumination in transmitted light
  std::optional<Uncertain<Length>> excitation{};
  AcquisitionMode mode = AcquisitionMode::unknown;
  std::optional<Uncertain<double>> pinhole{};  ///< diameter in Airy units of the emission
};

/// Who told a field. A measured record differs from a typed one by that.
enum class Source { device, file, scope_file, person, standard };

struct Instrument {
  std::string id;  ///< the site's name for it: "ofm-07"
  std::string manufacturer;
  std::string model;
  std::string serial_number;
  Objective objective;
  std::optional<Uncertain<double>> condenser_na;
  Detector detector;
  std::vector<Channel> channels;
  /// Of what stands between objective and camera (tube lens, adaptor), beside that for which the
  /// magnification of the objective is engraved.
  std::optional<double> adaptor_magnification{};
  std::string light_source{};  ///< "halogen lamp"
  std::string contrast{};      ///< "brightfield", "fluorescence" ...
  /// Fields of which somebody said that they do not apply here ("none"), by the same paths.
  std::set<std::string> absent{};
  /// Of each field that somebody told, by its path: "objective.lens_na", "channels.0.wavelength".
  /// Also of what stands elsewhere: "pixel_size", "axial_step"; of a run "operator", "site",
  /// "room_temperature", "slide.edge" and the like. No number depends on it.
  std::map<std::string, Source> sources{};
};

/// The same, where each field that is not empty and of which nobody knows who told it was told by
/// `source`.
Instrument told_by(Source source, Instrument instrument);

/// What is known, and where that is silent what was `told` (by the device or its files). Channels
/// are completed one by one, in their order; the mode of a single known channel holds for all. Each
/// field keeps its source. What is known not to apply stays so.
Instrument completed(Instrument known, const Instrument& told);

/// "air" and so on; `immersion_from_text` answers nothing for any other word.
std::string to_text(Immersion immersion);
std::optional<Immersion> immersion_from_text(const std::string& text);
/// "widefield", "spinning_disk" and so on, in the same manner.
std::string to_text(AcquisitionMode mode);
std::optional<AcquisitionMode> acquisition_mode_from_text(const std::string& text);
/// "device", "file", "scope_file", "operator", "default", in the same manner.
std::string to_text(Source source);
std::optional<Source> source_from_text(const std::string& text);
/// "2", "2x2" and "2 x 2" as Detector::binning has it, "2 x 2"; nothing for any other text.
std::optional<std::string> binning_from_text(const std::string& text);

}  // namespace etalon
