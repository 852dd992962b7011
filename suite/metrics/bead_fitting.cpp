// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/bead_fitting.hpp"

#include "suite/core/parallel.hpp"
#include "suite/metrics/frame_planes.hpp"
#include "suite/numerics/bead_noise.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <limits>
#include <map>
#include <utility>

namespace etalon::metrics {
namespace {

using numerics::BeadPatch;
using numerics::GaussianBead;

constexpr double kHidden = 4.5;        // sigma around other beads: no background
constexpr double kBox = 4.75;          // sigma, as in numerics/bead_fit
constexpr double kTouching = 8;        // sigma: a model reaches into the box of another
constexpr double kCore = 3;            // sigma
constexpr double kPart = 0.3;          // of the amplitude of a brighter bead
constexpr double kSamePlace = 2.2;     // sigma
constexpr double kSameDepth = 5;       // sigma
constexpr double kFaintPart = 0.05;    // of the snr
constexpr double kWideLight = 15;      // sigma
constexpr double kNoBead = 1.5;        // times as wide as a bead in focus
constexpr double kLeastUnfitted = 10;  // snr
constexpr std::size_t kNoiseBeads = 64;
constexpr std::size_t kPlateau = 8;  // samples
constexpr std::size_t kCliff = 4;    // times as many as have the next value
constexpr int kNeighbourRounds = 4;
constexpr int kMostRounds = 6;

class Fitting {
 public:
  Fitting(std::vector<BeadWork>& beads, const FittingTask& task) : beads_(beads), task_(task) {}

  FittingResult run() {
    each([&](std::size_t i) { prepare(beads_[i]); });
    hide_others();
    each([&](std::size_t i) { start(beads_[i]); });
    find_clipping();
    estimate_background();
    estimate_noise();
    fit_without_neighbours();
    if (!result_.noise.from_camera || task_.offset_dn) {
      estimate_noise();
      each([&](std::size_t i) { fit(beads_[i]); });
    }
    fit_without_parts();
    if (task_.volume) each([&](std::size_t i) { fit_plane(beads_[i]); });
    summarise();
    return result_;
  }

 private:
  template <class Work>
  void each(const Work& work) {
    in_parallel(beads_.size(), task_.threads, [&](std::size_t first, std::size_t end) {
      for (std::size_t i = first; i < end; ++i) work(i);
    });
  }

  static bool is_fittable(const BeadWork& work) { return !work.hot_pixel && !work.not_finite; }

  void prepare(BeadWork& work) const {
    if (task_.least_variance == 0) {  // real numbers
      for (float& v : work.patch.values) {
        if (std::isfinite(v)) continue;
        v = 0;
        work.not_finite = true;
      }
    }
    work.hot_pixel = is_hot_pixel(work, task_.sigma, task_.block_planes);
  }

  /// A hot pixel beside a bead takes the mean of its neighbours; the surroundings of another bead
  /// are no background.
  void hide_others() {
    each([&](std::size_t i) {
      BeadPatch& patch = beads_[i].patch;
      for (std::size_t other = 0; other < beads_.size(); ++other) {
        const BeadWork& it = beads_[other];
        const double reach = it.hot_pixel ? 0 : kHidden * task_.sigma;
        if (other == i || it.found.x + reach < patch.x0 || it.found.y + reach < patch.y0 ||
            it.found.x - reach > patch.x0 + patch.nx || it.found.y - reach > patch.y0 + patch.ny)
          continue;
        if (it.hot_pixel)
          heal(patch, it);
        else
          numerics::hide_column(patch, it.found.x, it.found.y, reach);
      }
    });
  }

  static void heal(BeadPatch& patch, const BeadWork& hot) {
    const int i = static_cast<int>(std::round(hot.found.x)) - patch.x0;
    const int j = static_cast<int>(std::round(hot.found.y)) - patch.y0;
    if (i < 1 || j < 1 || i + 1 >= patch.nx || j + 1 >= patch.ny) return;
    for (int k = 0; k < patch.nz; ++k)
      patch.row(j, k)[i] = 0.25F * (patch.row(j, k)[i - 1] + patch.row(j, k)[i + 1] +
                                    patch.row(j - 1, k)[i] + patch.row(j + 1, k)[i]);
  }

