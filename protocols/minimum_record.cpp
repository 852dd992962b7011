// SPDX-License-Identifier: Apache-2.0
#include "protocols/minimum_record.hpp"

#include "protocols/circumstances.hpp"
#include "protocols/stated_settings.hpp"
#include "suite/records/enum_text.hpp"

#include <algorithm>

namespace etalon::protocols {
namespace {

struct Field {
  const char* name;  ///< in the scope file
  const char* path;  ///< in Instrument::sources
  bool is_told;
};

std::string condition(const records::RunStart& start, const std::string& name) {
  const auto found = start.conditions.find(name);
  return found == start.conditions.end() ? "" : found->second;
}

/// As the runner recorded it.
SlideInstance slide_of(const records::RunStart& start, const std::string& step) {
  const std::string key = "slide." + step;
  SlideInstance slide;
  slide.slide = condition(start, key);
  slide.manufacturer = condition(start, key + ".manufacturer");
  slide.model = condition(start, key + ".model");
  slide.serial_number = condition(start, key + ".serial_number");
  slide.certificate = condition(start, key + ".certificate");
  slide.certificate_date = condition(start, key + ".certificate_date");
  slide.tier = records::from_text<Tier>(condition(start, key + ".tier")).value_or(slide.tier);
  return slide;
}

void append(std::vector<std::string>& all, const std::vector<std::string>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

}  // namespace

std::vector<std::string> missing_of_instrument(const Instrument& instrument) {
  const Objective& lens = instrument.objective;
  const Detector& camera = instrument.detector;
  const bool light = !instrument.channels.empty() && instrument.channels.front().wavelength;
  const Field fields[] = {
      {"instrument.manufacturer", "manufacturer", !instrument.manufacturer.empty()},
      {"instrument.model", "model", !instrument.model.empty()},
      {"instrument.serial_number", "serial_number", !instrument.serial_number.empty()},
      {"objective.nominal_magnification", "objective.nominal_magnification",
       lens.nominal_magnification.has_value()},
      {"objective.lens_na", "objective.lens_na", lens.lens_na.has_value()},
      {"objective.immersion", "objective.immersion", lens.immersion != Immersion::unknown},
      {"objective.correction", "objective.correction", !lens.correction.empty()},
      {"objective.cover_glass", "objective.cover_glass", !lens.cover_glass.empty()},
      {"adaptor_magnification", "adaptor_magnification",
       instrument.adaptor_magnification.has_value()},
      {"detector.model", "detector.model", !camera.model.empty()},
      {"detector.pixel_pitch", "detector.pixel_pitch", camera.pixel_pitch.has_value()},
      {"detector.bit_depth", "detector.bit_depth", camera.bit_depth.has_value()},
      {"detector.binning", "detector.binning", !camera.binning.empty()},
      {"light_source", "light_source", !instrument.light_source.empty()},
      {"contrast", "contrast", !instrument.contrast.empty()},
      {"wavelength", "channels.0.wavelength", light}};
  std::vector<std::string> missing;
  for (const Field& field : fields)
    if (!field.is_told && !instrument.absent.contains(field.path)) missing.push_back(field.name);
  return missing;
}

std::vector<std::string> missing_of_slide(const std::string& step, const SlideInstance& slide) {
  std::vector<std::string> missing;
  if (slide.slide.empty() || slide.tier == Tier::indicative) return missing;
  const std::string key = "slides." + step + ".";
  if (slide.manufacturer.empty()) missing.push_back(key + "manufacturer");
  if (slide.model.empty()) missing.push_back(key + "model");
  if (slide.serial_number.empty()) missing.push_back(key + "serial_number");
  if (!slide.certificate.empty() && slide.certificate_date.empty())
    missing.push_back(key + "certificate_date");
  return missing;
}

std::vector<std::string> missing_from_record(const records::RunDetail& run,
                                             const std::string& step) {
  const records::RunStart& start = run.start;
  std::vector<std::string> missing = missing_of_instrument(start.instrument);
  append(missing, missing_of_slide(step, slide_of(start, step)));
  if (start.operator_name.empty()) missing.push_back("operator");
  for (const Circumstance& circumstance : circumstances())
    if (condition(start, circumstance.name).empty()) missing.push_back(circumstance.name);
  if (start.etalon_version.empty()) missing.push_back("version of Etalon");
  for (const StatedSetting& setting : stated_settings()) {
    if (condition(start, condition_of(setting)).empty() &&
        !is_told_by_frames(setting, run.frames, step))
      missing.push_back("settings." + setting.name);
  }
  return missing;
}

bool lacks_source_of_scale(const Instrument& instrument, const MeasurementResult& result) {
  const auto who = instrument.sources.find("pixel_size");
  const bool told_with_image = who != instrument.sources.end() &&
                               (who->second == Source::file || who->second == Source::device);
  return !told_with_image &&
         std::any_of(result.budget.begin(), result.budget.end(), [](const auto& component) {
           return component.source == "pixel size" && component.input.empty();
         });
}

}  // namespace etalon::protocols
