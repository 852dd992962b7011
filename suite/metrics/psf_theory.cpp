// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/psf_theory.hpp"

#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <cmath>
#include <functional>

namespace etalon::metrics {

namespace {

using numerics::Apodisation;
using numerics::PointImaging;
using numerics::PointOptics;
using numerics::PointSpread;
using numerics::PointWidths;

constexpr double kAiryRadius = 0.6098;  // of the disc's first ring, wavelength/NA
// Full widths of a disc of Airy and of its axis, and of their squares.
constexpr PointWidths kDisc{0.514497, 0.885893};
constexpr PointWidths kSquare{0.369331, 0.637833};
constexpr double kParaxialAxis = 2;  // 1/s = 2 n/NA^2 for small NA

double height(double na, double index) { return index - std::sqrt(index * index - na * na); }

PointOptics optics_of(PointOptics o, Apodisation apodisation) {
  o.apodisation = apodisation;
  return o;
}

/// The formulas in closed form.
PointWidths formula(const PointOptics& o, bool paraxial) {
  const double axis =
      paraxial ? kParaxialAxis * o.index / (o.na * o.na) : 1 / height(o.na, o.index);
  const auto widths = [&](const PointWidths& constants, double wavelength) {
    return PointWidths{constants.lateral * wavelength / o.na, constants.axial * wavelength * axis};
  };
  switch (o.imaging) {
    case PointImaging::emission:
      return widths(kDisc, o.emission);
    case PointImaging::excitation:
      return widths(kDisc, o.excitation);
    case PointImaging::two_photon:
      return widths(kSquare, o.excitation);
    case PointImaging::pinhole:
      if (o.pinhole >= kAiryRadius * o.emission / o.na) return widths(kDisc, o.excitation);
      return widths(kSquare, std::sqrt(2.0) * o.excitation * o.emission /
                                 std::hypot(o.excitation, o.emission));
  }
  return {};
}

PointWidths widths_by(const std::string& theory, const PointOptics& o) {
  if (theory == "airy") return formula(o, false);
  if (theory == "paraxial") return formula(o, true);
  const bool uniform = theory == "debye_uniform";
  return numerics::point_fwhm(
      PointSpread(optics_of(o, uniform ? Apodisation::uniform : Apodisation::aplanatic)));
}

PointWidths metroloj(const PointOptics& o, AcquisitionMode mode) {
  const double s = height(o.na, o.index);
  switch (mode) {
    case AcquisitionMode::confocal:
      return {0.51 * o.excitation / o.na, 0.88 * o.excitation / s};
    case AcquisitionMode::spinning_disk:
      return {0.51 * o.emission / o.na, o.emission / s};
    case AcquisitionMode::two_photon:
      return {
          o.na > 0.7 ? 0.383 * o.excitation / std::pow(o.na, 0.91) : 0.377 * o.excitation / o.na,
          0.626 * o.excitation / s};
    case AcquisitionMode::unknown:
    case AcquisitionMode::widefield:
      break;
  }
  return {0.51 * o.emission / o.na, 1.77 * o.index * o.emission / (o.na * o.na)};
}

struct Input {
  const char* source;
  std::optional<double> uncertainty;
  Distribution distribution;
  double degrees_of_freedom;
  std::string id;
  std::function<void(PointOptics&, double)> shift;
};

template <class Q, class ToNumber>
Input input_of(const char* source, const Uncertain<Q>& value, const ToNumber& number,
               std::function<void(PointOptics&, double)> shift) {
  std::optional<double> u;
  if (value.standard_uncertainty) u = number(*value.standard_uncertainty);
  return {source, u, value.distribution, value.degrees_of_freedom, value.id, shift};
}

/// Inputs of the theory as they are known, and the optics that follow.
struct Setting {
  PointOptics optics;
  AcquisitionMode mode = AcquisitionMode::widefield;
  std::vector<Input> inputs;
  std::vector<Caveat> caveats;
};

double in_um(Length length) { return length.in(um); }
double itself(double number) { return number; }

bool add_light(const Channel& channel, Setting& setting) {
  const bool excited = setting.mode != AcquisitionMode::widefield;
  const bool emits = setting.mode != AcquisitionMode::two_photon;
  if ((emits && !channel.wavelength) || (excited && !channel.excitation)) return false;
  if (emits) {
    setting.optics.emission = channel.wavelength->value.in(um);
    setting.inputs.push_back(input_of("emission wavelength", *channel.wavelength, in_um,
                                      [](PointOptics& o, double d) { o.emission += d; }));
  }
  if (excited) {
    setting.optics.excitation = channel.excitation->value.in(um);
    setting.inputs.push_back(input_of("excitation wavelength", *channel.excitation, in_um,
                                      [](PointOptics& o, double d) { o.excitation += d; }));
  }
  return setting.optics.emission > 0 || setting.optics.excitation > 0;
}

void add_pinhole(const Channel& channel, Setting& setting) {
  if (!channel.pinhole) {
    setting.optics.imaging = PointImaging::excitation;
    setting.caveats.push_back(
        {"psf_fwhm.pinhole_unknown",
         tr("the pinhole is not known and taken as wide open; a pinhole of one Airy unit makes a "
            "point some per cent narrower")});
    return;
  }
  setting.optics.imaging = PointImaging::pinhole;
  const double airy_unit = kAiryRadius * setting.optics.emission / setting.optics.na;
  setting.optics.pinhole = channel.pinhole->value * airy_unit;
  setting.inputs.push_back(
      input_of("pinhole", *channel.pinhole, itself,
               [airy_unit](PointOptics& o, double d) { o.pinhole += d * airy_unit; }));
}

std::optional<Setting> setting_of(const Instrument& instrument, const Channel& channel) {
  if (!instrument.objective.lens_na) return std::nullopt;
  Setting setting;
  const auto& na = *instrument.objective.lens_na;
  const MediumIndex index = medium_index(instrument.objective);
  setting.optics.na = na.value;
  setting.optics.index = index.value.value;
  if (!(na.value > 0) || !(index.value.value > 1.0001 * na.value)) return std::nullopt;
  setting.inputs.push_back(
      input_of("objective NA", na, itself, [](PointOptics& o, double d) { o.na += d; }));
  if (index.known && index.value.standard_uncertainty) {
    setting.inputs.push_back(input_of("refractive index", index.value, itself,
                                      [](PointOptics& o, double d) { o.index += d; }));
  }
  if (!index.known) {
    setting.caveats.push_back(
        {"psf_fwhm.index_assumed",
         fmt::format(fmt::runtime(tr("the immersion medium is not known; its index is taken as "
                                     "{:.3f}; state immersion in the scope file")),
                     index.value.value)});
  }
  setting.mode = channel.mode;
  if (channel.mode == AcquisitionMode::unknown) {
    setting.mode = AcquisitionMode::widefield;
    setting.caveats.push_back(
        {"psf_fwhm.modality_assumed",
         tr("nobody says what kind of microscope it is; the theory is that of widefield; state "
            "modality in the scope file")});
  }
  if (!add_light(channel, setting)) return std::nullopt;
  if (setting.mode == AcquisitionMode::two_photon)
    setting.optics.imaging = PointImaging::two_photon;
  else if (setting.mode != AcquisitionMode::widefield)
    add_pinhole(channel, setting);
  return setting;
}

void add_budget(const Setting& setting, const std::string& theory, PsfTheory& result) {
  for (const Input& input : setting.inputs) {
    if (!input.uncertainty) {
      result.caveats.push_back(
          {"psf_fwhm.input_uncertainty_unknown",
           fmt::format(fmt::runtime(tr("no uncertainty is known for: {}")), input.source)});
      continue;
    }
    const double step = std::min(*input.uncertainty, 1e-3 * setting.optics.na);
    if (!(step > 0)) continue;
    PointOptics lower = setting.optics;
    PointOptics upper = setting.optics;
    input.shift(lower, -step);
    input.shift(upper, step);
    if (!(upper.index > upper.na && lower.index > lower.na && lower.na > 0)) continue;
    const PointWidths low = widths_by(theory, lower);
    const PointWidths high = widths_by(theory, upper);
    BudgetComponent part;
    part.source = input.source;
    part.input = input.id;
    part.type = EvaluationType::B;
    part.distribution = input.distribution;
    part.degrees_of_freedom = input.degrees_of_freedom;
    part.standard_uncertainty = *input.uncertainty;
    part.sensitivity = (high.lateral - low.lateral) / (2 * step);
    result.lateral.push_back(part);
    part.sensitivity = (high.axial - low.axial) / (2 * step);
    result.axial.push_back(part);
  }
}

void add_peer(const std::string& name, const PointWidths& widths, PsfTheory& result) {
  result.peers.push_back({name + ".lateral", widths.lateral, "um"});
  result.peers.push_back({name + ".axial", widths.axial, "um"});
}

}  // namespace

const std::vector<std::string>& psf_theories() {
  static const std::vector<std::string> ids{"debye_aplanatic", "debye_uniform", "airy", "paraxial"};
  return ids;
}

MediumIndex medium_index(const Objective& objective) {
  if (objective.refractive_index) return {*objective.refractive_index, true};
  switch (objective.immersion) {
    case Immersion::air:
      return {{.value = 1}, true};
    case Immersion::water:
      return {{.value = 1.333}, true};
    case Immersion::glycerol:
      return {{.value = 1.47}, true};
    case Immersion::oil:
      return {{.value = 1.515}, true};
    case Immersion::unknown:
      break;
  }
  const double na = objective.lens_na ? objective.lens_na->value : 0;
  return {{.value = na < 0.98 ? 1 : na <= 1.27 ? 1.333 : 1.515}, false};
}

std::optional<PsfTheory> psf_theory(const Instrument& instrument, const Channel& channel,
                                    const std::string& theory) {
  const auto setting = setting_of(instrument, channel);
  if (!setting) return std::nullopt;
  const PointOptics& optics = setting->optics;
  PsfTheory result;
  result.id = theory + ", " + to_text(setting->mode);
  result.caveats = setting->caveats;
  result.width = widths_by(theory, optics);
  const PointSpread spread(optics);
  result.read_volume = numerics::gaussian_over_true(spread, true);
  result.read_plane = numerics::gaussian_over_true(spread, false);
  add_budget(*setting, theory, result);
  const bool scanned =
      setting->mode == AcquisitionMode::confocal || setting->mode == AcquisitionMode::two_photon;
  const double wavelength = scanned ? optics.excitation : optics.emission;
  const double s = height(optics.na, optics.index);
  result.coarsest_pixel_um = wavelength / (scanned ? 8 : 4) / optics.na;
  result.coarsest_step_um = wavelength / (scanned ? 4 : 2) / s;
  for (const std::string& id : psf_theories())
    add_peer("theory." + id, widths_by(id, optics), result);
  add_peer("peer.metroloj_qc.theory", metroloj(optics, setting->mode), result);
  return result;
}

}  // namespace etalon::metrics
