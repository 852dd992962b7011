// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/edge_profile.hpp"

#include <Eigen/Core>

#include <algorithm>
#include <cmath>

namespace etalon::imaging {

namespace {

constexpr double kCoreHalfWidth = 8;  // in sigma, and 3 samples more
constexpr int kExtremesEvery = 8;     // rows: extremes only serve to see saturation
constexpr int kVarianceEvery = 4;     // rows: the noise of the plateaus is known well enough
constexpr double kTailGrowth = 0.2;   // width of a tail bin by its distance from the core's end

std::vector<double> bin_limits(double core, double left, double right) {
  const auto side = [core](double reach) {
    std::vector<double> limits;
    double x = core;
    double width = 0.25;
    while (x + width < reach) {
      x += width;
      limits.push_back(x);
      width = std::max(0.25, kTailGrowth * x);
    }
    return limits;
  };
  std::vector<double> limits;
  const auto outer_left = side(left);
  for (auto it = outer_left.rbegin(); it != outer_left.rend(); ++it) limits.push_back(-*it);
  const int half = static_cast<int>(std::floor(core / EdgeProfile::kCoreBinWidth));
  for (int i = -half; i <= half; ++i) limits.push_back(i * EdgeProfile::kCoreBinWidth);
  const auto outer_right = side(right);
  limits.insert(limits.end(), outer_right.begin(), outer_right.end());
  return limits;
}

/// Sum of value - reference (Power 1) or of its square (Power 2), in eight lanes that the compiler
/// turns into vectors; runs near the core are too short for them.
template <int Power>
double moment(const float* values, int n, float reference) {
  double sum = 0;
  int i = 0;
  if (n >= 8) {
    std::array<float, 8> lanes{};
    for (; i + 8 <= n; i += 8) {
      for (std::size_t k = 0; k < 8; ++k) {
        const float apart = values[static_cast<std::size_t>(i) + k] - reference;
        lanes[k] += Power == 1 ? apart : apart * apart;
      }
    }
    for (const float lane : lanes) sum += static_cast<double>(lane);
  }
  for (; i < n; ++i) {
    const double apart = static_cast<double>(values[i] - reference);
    sum += Power == 1 ? apart : apart * apart;
  }
  return sum;
}

struct Gathering {
  const Plane& plane;
  const EdgeTrack& track;
  EdgeProfile& profile;
  std::size_t core_first = 0;  // bins of the core
  std::size_t core_last = 0;   // one past
  double quantisation = 1.0 / 12;
  bool with_variance = false;
  struct Moments {
    double count = 0;
    double sum = 0;
    double square = 0;
  };
  std::vector<Moments> square;  // of value - reference, per bin, some of the rows

  double reference(std::size_t bin) const {
    return bin < core_first ? track.level_left : track.level_right;
  }

  /// A row of the region: its pixels, where the edge crosses it, and the block that it counts for.
  struct Row {
    const float* values;
    double centre;
    double columns_per_distance;
    double cosine;
    int first;  // columns
    int last;
    std::size_t block;
    int column_above(double distance) const {
      return static_cast<int>(std::ceil(centre + distance * columns_per_distance));
    }
  };

  /// One pixel after the other: the core.
  void core_row(const Row& row) {
    const double begin = profile.lower[core_first];
    const double end = profile.lower[core_last];
    const int to = std::min(row.last, row.column_above(end) - 1);
    for (int x = std::max(row.first, row.column_above(begin)); x <= to; ++x) {
      const double d = (x - row.centre) * row.cosine;
      const auto bin = core_first + static_cast<std::size_t>(
                                        std::max(0.0, (d - begin) / EdgeProfile::kCoreBinWidth));
      const double value = static_cast<double>(row.values[x]);
      if (bin >= core_last) continue;
      if (!std::isfinite(value)) {
        profile.not_finite += 1;
        continue;
      }
      const std::size_t cell = row.block * profile.bins + bin;
      profile.count[cell] += 1;
      profile.sum[cell] += value;
      profile.sum_distance[cell] += d;
    }
  }

  /// Runs of neighbouring pixels: the tails.
  void tail(const Row& row, std::size_t first_bin, std::size_t last_bin) {
    int from = std::max(row.first, row.column_above(profile.lower[first_bin]));
    for (std::size_t bin = first_bin; bin < last_bin; ++bin) {
      const int end = std::min(row.last + 1, row.column_above(profile.lower[bin + 1]));
      if (end <= from) continue;
      tail_bin(row, bin, from, end - from);
      from = end;
    }
  }

  void tail_bin(const Row& row, std::size_t bin, int from, int n) {
    const auto about = static_cast<float>(reference(bin));
    const double sum = moment<1>(row.values + from, n, about);
    if (!std::isfinite(sum)) {
      profile.not_finite += static_cast<double>(std::count_if(
          row.values + from, row.values + from + n, [](float v) { return !std::isfinite(v); }));
      return;
    }
    const std::size_t cell = row.block * profile.bins + bin;
    profile.count[cell] += n;
    profile.sum[cell] += sum + n * reference(bin);
    profile.sum_distance[cell] += n * (from + 0.5 * (n - 1) - row.centre) * row.cosine;
    if (!with_variance) return;
    square[bin].count += n;
    square[bin].sum += sum;
    square[bin].square += moment<2>(row.values + from, n, about);
  }

  void extremes(const Row& row) {
    if (row.last < row.first) return;
    const Eigen::Map<const Eigen::ArrayXf> values(row.values + row.first, row.last - row.first + 1);
    profile.lowest = std::min(profile.lowest, static_cast<double>(values.minCoeff()));
    profile.highest = std::max(profile.highest, static_cast<double>(values.maxCoeff()));
  }

