// SPDX-License-Identifier: Apache-2.0
#include "reports/run_facts.hpp"

#include "reports/number_format.hpp"
#include "reports/wording.hpp"
#include "suite/core/contradiction.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string_view>

namespace etalon::reports {
namespace {

constexpr std::string_view kSlide = "slide.";  // "slide.edge", "slide.edge.tier": see the runner
constexpr std::string_view kSetting = "setting.";
constexpr std::string_view kNone = "none";  // said not to apply

std::string words(std::initializer_list<std::string> parts) {
  std::vector<std::string> said;
  for (const std::string& part : parts)
    if (!part.empty() && part != kNone) said.push_back(part);
  return joined(said, " ");
}

std::string listed(std::initializer_list<std::string> parts) {
  std::vector<std::string> said;
  for (const std::string& part : parts)
    if (!part.empty()) said.push_back(part);
  return joined(said, ", ");
}

std::string with_spaces(std::string text) {
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

std::string times(const std::optional<double>& magnification) {
  return magnification ? significant(*magnification, 4) + "×" : "";
}

std::string aperture(const std::optional<Uncertain<double>>& na) {
  if (!na) return tr("not known");
  const std::string value = significant(na->value, 4);
  if (!na->standard_uncertainty) return value;
  return fmt::format(fmt::runtime(tr("{}, standard uncertainty {}")), value,
                     significant(*na->standard_uncertainty, 2));
}

std::string cover_glass(const std::string& glass) {
  return glass.empty() ? "" : fmt::format(fmt::runtime(tr("cover glass {}")), glass);
}

std::string pixels(const Detector& camera) {
  std::vector<std::string> said;
  if (camera.pixel_pitch) said.push_back(to_text(camera.pixel_pitch->per_px));
  if (camera.bit_depth) said.push_back(fmt::format(fmt::runtime(tr("{} bit")), *camera.bit_depth));
  if (!camera.binning.empty())
    said.push_back(fmt::format(fmt::runtime(tr("binning {}")), camera.binning));
  return joined(said, ", ");
}

std::string light(const Instrument& instrument) {
  std::vector<std::string> said;
  if (!instrument.light_source.empty()) said.push_back(instrument.light_source);
  if (!instrument.channels.empty() && instrument.channels.front().wavelength)
    said.push_back(fmt::format("{:.4g} nm", instrument.channels.front().wavelength->value.in(nm)));
  return joined(said, ", ");
}

/// "Told by the device": "detector.model, detector.serial_number", for each who told something.
void add_who_told(const Instrument& instrument, std::vector<Fact>& facts) {
  std::map<Source, std::vector<std::string>> fields;
  for (const auto& [path, source] : instrument.sources) fields[source].push_back(path);
  for (const auto& [source, paths] : fields) {
    facts.push_back(
        {fmt::format(fmt::runtime(tr("Told by {}")), name_of(source)), joined(paths, ", ")});
  }
}

std::string other_conditions(const std::map<std::string, std::string>& conditions) {
  std::vector<std::string> said;
  for (const auto& [name, value] : conditions)
    if (!name.starts_with(kSlide) && !name.starts_with(kSetting))
      said.push_back(with_spaces(name) + " " + value);
  return joined(said, " · ");
}

/// With which settings images were taken, as somebody said; those of each frame are in its record.
std::string stated_settings(const std::map<std::string, std::string>& conditions) {
  std::vector<std::string> said;
  for (const auto& [name, value] : conditions)
    if (name.starts_with(kSetting))
      said.push_back(with_spaces(name.substr(kSetting.size())) + " " + value);
  return joined(said, " · ");
}

/// What is said of a slide behind its step.
struct SlideFact {
  std::string_view suffix;
  std::string step;
};

SlideFact slide_fact(std::string step) {
  for (const std::string_view suffix : {".tier", ".manufacturer", ".model", ".serial_number",
                                        ".certificate_date", ".certificate"}) {
    if (!step.ends_with(suffix)) continue;
    step.erase(step.size() - suffix.size());
    return {suffix, step};
  }
  return {"", step};
}

std::string certificate(const std::string& name, const std::string& date) {
  if (date.empty() || date == kNone) return name;
  return fmt::format(fmt::runtime(tr("{} of {}")), name, date);
}

}  // namespace

std::vector<Fact> instrument_facts(const records::RunDetail& run) {
  const Instrument& instrument = run.start.instrument;
  const Objective& lens = instrument.objective;
  const Detector& camera = instrument.detector;
  std::vector<Fact> facts{
      {tr("Microscope"),
       words({instrument.manufacturer, instrument.model, instrument.serial_number, instrument.id})},
      {tr("Objective"), words({lens.manufacturer, lens.model, lens.serial_number,
                               times(lens.nominal_magnification)})},
      {tr("Correction"), listed({lens.correction, cover_glass(lens.cover_glass)})},
      {tr("Numerical aperture"), aperture(lens.lens_na)},
      {tr("Condenser aperture"), aperture(instrument.condenser_na)},
      {tr("Immersion"), lens.immersion == Immersion::unknown ? "" : to_text(lens.immersion)},
      {tr("Tube lens or adaptor"), times(instrument.adaptor_magnification)},
      {tr("Camera"), words({camera.manufacturer, camera.model, camera.serial_number})},
      {tr("Pixels of the camera"), pixels(camera)},
      {tr("Light"), light(instrument)},
      {tr("Contrast"), with_spaces(instrument.contrast)},
      {tr("Does not apply"), joined(instrument.absent, ", ")}};
  add_who_told(instrument, facts);
  facts.push_back({tr("Contradictions"), joined(contradictions_of(run), " ")});
  facts.push_back({tr("Site"), run.start.site});
  facts.push_back({tr("Measured by"), run.start.operator_name});
  facts.push_back({tr("Conditions"), other_conditions(run.start.conditions)});
  facts.push_back({tr("Settings, as stated"), stated_settings(run.start.conditions)});
  return facts;
}

std::vector<SlideLine> slide_lines(const std::map<std::string, std::string>& conditions) {
  std::map<std::string, std::map<std::string_view, std::string>> slides;
  for (const auto& [name, value] : conditions) {
    if (!name.starts_with(kSlide)) continue;
    const SlideFact fact = slide_fact(name.substr(kSlide.size()));
    slides[fact.step][fact.suffix] = value;
  }
  std::vector<SlideLine> lines;
  for (auto& [step, known] : slides) {
    lines.push_back({step,
                     words({with_spaces(known[""]), known[".manufacturer"], known[".model"],
                            known[".serial_number"]}),
                     known[".tier"],
                     certificate(known[".certificate"], known[".certificate_date"])});
  }
  return lines;
}

std::vector<std::string> contradictions_of(const records::RunDetail& run) {
  std::vector<std::string> all;
  for (const records::JournalEntry& entry : run.journal) {
    const bool differs = entry.event == "instrument_differs" || entry.event == "pixel_size_differs";
    if (differs && std::find(all.begin(), all.end(), entry.detail) == all.end())
      all.push_back(entry.detail);
  }
  return all;
}

}  // namespace etalon::reports
