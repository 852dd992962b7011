// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/dot_search.hpp"

#include "suite/imaging/gradient.hpp"
#include "suite/imaging/smoothing.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace etalon::imaging {

namespace {

constexpr double kNarrow = 0.15;  // pitches
constexpr double kWide = 0.7;
constexpr double kNarrowest = 0.6;  // samples
constexpr double kReducedPitch = 5;
constexpr double kWeakest = 0.15;  // of the 99th percentile
constexpr double kTail = 0.01;

Plane reduced(const Plane& plane, int factor) {
  if (factor == 1) return plane;
  BlockMeans means = block_means(plane, factor);
  Plane small;
  small.width = means.width;
  small.height = means.height;
  small.values = std::move(means.values);
  return small;
}

Plane band_passed(const Plane& plane, double pitch) {
  Plane narrow = gaussian_smoothed(plane, std::max(kNarrowest, kNarrow * pitch), Border::repeated);
  const Plane wide = gaussian_smoothed(plane, kWide * pitch, Border::repeated);
  for (std::size_t k = 0; k < narrow.values.size(); ++k) narrow.values[k] -= wide.values[k];
  return narrow;
}

struct Tails {
  double low = 0;
  double high = 0;
};

Tails tails_of(std::vector<float> values) {
  const auto n = static_cast<double>(values.size());
  const auto at = [&](double share) {
    const auto place = values.begin() + static_cast<std::ptrdiff_t>(share * (n - 1));
    std::nth_element(values.begin(), place, values.end());
    return static_cast<double>(*place);
  };
  return {at(kTail), at(1 - kTail)};
}

bool is_peak(const Plane& p, int x, int y) {
  const float middle = p.row(y)[x];
  for (int dy = -1; dy <= 1; ++dy) {
    for (int dx = -1; dx <= 1; ++dx) {
      // Of two equal samples the first one counts.
      const bool before = dy < 0 || (dy == 0 && dx < 0);
      const float other = p.row(y + dy)[x + dx];
      if ((dx != 0 || dy != 0) && (before ? other >= middle : other > middle)) return false;
    }
  }
  return true;
}

/// Vertex of the parabola through three samples.
double vertex(float before, float middle, float after) {
  const auto bend = static_cast<double>(before - 2 * middle + after);
  if (!(bend < 0)) return 0;
  return std::clamp(0.5 * static_cast<double>(before - after) / bend, -0.5, 0.5);
}

}  // namespace

DotCandidates find_dot_candidates(const Plane& plane, double pitch) {
  DotCandidates found;
  const int factor = std::max(1, static_cast<int>(pitch / kReducedPitch));
  const double scale = factor;
  Plane response = band_passed(reduced(plane, factor), pitch / scale);
  if (response.width < 3 || response.height < 3) return found;
  Tails tails = tails_of(response.values);
  found.dark = -tails.low > tails.high;
  if (found.dark) {
    for (float& v : response.values) v = -v;
    tails = {-tails.high, -tails.low};
  }
  const auto threshold = static_cast<float>(kWeakest * tails.high);
  for (int y = 1; y + 1 < response.height; ++y) {
    const float* row = response.row(y);
    for (int x = 1; x + 1 < response.width; ++x) {
      if (row[x] <= threshold || !is_peak(response, x, y)) continue;
      const double px = x + vertex(row[x - 1], row[x], row[x + 1]);
      const double py = y + vertex(response.row(y - 1)[x], row[x], response.row(y + 1)[x]);
      found.dots.push_back({(px + 0.5) * scale - 0.5, (py + 0.5) * scale - 0.5});
    }
  }
  return found;
}

}  // namespace etalon::imaging
