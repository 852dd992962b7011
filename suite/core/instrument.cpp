// SPDX-License-Identifier: Apache-2.0
#include "suite/core/instrument.hpp"

#include "suite/core/contract.hpp"
#include "suite/core/instrument_fields.hpp"

#include <array>
#include <cmath>
#include <utility>

namespace etalon {
namespace {

using detail::is_told;
using detail::visit_channel;
using detail::visit_fields;

constexpr double kMostBinned = 64;  // along each side

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

/// Takes what is told where nothing is known, and who told it.
struct Completion {
  std::map<std::string, Source>& sources;
  const std::map<std::string, Source>& told_by;
  const std::set<std::string>& absent;

  template <class T>
  void operator()(const std::string& path, T& known, const T& told) const {
    if (is_told(known) || !is_told(told) || absent.contains(path)) return;
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
  for (const std::string& path : instrument.absent) instrument.sources.try_emplace(path, source);
  return instrument;
}

Instrument completed(Instrument known, const Instrument& told) {
  const Completion complete{known.sources, told.sources, known.absent};
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

std::optional<std::string> binning_from_text(const std::string& text) {
  const auto cross = text.find('x');
  const auto x = parse_number(text.substr(0, cross));
  const auto y = cross == std::string::npos ? x : parse_number(text.substr(cross + 1));
  const auto is_count = [](const Outcome<double>& number) {
    return number && *number >= 1 && *number <= kMostBinned && *number == std::floor(*number);
  };
  if (!is_count(x) || !is_count(y)) return std::nullopt;
  return number_to_text(*x) + " x " + number_to_text(*y);
}

}  // namespace etalon
