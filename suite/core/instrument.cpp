// SPDX-License-Identifier: Apache-2.0
#include "suite/core/instrument.hpp"

#include "suite/core/contract.hpp"

#include <array>
#include <utility>

namespace etalon {
namespace {

constexpr std::array<std::pair<Immersion, const char*>, 5> kImmersions{
    {{Immersion::unknown, "unknown"},
     {Immersion::air, "air"},
     {Immersion::water, "water"},
     {Immersion::glycerol, "glycerol"},
     {Immersion::oil, "oil"}}};

constexpr std::array<std::pair<AcquisitionMode, const char*>, 5> kModes{
    {{AcquisitionMode::unknown, "unknown"},
     {AcquisitionMode::widefield, "widefield"},
     {AcquisitionMode::confocal, "confocal"},
     {AcquisitionMode::spinning_disk, "spinning_disk"},
     {AcquisitionMode::two_photon, "two_photon"}}};

template <class Words, class Value>
std::string word_of(const Words& words, Value value) {
  for (const auto& [known, word] : words) {
    if (known == value) return word;
  }
  detail::broken_contract("a known word of the instrument", __FILE__, __LINE__);
}

template <class Words>
auto value_of(const Words& words, const std::string& text)
    -> std::optional<decltype(words.front().first)> {
  for (const auto& [known, word] : words) {
    if (text == word) return known;
  }
  return std::nullopt;
}

template <class T>
void complete(T& value, const T& otherwise) {
  if (value == T{}) value = otherwise;
}
template <class T>
void complete(std::optional<T>& value, const std::optional<T>& otherwise) {
  if (!value) value = otherwise;
}

void complete(std::vector<Channel>& known, const std::vector<Channel>& told) {
  const bool one_for_all = known.size() == 1;
  const AcquisitionMode mode = one_for_all ? known.front().mode : AcquisitionMode::unknown;
  for (std::size_t i = 0; i < told.size(); ++i) {
    if (i == known.size()) {
      known.push_back(told[i]);
      if (mode != AcquisitionMode::unknown) known[i].mode = mode;
      continue;
    }
    complete(known[i].name, told[i].name);
    complete(known[i].wavelength, told[i].wavelength);
    complete(known[i].excitation, told[i].excitation);
    complete(known[i].mode, told[i].mode);
    complete(known[i].pinhole, told[i].pinhole);
  }
}

}  // namespace

Instrument completed(Instrument known, const Instrument& told) {
  complete(known.id, told.id);
  complete(known.manufacturer, told.manufacturer);
  complete(known.model, told.model);
  complete(known.serial_number, told.serial_number);
  complete(known.objective.manufacturer, told.objective.manufacturer);
  complete(known.objective.model, told.objective.model);
  complete(known.objective.serial_number, told.objective.serial_number);
  complete(known.objective.nominal_magnification, told.objective.nominal_magnification);
  complete(known.objective.lens_na, told.objective.lens_na);
  complete(known.objective.immersion, told.objective.immersion);
  complete(known.objective.refractive_index, told.objective.refractive_index);
  complete(known.condenser_na, told.condenser_na);
  complete(known.detector.manufacturer, told.detector.manufacturer);
  complete(known.detector.model, told.detector.model);
  complete(known.detector.serial_number, told.detector.serial_number);
  complete(known.detector.pixel_pitch, told.detector.pixel_pitch);
  complete(known.detector.gain, told.detector.gain);
  complete(known.detector.read_noise, told.detector.read_noise);
  complete(known.channels, told.channels);
  return known;
}

std::string to_text(Immersion immersion) { return word_of(kImmersions, immersion); }

std::optional<Immersion> immersion_from_text(const std::string& text) {
  return value_of(kImmersions, text);
}

std::string to_text(AcquisitionMode mode) { return word_of(kModes, mode); }

std::optional<AcquisitionMode> acquisition_mode_from_text(const std::string& text) {
  return value_of(kModes, text);
}

}  // namespace etalon
