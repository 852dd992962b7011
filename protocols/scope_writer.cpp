// SPDX-License-Identifier: Apache-2.0
#include "protocols/scope_writer.hpp"

#include "suite/core/error.hpp"
#include "suite/core/text.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <memory>
#include <sstream>

namespace etalon::protocols {
namespace {

constexpr std::size_t kWidth = 96;
constexpr std::size_t kLongestId = 40;
constexpr double kEngravedNa = 0.03;  // relative half-widths of what is engraved
constexpr double kCondenserNa = 0.10;

/// A text as YAML reads it back whatever it holds: between double quotes, escaped.
std::string scalar(const std::string& text) {
  std::string all = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      all += std::string("\\") + c;
    } else if (byte < 0x20 || byte == 0x7f) {
      all += fmt::format("\\x{:02x}", byte);
    } else {
      all += c;
    }
  }
  return all + "\"";
}

/// A sentence as comment lines of at most kWidth characters.
std::string comment(const std::string& sentence, const std::string& indent = "") {
  std::istringstream words(sentence);
  std::string all;
  std::string line = indent + "#";
  for (std::string word; words >> word;) {
    if (line.size() + 1 + word.size() > kWidth && line.size() > indent.size() + 1) {
      all += line + "\n";
      line = indent + "#";
    }
    line += " " + word;
  }
  return all + line + "\n";
}

std::string key(const std::string& name, const std::string& value) {
  return name + ": " + value + "\n";
}

/// Two significant figures: more would claim to know how wrong a guess is.
double rounded(double value) {
  const double unit = std::pow(10.0, std::floor(std::log10(value)) - 1);
  return parse_number(fmt::format("{:.{}f}", std::round(value / unit) * unit,
                                  std::max(0, static_cast<int>(-std::floor(std::log10(unit))))))
      .value_or(value);
}

std::string within(double value, double relative) {
  return fmt::format("{{value: {}, half_width: {}}}", number_to_text(value),
                     number_to_text(rounded(value * relative)));
}

/// In nanometres, as people name wavelengths.
std::string nm_text(Length length) {
  return number_to_text(std::round(length.in(nm)*1000) / 1000) + " nm";
}

std::string instrument_text(const ScopeAnswers& answers) {
  std::string text;
  if (!answers.manufacturer.empty()) {
    text += "  " + key("manufacturer", scalar(answers.manufacturer));
  }
  if (!answers.model.empty()) text += "  " + key("model", scalar(answers.model));
  const std::string heading =
      comment(tr("Maker and model. The serial number, on the stand, tells "
                 "two of a kind apart."));
  if (text.empty()) return heading + "# instrument: {manufacturer: ..., model: ...}\n";
  return heading + "instrument:\n" + text + "  # serial_number: \"0042\"\n";
}

std::string objective_text(const ScopeAnswers& answers) {
  const Objective& objective = answers.objective;
  std::string text = comment(answers.engraving.empty()
                                 ? tr("The objective: magnification/aperture are engraved on its "
                                      "barrel, such as 20x/0.40.")
                                 : fmt::format(fmt::runtime(tr("The objective, as engraved: {}")),
                                               etalon::quoted(answers.engraving)));
  text += "objective:\n";
  if (objective.nominal_magnification) {
    text += "  " + key("nominal_magnification", number_to_text(*objective.nominal_magnification));
  }
  if (objective.lens_na) {
    text += comment(tr("Assumed: an engraved aperture holds within 3 %."), "  ");
    text += "  " + key("lens_na", within(objective.lens_na->value, kEngravedNa));
  } else {
    text += comment(tr("Without its numerical aperture, sharpness cannot be compared with the best "
                       "that such a lens can do."),
                    "  ");
    text += "  lens_na: unknown\n";
  }
  text +=
      comment(tr("air, water, glycerol, oil or unknown; 1 or more is not reached in air."), "  ");
  return text + "  " + key("immersion", to_text(objective.immersion));
}

std::string condenser_text(const std::optional<double>& na) {
  const char* about =
      tr("Numerical aperture of the condenser as its diaphragm stands, on the scale at its rim. A "
         "nearly closed condenser makes an edge look sharper than it is.");
  if (!na) return comment(about) + "condenser_na: unknown\n";
  return comment(about) + comment(tr("Assumed: the scale holds within 10 %.")) +
         key("condenser_na", within(*na, kCondenserNa));
}

std::string light_text(const ScopeAnswers& answers) {
  std::string text =
      comment(tr("Middle wavelength of the light, and half of the band that it fills "
                 "as the camera sees it; on the filter or in the data sheet of the "
                 "lamp."));
  if (!answers.wavelength) return text + "wavelength: unknown\n";
  const std::string value = nm_text(*answers.wavelength);
  if (!answers.half_width) {
    text += comment(tr("How wide the band is, was not said; write {value: ..., half_width: ...}."));
    return text + key("wavelength", value);
  }
  text += comment(
      fmt::format(fmt::runtime(tr("Assumed from the answer {}.")), etalon::quoted(answers.light)));
  return text + fmt::format("wavelength: {{value: {}, half_width: {}}}\n", value,
                            nm_text(*answers.half_width));
}

