// SPDX-License-Identifier: Apache-2.0
#include "protocols/instrument_reader.hpp"

#include "protocols/requirements.hpp"
#include "protocols/uncertain_input.hpp"
#include "suite/core/text.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace etalon::protocols {
namespace {

// No immersion medium in use has an index above 1.7, no light microscope a wavelength outside
// these.
constexpr double kLargestNa = 1.7;
constexpr Length kShortestWavelength = nm(100);
constexpr Length kLongestWavelength = um(20);
constexpr int kMostBits = 32;

using Absences = std::set<std::string>;

/// The keys of a map that are fields of the instrument: of each may be said that nobody knows it
/// ("unknown", as if it were left out) or that it does not apply here ("none").
class Fields {
 public:
  Fields(const YamlMap& map, std::string path, Absences& absent)
      : map_(map), path_(std::move(path)), absent_(absent) {}

  std::optional<YamlValue> find(const std::string& key) const {
    auto value = map_.find(key);
    if (!value || value->node().kind != YamlNode::Kind::scalar) return value;
    if (value->text() == "none") absent_.insert(path_ + key);
    return value->text() == "none" || value->text() == "unknown" ? std::nullopt : value;
  }
  /// Of what every microscope has: it cannot be "none".
  std::optional<YamlValue> find_number(const std::string& key) const {
    auto value = map_.find(key);
    const bool known =
        value && (value->node().kind != YamlNode::Kind::scalar || value->text() != "unknown");
    return known ? value : std::nullopt;
  }
  std::string text(const std::string& key) const {
    const auto value = find(key);
    return value ? value->text() : std::string();
  }