  void run() {
    profile.lowest = 1e300;
    profile.highest = -1e300;
    const int rows = track.last_row - track.first_row + 1;
    for (int y = track.first_row; y <= track.last_row; ++y) {
      if (std::binary_search(track.rows_left_out.begin(), track.rows_left_out.end(), y)) continue;
      const auto columns = track.columns_beside(y);
      const double columns_per_distance = std::hypot(1.0, track.slope(y));
      const Row row{plane.row(y),
                    track.column(y),
                    columns_per_distance,
                    1 / columns_per_distance,
                    std::max(0, static_cast<int>(std::ceil(columns.from))),
                    std::min(plane.width - 1, static_cast<int>(std::floor(columns.to))),
                    static_cast<std::size_t>((y - track.first_row) * profile.blocks / rows)};
      core_row(row);
      with_variance = y % kVarianceEvery == 0;
      if (y % kExtremesEvery == 0) extremes(row);
      tail(row, 0, core_first);
      tail(row, core_last, profile.bins);
    }
  }

  /// Largest difference between the levels of two blocks on one side, in steps.
  double unevenness(std::size_t first, std::size_t last) const {
    double low = 1e300;
    double high = -1e300;
    for (int b = 0; b < profile.blocks; ++b) {
      double n = 0;
      double sum = 0;
      for (std::size_t bin = first; bin < last; ++bin) {
        n += profile.count[static_cast<std::size_t>(b) * profile.bins + bin];
        sum += profile.sum[static_cast<std::size_t>(b) * profile.bins + bin];
      }
      if (n == 0) continue;
      low = std::min(low, sum / n);
      high = std::max(high, sum / n);
    }
    return high > low ? (high - low) / std::abs(profile.level_right - profile.level_left) : 0;
  }

  /// Pooled variance within the far bins of one side.
  void plateau(std::size_t first, std::size_t last, double& level, double& variance) const {
    double n = 0;
    double sum = 0;
    double apart = 0;
    double degrees = 0;
    for (std::size_t bin = first; bin < last; ++bin) {
      const double here = profile.bin_count(bin);
      if (here < 1) continue;
      n += here;
      sum += here * profile.bin_value(bin);
      const Moments& m = square[bin];
      if (m.count < 2) continue;
      apart += m.square - m.sum * m.sum / m.count;
      degrees += m.count - 1;
    }
    const double least =
        std::max(quantisation, 1e-12 * std::pow(track.level_right - track.level_left, 2));
    variance = degrees > 0 ? std::max(least, apart / degrees) : least;
    if (n > 0) level = sum / n;
  }
};

}  // namespace

double EdgeProfile::bin_count(std::size_t bin) const {
  double total = 0;
  for (std::size_t b = 0; b < static_cast<std::size_t>(blocks); ++b) total += count[b * bins + bin];
  return total;
}

double EdgeProfile::bin_value(std::size_t bin) const {
  double total = 0;
  for (std::size_t b = 0; b < static_cast<std::size_t>(blocks); ++b) total += sum[b * bins + bin];
  return total / bin_count(bin);
}

double EdgeProfile::bin_distance(std::size_t bin) const {
  double total = 0;
  for (std::size_t b = 0; b < static_cast<std::size_t>(blocks); ++b)
    total += sum_distance[b * bins + bin];
  return total / bin_count(bin);
}

EdgeProfile gather_profile(const Plane& plane, const EdgeTrack& track, int blocks,
                           double quantisation) {
  EdgeProfile profile;
  const double wanted = kCoreHalfWidth * track.sigma + 3;
  const double core =
      std::max(2.0, std::min({wanted, track.reach_left - 0.5, track.reach_right - 0.5}));
  profile.lower = bin_limits(core, track.reach_left, track.reach_right);
  profile.bins = profile.lower.size() - 1;
  profile.blocks = blocks;
  const std::size_t cells = profile.bins * static_cast<std::size_t>(blocks);
  profile.count.assign(cells, 0.0);
  profile.sum.assign(cells, 0.0);
  profile.sum_distance.assign(cells, 0.0);
  Gathering gathering{plane, track,        profile, 0,
                      0,     quantisation, false,   std::vector<Gathering::Moments>(profile.bins)};
  const double half = std::floor(core / EdgeProfile::kCoreBinWidth) * EdgeProfile::kCoreBinWidth;
  gathering.core_first = static_cast<std::size_t>(
      std::lower_bound(profile.lower.begin(), profile.lower.end(), -half - 1e-9) -
      profile.lower.begin());
  gathering.core_last =
      gathering.core_first +
      static_cast<std::size_t>(std::lround(2 * half / EdgeProfile::kCoreBinWidth));
  gathering.run();
  profile.level_left = track.level_left;
  profile.level_right = track.level_right;
  gathering.plateau(0, gathering.core_first, profile.level_left, profile.variance_left);
  gathering.plateau(gathering.core_last, profile.bins, profile.level_right, profile.variance_right);
  profile.unevenness = std::max(gathering.unevenness(0, gathering.core_first),
                                gathering.unevenness(gathering.core_last, profile.bins));
  double gap = 0;
  for (std::size_t bin = gathering.core_first; bin < gathering.core_last; ++bin) {
    gap = profile.bin_count(bin) > 0 ? 0 : gap + EdgeProfile::kCoreBinWidth;
    profile.longest_gap = std::max(profile.longest_gap, gap);
  }
  return profile;
}

}  // namespace etalon::imaging
