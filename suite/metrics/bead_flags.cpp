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
constexpr double kFwhm = 2.3548200450309493;      // of sigma
constexpr double kAiryWaveNumber = 1.3727931237;  // times sigma: 2 * 1.61634 / 2.35482
constexpr double kContamination = 0.01;
constexpr double kDim = 0.1;
constexpr double kMostMisfit = 0.3;
constexpr double kLeastMisfit = 0.03;  // below that a bead is never an outlier
constexpr double kDoubleLight = 1.4;
constexpr double kWider = 0.05;
constexpr double kMuchWider = 0.26;  // 30 %
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
    widths.lateral_uncertainty =
        std::max(relative_uncertainty(*work.plane, kSxx), relative_uncertainty(*work.plane, kSyy));
  }
  if (fitted(work.volume)) {
    widths.axial = 0.5 * std::log(work.volume->value(kSzz));
    widths.axial_uncertainty = relative_uncertainty(*work.volume, kSzz);
  }
  return widths;
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

/// What is compared between beads; NaN where there is no fit.
struct Figures {
  numerics::GaussianBead bead;
  const BeadFit* fit = nullptr;
  Widths widths;
  double light = std::nan("");  ///< logarithm
  double misfit = std::nan("");
};

Figures figures_of(const BeadWork& work, BeadShape plane_shape) {
  Figures figures;
  figures.bead = work.bead();
  figures.fit = best_fit(work);
  figures.widths = widths_of(work);
  if (figures.fit == nullptr) return figures;
  figures.light = std::log(bead_flux(work, plane_shape));
  figures.misfit = figures.fit->misfit;
  return figures;
}

class Judge {
 public:
  Judge(const std::vector<BeadWork>& beads, const FlagContext& context)
      : beads_(beads), context_(context) {
    for (const BeadWork& work : beads) all_.push_back(figures_of(work, context.plane_shape));
    lateral_ = population([](const Figures& f) { return f.widths.lateral; });
    axial_ = population([](const Figures& f) { return f.widths.axial; });
    light_ = population([](const Figures& f) { return f.light; });
    misfit_ = population([](const Figures& f) { return f.misfit; });
  }

  std::vector<std::string> flags(std::size_t i) const {
    const BeadWork& work = beads_[i];
    const Figures& own = all_[i];
    std::vector<std::string> flags;
    const auto flag = [&](bool yes, const char* name) {
      if (yes) flags.emplace_back(name);
    };
    const bool fitted_at_all = own.fit != nullptr;
    const bool volume_failed = work.volume && !work.volume->converged;
    flag(context_.clipping && work.highest >= *context_.clipping, "saturated");
    flag(at_edge_of_field(own), "edge_of_field");
    flag(!work.hot_pixel && at_edge_of_stack(own), "edge_of_stack");
    flag(!work.hot_pixel && has_neighbour(i), "neighbour");
    flag(fitted_at_all && is_double(own), "doublet");
    flag(fitted_at_all && fits_poorly(own), "poor_fit");
    flag(work.hot_pixel, "hot_pixel");
    flag(fitted_at_all && is_dim(*own.fit), "dim");
    const bool has_none = !work.hot_pixel && !work.not_finite && (!fitted_at_all || volume_failed);
    const bool too_narrow = has_none && is_coarse() && is_too_narrow(work);
    flag(has_none && !too_narrow, "no_fit");
    flag(work.not_finite, "not_finite");
    flag(too_narrow || (fitted_at_all && is_undersampled(*own.fit)), "undersampled");
    return flags;
  }

 private:
  template <class Value>
  Population population(const Value& value) const {
    std::vector<double> values;
    for (std::size_t i = 0; i < all_.size(); ++i) {
      if (is_comparable(i)) values.push_back(value(all_[i]));
    }
    return population_of(std::move(values));
  }

  /// Fitted, and no mere trace: beside bright beads with rings the traces can be the most.
  bool is_comparable(std::size_t i) const {
    const BeadWork& work = beads_[i];
    const bool volume_failed = work.volume && !work.volume->converged;
    return all_[i].fit != nullptr && !volume_failed && !work.hot_pixel && !is_dim(*all_[i].fit);
  }

  /// Whether beads are usually narrower than two samples, or shallower than two planes.
  bool is_coarse() const {
    const auto below = [](const Population& all) {
      return all.size > 0 && kFwhm * std::exp(all.median) < 2;
    };
    return kFwhm * context_.sigma < 2 || below(lateral_) || below(axial_);
  }

  static bool is_too_narrow(const BeadWork& work) {
    return (work.volume && work.volume->too_narrow) || (work.plane && work.plane->too_narrow);
  }

  bool at_edge_of_field(const Figures& own) const {
    const auto sigma = [&](int axis) {
      return own.fit != nullptr ? std::sqrt(own.bead.spread(axis, axis)) : context_.sigma;
    };
    return near_the_edge(own.bead.centre(0), sigma(0), context_.width, 3) ||
           near_the_edge(own.bead.centre(1), sigma(1), context_.height, 3);
  }

  bool at_edge_of_stack(const Figures& own) const {
    return context_.planes > 1 &&
           near_the_edge(own.bead.centre(2), std::sqrt(own.bead.spread(2, 2)), context_.planes,
                         1.5);
  }

  bool has_neighbour(std::size_t own) const {
    const auto& a = all_[own].bead;
    for (std::size_t other = 0; other < beads_.size(); ++other) {
      if (other == own || beads_[other].hot_pixel) continue;
      const auto& b = all_[other].bead;
      double distance2 = 0;
      for (int axis = 0; axis < 3; ++axis) {
        const double d = a.centre(axis) - b.centre(axis);
        // What has no fit, often light of the bead itself out of focus, is taken to be as wide.
        const double spread =
            all_[other].fit == nullptr ? a.spread(axis, axis) : b.spread(axis, axis);
        distance2 += 2 * d * d / (a.spread(axis, axis) + spread);
      }
      if (b.amplitude / a.amplitude * std::exp(-distance2 / 8) > kContamination) return true;
    }
    return false;
  }

  bool is_double(const Figures& own) const {
    if (light_.size < kFewestToCompare) return false;
    const double share = own.light - light_.median > std::log(kDoubleLight) ? kWider : kMuchWider;
    const auto wider = [&](double width, double uncertainty, const Population& all) {
      return width - all.median > std::max({share, 5 * all.scatter, 5 * uncertainty});
    };
    return wider(own.widths.lateral, own.widths.lateral_uncertainty, lateral_) ||
           wider(own.widths.axial, own.widths.axial_uncertainty, axial_);
  }

  bool fits_poorly(const Figures& own) const {
    const BeadFit& fit = *own.fit;
    if (fit.chi2_per_sample < 1 + 4 * std::sqrt(2 / static_cast<double>(fit.samples))) return false;
    const double usual =
        misfit_.size < kFewestToCompare ? kMostMisfit : misfit_.median + 6 * misfit_.scatter;
    return own.misfit > std::min(kMostMisfit, std::max(kLeastMisfit, usual));
  }

  const std::vector<BeadWork>& beads_;
  const FlagContext& context_;
  std::vector<Figures> all_;
  Population lateral_;
  Population axial_;
  Population light_;
  Population misfit_;
};

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
  const Judge judge(beads, context);
  std::vector<std::vector<std::string>> result;
  for (std::size_t i = 0; i < beads.size(); ++i) result.push_back(judge.flags(i));
  return result;
}

}  // namespace etalon::metrics
