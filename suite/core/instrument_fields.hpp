// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/instrument.hpp"

#include <cstddef>
#include <optional>
#include <string>

/// Every field of an instrument with its path, for what treats all of them alike.
namespace etalon::detail {

/// Calls visit(path, field of a, field of b) for each field of both; channels are not among them.
template <class A, class B, class Visit>
void visit_fields(A& a, B& b, const Visit& visit) {
  visit("id", a.id, b.id);
  visit("manufacturer", a.manufacturer, b.manufacturer);
  visit("model", a.model, b.model);
  visit("serial_number", a.serial_number, b.serial_number);
  auto& lens = a.objective;
  auto& other = b.objective;
  visit("objective.manufacturer", lens.manufacturer, other.manufacturer);
  visit("objective.model", lens.model, other.model);
  visit("objective.serial_number", lens.serial_number, other.serial_number);
  visit("objective.nominal_magnification", lens.nominal_magnification, other.nominal_magnification);
  visit("objective.lens_na", lens.lens_na, other.lens_na);
  visit("objective.immersion", lens.immersion, other.immersion);
  visit("objective.refractive_index", lens.refractive_index, other.refractive_index);
  visit("objective.correction", lens.correction, other.correction);
  visit("objective.cover_glass", lens.cover_glass, other.cover_glass);
  visit("condenser_na", a.condenser_na, b.condenser_na);
  visit("detector.manufacturer", a.detector.manufacturer, b.detector.manufacturer);
  visit("detector.model", a.detector.model, b.detector.model);
  visit("detector.serial_number", a.detector.serial_number, b.detector.serial_number);
  visit("detector.pixel_pitch", a.detector.pixel_pitch, b.detector.pixel_pitch);
  visit("detector.gain", a.detector.gain, b.detector.gain);
  visit("detector.read_noise", a.detector.read_noise, b.detector.read_noise);
  visit("detector.bit_depth", a.detector.bit_depth, b.detector.bit_depth);
  visit("detector.binning", a.detector.binning, b.detector.binning);
  visit("adaptor_magnification", a.adaptor_magnification, b.adaptor_magnification);
  visit("light_source", a.light_source, b.light_source);
  visit("contrast", a.contrast, b.contrast);
}

template <class A, class B, class Visit>
void visit_channel(std::size_t index, A& a, B& b, const Visit& visit) {
  const std::string path = "channels." + std::to_string(index) + ".";
  visit(path + "name", a.name, b.name);
  visit(path + "wavelength", a.wavelength, b.wavelength);
  visit(path + "excitation", a.excitation, b.excitation);
  visit(path + "mode", a.mode, b.mode);
  visit(path + "pinhole", a.pinhole, b.pinhole);
}

template <class T>
bool is_told(const T& value) {
  return value != T{};
}
template <class T>
bool is_told(const std::optional<T>& value) {
  return value.has_value();
}

}  // namespace etalon::detail
