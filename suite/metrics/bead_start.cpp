// SPDX-License-Identifier: Apache-2.0
// What a bead is before it is fitted (declared in bead_work.hpp).
#include "suite/core/order_statistic.hpp"
#include "suite/metrics/bead_work.hpp"

#include <algorithm>
#include <cmath>

namespace etalon::metrics {
namespace {

using numerics::BeadPatch;

constexpr int kBorderSample = 400;
constexpr double kSinglePixel = 0.15;  // of a sample that is as high in the other planes
constexpr double kSingleVoxel = 0.05;  // of any other
constexpr double kSigmaOfHalfWidth =
    0.849;  // sigma of a Gaussian over its half width at half maximum

/// Median of the outermost columns in some planes, less the base.
double border_level(const BeadPatch& patch) {
  std::vector<float> values;
  const int step = std::max(1, patch.nz * 2 * (patch.nx + patch.ny) / kBorderSample);
  const auto add = [&](int i, int j, int k) {
    if (patch.clear_row(j)[i] > 0) values.push_back(patch.row(j, k)[i]);
  };
  for (int k = 0; k < patch.nz; k += step) {
    for (const int j : {0, patch.ny - 1}) {
      for (int i = 0; i < patch.nx; ++i) add(i, j, k);
    }
    for (const int i : {0, patch.nx - 1}) {
      for (int j = 1; j + 1 < patch.ny; ++j) add(i, j, k);
    }
  }
  if (values.empty()) return 0;
  return static_cast<double>(order_statistic(values, values.size() / 2));
}

/// Mean of the samples within `half` of the place, by plane, less `level`.
std::vector<double> profile_along_z(const BeadPatch& patch, int x, int y, int half, double level) {
  std::vector<double> profile;
  for (int k = 0; k < patch.nz; ++k) {
    double sum = 0;
    double count = 0;
    for (int j = std::max(0, y - half); j <= std::min(patch.ny - 1, y + half); ++j) {
      for (int i = std::max(0, x - half); i <= std::min(patch.nx - 1, x + half); ++i) {
        sum += static_cast<double>(patch.row(j, k)[i]);
        ++count;
      }
    }
    profile.push_back(count > 0 ? sum / count - level : 0);
  }
  return profile;
}

/// Mean of three neighbours.
std::vector<double> eased(const std::vector<double>& profile) {
  std::vector<double> result;
  for (std::size_t k = 0; k < profile.size(); ++k) {
    const double before = profile[k > 0 ? k - 1 : 0];
    const double after = profile[std::min(k + 1, profile.size() - 1)];
    result.push_back((before + profile[k] + after) / 3);
  }
  return result;
}

/// Steps from the peak until the profile falls to half, on the side where that comes first.
double half_width(const std::vector<double>& profile, int peak) {
  const auto size = static_cast<int>(profile.size());
  const auto at = [&](int k) { return profile[static_cast<std::size_t>(k)]; };
  double nearest = size;
  for (const int side : {-1, 1}) {
    for (int k = peak + side; k >= 0 && k < size; k += side) {
      if (at(k) >= 0.5 * at(peak)) continue;
      const double over = at(k - side) - at(k);
      const double share = over > 0 ? (at(k - side) - 0.5 * at(peak)) / over : 0;
      nearest = std::min(nearest, std::abs(k - side - peak) + share);
      break;
    }
  }
  return nearest;
}

/// Mean over the planes chosen, by sample, less `level`; 0 when none is.
template <class Chosen>
std::vector<double> mean_planes(const BeadPatch& patch, double level, const Chosen& chosen) {
  std::vector<double> means(static_cast<std::size_t>(patch.nx * patch.ny), 0.0);
  double planes = 0;
  for (int k = 0; k < patch.nz; ++k) {
    if (!chosen(patch.z0 + k)) continue;
    ++planes;
    for (int j = 0; j < patch.ny; ++j) {
      for (int i = 0; i < patch.nx; ++i)
        means[static_cast<std::size_t>(j * patch.nx + i)] +=
            static_cast<double>(patch.row(j, k)[i]);
    }
  }
  for (double& mean : means) mean = planes > 0 ? mean / planes - level : 0;
  return means;
}

/// The same of one column; nothing stands there when no plane is chosen.
template <class Chosen>
double column_mean(const BeadPatch& patch, int i, int j, double level, const Chosen& chosen) {
  double sum = 0;
  double planes = 0;
  for (int k = 0; k < patch.nz; ++k) {
    if (!chosen(patch.z0 + k)) continue;
    sum += static_cast<double>(patch.row(j, k)[i]);
    ++planes;
  }
  return planes > 0 ? sum / planes - level : 0;
}

int nearest_sample(double at, int first, int count) {
  return static_cast<int>(std::clamp(std::round(at) - first, 0.0, count - 1.0));
}

}  // namespace

numerics::GaussianBead BeadWork::bead() const {
  if (volume && volume->converged) return bead_of(*volume);
  if (plane && plane->converged) {
    auto bead = bead_of(*plane);
    bead.centre(2) = start.centre(2);
    bead.spread(2, 2) = start.spread(2, 2);
    return bead;
  }
  return start;
}

numerics::GaussianBead bead_start(const BeadWork& work, double sigma,
                                  std::optional<double> sigma_planes, double block_planes) {
  const BeadPatch& patch = work.patch;
  const double level = border_level(patch);
  const int half = static_cast<int>(std::round(0.8 * sigma));
  const auto profile =
      profile_along_z(patch, nearest_sample(work.found.x, patch.x0, patch.nx),
                      nearest_sample(work.found.y, patch.y0, patch.ny), half, level);
  const auto smooth = patch.nz >= 5 ? eased(profile) : profile;
  const double reach = block_planes + 1;
  int peak = nearest_sample(work.z_planes, patch.z0, patch.nz);
  for (int k = 0; k < patch.nz; ++k) {
    if (std::abs(patch.z0 + k - work.z_planes) <= reach &&
        smooth[static_cast<std::size_t>(k)] > smooth[static_cast<std::size_t>(peak)])
      peak = k;
  }
  double width =
      std::clamp(kSigmaOfHalfWidth * half_width(smooth, peak), 0.6, 0.5 * patch.nz + 0.5);
  if (sigma_planes) width = std::clamp(width, 0.5 * *sigma_planes, 2 * *sigma_planes);
  numerics::GaussianBead bead;
  bead.centre = {work.found.x, work.found.y, 1.0 * (patch.z0 + peak)};
  bead.background = level + static_cast<double>(patch.base);
  bead.amplitude = 1.2 * std::max(smooth[static_cast<std::size_t>(peak)], 1e-3 * work.found.height);
  bead.spread = Eigen::Vector3d(sigma * sigma, sigma * sigma, width * width).asDiagonal();
  return bead;
}

bool is_hot_pixel(const BeadWork& work, double sigma, double block_planes) {
  const BeadPatch& patch = work.patch;
  const double level = border_level(patch);
  const auto inside = mean_planes(patch, level, [&](int z) {
    return std::abs(z - work.z_planes) <= std::max(0.5, 0.5 * block_planes);
  });
  const auto height = [&](const std::vector<double>& means, int i, int j) {
    return means[static_cast<std::size_t>(j * patch.nx + i)];
  };
  const double reach = std::max(2.0, 1.5 * sigma);
  int x = -1;
  int y = -1;
  for (int j = 1; j + 1 < patch.ny; ++j) {
    for (int i = 1; i + 1 < patch.nx; ++i) {
      const double dx = patch.x0 + i - work.found.x;
      const double dy = patch.y0 + j - work.found.y;
      if (dx * dx + dy * dy > reach * reach) continue;
      if (x < 0 || height(inside, i, j) > height(inside, x, y)) {
        x = i;
        y = j;
      }
    }
  }
  if (x < 0) return false;
  const double own = height(inside, x, y);
  const double around = 0.25 * (height(inside, x - 1, y) + height(inside, x + 1, y) +
                                height(inside, x, y - 1) + height(inside, x, y + 1));
  const auto far = [&](int z) { return std::abs(z - work.z_planes) > 2 * block_planes; };
  const bool stands_still = column_mean(patch, x, y, level, far) > 0.5 * own;
  return around < (stands_still ? kSinglePixel : kSingleVoxel) * own;
}

}  // namespace etalon::metrics