  void start(BeadWork& work) const {
    work.start = bead_start(work, task_.sigma, task_.sigma_planes, task_.block_planes);
    if (!task_.volume)
      work.patch = plane_of(work.patch, static_cast<int>(work.start.centre(2)) - work.patch.z0);
    const BeadPatch& patch = work.patch;
    const auto core = numerics::box_around(patch, work.start, kCore);
    work.highest = work.next = -std::numeric_limits<double>::infinity();
    for (int k = core.z0; k < core.z0 + core.nz; ++k) {
      for (int j = core.y0; j < core.y0 + core.ny; ++j) {
        const float* row = patch.row(j, k);
        for (int i = core.x0; i < core.x0 + core.nx; ++i)
          rank(work, static_cast<double>(row[i]) + static_cast<double>(patch.base));
      }
    }
  }

  /// Keeps the two highest values, and how many samples have them.
  static void rank(BeadWork& work, double value) {
    if (value < work.next) return;
    if (value > work.highest) {
      work.next = std::exchange(work.highest, value);
      work.at_next = std::exchange(work.at_highest, 0);
    } else if (value < work.highest && value > work.next) {
      work.next = value;
      work.at_next = 0;
    }
    ++(value == work.highest ? work.at_highest : work.at_next);
  }

  /// At the full scale of some number of bits, or where many more samples have the highest value
  /// than the one below it, which light and noise do not do: a camera or program may cut off
  /// anywhere.
  void find_clipping() {
    std::map<double, std::size_t, std::greater<>> samples;
    for (const BeadWork& work : beads_) {
      samples[work.highest] += work.at_highest;
      samples[work.next] += work.at_next;
    }
    if (samples.empty()) return;
    const auto [highest, share] = *samples.begin();
    const std::size_t below = samples.size() > 1 ? std::next(samples.begin())->second : 0;
    result_.clipping = clipping_level(highest, task_.full_scale_dn);
    // One sample may have that value by chance.
    if (share < 2 && result_.clipping != task_.full_scale_dn) result_.clipping.reset();
    if (!result_.clipping && share >= kPlateau && share >= kCliff * below)
      result_.clipping = highest;
  }

  bool is_saturated(const BeadWork& work) const {
    return result_.clipping && work.highest >= *result_.clipping;
  }

  void estimate_background() {
    std::vector<numerics::LocalVariance> local(beads_.size());
    each([&](std::size_t i) {
      const BeadWork& work = beads_[i];
      local[i] = background_variance(work.patch, box_around(work.patch, work.start, kBox));
    });
    const auto pooled = numerics::pooled_variances(local);
    for (std::size_t i = 0; i < beads_.size(); ++i)
      beads_[i].background_variance = std::max(pooled[i], least_variance());
  }

  /// Of rounding; of unrounded values what single precision leaves.
  double least_variance() const {
    double highest = 0;
    for (const BeadWork& work : beads_) highest = std::max(highest, std::abs(work.highest));
    return std::max(task_.least_variance, 1e-10 * highest * highest + 1e-30);
  }

  void estimate_noise() {
    if (task_.dn_per_electron) {
      const double gain = *task_.dn_per_electron;
      result_.noise.from_camera = true;
      result_.noise.per_signal = gain;
      if (!task_.offset_dn || !task_.read_noise_dn) return;
      for (BeadWork& work : beads_)
        work.background_variance =
            std::max(gain * std::max(0.0, work.bead().background - *task_.offset_dn) +
                         std::pow(*task_.read_noise_dn, 2) + task_.least_variance,
                     least_variance());
      return;
    }
    const auto chosen = noise_beads();
    std::vector<std::vector<numerics::VarianceSample>> parts(chosen.size());
    in_parallel(chosen.size(), task_.threads, [&](std::size_t first, std::size_t end) {
      for (std::size_t i = first; i < end; ++i) {
        const BeadWork& work = beads_[chosen[i]];
        parts[i] = variance_samples(work.patch, work.bead(), work.background_variance);
      }
    });
    std::vector<numerics::VarianceSample> samples;
    for (const auto& part : parts) samples.insert(samples.end(), part.begin(), part.end());
    result_.noise.per_signal = numerics::variance_per_signal(samples);
  }