 private:
  const YamlMap& map_;
  std::string path_;
  Absences& absent_;
};

/// Of a microscope, an objective, a camera.
template <class Part>
void read_identity(const Fields& fields, Part& part) {
  part.manufacturer = fields.text("manufacturer");
  part.model = fields.text("model");
  part.serial_number = fields.text("serial_number");
}

double read_number(const YamlValue& value) { return value.positive_number(); }
Length read_length(const YamlValue& value) { return value.positive_quantity<kind::ObjectLength>(); }

Electrons read_electrons(const YamlValue& value) {
  return value.positive_quantity<kind::Electrons>();
}

std::optional<Uncertain<double>> read_na(const YamlFile& file, const YamlValue& value) {
  auto na = uncertain_input(file, value, read_number);
  if (na && na->value > kLargestNa) {
    value.refuse(
        fmt::format(fmt::runtime(tr("{} is no numerical aperture; expected a number up to {}, "
                                    "such as 0.40")),
                    na->value, kLargestNa));
  }
  return na;
}

std::optional<Uncertain<Length>> read_wavelength(const YamlFile& file, const YamlValue& value) {
  auto wavelength = uncertain_input(file, value, read_length);
  if (wavelength &&
      (wavelength->value < kShortestWavelength || wavelength->value > kLongestWavelength)) {
    value.refuse(
        fmt::format(fmt::runtime(tr("{} is no wavelength of light; expected 100 nm to 20 um")),
                    to_text(wavelength->value)));
  }
  return wavelength;
}

Immersion read_immersion(const YamlValue& value) {
  const std::string word = value.text();
  const auto immersion = immersion_from_text(word);
  if (!immersion) {
    value.refuse(fmt::format(
        fmt::runtime(tr("{} is no immersion; expected air, water, glycerol, oil or unknown")),
        etalon::quoted(word)));
  }
  return *immersion;
}

/// A thickness, or "any" of an objective that works with and without.
std::string read_cover_glass(const YamlValue& value) {
  if (value.text() != "any") value.positive_quantity<kind::ObjectLength>();
  return value.text();
}

Objective read_objective(const YamlFile& file, const YamlValue& value, Absences& absent) {
  const YamlMap map(file, value,
                    {"manufacturer", "model", "serial_number", "nominal_magnification", "lens_na",
                     "immersion", "refractive_index", "correction", "cover_glass"});
  const Fields fields(map, "objective.", absent);
  Objective objective;
  read_identity(fields, objective);
  if (const auto m = fields.find_number("nominal_magnification")) {
    objective.nominal_magnification = m->positive_number();
  }
  objective.correction = fields.text("correction");
  if (const auto glass = fields.find("cover_glass")) {
    objective.cover_glass = read_cover_glass(*glass);
  }
  if (const auto immersion = map.find("immersion"))
    objective.immersion = read_immersion(*immersion);
  if (const auto na = map.find("lens_na")) {
    objective.lens_na = read_na(file, *na);
    if (objective.immersion == Immersion::air && objective.lens_na &&
        objective.lens_na->value >= 1) {
      na->refuse(tr("1 or more cannot be reached in air; check lens_na and immersion"));
    }
  }
  if (const auto index = map.find("refractive_index")) {
    objective.refractive_index = uncertain_input(file, *index, read_number);
    if (objective.refractive_index && objective.refractive_index->value < 1)
      index->refuse(tr("no medium has a refractive index below 1"));
  }
  return objective;
}

/// In DN per electron.
std::optional<Uncertain<ConversionGain>> read_gain(const YamlFile& file, const YamlValue& value) {
  const auto number = uncertain_input(file, value, read_number);
  if (!number) return std::nullopt;
  Uncertain<ConversionGain> gain{.value = {number->value}};
  if (number->standard_uncertainty) gain.standard_uncertainty = {*number->standard_uncertainty};
  gain.distribution = number->distribution;
  gain.id = number->id;
  return gain;
}

/// "2" or "2 x 2", pixels of the sensor in one of the image: "2 x 2".
std::string read_binning(const YamlValue& value) {
  const auto binning = binning_from_text(value.text());
  if (!binning) {
    value.refuse(fmt::format(fmt::runtime(tr("{} is no binning; expected a whole number such as 2, "
                                             "2 x 2, or none")),
                             etalon::quoted(value.text())));
  }
  return *binning;
}

Detector read_detector(const YamlFile& file, const YamlValue& value, Absences& absent) {
  const YamlMap map(file, value,
                    {"manufacturer", "model", "serial_number", "pixel_pitch", "gain", "read_noise",
                     "bit_depth", "binning"});
  const Fields fields(map, "detector.", absent);
  Detector detector;
  read_identity(fields, detector);
  if (const auto pitch = fields.find("pixel_pitch")) {
    detector.pixel_pitch = SensorPixelPitch{pitch->positive_quantity<kind::SensorLength>()};
  }
  if (const auto bits = fields.find_number("bit_depth")) {
    detector.bit_depth = bits->whole_number(1, kMostBits);
  }
  if (const auto binning = fields.find("binning")) detector.binning = read_binning(*binning);
  if (const auto gain = map.find("gain")) {
    detector.gain = read_gain(file, *gain);
  }
  if (const auto noise = map.find("read_noise")) {
    detector.read_noise = uncertain_input(file, *noise, read_electrons);
  }
  return detector;
}

AcquisitionMode read_modality(const YamlValue& value) {
  const auto mode = acquisition_mode_from_text(value.text());
  if (!mode) {
    value.refuse(
        fmt::format(fmt::runtime(tr("there is no modality {}; known are widefield, confocal, "
                                    "spinning_disk, two_photon, unknown")),
                    etalon::quoted(value.text())));
  }
  return *mode;
}

/// What is said of the light makes one channel; nothing said makes none.
std::vector<Channel> read_channels(const YamlFile& file, const YamlMap& scope) {
  Channel channel;
  if (const auto value = scope.find("wavelength"))
    channel.wavelength = read_wavelength(file, *value);
  if (const auto value = scope.find("excitation"))
    channel.excitation = read_wavelength(file, *value);
  if (const auto value = scope.find("modality")) channel.mode = read_modality(*value);
  if (const auto value = scope.find("pinhole"))
    channel.pinhole = uncertain_input(file, *value, read_number);
  const bool said = channel.wavelength || channel.excitation || channel.pinhole ||
                    channel.mode != AcquisitionMode::unknown;
  return said ? std::vector<Channel>{channel} : std::vector<Channel>{};
}

std::string read_contrast(const YamlValue& value) {
  const std::string word = value.text();
  const auto& known = contrast_words();
  if (std::find(known.begin(), known.end(), word) == known.end()) {
    value.refuse(fmt::format(fmt::runtime(tr("there is no contrast {}{}")), etalon::quoted(word),
                             nearest_of(word, known)));
  }
  return word;
}

}  // namespace

const std::vector<std::string>& instrument_keys() {
  static const std::vector<std::string> keys{
      "instrument",  "objective", "condenser_na", "wavelength", "detector",
      "contrast",    "modality",  "excitation",   "pinhole",    "adaptor_magnification",
      "light_source"};
  return keys;
}

Instrument read_instrument(const YamlFile& file, const YamlMap& scope, const std::string& id) {
  Instrument instrument;
  instrument.id = id;
  Absences& absent = instrument.absent;
  if (const auto value = scope.find("instrument")) {
    const YamlMap map(file, *value, {"manufacturer", "model", "serial_number"});
    const Fields fields(map, "", absent);
    read_identity(fields, instrument);
  }
  if (const auto value = scope.find("objective"))
    instrument.objective = read_objective(file, *value, absent);
  if (const auto value = scope.find("condenser_na")) {
    instrument.condenser_na = read_na(file, *value);
  }
  if (const auto value = scope.find("detector"))
    instrument.detector = read_detector(file, *value, absent);
  instrument.channels = read_channels(file, scope);
  const Fields fields(scope, "", absent);
  if (const auto value = fields.find("adaptor_magnification"))
    instrument.adaptor_magnification = value->positive_number();
  instrument.light_source = fields.text("light_source");
  if (const auto value = scope.find("contrast")) instrument.contrast = read_contrast(*value);
  return told_by(Source::scope_file, std::move(instrument));
}

}  // namespace etalon::protocols
