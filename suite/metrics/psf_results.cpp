// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/psf_results.hpp"

#include "suite/core/translate.hpp"
#include "suite/metrics/psf_caveats.hpp"
#include "suite/metrics/psf_field.hpp"
#include "suite/metrics/psf_items.hpp"

#include <cmath>
#include <utility>

namespace etalon::metrics {

namespace {

using numerics::Consensus;
using numerics::Reading;

/// What a Gaussian reads of a diffraction pattern depends on the noise, which weighs its rings:
/// rendered beads read 4 % less to 3 % more than least squares.
constexpr double kMisreading = 0.05;

/// Scatter of the beads, told apart in what their noise explains and the rest. The degrees of
/// freedom of the rest are such that those of both together are n - 1, which the scatter has.
Budget budget_of(const Consensus& c) {
  BudgetComponent noise;
  noise.source = "noise";
  noise.standard_uncertainty = std::sqrt(c.within);
  const double rest = c.variance - c.within;
  if (!(rest > 0)) {
    noise.degrees_of_freedom = c.degrees_of_freedom;
    return {noise};
  }
  BudgetComponent between;
  between.source = "between beads";
  between.standard_uncertainty = std::sqrt(rest);
  between.degrees_of_freedom = c.degrees_of_freedom * std::pow(rest / c.variance, 2);
  return {noise, between};
}

/// A width of the instrument as recorded, px or planes.
struct RecordedWidth {
  double value = 0;
  Budget budget;
  bool exists() const { return value > 0; }
};

class Appender {
 public:
  Appender(const BeadSurvey& survey, const PsfGroup& group, Evaluation& evaluation)
      : survey_(survey),
        group_(group),
        evaluation_(evaluation),
        used_(used_beads(survey, group)),
        caveats_(group.caveats) {}

  void run() {
    RemovedVariance removed;
    if (auto narrow = too_narrow(survey_, group_)) {
      used_.clear();
      evaluation_.failures.push_back(std::move(*narrow));
    } else if (!used_.empty()) {
      append(caveats_, bead_caveats(survey_, group_));
      x_ = recorded([](const BeadWidths& w) { return w.x; });
      y_ = recorded([](const BeadWidths& w) { return w.y; });
      lateral_ = recorded([](const BeadWidths& w) { return w.lateral; });
      if (used_.front().widths.z) z_ = recorded([](const BeadWidths& w) { return *w.z; });
      append(caveats_, sampling_caveats(group_, lateral_.value, z_.value));
      lateral_result("fwhm_x", x_);
      lateral_result("fwhm_y", y_);
      if (z_.exists()) axial_result("fwhm_z", z_);
      lateral_result("fwhm_lateral", lateral_);
      corrected_results(removed);
      asymmetry();
    } else {
      evaluation_.failures.push_back(no_bead_used(survey_));
    }
    counts();
    first_item_ = append_items(survey_, group_, removed, evaluation_);
    append_field_maps(survey_, group_, used_, evaluation_);
  }

  std::size_t first_item() const { return first_item_; }

 private:
  template <class Of>
  RecordedWidth recorded(const Of& of) const {
    std::vector<Reading> readings;
    for (const UsedBead& bead : used_) readings.push_back(of(bead.widths));
    const Consensus c = numerics::consensus(readings);
    return {c.value, budget_of(c)};
  }

  MeasurementResult& add(const std::string& measurand, double value, const std::string& unit,
                         Budget budget) {
    MeasurementResult result = estimate_from_budget(measurand, value, unit, std::move(budget));
    result.n = used_.size();
    result.subject = group_.subject;
    result.caveats = caveats_;
    evaluation_.results.push_back(std::move(result));
    return evaluation_.results.back();
  }

  void lateral_result(const std::string& name, const RecordedWidth& width) {
    add(name + "_px", width.value, "px", width.budget);
    if (!group_.scale.pixel_size) return;
    const auto& size = *group_.scale.pixel_size;
    const double value = width.value * size.value.per_px.in(um);
    Budget budget = scaled(width.budget, value / width.value);
    add_scale(size, value, budget);
    append(add(name, value, "um", std::move(budget)).caveats, pixel_size_caveats());
  }

