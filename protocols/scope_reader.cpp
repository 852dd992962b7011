// SPDX-License-Identifier: Apache-2.0
#include "protocols/device_reader.hpp"
#include "protocols/requirements.hpp"
#include "protocols/scope_file.hpp"
#include "protocols/uncertain_input.hpp"
#include "protocols/yaml_map.hpp"
#include "suite/core/error.hpp"
#include "suite/core/text.hpp"
#include "suite/core/translate.hpp"
#include "suite/trust/digest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace etalon::protocols {
namespace {

// No immersion medium in use has an index above 1.7, no light microscope a wavelength outside
// these.
constexpr double kLargestNa = 1.7;
constexpr Length kShortestWavelength = nm(100);
constexpr Length kLongestWavelength = um(20);

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

std::optional<Uncertain<PixelSize>> read_pixel_size(const YamlFile& file, const YamlValue& value) {
  const auto length = uncertain_input(file, value, read_length);
  if (!length) return std::nullopt;
  Uncertain<PixelSize> size{.value = PixelSize{length->value}};
  if (length->standard_uncertainty) {
    size.standard_uncertainty = PixelSize{*length->standard_uncertainty};
  }
  size.distribution = length->distribution;
  size.id = length->id;
  return size;
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

Objective read_objective(const YamlFile& file, const YamlValue& value) {
  const YamlMap map(file, value,
                    {"manufacturer", "model", "serial_number", "nominal_magnification", "lens_na",
                     "immersion", "refractive_index"});
  Objective objective;
  objective.manufacturer = map.text("manufacturer");
  objective.model = map.text("model");
  objective.serial_number = map.text("serial_number");
  if (const auto m = map.find("nominal_magnification")) {
    objective.nominal_magnification = m->positive_number();
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

Detector read_detector(const YamlFile& file, const YamlValue& value) {
  const YamlMap map(
      file, value, {"manufacturer", "model", "serial_number", "pixel_pitch", "gain", "read_noise"});
  Detector detector;
  detector.manufacturer = map.text("manufacturer");
  detector.model = map.text("model");
  detector.serial_number = map.text("serial_number");
  if (const auto pitch = map.find("pixel_pitch")) {
    detector.pixel_pitch = SensorPixelPitch{pitch->positive_quantity<kind::SensorLength>()};
  }
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

Instrument read_instrument(const YamlFile& file, const YamlMap& scope) {
  Instrument instrument;
  instrument.id = scope.required("scope").identifier();
  if (const auto value = scope.find("instrument")) {
    const YamlMap map(file, *value, {"manufacturer", "model", "serial_number"});
    instrument.manufacturer = map.text("manufacturer");
    instrument.model = map.text("model");
    instrument.serial_number = map.text("serial_number");
  }
  if (const auto value = scope.find("objective"))
    instrument.objective = read_objective(file, *value);
  if (const auto value = scope.find("condenser_na")) {
    instrument.condenser_na = read_na(file, *value);
  }
  if (const auto value = scope.find("detector")) instrument.detector = read_detector(file, *value);
  instrument.channels = read_channels(file, scope);
  return told_by(Source::scope_file, std::move(instrument));
}

/// `edge: razor_blade`, or a map that says which piece it is and what its certificate says.
SlideInstance read_slide(const YamlFile& file, const YamlValue& value) {
  const bool in_detail = value.node().kind == YamlNode::Kind::map;
  const std::vector<std::string> keys{"slide", "serial_number", "certificate", "pitch", "diameter"};
  const YamlValue name = in_detail ? YamlMap(file, value, keys).required("slide") : value;
  std::vector<std::string> known;
  for (const auto& path : slide_catalogue()) known.push_back(path.stem().string());
  const std::string id = name.identifier();
  if (std::find(known.begin(), known.end(), id) == known.end()) {
    name.refuse(fmt::format(fmt::runtime(tr("there is no slide {} in the catalogue{}")),
                            etalon::quoted(id), nearest_of(id, known)));
  }
  SlideInstance slide = uncertified_slide(id);
  if (!in_detail) return slide;
  const YamlMap map(file, value, keys);
  slide.serial_number = map.text("serial_number");
  slide.certificate = map.text("certificate");
  if (const auto pitch = map.find("pitch")) {
    slide.ruler_pitch = uncertain_input(file, *pitch, read_length);
    if (slide.ruler_pitch && slide.ruler_pitch->id.empty()) {
      slide.ruler_pitch->id = slide.certificate;
    }
  }
  if (const auto diameter = map.find("diameter")) {
    slide.bead_diameter = uncertain_input(file, *diameter, read_length);
    if (slide.bead_diameter && slide.bead_diameter->id.empty()) {
      slide.bead_diameter->id = slide.certificate;
    }
  }
  if (!slide.certificate.empty()) slide.tier = Tier::traceable;
  return slide;
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

ScopeFile read(const YamlFile& file) {
  std::vector<std::string> keys{
      "scope",    "site",   "instrument", "objective", "condenser_na", "wavelength", "pixel_size",
      "detector", "slides", "contrast",   "modality",  "excitation",   "pinhole",    "simulator"};
  keys.insert(keys.end(), role_words().begin(), role_words().end());
  const YamlMap map(file, YamlValue(file, file.root, ""), keys);
  ScopeFile scope;
  scope.instrument = read_instrument(file, map);
  scope.id = scope.instrument.id;
  scope.site = map.text("site");
  if (const auto value = map.find("pixel_size")) scope.pixel_size = read_pixel_size(file, *value);
  if (scope.pixel_size) scope.instrument.sources["pixel_size"] = Source::scope_file;
  if (const auto value = map.find("slides")) {
    for (const YamlEntry& role : entries_of(file, *value)) {
      scope.slides[role.name] = read_slide(file, role.value);
    }
  }
  if (const auto value = map.find("contrast")) scope.contrast = read_contrast(*value);
  read_devices(file, map, scope);
  scope.path = file.path;
  scope.text = file.text;
  scope.sha256 = trust::sha256_of(file.text);
  return scope;
}

}  // namespace

ScopeFile read_scope_file(const std::filesystem::path& path) { return read(read_yaml_file(path)); }

ScopeFile read_scope_text(const std::string& text, const std::filesystem::path& path) {
  return read(read_yaml_text(text, path.string()));
}

}  // namespace etalon::protocols
