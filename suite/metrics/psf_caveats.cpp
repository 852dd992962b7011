// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/psf_caveats.hpp"

#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace etalon::metrics {

namespace {

constexpr std::size_t kFewBeads = 5;
constexpr double kPoorModel = 0.1;       // of the power of the light; a perfect lens leaves 0.06
constexpr std::size_t kOneInSoMany = 4;  // beads without a width: those with one are the wide ones
constexpr double kSamplesPerWidth = 2;   // fewer are no sampling, whatever the lens

Caveat too_coarse(const char* code, const char* what, double have, double want) {
  return {code, fmt::format(fmt::runtime(tr("{} of {:.3f} um, where {:.3f} um is the coarsest that "
                                            "shows all that the lens resolves")),
                            what, have, want)};
}

double median_misfit(const BeadSurvey& survey, const PsfGroup& group) {
  std::vector<double> all;
  for (const UsedBead& bead : used_beads(survey, group)) {
    const BeadReading& reading = survey.beads[bead.place];
    const auto& fit = is_volume(group.shape) ? reading.volume : reading.plane;
    if (fit) all.push_back(fit->misfit);
  }
  if (all.empty()) return 0;
  const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
  std::nth_element(all.begin(), middle, all.end());
  return *middle;
}

}  // namespace

std::vector<Caveat> bead_caveats(const BeadSurvey& survey, const PsfGroup& group) {
  const std::size_t used = used_beads(survey, group).size();
  std::vector<Caveat> caveats;
  if (!survey.noise.from_camera) {
    caveats.push_back({"psf_fwhm.noise_estimated",
                       tr("gain and read noise were estimated from the beads themselves; state "
                          "them in the scope file for intervals that do not depend on that")});
  }
  const double misfit = median_misfit(survey, group);
  if (misfit > kPoorModel) {
    caveats.push_back(
        {"psf_fwhm.poor_model",
         fmt::format(fmt::runtime(tr("{:.1f} % of the power of the beads' light is not that of the "
                                     "fitted shape: diffraction rings or aberrations; the width is "
                                     "that of the best Gaussian")),
                     100 * misfit)});
  }
  if (used == 1) {
    caveats.push_back({"psf_fwhm.one_bead",
                       tr("a single bead: the interval holds its noise, and nothing of how beads "
                          "and places differ; measure ten or more")});
  } else if (used < kFewBeads) {
    caveats.push_back({"psf_fwhm.few_beads",
                       fmt::format(fmt::runtime(tr("{} beads; measure ten or more")), used)});
  }
  return caveats;
}

std::vector<Caveat> sampling_caveats(const PsfGroup& group, double lateral_px,
                                     double axial_planes) {
  std::vector<Caveat> caveats;
  const auto& scale = group.scale;
  const auto& theory = group.theory;
  const double size = scale.pixel_size ? scale.pixel_size->value.per_px.in(um)*group.pitch : 0;
  const double step = scale.axial_step ? scale.axial_step->value.per_plane.in(um) : 0;
  if (theory && size > theory->coarsest_pixel_um) {
    caveats.push_back(
        too_coarse("psf_fwhm.undersampled_xy", tr("pixels"), size, theory->coarsest_pixel_um));
  } else if (lateral_px / group.pitch < kSamplesPerWidth) {
    caveats.push_back({"psf_fwhm.undersampled_xy",
                       tr("the width is less than two pixels: use a larger magnification")});
  }
  if (!(axial_planes > 0)) return caveats;
  if (theory && step > theory->coarsest_step_um) {
    caveats.push_back(
        too_coarse("psf_fwhm.undersampled_z", tr("steps"), step, theory->coarsest_step_um));
  } else if (axial_planes < kSamplesPerWidth) {
    caveats.push_back({"psf_fwhm.undersampled_z",
                       tr("the axial width is less than two steps: use shorter ones")});
  }
  return caveats;
}

std::optional<Failure> too_narrow(const BeadSurvey& survey, const PsfGroup& group) {
  const auto without = static_cast<std::size_t>(
      std::count_if(survey.beads.begin(), survey.beads.end(), [&](const BeadReading& bead) {
        return bead.flags == std::vector<std::string>{"undersampled"} &&
               !widths_of(bead, group.shape);
      }));
  const std::size_t usable = without + used_beads(survey, group).size();
  if (kOneInSoMany * without <= usable) return std::nullopt;
  return Failure{"psf_fwhm.too_narrow",
                 fmt::format(fmt::runtime(tr("{} of {} beads are narrower than the pixels (or the "
                                             "steps) can tell; the others are those that look "
                                             "wide, and their mean would be wrong")),
                             without, usable),
                 tr("Use a larger magnification, smaller pixels or shorter steps: two samples in "
                    "a width are the least.")};
}

namespace {

/// What helps against what happened to most.
std::string advice_against(const std::string& flag) {
  if (flag == "dim")
    return tr(
        "Expose longer, or brighten the light: a bead should stand out of its surroundings by "
        "a hundred electrons and more.");
  if (flag == "poor_fit")
    return tr(
        "They look like no points: check cover glass, immersion and the adjustment of the "
        "lens, and that beads lie singly and in focus.");
  if (flag == "edge_of_stack")
    return tr(
        "Begin and end the stack further from the beads: two of their widths on either side.");
  if (flag == "neighbour" || flag == "doublet")
    return tr("Use a slide with fewer beads, or a part of it where they lie apart.");
  return tr(
      "Record single beads, in focus within the stack, well apart and away from the border of "
      "the image; the flags of each bead are in its item.");
}

}  // namespace

std::size_t beads_among(const BeadSurvey& survey) {
  return static_cast<std::size_t>(std::ranges::count_if(survey.beads, [](const BeadReading& bead) {
    return std::ranges::find(bead.flags, "hot_pixel") == bead.flags.end();
  }));
}

Failure no_bead_used(const BeadSurvey& survey) {
  std::map<std::string, std::size_t> flags;
  for (const BeadReading& bead : survey.beads)
    for (const std::string& flag : bead.flags) ++flags[flag];
  const auto saturated = flags.find("saturated");
  if (saturated != flags.end() && saturated->second == survey.beads.size()) {
    return {
        "psf_fwhm.saturated",
        fmt::format(fmt::runtime(tr("all {} beads are saturated")), survey.beads.size()),
        tr("Shorten the exposure or dim the light until the brightest pixels stay below 80 % of "
           "full scale.")};
  }
  std::string list;
  std::string commonest;
  for (const auto& [flag, count] : flags) {
    list += fmt::format("{}{} {}", list.empty() ? "" : ", ", count, flag);
    if (commonest.empty() || count > flags[commonest]) commonest = flag;
  }
  return {"psf_fwhm.no_usable_bead",
          fmt::format(fmt::runtime(tr("{} beads were found, and none can be used: {}")),
                      survey.beads.size(), list),
          advice_against(commonest)};
}

}  // namespace etalon::metrics
