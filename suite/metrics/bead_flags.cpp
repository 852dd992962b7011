// SPDX-License-Identifier: Apache-2.0
// Which beads count, and why the others do not (declared in bead_work.hpp and bead_survey.hpp).
#include "suite/metrics/bead_work.hpp"

#include <Eigen/LU>

#include <algorithm>
#include <array>
#include <cmath>

namespace etalon::metrics {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr double kFwhm = 2.3548200450309493;          // of sigma
constexpr double kAiryWaveNumber = 1.3727931237;      // times sigma: 2 * 1.61634 / 2.35482
constexpr double kContamination = 0.01;
constexpr double kDim = 0.15;
constexpr double kMostMisfit = 0.3;
constexpr double kLeastMisfit = 0.03;  // below that a bead is never an outlier
constexpr double kDoubleLight = 1.4;
constexpr double kWider = 0.05;
constexpr std::size_t kFewestToCompare = 5;
constexpr std::array<int, 3> kWidthParameters{kSxx, kSyy, kSzz};

/// Middle and robust scatter of values.
struct Population {
  double median = 0;
  double scatter = 0;
  std::size_t size = 0;
};

double median_of(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

Population population_of(std::vector<double> values) {
  values.erase(std::remove_if(values.begin(), values.end(), [](double v) { return std::isnan(v); }),
               values.end());
  if (values.empty()) return {};
  Population population{median_of(values), 0, values.size()};
  for (double& v : values) v = std::abs(v - population.median);
  population.scatter = 1.4826 * median_of(values);
  return population;
}

bool fitted(const std::optional<BeadFit>& fit) { return fit && fit->converged; }

const BeadFit* best_fit(const BeadWork& work) {
  if (fitted(work.volume)) return &*work.volume;
  return fitted(work.plane) ? &*work.plane : nullptr;
}

/// Logarithms of the longer lateral and of the axial standard deviation, with the standard
/// uncertainty of each; NaN where there is no fit.
struct Widths {
  double lateral = std::nan("");
  double lateral_uncertainty = 0;
  double axial = std::nan("");
  double axial_uncertainty = 0;
};

double relative_uncertainty(const BeadFit& fit, int p) {
  return std::sqrt(fit.covariance(p, p)) / (2 * fit.value(p));
}

Widths widths_of(const BeadWork& work) {
  Widths widths;
  if (fitted(work.plane)) {
    const auto& s = work.plane->value;
    const double xy = std::isnan(s(kSxy)) ? 0 : s(kSxy);
    const double major = 0.5 * (s(kSxx) + s(kSyy)) + std::hypot(0.5 * (s(kSxx) - s(kSyy)), xy);
    widths.lateral = 0.5 * std::log(major);
    widths.lateral_uncertainty = std::max(relative_uncertainty(*work.plane, kSxx),
                                          relative_uncertainty(*work.plane, kSyy));
  }
  if (fitted(work.volume)) {
    widths.axial = 0.5 * std::log(work.volume->value(kSzz));
    widths.axial_uncertainty = relative_uncertainty(*work.volume, kSzz);
  }
  return widths;
}

bool wider(double own, double uncertainty, const Population& all) {
  return own - all.median > std::max({kWider, 5 * all.scatter, 5 * uncertainty});
}

bool has_neighbour(const std::vector<BeadWork>& beads, const std::vector<numerics::GaussianBead>& known,
                   std::size_t own) {
  const auto& a = known[own];
  for (std::size_t other = 0; other < beads.size(); ++other) {
    if (other == own || beads[other].hot_pixel) continue;
    const auto& b = known[other];
    double distance2 = 0;
    for (int axis = 0; axis < 3; ++axis)
      distance2 += 2 * std::pow(a.centre(axis) - b.centre(axis), 2) /
                   (a.spread(axis, axis) + b.spread(axis, axis));
    if (b.amplitude / a.amplitude * std::exp(-distance2 / 8) > kContamination) return true;
  }
  return false;
}

bool near_the_edge(double centre, double sigma, double count, double sigmas) {
  return centre + 0.5 < sigmas * sigma || count - 0.5 - centre < sigmas * sigma;
}

bool is_undersampled(const BeadFit& fit) {
  return std::any_of(kWidthParameters.begin(), kWidthParameters.end(), [&](int p) {
    return kFwhm * std::sqrt(fit.value(p)) < 2;  // false of what is absent
  });
}

bool is_dim(const BeadFit& fit) {
  return std::any_of(kWidthParameters.begin(), kWidthParameters.end(), [&](int p) {
    return !std::isnan(fit.value(p)) && relative_uncertainty(fit, p) > kDim;
  });
}

}  // namespace

bool excludes(const std::string& flag) { return flag != "undersampled"; }

double bead_flux(const BeadWork& work, BeadShape plane_shape) {
  if (fitted(work.volume)) {
    const auto bead = bead_of(*work.volume);
    return bead.amplitude * std::pow(2 * kPi, 1.5) * std::sqrt(bead.spread.determinant());
  }
  if (!fitted(work.plane)) return 0;
  const auto bead = bead_of(*work.plane);
  const double area = std::sqrt(bead.spread.topLeftCorner<2, 2>().determinant());
  if (plane_shape == BeadShape::airy2d)
    return bead.amplitude * 4 * kPi * area / (kAiryWaveNumber * kAiryWaveNumber);
  return bead.amplitude * 2 * kPi * area;
}

std::vector<std::vector<std::string>> bead_flags(const std::vector<BeadWork>& beads,
                                                 const FlagContext& context) {
  std::vector<numerics::GaussianBead> known;
  std::vector<double> lateral;
  std::vector<double> axial;
  std::vector<double> light;
  std::vector<double> misfit;
  for (const BeadWork& work : beads) {
    known.push_back(work.bead());
    const Widths widths = widths_of(work);
    const BeadFit* fit = best_fit(work);
    lateral.push_back(widths.lateral);
    axial.push_back(widths.axial);
    light.push_back(fit != nullptr ? std::log(bead_flux(work, context.plane_shape)) : std::nan(""));
    misfit.push_back(fit != nullptr ? fit->misfit : std::nan(""));
  }
  const Population all_lateral = population_of(lateral);
  const Population all_axial = population_of(axial);
  const Population all_light = population_of(light);
  const Population all_misfit = population_of(misfit);
  std::vector<std::vector<std::string>> result;
  for (std::size_t i = 0; i < beads.size(); ++i) {
    const BeadWork& work = beads[i];
    const auto& bead = known[i];
    const BeadFit* fit = best_fit(work);
    std::vector<std::string> flags;
    const auto flag = [&](bool yes, const char* name) {
      if (yes) flags.emplace_back(name);
    };
    const double sigma_x = fit != nullptr ? std::sqrt(bead.spread(0, 0)) : context.sigma;
    const double sigma_y = fit != nullptr ? std::sqrt(bead.spread(1, 1)) : context.sigma;
    flag(context.clipping && work.highest >= *context.clipping, "saturated");
    flag(near_the_edge(bead.centre(0), sigma_x, context.width, 3) ||
             near_the_edge(bead.centre(1), sigma_y, context.height, 3),
         "edge_of_field");
    flag(context.planes > 1 &&
             near_the_edge(bead.centre(2), std::sqrt(bead.spread(2, 2)), context.planes, 1.5),
         "edge_of_stack");
    flag(!work.hot_pixel && has_neighbour(beads, known, i), "neighbour");
    const bool comparable = all_light.size >= kFewestToCompare && fit != nullptr;
    const Widths widths = widths_of(work);
    flag(comparable && light[i] - all_light.median > std::log(kDoubleLight) &&
             (wider(widths.lateral, widths.lateral_uncertainty, all_lateral) ||
              wider(widths.axial, widths.axial_uncertainty, all_axial)),
         "doublet");
    const bool departs =
        fit != nullptr &&
        fit->chi2_per_sample > 1 + 4 * std::sqrt(2 / static_cast<double>(fit->samples));
    const double usual = comparable ? all_misfit.median + 6 * all_misfit.scatter : kMostMisfit;
    flag(departs && misfit[i] > std::min(kMostMisfit, std::max(kLeastMisfit, usual)), "poor_fit");
    flag(work.hot_pixel, "hot_pixel");
    flag(fit != nullptr && is_dim(*fit), "dim");
    const bool wanted_volume = work.volume && !work.volume->converged;
    flag(!work.hot_pixel && !work.not_finite && (fit == nullptr || wanted_volume), "no_fit");
    flag(work.not_finite, "not_finite");
    flag(fit != nullptr && is_undersampled(*fit), "undersampled");
    result.push_back(std::move(flags));
  }
  return result;
}

}  // namespace etalon::metrics
