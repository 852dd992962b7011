// SPDX-License-Identifier: Apache-2.0
#include "protocols/requirements.hpp"
#include "protocols/scope_file.hpp"
#include "protocols/uncertain_input.hpp"
#include "protocols/yaml_map.hpp"
#include "suite/core/error.hpp"
#include "suite/core/text.hpp"
#include "suite/core/translate.hpp"
#include "suite/trust/digest.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

namespace etalon::protocols {
namespace {

constexpr const char* kSimulator = "simulator";

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
  return instrument;
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

const hardware::Driver& read_driver(const YamlValue& value, const std::string& role) {
  const std::string name = value.text();
  const hardware::Driver* driver = hardware::find_driver(name);
  if (driver == nullptr) {
    std::vector<std::string> known;
    for (const auto& row : hardware::driver_table()) known.push_back(row.name);
    value.refuse(fmt::format(fmt::runtime(tr("there is no driver {}{}")), etalon::quoted(name),
                             nearest_of(name, known)));
  }
  if (std::find(driver->roles.begin(), driver->roles.end(), role) == driver->roles.end()) {
    value.refuse(fmt::format(fmt::runtime(tr("the driver {} cannot be a {}")), name, role));
  }
  return *driver;
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

void expect_device(const hardware::Driver& driver, const hardware::DriverSettings& settings,
                   const YamlValue& value) {
  try {
    driver.make(settings);
  } catch (const DeviceError& problem) {
    value.refuse(problem.what());
  }
}

/// What all roles of the virtual microscope share.
hardware::DriverSettings read_simulator(const YamlFile& file, const YamlValue& value) {
  const hardware::Driver* driver = hardware::find_driver(kSimulator);
  if (driver == nullptr) value.refuse(tr("this program has no virtual microscope"));
  const YamlMap checked(file, value, driver->settings);
  hardware::DriverSettings settings;
  for (const auto& [name, key, setting] : entries_of(file, value)) settings[name] = setting.text();
  expect_device(*driver, settings, value);
  return settings;
}

/// A list is one text, with commas between.
std::string text_or_list(const YamlValue& value) {
  if (value.node().kind != YamlNode::Kind::sequence) return value.text();
  return fmt::format("{}", fmt::join(value.texts(), ", "));
}

hardware::DriverSettings read_device(const YamlFile& file, const YamlValue& value,
                                     const std::string& role,
                                     const hardware::DriverSettings& simulator) {
  // The driver decides which other keys there are, so it is looked up before they are checked.
  hardware::DriverSettings settings;
  const hardware::Driver* driver = nullptr;
  for (const auto& [name, key, setting] : entries_of(file, value)) {
    settings[name] = text_or_list(setting);
    if (name == "driver") driver = &read_driver(setting, role);
  }
  if (driver == nullptr) value.refuse(tr("the key driver is missing; see `etalon list drivers`"));
  std::vector<std::string> known = driver->settings;
  known.emplace_back("driver");
  const YamlMap checked(file, value, known);
  // A folder or file that is written in a file is meant from where that file lies.
  for (const char* key : {"path", "answers"}) {
    const auto path = settings.find(key);
    if (path == settings.end()) continue;
    const auto beside = std::filesystem::path(file.path).parent_path() / path->second;
    path->second = beside.lexically_normal().string();
  }
  if (driver->name == kSimulator) settings.insert(simulator.begin(), simulator.end());
  auto own = settings;
  own.erase("driver");
  expect_device(*driver, own, value);
  return settings;
}

/// Settings that nothing has would be lost without a word.
void expect_simulator(const ScopeFile& scope, const YamlValue& value) {
  for (const auto& [role, settings] : scope.devices) {
    if (settings.at("driver") == kSimulator) return;
  }
  value.refuse(
      tr("no role has the driver simulator; write for example camera: {driver: "
         "simulator}"));
}

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
    throw DeviceError(driver,
                      fmt::format(fmt::runtime(tr("the driver {} cannot be a {}")), driver, role));
  }
  return device;
}

/// What the file says, or the camera. Throws DeviceError when they contradict each other.
std::string contrast_of(const ScopeFile& scope, const hardware::Camera* camera) {
  const std::string told = camera == nullptr ? "" : camera->contrast();
  if (scope.contrast.empty() || told.empty() || scope.contrast == told) {
    return scope.contrast.empty() ? told : scope.contrast;
  }
  throw DeviceError(camera->name(),
                    fmt::format(fmt::runtime(tr("the scope file says contrast: {}, and the camera "
                                                "works in {}.")),
                                scope.contrast, told));
}

ScopeFile read(const YamlFile& file) {
  std::vector<std::string> keys{
      "scope",    "site",   "instrument", "objective", "condenser_na", "wavelength", "pixel_size",
      "detector", "slides", "contrast",   "modality",  "excitation",   "pinhole",    kSimulator};
  keys.insert(keys.end(), role_words().begin(), role_words().end());
  const YamlMap map(file, YamlValue(file, file.root, ""), keys);
  ScopeFile scope;
  scope.instrument = read_instrument(file, map);
  scope.id = scope.instrument.id;
  scope.site = map.text("site");
  if (const auto value = map.find("pixel_size")) scope.pixel_size = read_pixel_size(file, *value);
  if (const auto value = map.find("slides")) {
    for (const YamlEntry& role : entries_of(file, *value)) {
      scope.slides[role.name] = read_slide(file, role.value);
    }
  }
  if (const auto value = map.find("contrast")) scope.contrast = read_contrast(*value);
  const auto simulator = map.find(kSimulator);
  if (simulator) scope.simulator = read_simulator(file, *simulator);
  for (const std::string& role : role_words()) {
    if (const auto value = map.find(role)) {
      scope.devices[role] = read_device(file, *value, role, scope.simulator);
    }
  }
  if (simulator) expect_simulator(scope, *simulator);
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
  microscope.contrast = contrast_of(scope, microscope.camera.get());
  return microscope;
}

}  // namespace etalon::protocols
