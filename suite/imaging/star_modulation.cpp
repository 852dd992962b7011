// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/star_modulation.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace etalon::imaging {

namespace {

using std::numbers::pi;

constexpr std::size_t kRingsTogether = 8;
constexpr std::size_t kBins = 24;    // of cos psi
constexpr std::size_t kFewest = 20;  // samples that have a median
constexpr double kFarOff = 6;        // robust standard deviations
constexpr double kSlack = 0.1;       // of the amplitude

struct Sample {
  float value = 0;
  float cosine = 0;
  float frequency = 0;
  std::uint16_t ring = 0;
  std::uint16_t sector = 0;
};

std::vector<Sample> samples_of(const Plane& plane, const StarFit& fit, double full,
                               StarModulation& result) {
  std::vector<Sample> samples;
  const StarView view(fit.star);
  const double outer = result.inner + result.rings * kRingWidth;
  const double reach = 1.2 * outer;
  samples.reserve(static_cast<std::size_t>(
      std::min(pi * outer * outer * 1.02 + 1000, 1.0 * plane.width * plane.height)));
  const double per_angle = result.sectors / (2 * pi);
  for (int y = 0; y < plane.height; ++y) {
    const double dy = y - fit.star.y;
    if (std::abs(dy) > reach) continue;
    const double half = std::sqrt(reach * reach - dy * dy);
    const int first = std::max(0, static_cast<int>(fit.star.x - half));
    const int last = std::min(plane.width - 1, static_cast<int>(fit.star.x + half));
    const float* row = plane.row(y);
    const auto light = fit.light.row(y);
    for (int x = first; x <= last; ++x) {
      const StarPoint point = view.at(x, y);
      const double ring = (point.radius - result.inner) / kRingWidth;
      if (!(ring >= 0) || ring >= result.rings) continue;
      const double value{row[x]};
      if (!std::isfinite(value)) {
        ++result.not_finite;
        continue;
      }
      result.saturated += value >= full;
      const double angle =
          double{std::atan2(static_cast<float>(point.dy), static_cast<float>(point.dx))};
      const int sector = static_cast<int>(angle * per_angle + result.sectors + 0.5);
      samples.push_back(
          {static_cast<float>(value / light.at(x) - 1), static_cast<float>(point.cosine),
           static_cast<float>(fit.star.pairs / (2 * pi * point.radius)),
           static_cast<std::uint16_t>(ring), static_cast<std::uint16_t>(sector % result.sectors)});
    }
  }
  return samples;
}

float median(std::vector<float>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// The values of one phase in neighbouring rings that count as dirt become NaN.
std::size_t reject(std::vector<Sample>& samples, const std::vector<std::uint32_t>& members,
                   double slack, std::vector<float>& values) {
  if (members.size() < kFewest) return 0;
  values.clear();
  for (const std::uint32_t i : members) values.push_back(samples[i].value);
  const float middle = median(values);
  for (float& v : values) v = std::abs(v - middle);
  const double limit = kFarOff * 1.4826 * double{median(values)} + slack;
  std::size_t count = 0;
  for (const std::uint32_t i : members) {
    if (std::abs(double{samples[i].value - middle}) <= limit) continue;
    samples[i].value = std::nanf("");
    ++count;
  }
  return count;
}

std::size_t reject_dirt(std::vector<Sample>& samples, int rings, double slack) {
  const std::size_t bands = static_cast<std::size_t>(rings) / kRingsTogether + 1;
  std::vector<std::vector<std::uint32_t>> groups(bands * kBins);
  for (std::uint32_t i = 0; i < samples.size(); ++i) {
    const double share = 0.5 * (double{samples[i].cosine} + 1);
    const auto bin = std::min(kBins - 1, static_cast<std::size_t>(std::max(0.0, share) * kBins));
    groups[samples[i].ring / kRingsTogether * kBins + bin].push_back(i);
  }
  std::size_t count = 0;
  std::vector<float> values;
  for (const auto& members : groups) count += reject(samples, members, slack, values);
  return count;
}

void add(const Sample& sample, ModulationCell& cell) {
  const double c{sample.cosine};
  const double v{sample.value};
  cell.n += 1;
  cell.level += v;
  cell.product += v * c;
  cell.cosine += c;
  cell.weight += c * c;
  cell.frequency += double{sample.frequency};
  const double twice = 2 * (2 * c * c - 1);
  double before = c;
  double now = c * (twice - 1);  // cos 3 psi
  for (double& sum : cell.odd) {
    sum += c * now;
    const double next = twice * now - before;
    before = now;
    now = next;
  }
}

}  // namespace

ModulationCell& ModulationCell::operator+=(const ModulationCell& other) {
  n += other.n;
  level += other.level;
  product += other.product;
  cosine += other.cosine;
  weight += other.weight;
  frequency += other.frequency;
  for (std::size_t k = 0; k < odd.size(); ++k) odd[k] += other.odd[k];
  return *this;
}

StarModulation star_modulation(const Plane& plane, const StarFit& fit, int sectors, double full) {
  StarModulation result;
  result.pairs = fit.star.pairs;
  result.sectors = sectors;
  result.inner = fit.star.pairs / pi;
  result.rings = std::clamp(static_cast<int>((fit.outer_radius - result.inner) / kRingWidth), 0,
                            static_cast<int>(UINT16_MAX));
  result.cells.resize(static_cast<std::size_t>(result.rings) * static_cast<std::size_t>(sectors));
  if (result.rings == 0) return result;
  auto samples = samples_of(plane, fit, full, result);
  result.samples = samples.size();
  const double middle = 0.5 * (fit.darkest + fit.brightest);
  result.rejected = reject_dirt(samples, result.rings, kSlack * fit.amplitude / middle);
  for (const Sample& sample : samples) {
    if (std::isnan(sample.value)) continue;
    add(sample,
        result.cells[std::size_t{sample.ring} * static_cast<std::size_t>(sectors) + sample.sector]);
  }
  return result;
}

}  // namespace etalon::imaging
