// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/psf_average.hpp"

#include "suite/core/parallel.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace etalon::metrics {

namespace {

constexpr int kTaps = 12;
constexpr int kBefore = kTaps / 2 - 1;  // samples before the one at or left of the place
constexpr double kReachInSigma = 4.5;
constexpr int kLargestReach = 40;  // samples
constexpr std::size_t kMostBeads = 400;

using Kernel = std::array<float, kTaps>;

/// Bessel's I0 by its series: small arguments only.
double bessel_i0(double x) {
  double sum = 1;
  double term = 1;
  for (int k = 1; k < 40; ++k) {
    term *= x * x / (4.0 * k * k);
    sum += term;
  }
  return sum;
}

/// Weights of the samples floor(c) - kBefore ... for the value at c.
Kernel kernel_at(double fraction) {
  constexpr double kBeta = 6;
  Kernel kernel{};
  double sum = 0;
  std::array<double, kTaps> weights{};
  for (int j = 0; j < kTaps; ++j) {
    const double t = j - kBefore - fraction;
    const double inside = 1 - std::pow(t / (kTaps / 2.0), 2);
    const double window = inside > 0 ? bessel_i0(kBeta * std::sqrt(inside)) : 0;
    const double angle = std::numbers::pi * t;
    const auto i = static_cast<std::size_t>(j);
    weights[i] = window * (std::abs(angle) < 1e-9 ? 1 : std::sin(angle) / angle);
    sum += weights[i];
  }
  for (std::size_t i = 0; i < kTaps; ++i) kernel[i] = static_cast<float>(weights[i] / sum);
  return kernel;
}

/// Where a bead is, split in whole samples and kernels of the rest.
struct Placed {
  int x = 0, y = 0, z = 0;
  Kernel kx{}, ky{}, kz{};
  float background = 0;
  double amplitude = 0;
};

/// Fits are in pixels of the frame, the average in samples of the colour plane.
Placed placed(const BeadFit& fit, bool volume, const PsfGroup& group) {
  Placed p;
  const auto split = [](double centre, int& whole, Kernel& kernel) {
    whole = static_cast<int>(std::floor(centre));
    kernel = kernel_at(centre - whole);
  };
  split((fit.value[kX] - group.x0) / group.pitch, p.x, p.kx);
  split((fit.value[kY] - group.y0) / group.pitch, p.y, p.ky);
  if (volume) split(fit.value[kZ], p.z, p.kz);
  p.background = static_cast<float>(fit.value[kBackground]);
  p.amplitude = fit.value[kAmplitude];
  return p;
}

/// Sums over the beads, voxel by voxel.
struct Sums {
  std::vector<double> light;      ///< of (value - background)
  std::vector<double> squares;    ///< of (value - background)^2 / amplitude
  std::vector<double> amplitude;  ///< of the beads that reach there
  std::vector<double> amplitude_squared;
  std::vector<int> beads;
};

class Averager {
 public:
  Averager(const BeadSurvey& survey, const PsfGroup& group, const std::vector<std::size_t>& order)
      : order_(order) {
    volume_ = is_volume(group.shape);
    choose(survey, group);
  }

  bool empty() const { return beads_.empty(); }

  /// Every bead in every plane, moved in the plane; then each plane of the average on its own. So
  /// sums have one order for any number of threads.
  void run(const FrameSequence& frames, int plane, std::size_t threads) {
    const std::size_t planes = order_.size();
    moved_.assign(beads_.size() * planes * patch(), 0);
    in_parallel(planes, threads, [&](std::size_t first, std::size_t end) {
      for (std::size_t z = first; z < end; ++z)
        move_in_plane(extract_plane(frames.read(order_[z]), plane), z);
    });
    const std::size_t voxels = depth() * patch();
    const std::vector<double> nothing(voxels);
    sums_ = {nothing, nothing, nothing, nothing, std::vector<int>(voxels)};
    in_parallel(depth(), threads, [&](std::size_t first, std::size_t end) {
      for (std::size_t k = first; k < end; ++k)
        for (std::size_t b = 0; b < beads_.size(); ++b) add(b, k);
    });
  }

  Volume volume() const {
    Volume v;
    v.name = "average bead";
    v.width = v.height = side();
    v.depth = static_cast<int>(depth());
    for (std::size_t i = 0; i < sums_.light.size(); ++i)
      v.values.push_back(static_cast<float>(mean(i)));
    return v;
  }

