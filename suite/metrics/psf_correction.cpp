// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/psf_correction.hpp"

#include "suite/core/translate.hpp"
#include "suite/metrics/psf_readings.hpp"

#include <fmt/format.h>

#include <cmath>
#include <functional>

namespace etalon::metrics {

namespace {

using numerics::Dye;
using numerics::Variances;

constexpr double kLargeBead = 0.5;  // of the width read

std::optional<Variances> point_of(const Variances& read, numerics::Blur blur, ReadBy by) {
  return by == ReadBy::moments ? numerics::without_blur_by_moments(read, blur)
                               : numerics::without_blur(read, blur);
}

std::optional<Variances> point_of(const Variances& read, const CorrectionInputs& in,
                                  const std::string& dye, ReadBy by) {
  const double box = in.box ? in.pixel_um : 0;
  if (dye != "unknown") {
    return point_of(read, {in.diameter_um, dye == "shell" ? Dye::shell : Dye::solid, box}, by);
  }
  auto solid = point_of(read, {in.diameter_um, Dye::solid, box}, by);
  const auto shell = point_of(read, {in.diameter_um, Dye::shell, box}, by);
  if (!solid || !shell) return std::nullopt;
  solid->x = 0.5 * (solid->x + shell->x);
  solid->y = 0.5 * (solid->y + shell->y);
  if (solid->z) solid->z = 0.5 * (*solid->z + *shell->z);
  return solid;
}

BudgetComponent type_b(std::string source, double u, Distribution distribution) {
  BudgetComponent part;
  part.source = std::move(source);
  part.type = EvaluationType::B;
  part.distribution = distribution;
  part.standard_uncertainty = u;
  return part;
}

/// One part with a sensitivity of 1 for each axis: what the widths change by.
class Budgeter {
 public:
  Budgeter(const CorrectionInputs& inputs, std::string dye, CorrectedWidths& result)
      : inputs_(inputs), dye_(std::move(dye)), result_(result) {}

  bool set_value() {
    const auto value = corrected(inputs_, dye_, ReadBy::least_squares);
    if (!value) return false;
    result_.value = *value;
    return true;
  }

  /// The budgets of what was read, each through its own axis.
  void add_own(const std::array<Budget, 3>& own) {
    for (std::size_t i = 0; i < 3; ++i) {
      if (!(inputs_.read[i] > 0)) continue;
      const double slope =
          change([i](CorrectionInputs& in, double by) { in.read[i] *= 1 + by; }, 1e-4)[i] /
          (1e-4 * inputs_.read[i]);
      for (BudgetComponent part : own[i]) {
        part.sensitivity *= slope;
        result_.budget[i].push_back(part);
      }
    }
  }

  template <class Q>
  void add_input(const std::string& source, const Uncertain<Q>& input, double value, double u,
                 double CorrectionInputs::*member) {
    const double step = std::min(u, 1e-3 * value);
    const Widths moved = change([&](CorrectionInputs& in, double by) { in.*member += by; }, step);
    for (std::size_t i = 0; i < 3; ++i) {
      if (!(inputs_.read[i] > 0)) continue;
      BudgetComponent part = type_b(source, u, input.distribution);
      part.input = input.id;
      part.degrees_of_freedom = input.degrees_of_freedom;
      part.sensitivity = moved[i] / step;
      for (auto& half : split_by_input(part, input.shared_variance))
        result_.budget[i].push_back(half);
    }
  }

  /// Half-widths of what is not decided: rectangular.
  void add_choice(const std::string& source, const std::optional<Widths>& one,
                  const std::optional<Widths>& other, double share) {
    if (!one || !other) return;
    for (std::size_t i = 0; i < 3; ++i) {
      const double half = share * std::abs((*one)[i] - (*other)[i]);
      if (!(inputs_.read[i] > 0) || !(half > 0)) continue;
      result_.budget[i].push_back(
          type_b(source, standard_from_half_width(half), Distribution::rectangular));
    }
  }

 private:
  Widths change(const std::function<void(CorrectionInputs&, double)>& shift, double step) const {
    CorrectionInputs lower = inputs_;
    CorrectionInputs upper = inputs_;
    shift(lower, -step);
    shift(upper, step);
    const auto low = corrected(lower, dye_, ReadBy::least_squares);
    const auto high = corrected(upper, dye_, ReadBy::least_squares);
    Widths moved{};
    if (!low || !high) return moved;
    for (std::size_t i = 0; i < 3; ++i) moved[i] = ((*high)[i] - (*low)[i]) / 2;
    return moved;
  }

