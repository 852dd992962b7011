// SPDX-License-Identifier: Apache-2.0
#include "suite/imagefiles/ome_instrument.hpp"

#include "suite/imagefiles/ome_node.hpp"

#include <array>
#include <string>

namespace etalon::imagefiles {
namespace {

/// OME's word for each medium; schemas before 2016-06 also say "Glycerin" and "WaterDipping" is
/// water.
Immersion immersion_from_ome(const std::string& word) {
  if (word == "Air") return Immersion::air;
  if (word == "Water" || word == "WaterDipping") return Immersion::water;
  if (word == "Glycerol" || word == "Glycerin") return Immersion::glycerol;
  if (word == "Oil") return Immersion::oil;
  return Immersion::unknown;
}

const char* ome_word(Immersion immersion) {
  switch (immersion) {
    case Immersion::air:
      return "Air";
    case Immersion::water:
      return "Water";
    case Immersion::glycerol:
      return "Glycerol";
    case Immersion::oil:
      return "Oil";
    case Immersion::unknown:
      break;
  }
  return "";
}

struct ModeWord {
  AcquisitionMode mode;
  const char* ome;
};
constexpr std::array<ModeWord, 4> kModes{
    {{AcquisitionMode::widefield, "WideField"},
     {AcquisitionMode::confocal, "LaserScanningConfocalMicroscopy"},
     {AcquisitionMode::spinning_disk, "SpinningDiskConfocal"},
     {AcquisitionMode::two_photon, "MultiPhotonMicroscopy"}}};

AcquisitionMode mode_from_ome(const std::string& word) {
  for (const auto& [mode, ome] : kModes) {
    if (word == ome) return mode;
  }
  return AcquisitionMode::unknown;
}

std::string ome_word(AcquisitionMode asked) {
  for (const auto& [mode, ome] : kModes) {
    if (mode == asked) return ome;
  }
  return {};
}

template <class Device>
void read_maker(const pugi::xml_node& node, Device& device) {
  device.manufacturer = node.attribute("Manufacturer").value();
  device.model = node.attribute("Model").value();
  device.serial_number = node.attribute("SerialNumber").value();
}

Objective read_objective(const pugi::xml_node& node) {
  Objective objective;
  read_maker(node, objective);
  objective.nominal_magnification = number(node, "NominalMagnification");
  const std::optional<double> lens_na = number(node, "LensNA");
  if (lens_na && *lens_na > 0) objective.lens_na = Uncertain<double>{.value = *lens_na};
  objective.immersion = immersion_from_ome(node.attribute("Immersion").value());
  const std::string correction = node.attribute("Correction").value();
  if (correction != "Other" && correction != "Unknown") objective.correction = correction;
  return objective;
}

Channel read_channel(const pugi::xml_node& node) {
  Channel channel;
  channel.name = node.attribute("Name").value();
  auto wavelength = length(node, "EmissionWavelength", "nm");
  const auto excitation = length(node, "ExcitationWavelength", "nm");
  const std::string illumination = node.attribute("IlluminationType").value();
  if (illumination == "Transmitted") {
    if (!wavelength) wavelength = excitation;
  } else if (excitation) {
    channel.excitation = Uncertain<Length>{.value = *excitation};
  }
  channel.mode = mode_from_ome(node.attribute("AcquisitionMode").value());
  if (wavelength) channel.wavelength = Uncertain<Length>{.value = *wavelength};
  return channel;
}

void set_text(pugi::xml_node node, const char* attribute, const std::string& text) {
  if (!text.empty()) node.append_attribute(attribute).set_value(text.c_str());
}

void set_number(pugi::xml_node node, const char* attribute, double value) {
  node.append_attribute(attribute).set_value(number_to_text(value).c_str());
}

template <class Device>
void write_maker(pugi::xml_node node, const Device& device) {
  set_text(node, "Manufacturer", device.manufacturer);
  set_text(node, "Model", device.model);
  set_text(node, "SerialNumber", device.serial_number);
}

}  // namespace

Instrument read_ome_instrument(const pugi::xml_node& ome, const pugi::xml_node& image) {
  const auto id = [](const pugi::xml_node& node) -> std::string {
    return node.attribute("ID").value();
  };
  const pugi::xml_node node = child_by_id(ome, "Instrument", id(child(image, "InstrumentRef")));
  Instrument instrument;
  read_maker(child(node, "Microscope"), instrument);
  pugi::xml_node settings = child(image, "ObjectiveSettings");
  if (!settings) settings = child(image, "ObjectiveRef");  // until 2009
  instrument.objective = read_objective(child_by_id(node, "Objective", id(settings)));
  const std::optional<double> index = number(settings, "RefractiveIndex");
  if (index && *index >= 1)
    instrument.objective.refractive_index = Uncertain<double>{.value = *index};
  std::string detector_id;
  std::string binning;
  for (const pugi::xml_node& channel : children(child(image, "Pixels"), "Channel")) {
    instrument.channels.push_back(read_channel(channel));
    if (!detector_id.empty()) continue;
    const pugi::xml_node settings_node = child(channel, "DetectorSettings");
    detector_id = id(settings_node);
    binning = settings_node.attribute("Binning").value();
  }
  read_maker(child_by_id(node, "Detector", detector_id), instrument.detector);
  instrument.detector.binning = binning_from_text(binning).value_or("");
  return instrument;
}

void write_ome_instrument(pugi::xml_node ome, const Instrument& instrument) {
  const Objective& objective = instrument.objective;
  pugi::xml_node node = ome.append_child("Instrument");
  node.append_attribute("ID") = "Instrument:0";
  write_maker(node.append_child("Microscope"), instrument);
  pugi::xml_node detector = node.append_child("Detector");
  detector.append_attribute("ID") = "Detector:0:0";
  write_maker(detector, instrument.detector);
  pugi::xml_node lens = node.append_child("Objective");
  lens.append_attribute("ID") = "Objective:0:0";
  write_maker(lens, objective);
  set_text(lens, "Immersion", ome_word(objective.immersion));
  if (objective.lens_na) set_number(lens, "LensNA", objective.lens_na->value);
  if (objective.nominal_magnification)
    set_number(lens, "NominalMagnification", *objective.nominal_magnification);
}

void write_ome_objective_settings(pugi::xml_node image, const Instrument& instrument) {
  pugi::xml_node settings = image.append_child("ObjectiveSettings");
  settings.append_attribute("ID") = "Objective:0:0";
  if (instrument.objective.refractive_index)
    set_number(settings, "RefractiveIndex", instrument.objective.refractive_index->value);
}

void write_ome_channel(pugi::xml_node pixels, const Instrument& instrument, int channel,
                       int samples_per_pixel) {
  pugi::xml_node node = pixels.append_child("Channel");
  node.append_attribute("ID") = ("Channel:0:" + std::to_string(channel)).c_str();
  node.append_attribute("SamplesPerPixel") = samples_per_pixel;
  const auto position = static_cast<std::size_t>(channel);
  if (position < instrument.channels.size()) {
    const Channel& described = instrument.channels[position];
    set_text(node, "Name", described.name);
    if (described.wavelength) {
      set_number(node, "EmissionWavelength", described.wavelength->value.in(nm));
      node.append_attribute("EmissionWavelengthUnit") = "nm";
    }
    if (described.excitation) {
      set_number(node, "ExcitationWavelength", described.excitation->value.in(nm));
      node.append_attribute("ExcitationWavelengthUnit") = "nm";
    }
    set_text(node, "AcquisitionMode", ome_word(described.mode));
  }
  node.append_child("DetectorSettings").append_attribute("ID") = "Detector:0:0";
}

}  // namespace etalon::imagefiles
