// SPDX-License-Identifier: Apache-2.0
#include "suite/records/instrument_json.hpp"

#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"
#include "suite/records/enum_text.hpp"
#include "suite/records/json_text.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <set>
#include <string>

namespace etalon::records {
namespace {

using Json = nlohmann::ordered_json;

void put(Json& json, const char* key, const std::string& value) {
  if (!value.empty()) json[key] = valid_utf8(value);
}

std::string text(const Json& json, const char* key) { return json.value(key, std::string()); }

/// `number` takes the plain number out of the quantity, `quantity` makes one again.
template <class Q, class Number>
Json json_of(const Uncertain<Q>& uncertain, Number number) {
  Json json = {{"value", number(uncertain.value)}};
  if (uncertain.standard_uncertainty) {
    json["standard_uncertainty"] = number(*uncertain.standard_uncertainty);
  }
  json["distribution"] = to_text(uncertain.distribution);
  if (std::isfinite(uncertain.degrees_of_freedom)) {
    json["degrees_of_freedom"] = uncertain.degrees_of_freedom;
  }
  put(json, "id", uncertain.id);
  return json;
}

template <class Q, class Make>
Uncertain<Q> uncertain_from(const Json& json, Make quantity) {
  Uncertain<Q> uncertain;
  uncertain.value = quantity(json.at("value").get<double>());
  if (json.contains("standard_uncertainty")) {
    uncertain.standard_uncertainty = quantity(json.at("standard_uncertainty").get<double>());
  }
  uncertain.distribution =
      from_text<Distribution>(text(json, "distribution")).value_or(Distribution::normal);
  uncertain.degrees_of_freedom = json.value("degrees_of_freedom", kInfiniteDegreesOfFreedom);
  uncertain.id = text(json, "id");
  return uncertain;
}

double plain(double number) { return number; }
double in_um(Length length) { return length.in(um); }
double in_dn(ConversionGain gain) { return gain.dn_per_electron; }
ConversionGain gain_of(double dn_per_electron) { return {dn_per_electron}; }
double in_electrons(Electrons count) { return count.in(electrons); }

Json json_of(const Objective& objective) {
  Json json = Json::object();
  put(json, "manufacturer", objective.manufacturer);
  put(json, "model", objective.model);
  put(json, "serial_number", objective.serial_number);
  if (objective.nominal_magnification) {
    json["nominal_magnification"] = *objective.nominal_magnification;
  }
  if (objective.lens_na) json["lens_na"] = json_of(*objective.lens_na, plain);
  if (objective.immersion != Immersion::unknown) {
    json["immersion"] = to_text(objective.immersion);
  }
  if (objective.refractive_index) {
    json["refractive_index"] = json_of(*objective.refractive_index, plain);
  }
  put(json, "correction", objective.correction);
  put(json, "cover_glass", objective.cover_glass);
  return json;
}

Json json_of(const Detector& detector) {
  Json json = Json::object();
  put(json, "manufacturer", detector.manufacturer);
  put(json, "model", detector.model);
  put(json, "serial_number", detector.serial_number);
  if (detector.pixel_pitch) json["pixel_pitch_um"] = detector.pixel_pitch->per_px.in(um_sensor);
  if (detector.gain) json["gain_dn_per_electron"] = json_of(*detector.gain, in_dn);
  if (detector.read_noise) json["read_noise_e"] = json_of(*detector.read_noise, in_electrons);
  if (detector.bit_depth) json["bit_depth"] = *detector.bit_depth;
  put(json, "binning", detector.binning);
  return json;
}

Json json_of(const Channel& channel) {
  Json json = Json::object();
  put(json, "name", channel.name);
  if (channel.wavelength) json["wavelength_um"] = json_of(*channel.wavelength, in_um);
  if (channel.excitation) json["excitation_um"] = json_of(*channel.excitation, in_um);
  if (channel.mode != AcquisitionMode::unknown) json["mode"] = to_text(channel.mode);
  if (channel.pinhole) json["pinhole_airy_units"] = json_of(*channel.pinhole, plain);
  return json;
}

Objective objective_from(const Json& json) {
  Objective objective;
  objective.manufacturer = text(json, "manufacturer");
  objective.model = text(json, "model");
  objective.serial_number = text(json, "serial_number");
  if (json.contains("nominal_magnification")) {
    objective.nominal_magnification = json.at("nominal_magnification").get<double>();
  }
  if (json.contains("lens_na")) {
    objective.lens_na = uncertain_from<double>(json.at("lens_na"), plain);
  }
  objective.immersion = immersion_from_text(text(json, "immersion")).value_or(Immersion::unknown);
  if (json.contains("refractive_index")) {
    objective.refractive_index = uncertain_from<double>(json.at("refractive_index"), plain);
  }
  objective.correction = text(json, "correction");
  objective.cover_glass = text(json, "cover_glass");
  return objective;
}

Detector detector_from(const Json& json) {
  Detector detector;
  detector.manufacturer = text(json, "manufacturer");
  detector.model = text(json, "model");
  detector.serial_number = text(json, "serial_number");
  if (json.contains("pixel_pitch_um")) {
    detector.pixel_pitch = SensorPixelPitch{um_sensor(json.at("pixel_pitch_um").get<double>())};
  }
  if (json.contains("gain_dn_per_electron")) {
    detector.gain = uncertain_from<ConversionGain>(json.at("gain_dn_per_electron"), gain_of);
  }
  if (json.contains("read_noise_e")) {
    detector.read_noise = uncertain_from<Electrons>(json.at("read_noise_e"), electrons);
  }
  if (json.contains("bit_depth")) detector.bit_depth = json.at("bit_depth").get<int>();
  detector.binning = text(json, "binning");
  return detector;
}

Channel channel_from(const Json& json) {
  Channel channel;
  channel.name = text(json, "name");
  if (json.contains("wavelength_um")) {
    channel.wavelength = uncertain_from<Length>(json.at("wavelength_um"), um);
  }
  if (json.contains("excitation_um")) {
    channel.excitation = uncertain_from<Length>(json.at("excitation_um"), um);
  }
  channel.mode = acquisition_mode_from_text(text(json, "mode")).value_or(AcquisitionMode::unknown);
  if (json.contains("pinhole_airy_units")) {
    channel.pinhole = uncertain_from<double>(json.at("pinhole_airy_units"), plain);
  }
  return channel;
}

Instrument instrument_from(const Json& json) {
  Instrument instrument;
  instrument.id = text(json, "id");
  instrument.manufacturer = text(json, "manufacturer");
  instrument.model = text(json, "model");
  instrument.serial_number = text(json, "serial_number");
  instrument.objective = objective_from(json.at("objective"));
  if (json.contains("condenser_na")) {
    instrument.condenser_na = uncertain_from<double>(json.at("condenser_na"), plain);
  }
  instrument.detector = detector_from(json.at("detector"));
  for (const Json& channel : json.at("channels")) {
    instrument.channels.push_back(channel_from(channel));
  }
  if (json.contains("adaptor_magnification"))
    instrument.adaptor_magnification = json.at("adaptor_magnification").get<double>();
  instrument.light_source = text(json, "light_source");
  instrument.contrast = text(json, "contrast");
  instrument.absent = json.value("absent", std::set<std::string>());
  const Json sources = json.value("sources", Json::object());
  for (const auto& [path, word] : sources.items()) {
    if (const auto source = source_from_text(word.get<std::string>()))
      instrument.sources[path] = *source;
  }
  return instrument;
}

}  // namespace

std::string instrument_text(const Instrument& instrument) {
  Json json = Json::object();
  put(json, "id", instrument.id);
  put(json, "manufacturer", instrument.manufacturer);
  put(json, "model", instrument.model);
  put(json, "serial_number", instrument.serial_number);
  json["objective"] = json_of(instrument.objective);
  if (instrument.condenser_na) json["condenser_na"] = json_of(*instrument.condenser_na, plain);
  json["detector"] = json_of(instrument.detector);
  json["channels"] = Json::array();
  for (const Channel& channel : instrument.channels) json["channels"].push_back(json_of(channel));
  if (instrument.adaptor_magnification)
    json["adaptor_magnification"] = *instrument.adaptor_magnification;
  put(json, "light_source", instrument.light_source);
  put(json, "contrast", instrument.contrast);
  if (!instrument.absent.empty()) json["absent"] = instrument.absent;
  for (const auto& [path, source] : instrument.sources) json["sources"][path] = to_text(source);
  return json.dump();
}

Instrument instrument_from_text(const std::string& json) {
  try {
    return instrument_from(Json::parse(json));
  } catch (const nlohmann::json::exception&) {
    throw RecordError(tr("The description of an instrument in the database cannot be read. Check "
                         "the database with `etalon db check` and go back to a copy."),
                      "SQLITE_CORRUPT");
  }
}

}  // namespace etalon::records
