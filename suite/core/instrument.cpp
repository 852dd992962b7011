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

constexpr std::array<std::pair<Source, const char*>, 5> kSources{
    {{Source::device, "device"},
     {Source::file, "file"},
     {Source::scope_file, "scope_file"},
     {Source::person, "operator"},
     {Source::standard, "default"}}};

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
  visit("condenser_na", a.condenser_na, b.condenser_na);
  visit("detector.manufacturer", a.detector.manufacturer, b.detector.manufacturer);
  visit("detector.model", a.detector.model, b.detector.model);
  visit("detector.serial_number", a.detector.serial_number, b.detector.serial_number);
  visit("detector.pixel_pitch", a.detector.pixel_pitch, b.detector.pixel_pitch);
  visit("detector.gain", a.detector.gain, b.detector.gain);
  visit("detector.read_noise", a.detector.read_noise, b.detector.read_noise);
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

/// Takes what is told where nothing is known, and who told it.
struct Completion {
  std::map<std::string, Source>& sources;
  const std::map<std::string, Source>& told_by;

  template <class T>
  void operator()(const std::string& path, T& known, const T& told) const {
    if (is_told(known) || !is_told(told)) return;
    known = told;
    sources.erase(path);
    if (const auto found = told_by.find(path); found != told_by.end()) sources.insert(*found);
  }
};

void complete_channels(Instrument& known, const Instrument& told, const Completion& complete) {
  const bool one_for_all = known.channels.size() == 1;
  const AcquisitionMode mode = one_for_all ? known.channels.front().mode : AcquisitionMode::unknown;
  for (std::size_t i = 0; i < told.channels.size(); ++i) {
    if (i == known.channels.size()) {
      known.channels.push_back({.mode = mode});
      const auto source = known.sources.find("channels.0.mode");
      if (mode != AcquisitionMode::unknown && source != known.sources.end())
        known.sources["channels." + std::to_string(i) + ".mode"] = source->second;
    }
    visit_channel(i, known.channels[i], told.channels[i], complete);
  }
}

}  // namespace

Instrument told_by(Source source, Instrument instrument) {
  const auto mark = [&](const std::string& path, const auto& value, const auto&) {
    if (is_told(value)) instrument.sources.try_emplace(path, source);
  };
  visit_fields(instrument, instrument, mark);
  for (std::size_t i = 0; i < instrument.channels.size(); ++i)
    visit_channel(i, instrument.channels[i], instrument.channels[i], mark);
  return instrument;
}

Instrument completed(Instrument known, const Instrument& told) {
  const Completion complete{known.sources, told.sources};
  visit_fields(known, told, complete);
  complete_channels(known, told, complete);
  for (const char* elsewhere : {"pixel_size", "axial_step"})
    if (const auto found = told.sources.find(elsewhere); found != told.sources.end())
      known.sources.insert(*found);
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

std::string to_text(Source source) { return word_of(kSources, source); }

std::optional<Source> source_from_text(const std::string& text) { return value_of(kSources, text); }

}  // namespace etalon