  /// Means over rings one sample wide in the middle plane.
  Curve radial() const {
    const auto rings = static_cast<std::size_t>(reach_);
    std::vector<double> sum(rings), radius(rings), variances(rings), count(rings);
    for (int j = 0; j < side(); ++j) {
      for (int i = 0; i < side(); ++i) {
        const double r = std::hypot(i - reach_, j - reach_);
        const auto ring = static_cast<std::size_t>(r + 0.5);
        if (ring >= rings) continue;
        const std::size_t at = voxel(i, j, depth() / 2);
        sum[ring] += mean(at);
        radius[ring] += r;
        variances[ring] += variance(at);
        ++count[ring];
      }
    }
    Curve curve;
    curve.name = "radial profile";
    for (std::size_t k = 0; k < rings; ++k) {
      if (!(count[k] > 0)) continue;
      curve.x.push_back(radius[k] / count[k]);
      curve.y.push_back(sum[k] / count[k]);
      curve.standard_uncertainty.push_back(std::sqrt(variances[k]) / count[k]);
    }
    return curve;
  }

  Curve axial() const {
    Curve curve;
    curve.name = "axial profile";
    for (std::size_t k = 0; k < depth(); ++k) {
      const std::size_t at = voxel(reach_, reach_, k);
      if (!is_covered(at)) continue;
      curve.x.push_back(static_cast<double>(k) - reach_z_);
      curve.y.push_back(mean(at));
      curve.standard_uncertainty.push_back(std::sqrt(variance(at)));
    }
    return curve;
  }

 private:
  int side() const { return 2 * reach_ + 1; }
  std::size_t depth() const { return static_cast<std::size_t>(2 * reach_z_ + 1); }
  std::size_t patch() const {
    return static_cast<std::size_t>(side()) * static_cast<std::size_t>(side());
  }
  std::size_t voxel(int i, int j, std::size_t k) const {
    return k * patch() + static_cast<std::size_t>(j) * static_cast<std::size_t>(side()) +
           static_cast<std::size_t>(i);
  }
  double mean(std::size_t i) const {
    return sums_.amplitude[i] > 0 ? sums_.light[i] / sums_.amplitude[i] : 0;
  }
  /// Of the mean: amplitude-weighted scatter over the number of beads that the weights are worth.
  double variance(std::size_t i) const {
    const double n = sums_.beads[i];
    if (n < 2) return 0;
    const double a = sums_.amplitude[i];
    const double scatter = std::max(0.0, sums_.squares[i] / a - std::pow(mean(i), 2));
    return scatter * n / (n - 1) * sums_.amplitude_squared[i] / (a * a);
  }
  /// Where so many beads are missing that their scatter would be a guess there is no curve.
  bool is_covered(std::size_t i) const {
    return sums_.beads[i] > 0 && 2 * sums_.beads[i] >= static_cast<int>(beads_.size());
  }

  void choose(const BeadSurvey& survey, const PsfGroup& group) {
    auto used = used_beads(survey, group);
    std::stable_sort(used.begin(), used.end(), [&](const UsedBead& a, const UsedBead& b) {
      return survey.beads[a.place].snr > survey.beads[b.place].snr;
    });
    if (used.size() > kMostBeads) used.resize(kMostBeads);
    double sigma = 0;
    double sigma_z = 0;
    for (const UsedBead& bead : used) {
      const BeadReading& reading = survey.beads[bead.place];
      const auto& fit = volume_ ? reading.volume : reading.plane;
      if (!fit || !(fit->value[kAmplitude] > 0)) continue;
      sigma = std::max(sigma, bead.widths.lateral.value / kFwhmPerSigma / group.pitch);
      if (volume_) sigma_z = std::max(sigma_z, bead.widths.z->value / kFwhmPerSigma);
      beads_.push_back(placed(*fit, volume_, group));
      if (volume_) continue;
      const double last = static_cast<double>(order_.size()) - 1;
      beads_.back().z = static_cast<int>(std::lround(std::clamp(reading.z_planes, 0.0, last)));
    }
    const auto reach = [](double s, double most) {
      return static_cast<int>(std::min({std::ceil(kReachInSigma * s), most, 1.0 * kLargestReach}));
    };
    reach_ = std::max(2, reach(sigma, kLargestReach));
    if (volume_) reach_z_ = reach(sigma_z, (static_cast<double>(order_.size()) - 1) / 2);
  }

  /// A sample of the image, the nearest one beyond its border.
  static float sample(const Plane& plane, int x, int y) {
    return plane.row(std::clamp(y, 0, plane.height - 1))[std::clamp(x, 0, plane.width - 1)];
  }