  /// Evenly among the beads that can tell, from the brightest to the faintest: those with a fit
  /// once there are any.
  std::vector<std::size_t> noise_beads() const {
    const bool any_fitted = std::any_of(beads_.begin(), beads_.end(), is_fitted);
    std::vector<std::size_t> able;
    for (std::size_t i = 0; i < beads_.size(); ++i) {
      const BeadWork& work = beads_[i];
      if (is_fittable(work) && !is_saturated(work) && is_fitted(work) == any_fitted)
        able.push_back(i);
    }
    std::vector<std::size_t> chosen;
    const std::size_t count = std::min(kNoiseBeads, able.size());
    for (std::size_t i = 0; i < count; ++i) chosen.push_back(able[i * able.size() / count]);
    return chosen;
  }

  numerics::BeadVariance variance_of(const BeadWork& work) const {
    return {work.background_variance, result_.noise.per_signal};
  }

  void fit(BeadWork& work) const {
    if (!is_fittable(work)) return;
    auto& target = task_.volume ? work.volume : work.plane;
    const BeadShape shape = task_.volume ? task_.volume_shape() : task_.plane_shape();
    const GaussianBead from = work.bead();
    target = numerics::fit_bead(work.patch, variance_of(work), shape, from);
  }

  void fit_without_neighbours() {
    for (int round = 0; round < kMostRounds; ++round) {
      fit_and_subtract();
      if (!drop_parts()) return;
      each([&](std::size_t i) { restore(beads_[i]); });
    }
  }

  /// Light of one bead that became two may come together in the last fits only.
  void fit_without_parts() {
    for (int round = 0; drop_parts() && round < kMostRounds; ++round) {
      each([&](std::size_t i) { restore(beads_[i]); });
      fit_and_subtract();
    }
  }

  static bool is_fitted(const BeadWork& work) {
    return (work.volume && work.volume->converged) || (work.plane && work.plane->converged);
  }

  /// Light of a point out of focus: within the cone r = 7 sigma dz, dz in axial sigma (6.3 at
  /// NA 1.4 in oil, 3.5 of slow lenses), it has at most 3/dz^2 of the height in focus (on the
  /// axis 0.7/dz^2; rings have little more where aberrations gather them).
  static bool in_cone(const GaussianBead& own, double height, const GaussianBead& other) {
    const double sigma = std::sqrt(std::max(other.spread(0, 0), other.spread(1, 1)));
    const double dz = std::abs(own.centre(2) - other.centre(2)) / std::sqrt(other.spread(2, 2));
    const double away =
        std::hypot(own.centre(0) - other.centre(0), own.centre(1) - other.centre(1)) / sigma;
    return away < 4 + 7 * dz && height * std::max(1.0, dz * dz / 3) < 1;
  }

  /// Whether it is no bead but rings or light out of focus of the other: its fit ended at the
  /// other's place, or is weak and covers it, or is too wide for a bead; or it has none, and is
  /// very weak or where such light is expected. A much brighter bead may have no fit because of
  /// its parts.
  bool is_part(const BeadWork& own, const GaussianBead& a, const BeadWork& other,
               const GaussianBead& b) const {
    if (other.hot_pixel) return false;
    if (!is_fitted(other) && own.found.snr > kFaintPart * other.found.snr) return false;
    if (!is_fitted(own)) {
      const double height = own.found.snr / other.found.snr;
      const bool near = std::hypot(a.centre(0) - b.centre(0), a.centre(1) - b.centre(1)) <
                        kWideLight * task_.sigma;
      return (height < kFaintPart && near) || (task_.volume && in_cone(a, height, b));
    }
    const auto distance = [&](int axis) {
      return std::abs(a.centre(axis) - b.centre(axis)) /
             std::sqrt(std::max(a.spread(axis, axis), b.spread(axis, axis)));
    };
    const double across = std::hypot(distance(0), distance(1));
    if (across < 1 && distance(2) < 1) return true;
    const double height = a.amplitude / b.amplitude;
    const bool wide =
        a.spread(0, 0) * a.spread(1, 1) > std::pow(kNoBead, 4) * b.spread(0, 0) * b.spread(1, 1);
    if (task_.volume && wide && in_cone(a, height, b)) return true;
    return height < kPart && across < kSamePlace && distance(2) < kSameDepth;
  }