std::string scale_text(const ScopeAnswers& answers) {
  const auto& magnification = answers.objective.nominal_magnification;
  std::string text = comment(
      tr("What one pixel covers in the object. Measure it with a ruler (stage micrometer), which "
         "also gives its uncertainty: {value: 0.2618 um, expanded_uncertainty: 0.0008 um, k: 2}. "
         "Without an uncertainty grades are indicative, whatever the slides are."));
  if (answers.pixel_size) {
    text += key("pixel_size", to_text(answers.pixel_size->per_px));
  } else if (answers.pixel_pitch && magnification) {
    text +=
        comment(tr("Nominal: the pixel of the sensor divided by the engraved magnification. A "
                   "lens in front of the camera (0.5x) makes it wrong."));
    const PixelSize exact = answers.pixel_pitch->object(Magnification{*magnification});
    // A hundredth of a nanometre is more than anybody engraves.
    text += key("pixel_size", to_text(um(std::round(exact.per_px.in(um)*1e5) / 1e5)));
  } else {
    text += "pixel_size: unknown\n";
  }
  text += comment(tr("Distance of the pixels on the sensor, from the data sheet of the camera."));
  if (!answers.pixel_pitch) return text + "# detector: {pixel_pitch: 3.45 um}\n";
  return text + "detector:\n  " +
         key("pixel_pitch", number_to_text(answers.pixel_pitch->per_px.in(um_sensor)) + " um");
}

std::string devices_text(const ScopeAnswers& answers) {
  return comment(
             tr("The camera is a folder: save the images there; path is seen from this file.")) +
         "camera: {driver: folder, path: " + scalar(answers.images) + "}\n\n" +
         comment(tr("A person who is asked at the terminal to do what cannot be driven.")) +
         "operator: {driver: manual}\n\n";
}

/// As comments, for they were not asked: what a record says besides, by the key it stands under.
std::string record_text() {
  return comment(
             tr("What a record also says before a grade may be more than indicative. Fill in and "
                "take away the #; write none where something does not apply. `etalon scope "
                "check` names what is missing.")) +
         comment(tr("under objective:")) + "#   correction: plan achromat\n" +
         "#   cover_glass: 0.17 mm  # " + tr("or any") + "\n" + comment(tr("under detector:")) +
         "#   model: IMX219\n#   bit_depth: 12\n#   binning: 1 x 1\n" +
         "# contrast: brightfield\n# light_source: halogen lamp\n" +
         "# adaptor_magnification: 0.5  # " +
         tr("of tube lens and adaptor, beside that of the objective") + "\n" +
         comment(
             tr("With what the images are taken, as far as neither camera nor files tell it:")) +
         "# settings: {region: full, exposure: 20 ms, gain: 1, black_level: 64 DN, light: 60 %}\n" +
         comment(tr("Where these never change; a run asks for them otherwise.")) +
         "# room_temperature: 21 degC\n# warm_up: 30 min\n\n";
}

/// As a comment: which slide somebody has cannot be guessed.
std::string slides_text() {
  return comment(tr("The slides that you use, by step; `etalon protocol check brightfield-quick` "
                    "names those that fit. While nothing is stated, grades are indicative: take "
                    "away the # before slides. A razor_blade is a good edge below aperture 0.3.")) +
         "# slides: {edge: chrome_edge, blank: blank_field}  # edge: " + tr("or") +
         " razor_blade\n" +
         comment(tr("A slide in full: {slide: chrome_edge, manufacturer: ..., model: ..., "
                    "serial_number: ...}"));
}

}  // namespace

std::string scope_id_of(const std::string& words) {
  std::string id;
  for (const char c : words) {
    const bool capital = c >= 'A' && c <= 'Z';
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || capital) {
      id += capital ? static_cast<char>(c - 'A' + 'a') : c;
    } else if (!id.empty() && id.back() != '-') {
      id += '-';
    }
  }
  id.resize(std::min(id.size(), kLongestId));
  while (id.ends_with('-')) id.pop_back();
  return id.empty() ? "microscope" : id;
}

std::string scope_text(const std::string& id, const ScopeAnswers& answers) {
  return comment(tr("One microscope, as somebody described it to etalon. Change what is wrong, add "
                    "what becomes known; docs/scope_files.md explains every key.")) +
         "\n" + comment(tr("Its name in records and reports: letters, digits, . _ -")) +
         key("scope", scalar(id)) + comment(tr("Where it stands.")) + "# site: hospital-2\n\n" +
         instrument_text(answers) + "\n" + objective_text(answers) + "\n" +
         condenser_text(answers.condenser_na) + "\n" + light_text(answers) + "\n" +
         scale_text(answers) + "\n" + record_text() + devices_text(answers) + slides_text();
}

bool write_new_file(const std::filesystem::path& path, const std::string& text) {
  // "x": never over a file that is there, also when two programs write at once.
  std::FILE* file = std::fopen(path.c_str(), "wxe");
  if (file == nullptr && errno == EEXIST) return false;
  const bool written =
      file != nullptr && std::fwrite(text.data(), 1, text.size(), file) == text.size();
  const bool closed = file != nullptr && std::fclose(file) == 0;
  if (!written || !closed) {
    const int problem = errno;
    if (file != nullptr) std::remove(path.c_str());
    throw FileError(path.string(), fmt::format(fmt::runtime(tr("it cannot be written: {}.")),
                                               std::strerror(problem)));
  }
  return true;
}

}  // namespace etalon::protocols