  bool counts_in(const Placed& bead, int z) const {
    const int before = reach_z_ + (volume_ ? kBefore : 0);
    const int after = reach_z_ + (volume_ ? kTaps - 1 - kBefore : 0);
    return z >= bead.z - before && z <= bead.z + after;
  }

  void move_in_plane(const Plane& plane, std::size_t z) {
    const int rows = side() + kTaps - 1;
    std::vector<float> across(static_cast<std::size_t>(rows) * static_cast<std::size_t>(side()));
    for (std::size_t b = 0; b < beads_.size(); ++b) {
      const Placed& bead = beads_[b];
      if (!counts_in(bead, static_cast<int>(z))) continue;
      for (int j = 0; j < rows; ++j) {
        const int y = bead.y - reach_ - kBefore + j;
        for (int i = 0; i < side(); ++i) {
          float sum = 0;
          for (int t = 0; t < kTaps; ++t)
            sum += bead.kx[static_cast<std::size_t>(t)] *
                   sample(plane, bead.x - reach_ - kBefore + i + t, y);
          across[static_cast<std::size_t>(j * side() + i)] = sum;
        }
      }
      float* out = &moved_[(b * order_.size() + z) * patch()];
      for (int j = 0; j < side(); ++j) {
        for (int i = 0; i < side(); ++i) {
          float sum = 0;
          for (int t = 0; t < kTaps; ++t)
            sum += bead.ky[static_cast<std::size_t>(t)] *
                   across[static_cast<std::size_t>((j + t) * side() + i)];
          *out++ = sum - bead.background;
        }
      }
    }
  }

  /// Plane k of the average gets what bead b has there, unless the stack ends before.
  void add(std::size_t b, std::size_t k) {
    const Placed& bead = beads_[b];
    std::vector<float> values(patch(), 0);
    const int planes = static_cast<int>(order_.size());
    const int first = bead.z + static_cast<int>(k) - reach_z_ - (volume_ ? kBefore : 0);
    const int taps = volume_ ? kTaps : 1;
    for (int t = 0; t < taps; ++t) {
      const int z = first + t;
      if (z < 0 || z >= planes) return;
      const float weight = volume_ ? bead.kz[static_cast<std::size_t>(t)] : 1;
      const float* from = &moved_[(b * order_.size() + static_cast<std::size_t>(z)) * patch()];
      for (std::size_t i = 0; i < patch(); ++i) values[i] += weight * from[i];
    }
    for (std::size_t i = 0; i < patch(); ++i) {
      const double v = static_cast<double>(values[i]);
      const std::size_t at = k * patch() + i;
      sums_.light[at] += v;
      sums_.squares[at] += v * v / bead.amplitude;
      sums_.amplitude[at] += bead.amplitude;
      sums_.amplitude_squared[at] += bead.amplitude * bead.amplitude;
      ++sums_.beads[at];
    }
  }

  const std::vector<std::size_t>& order_;
  bool volume_ = false;
  int reach_ = 2;
  int reach_z_ = 0;
  std::vector<Placed> beads_;
  std::vector<float> moved_;
  Sums sums_;
};

void append_curve(Curve curve, double scale, bool in_um, const PsfGroup& group,
                  Evaluation& evaluation) {
  if (curve.x.size() < 2) return;
  for (double& x : curve.x) x *= scale;
  curve.x_unit = in_um ? "um" : "px";
  curve.y_unit = "1";
  curve.subject = group.subject;
  evaluation.curves.push_back(std::move(curve));
}

}  // namespace

void append_average(const FrameSequence& frames, const std::vector<std::size_t>& order, int plane,
                    const BeadSurvey& survey, const PsfGroup& group, std::size_t threads,
                    Evaluation& evaluation) {
  Averager averager(survey, group, order);
  if (averager.empty()) return;
  averager.run(frames, plane, threads);
  Volume volume = averager.volume();
  volume.subject = group.subject;
  const auto& size = group.scale.pixel_size;
  const auto& step = group.scale.axial_step;
  if (size) volume.pixel_size = PixelSize{size->value.per_px * group.pitch};
  if (step && volume.depth > 1) volume.axial_step = step->value;
  append_curve(averager.radial(), group.pitch * (size ? size->value.per_px.in(um) : 1),
               size.has_value(), group, evaluation);
  if (volume.depth > 1) {
    append_curve(averager.axial(), step ? step->value.per_plane.in(um) : 1, step.has_value(), group,
                 evaluation);
  }
  evaluation.volumes.push_back(std::move(volume));
}

}  // namespace etalon::metrics