  CorrectionInputs inputs_;
  std::string dye_;
  CorrectedWidths& result_;
};

template <class Q, class ToNumber>
void add_proportional(const std::string& source, const Uncertain<Q>& input, const ToNumber& number,
                      double value, Budget& budget) {
  if (!input.standard_uncertainty) return;
  BudgetComponent part = type_b(source, number(*input.standard_uncertainty), input.distribution);
  part.input = input.id;
  part.degrees_of_freedom = input.degrees_of_freedom;
  part.sensitivity = value / number(input.value);
  for (auto& half : split_by_input(part, input.shared_variance)) budget.push_back(half);
}

double size_um(const PixelSize& size) { return size.per_px.in(um); }
double step_um(const AxialStep& step) { return step.per_plane.in(um); }

void add_bead_caveats(const PsfScale& scale, const CorrectionInputs& inputs,
                      std::vector<Caveat>& caveats) {
  if (!scale.bead_diameter) {
    caveats.push_back({"psf_fwhm.bead_diameter_unknown",
                       tr("the diameter of the beads is not known, so that they could not be "
                          "taken out; give --bead-diameter")});
    return;
  }
  if (!scale.bead_diameter->standard_uncertainty) {
    caveats.push_back({"psf_fwhm.bead_diameter_uncertainty_unknown",
                       tr("the bead diameter came without an uncertainty; the interval leaves it "
                          "out; give --bead-diameter-uncertainty")});
  }
  if (inputs.diameter_um > kLargeBead * inputs.read[0] * inputs.pixel_um) {
    caveats.push_back({"psf_fwhm.bead_large",
                       tr("the beads are more than half as wide as their images: the correction "
                          "rests on their shape; use smaller beads")});
  }
}

}  // namespace

CorrectionInputs inputs_of(const Widths& read, const PsfScale& scale) {
  CorrectionInputs inputs;
  inputs.read = read;
  inputs.box = scale.pixel_box;
  if (scale.pixel_size) inputs.pixel_um = size_um(scale.pixel_size->value);
  if (scale.axial_step) inputs.step_um = step_um(scale.axial_step->value);
  if (scale.bead_diameter) inputs.diameter_um = scale.bead_diameter->value.in(um);
  return inputs;
}

std::optional<Widths> corrected(const CorrectionInputs& in, const std::string& dye, ReadBy by) {
  const auto variance = [](double fwhm) { return std::pow(fwhm / kFwhmPerSigma, 2); };
  Variances read{variance(in.read[0] * in.pixel_um), variance(in.read[1] * in.pixel_um)};
  if (in.read[2] > 0) read.z = variance(in.read[2] * in.step_um);
  const auto point = point_of(read, in, dye, by);
  if (!point) return std::nullopt;
  const auto fwhm = [](double v) { return kFwhmPerSigma * std::sqrt(v); };
  return Widths{fwhm(point->x), fwhm(point->y), point->z ? fwhm(*point->z) : 0};
}

std::optional<CorrectedWidths> corrected_widths(const Widths& read,
                                                const std::array<Budget, 3>& own,
                                                const PsfScale& scale) {
  const CorrectionInputs inputs = inputs_of(read, scale);
  CorrectedWidths result;
  Budgeter budgeter(inputs, scale.dye, result);
  if (!budgeter.set_value()) return std::nullopt;
  budgeter.add_own(own);
  const auto& size = scale.pixel_size;
  if (size && size->standard_uncertainty) {
    budgeter.add_input("pixel size", *size, inputs.pixel_um, size_um(*size->standard_uncertainty),
                       &CorrectionInputs::pixel_um);
  }
  const auto& step = scale.axial_step;
  if (step && step->standard_uncertainty && read[2] > 0) {
    budgeter.add_input("axial step", *step, inputs.step_um, step_um(*step->standard_uncertainty),
                       &CorrectionInputs::step_um);
  }
  const auto& bead = scale.bead_diameter;
  if (bead && bead->standard_uncertainty) {
    budgeter.add_input("bead diameter", *bead, inputs.diameter_um,
                       bead->standard_uncertainty->in(um), &CorrectionInputs::diameter_um);
  }
  if (bead && scale.dye == "unknown") {
    budgeter.add_choice("place of the dye", corrected(inputs, "solid", ReadBy::least_squares),
                        corrected(inputs, "shell", ReadBy::least_squares), 0.5);
  }
  budgeter.add_choice("weights of the fit", result.value,
                      corrected(inputs, scale.dye, ReadBy::moments), 1);
  add_bead_caveats(scale, inputs, result.caveats);
  return result;
}

void add_scale(const Uncertain<PixelSize>& size, double value, Budget& budget) {
  add_proportional("pixel size", size, size_um, value, budget);
}

void add_scale(const Uncertain<AxialStep>& step, double value, Budget& budget) {
  add_proportional("axial step", step, step_um, value, budget);
}

}  // namespace etalon::metrics
