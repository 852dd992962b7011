// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/bead_noise.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace etalon::numerics {
namespace {

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

bool beside(const BeadBox& box, int i, int j) {
  return i < box.x0 || i >= box.x0 + box.nx || j < box.y0 || j >= box.y0 + box.ny;
}

/// (a - 2 b + c)^2 / 6 over triples of planes that share none. Columns are summed first, spare
/// samples and all: a loop for vector code.
LocalVariance variance_along_z(const BeadPatch& patch, const BeadBox& box) {
  std::vector<float> columns(patch.at(0, 1));
  double triples = 0;
  for (int k = 0; k + 2 < patch.nz; k += 3, ++triples) {
    const float* a = patch.row(0, k);
    const float* b = patch.row(0, k + 1);
    const float* c = patch.row(0, k + 2);
    for (std::size_t n = 0; n < columns.size(); ++n) {
      const float d = a[n] - 2 * b[n] + c[n];
      columns[n] += d * d;
    }
  }
  double sum = 0;
  double count = 0;
  for (int j = 0; j < patch.ny; ++j) {
    const float* clear = patch.clear_row(j);
    const float* squares = columns.data() + patch.at(j, 0);
    for (int i = 0; i < patch.nx; ++i) {
      if (!beside(box, i, j) || !(clear[i] > 0)) continue;
      sum += static_cast<double>(squares[i]);
      count += triples;
    }
  }
  return {count > 0 ? sum / 6 / count : 0, count};
}

constexpr std::array<double, 3> kSecond{1, -2, 1};
constexpr double kCoreShare = 0.1;  // of the amplitude

/// Second difference along x and along y (or z) of the values, over 6.
double mixed_difference(const BeadPatch& patch, int i, int j, int k, bool along_z) {
  double sum = 0;
  for (int b = -1; b <= 1; ++b) {
    const float* row = along_z ? patch.row(j, k + b) : patch.row(j + b, k);
    for (int a = -1; a <= 1; ++a)
      sum += kSecond[static_cast<std::size_t>(a + 1)] * kSecond[static_cast<std::size_t>(b + 1)] *
             static_cast<double>(row[i + a]);
  }
  return sum / 6;
}

/// Mean of the values with the squares of those weights.
double mixed_mean(const BeadPatch& patch, int i, int j, int k, bool along_z) {
  double sum = 0;
  for (int b = -1; b <= 1; ++b) {
    const float* row = along_z ? patch.row(j, k + b) : patch.row(j + b, k);
    const double own = b == 0 ? 4 : 1;
    sum += own * (static_cast<double>(row[i - 1]) + 4 * static_cast<double>(row[i]) +
                  static_cast<double>(row[i + 1]));
  }
  return sum / 36;
}

LocalVariance variance_across(const BeadPatch& patch, const BeadBox& box) {
  double sum = 0;
  double count = 0;
  for (int k = 0; k < patch.nz; ++k) {
    for (int j = 1; j + 1 < patch.ny; ++j) {
      for (int i = 1; i + 1 < patch.nx; ++i) {
        bool clear = true;
        for (int b = -1; b <= 1; ++b) {
          for (int a = -1; a <= 1; ++a)
            clear = clear && beside(box, i + a, j + b) && patch.clear_row(j + b)[i + a] > 0;
        }
        if (!clear) continue;
        const double d = mixed_difference(patch, i, j, k, false);
        sum += d * d;
        ++count;
      }
    }
  }
  // Overlapping differences: a square is worth 0.34 independent ones.
  return {count > 0 ? sum / count : 0, 0.34 * count};
}

/// With one more sample on each side, where the patch has it.
BeadBox grown(const BeadPatch& patch, const BeadBox& box) {
  const auto grow = [](int& first, int& length, int count) {
    const int end = std::min(first + length + 1, count);
    first = std::max(first - 1, 0);
    length = std::max(0, end - first);
  };
  BeadBox result = box;
  grow(result.x0, result.nx, patch.nx);
  grow(result.y0, result.ny, patch.ny);
  grow(result.z0, result.nz, patch.nz);
  return result;
}

/// A part of a patch as a patch of its own.
BeadPatch part_of(const BeadPatch& patch, const BeadBox& box) {
  BeadPatch part = empty_patch(box.nx, box.ny, box.nz);
  part.x0 = patch.x0 + box.x0;
  part.y0 = patch.y0 + box.y0;
  part.z0 = patch.z0 + box.z0;
  part.base = patch.base;
  for (int k = 0; k < box.nz; ++k) {
    for (int j = 0; j < box.ny; ++j)
      std::copy_n(patch.row(box.y0 + j, box.z0 + k) + box.x0, box.nx, part.row(j, k));
  }
  return part;
}

}  // namespace

LocalVariance background_variance(const BeadPatch& patch, const BeadBox& box) {
  return patch.nz >= 3 ? variance_along_z(patch, box) : variance_across(patch, box);
}

std::vector<double> pooled_variances(const std::vector<LocalVariance>& variances) {
  std::vector<double> values;
  for (const LocalVariance& v : variances) {
    if (v.count > 0) values.push_back(v.value);
  }
  const double middle = median(values);
  std::vector<double> distances;
  std::vector<double> chances;
  for (const LocalVariance& v : variances) {
    if (!(v.count > 0)) continue;
    distances.push_back(std::abs(v.value - middle));
    chances.push_back(2 * middle * middle / v.count);
  }
  const double scatter = 1.4826 * median(distances);
  const double between = std::max(0.0, scatter * scatter - median(chances));
  std::vector<double> pooled;
  for (const LocalVariance& v : variances) {
    const double chance = v.count > 0 ? 2 * middle * middle / v.count : 0;
    const double share = between > 0 && v.count > 0 ? between / (between + chance) : 0;
    pooled.push_back(middle + share * (v.value - middle));
  }
  return pooled;
}

std::vector<VarianceSample> variance_samples(const BeadPatch& patch, const GaussianBead& bead,
                                             double constant) {
  BeadPatch residual = part_of(patch, grown(patch, box_around(patch, bead, 3)));
  BeadPatch signal = residual;
  std::fill(signal.values.begin(), signal.values.end(), 0.0F);
  add_bead(signal, bead, 1);
  for (std::size_t i = 0; i < residual.values.size(); ++i) residual.values[i] -= signal.values[i];
  const bool along_z = patch.nz >= 3;
  std::vector<VarianceSample> samples;
  for (int k = along_z ? 1 : 0; k < (along_z ? signal.nz - 1 : signal.nz); ++k) {
    for (int j = 1; j + 1 < signal.ny; ++j) {
      for (int i = 1; i + 1 < signal.nx; ++i) {
        const double own = mixed_mean(signal, i, j, k, along_z);
        if (own < kCoreShare * bead.amplitude) continue;
        const double d = mixed_difference(residual, i, j, k, along_z);
        samples.push_back({d * d, own, constant});
      }
    }
  }
  return samples;
}

double variance_per_signal(const std::vector<VarianceSample>& samples) {
  double slope = 0;
  for (int iteration = 0; iteration < 5; ++iteration) {
    double both = 0;
    double squares = 0;
    for (const VarianceSample& s : samples) {
      const double expected = s.constant + slope * s.signal;
      const double w = iteration == 0 ? 1 : 1 / (expected * expected);
      both += w * s.signal * (s.square - s.constant);
      squares += w * s.signal * s.signal;
    }
    slope = squares > 0 ? std::max(0.0, both / squares) : 0;
  }
  return slope;
}

}  // namespace etalon::numerics