  void axial_result(const std::string& name, const RecordedWidth& width) {
    add(name + "_px", width.value, "px", width.budget);
    if (!group_.scale.axial_step) {
      caveats_.push_back({"psf_fwhm.axial_step_unknown",
                          tr("nobody says how far apart the planes are: the axial width is in "
                             "steps only; give --axial-step")});
      return;
    }
    const auto& step = *group_.scale.axial_step;
    const double value = width.value * step.value.per_plane.in(um);
    Budget budget = scaled(width.budget, value / width.value);
    add_scale(step, value, budget);
    append(add(name, value, "um", std::move(budget)).caveats, axial_step_caveats());
  }

  static void append(std::vector<Caveat>& caveats, const std::vector<Caveat>& more) {
    caveats.insert(caveats.end(), more.begin(), more.end());
  }

  std::vector<Caveat> pixel_size_caveats() const {
    if (group_.scale.pixel_size->standard_uncertainty) return {};
    return {{"psf_fwhm.pixel_size_uncertainty_unknown",
             tr("the pixel size came without an uncertainty; the interval leaves it out")}};
  }

  std::vector<Caveat> axial_step_caveats() const {
    if (group_.scale.axial_step->standard_uncertainty) return {};
    return {{"psf_fwhm.axial_step_uncertainty_unknown",
             tr("the axial step came without an uncertainty; the interval leaves it out")}};
  }

  void corrected_results(RemovedVariance& removed) {
    if (!group_.scale.pixel_size) return;
    const bool deep = z_.exists() && group_.scale.axial_step.has_value();
    const Widths read{x_.value, y_.value, deep ? z_.value : 0};
    const auto point = corrected_widths(read, {x_.budget, y_.budget, z_.budget}, group_.scale);
    const Widths mean{lateral_.value, lateral_.value, read[2]};
    const auto round =
        corrected_widths(mean, {lateral_.budget, lateral_.budget, z_.budget}, group_.scale);
    if (!point || !round) {
      caveats_.push_back({"psf_fwhm.bead_too_large",
                          tr("bead and pixel alone would be wider than what was read: no corrected "
                             "widths; check --bead-diameter and --pixel-size")});
      return;
    }
    remember(*point, read, removed);
    corrected_result("fwhm_x_corrected", *point, 0);
    corrected_result("fwhm_y_corrected", *point, 1);
    if (deep) corrected_result("fwhm_z_corrected", *point, 2);
    corrected_result("fwhm_lateral_corrected", *round, 0);
    ratios(*round, deep);
  }

  void remember(const CorrectedWidths& point, const Widths& read, RemovedVariance& removed) const {
    const CorrectionInputs inputs = inputs_of(read, group_.scale);
    const double scales[] = {inputs.pixel_um, inputs.pixel_um, inputs.step_um};
    for (std::size_t i = 0; i < 3; ++i)
      removed.squares[i] = std::pow(read[i] * scales[i], 2) - std::pow(point.value[i], 2);
    removed.known = true;
  }

  MeasurementResult& corrected_result(const std::string& name, const CorrectedWidths& point,
                                      std::size_t axis) {
    MeasurementResult& result = add(name, point.value[axis], "um", point.budget[axis]);
    append(result.caveats, pixel_size_caveats());
    if (axis == 2) append(result.caveats, axial_step_caveats());
    append(result.caveats, point.caveats);
    return result;
  }

  void ratios(const CorrectedWidths& point, bool deep) {
    if (!group_.theory) {
      for (MeasurementResult& result : evaluation_.results) {
        if (result.measurand != "fwhm_lateral_corrected" || result.subject != group_.subject)
          continue;
        result.caveats.push_back(
            {"psf_fwhm.no_theory",
             tr("no ratio to a perfect lens: it needs NA and wavelengths (emission; excitation "
                "where it is scanned); give a scope file")});
      }
      return;
    }
    const PsfTheory& theory = *group_.theory;
    const bool volume = z_.exists();
    const auto read = volume ? theory.read_volume : theory.read_plane;
    const bool airy = group_.shape == BeadShape::airy2d;
    ratio("ratio_lateral", point, 0, theory.width.lateral, airy ? 1 : read.lateral, theory.lateral);
    if (deep) ratio("ratio_axial", point, 2, theory.width.axial, read.axial, theory.axial);
  }

