// SPDX-License-Identifier: Apache-2.0
#include "reports/charts/html_parts.hpp"
#include "reports/charts/svg_text.hpp"
#include "reports/number_format.hpp"
#include "reports/wording.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace etalon::charts {
namespace {

using namespace reports;

constexpr std::string_view kSlide = "slide.";  // "slide.edge", "slide.edge.tier": see the runner

std::string words(std::initializer_list<std::string> parts) {
  std::vector<std::string> said;
  for (const std::string& part : parts) {
    if (!part.empty()) said.push_back(escaped(part));
  }
  return joined(said, " ");
}

std::string aperture(const std::optional<Uncertain<double>>& na) {
  if (!na) return tr("not known");
  const std::string value = significant(na->value, 4);
  if (!na->standard_uncertainty) return value;
  return fmt::format(fmt::runtime(tr("{}, standard uncertainty {}")), value,
                     significant(*na->standard_uncertainty, 2));
}

/// What is said of a slide behind its step: "tier", "serial_number", "certificate".
struct SlideFact {
  std::string_view suffix;
  std::string step;
};

SlideFact slide_fact(std::string step) {
  for (const std::string_view suffix : {".tier", ".serial_number", ".certificate"}) {
    if (!step.ends_with(suffix)) continue;
    step.erase(step.size() - suffix.size());
    return {suffix, step};
  }
  return {"", step};
}

std::string slide_table(const std::map<std::string, std::string>& conditions) {
  std::map<std::string, std::map<std::string_view, std::string>> slides;
  for (const auto& [name, value] : conditions) {
    if (!name.starts_with(kSlide)) continue;
    const SlideFact fact = slide_fact(name.substr(kSlide.size()));
    slides[fact.step][fact.suffix] = value;
  }
  if (slides.empty()) return "";
  std::vector<std::vector<std::string>> rows;
  for (auto& [step, known] : slides) {
    std::string slide = known[""];
    std::replace(slide.begin(), slide.end(), '_', ' ');
    const std::string certificate = known[".certificate"];
    rows.push_back({escaped(step), words({slide, known[".serial_number"]}), escaped(known[".tier"]),
                    certificate.empty() ? tr("none") : escaped(certificate)});
  }
  return element("h3", tr("Slides")) +
         stacking_table({tr("Step"), tr("Slide"), tr("Tier"), tr("Certificate")}, rows, "slides");
}

std::string other_conditions(const std::map<std::string, std::string>& conditions) {
  std::vector<std::string> said;
  for (const auto& [name, value] : conditions) {
    if (!name.starts_with(kSlide)) said.push_back(escaped(name + " " + value));
  }
  return joined(said, " · ");
}

/// "scope file: objective.lens_na, wavelength ..." for each who told something.
std::string told_by_whom(const Instrument& instrument) {
  std::map<Source, std::string> fields;
  for (const auto& [path, source] : instrument.sources)
    fields[source] += (fields[source].empty() ? "" : ", ") + path;
  const std::map<Source, std::string> who{{Source::device, tr("the device")},
                                          {Source::file, tr("the image files")},
                                          {Source::scope_file, tr("the scope file")},
                                          {Source::person, tr("the operator")},
                                          {Source::standard, tr("assumed")}};
  std::vector<std::string> said;
  for (const auto& [source, paths] : fields) said.push_back(escaped(who.at(source) + ": " + paths));
  return joined(said, " · ");
}

}  // namespace

std::string instrument_section(const Report& report) {
  if (!report.run) return "";
  const records::RunStart& start = report.run->start;
  const Instrument& instrument = start.instrument;
  const Objective& objective = instrument.objective;
  const std::string magnification =
      objective.nominal_magnification ? significant(*objective.nominal_magnification, 4) + "×" : "";
  const std::string protocol = words(
      {start.protocol.id, start.protocol.version.empty() ? "" : "v" + start.protocol.version});
  const std::string ended = report.run->summary.finished;
  return element(
      "section",
      element("h2", tr("Instrument and run")) +
          facts({{tr("Microscope"), words({instrument.manufacturer, instrument.model,
                                           instrument.serial_number, instrument.id})},
                 {tr("Objective"), words({objective.manufacturer, objective.model, magnification})},
                 {tr("Numerical aperture"), aperture(objective.lens_na)},
                 {tr("Condenser aperture"), aperture(instrument.condenser_na)},
                 {tr("Immersion"),
                  objective.immersion == Immersion::unknown ? "" : to_text(objective.immersion)},
                 {tr("Camera"), words({instrument.detector.manufacturer, instrument.detector.model,
                                       instrument.detector.serial_number})},
                 {tr("Told by"), told_by_whom(instrument)},
                 {tr("Site"), escaped(start.site)},
                 {tr("Measured by"), escaped(start.operator_name)},
                 {tr("Conditions"), other_conditions(start.conditions)},
                 {tr("Protocol"), protocol + " " + element("code", escaped(start.protocol.sha256))},
                 {tr("Made with"), words({"Etalon", start.etalon_version, start.etalon_build})},
                 {tr("Started"), escaped(report.run->summary.started)},
                 {tr("Finished"), escaped(ended)},
                 {tr("Run"), element("code", escaped(report.run->summary.id))},
                 {tr("Digest"), element("code", escaped(report.run->summary.digest))}}) +
          slide_table(start.conditions),
      "id=\"run\"");
}

}  // namespace etalon::charts