  /// These and chance, brightest first; true when there were any.
  bool drop_parts() {
    const std::size_t before = beads_.size();
    std::vector<BeadWork> kept;
    std::vector<GaussianBead> kept_beads;
    const auto is_part_of_kept = [&](const BeadWork& work, const GaussianBead& bead) {
      for (std::size_t k = 0; k < kept.size(); ++k) {
        if (is_part(work, bead, kept[k], kept_beads[k])) return true;
      }
      return false;
    };
    for (BeadWork& work : beads_) {
      const GaussianBead bead = work.bead();
      const bool chance = !is_fitted(work) && work.found.snr < kLeastUnfitted;
      if (is_fittable(work) && (chance || is_part_of_kept(work, bead))) continue;
      kept.push_back(std::move(work));
      kept_beads.push_back(bead);
    }
    beads_ = std::move(kept);
    return beads_.size() < before;
  }

  static void restore(BeadWork& work) {
    for (const GaussianBead& other : work.subtracted) add_bead(work.patch, other, 1);
    work.subtracted.clear();
  }

  /// Each bead less what is known of those around it, first from their start values.
  void fit_and_subtract() {
    std::vector<std::vector<std::size_t>> neighbours(beads_.size());
    std::vector<GaussianBead> now = models();
    each([&](std::size_t i) {
      for (std::size_t other = 0; is_fittable(beads_[i]) && other < beads_.size(); ++other) {
        if (other != i && is_fittable(beads_[other]) && touches(now[i], now[other]))
          neighbours[i].push_back(other);
      }
    });
    for (int round = 0; round < kNeighbourRounds; ++round) {
      if (round > 0) now = models();
      each([&](std::size_t i) {
        BeadWork& work = beads_[i];
        if (round > 0 && neighbours[i].empty()) return;
        restore(work);
        for (const std::size_t other : neighbours[i]) work.subtracted.push_back(now[other]);
        for (const GaussianBead& other : work.subtracted) add_bead(work.patch, other, -1);
        fit(work);
      });
    }
  }

  std::vector<GaussianBead> models() const {
    std::vector<GaussianBead> models;
    for (const BeadWork& work : beads_) models.push_back(work.bead());
    return models;
  }

  static bool touches(const GaussianBead& a, const GaussianBead& b) {
    for (int axis = 0; axis < 3; ++axis) {
      const double sigma = std::sqrt(std::max(a.spread(axis, axis), b.spread(axis, axis)));
      if (std::abs(a.centre(axis) - b.centre(axis)) > kTouching * sigma) return false;
    }
    return true;
  }

  void fit_plane(BeadWork& work) const {
    if (!is_fittable(work)) return;
    const GaussianBead from = work.bead();
    const double k =
        std::clamp(std::round(from.centre(2)) - work.patch.z0, 0.0, work.patch.nz - 1.0);
    work.plane = numerics::fit_bead(plane_of(work.patch, static_cast<int>(k)), variance_of(work),
                                    task_.plane_shape(), from);
  }

  void summarise() {
    if (beads_.empty()) return;
    std::vector<double> chi2;
    std::vector<double> background;
    for (const BeadWork& work : beads_) {
      const auto& fit = task_.volume ? work.volume : work.plane;
      background.push_back(work.background_variance);
      if (fit && fit->converged) chi2.push_back(fit->chi2_per_sample);
    }
    const auto median = [](std::vector<double> values) {
      const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
      std::nth_element(values.begin(), middle, values.end());
      return *middle;
    };
    result_.noise.constant = median(background);
    if (!chi2.empty()) result_.noise.chi2_per_sample = median(chi2);
  }

  std::vector<BeadWork>& beads_;
  const FittingTask& task_;
  FittingResult result_;
};

}  // namespace

FittingResult fit_beads(std::vector<BeadWork>& beads, const FittingTask& task) {
  return Fitting(beads, task).run();
}

}  // namespace etalon::metrics