  void ratio(const std::string& name, const CorrectedWidths& point, std::size_t axis, double truth,
             double reading, const Budget& theory) {
    const double value = point.value[axis] / (truth * reading);
    Budget budget = scaled(point.budget[axis], value / point.value[axis]);
    for (BudgetComponent part : theory) {
      part.sensitivity *= -value / truth;
      budget.push_back(part);
    }
    BudgetComponent model;
    model.source = "Gaussian for a diffraction pattern";
    model.type = EvaluationType::B;
    model.distribution = Distribution::rectangular;
    model.standard_uncertainty = standard_from_half_width(kMisreading) * value;
    if (reading != 1) budget.push_back(model);
    MeasurementResult& result = add(name, value, "1", std::move(budget));
    append(result.caveats, point.caveats);
    append(result.caveats, pixel_size_caveats());
    if (axis == 2) append(result.caveats, axial_step_caveats());
    append(result.caveats, group_.theory->caveats);
    if (result.interval.upper < 1) {
      result.caveats.push_back(
          {"psf_fwhm.above_ideal",
           tr("narrower than a perfect lens can make it: check pixel size, axial step, NA, "
              "wavelengths and the kind of microscope, and whether the image was deconvolved")});
    }
  }

  void asymmetry() {
    std::vector<Ellipticity> all;
    for (const UsedBead& bead : used_) {
      if (bead.widths.ellipticity) all.push_back(*bead.widths.ellipticity);
    }
    if (all.empty()) return;
    const Consensus squared = mean_squared_ellipticity(all);
    const Reading value = asymmetry_of({squared.value, squared.variance});
    Budget budget = budget_of(squared);
    const double whole = std::sqrt(squared.variance);
    for (BudgetComponent& part : budget)
      part.standard_uncertainty *= std::sqrt(value.variance) / whole;
    MeasurementResult& result = add("asymmetry", value.value, "1", std::move(budget));
    result.n = all.size();
    result.interval = asymmetry_interval({squared.value, squared.variance},
                                         coverage_factor(result.degrees_of_freedom));
  }

  void counts() {
    const std::size_t found = beads_among(survey_);
    for (const auto& [name, count] :
         {std::pair{"beads_found", found}, std::pair{"beads_used", used_.size()}}) {
      if (used_.empty()) return;
      MeasurementResult result;
      result.measurand = name;
      result.kind = ResultKind::statistic;
      result.value = static_cast<double>(count);
      result.unit = "1";
      result.n = std::max<std::size_t>(1, found);
      result.subject = group_.subject;
      evaluation_.results.push_back(std::move(result));
    }
  }

  const BeadSurvey& survey_;
  const PsfGroup& group_;
  Evaluation& evaluation_;
  std::vector<UsedBead> used_;
  std::vector<Caveat> caveats_;
  RecordedWidth x_, y_, z_, lateral_;
  std::size_t first_item_ = 0;
};

}  // namespace

std::vector<UsedBead> used_beads(const BeadSurvey& survey, const PsfGroup& group) {
  std::vector<UsedBead> used;
  for (std::size_t i = 0; i < survey.beads.size(); ++i) {
    if (!is_used(survey.beads[i], group.shape, survey.planes)) continue;
    if (auto widths = widths_of(survey.beads[i], group.shape)) used.push_back({i, *widths});
  }
  return used;
}

std::size_t append_psf(const BeadSurvey& survey, const PsfGroup& group, Evaluation& evaluation) {
  Appender appender(survey, group, evaluation);
  appender.run();
  return appender.first_item();
}

}  // namespace etalon::metrics
