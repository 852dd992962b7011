// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/line_phase.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <queue>

namespace etalon::imaging {

namespace {

using Complex = std::complex<double>;
constexpr double kTwoPi = 2 * std::numbers::pi;

struct Block {
  double x = 0;
  double y = 0;
  Complex wave;
  double level = 0;
  bool inside = false;   ///< wholly within the band
  bool visited = false;  ///< has an unwrapped phase
  double phase = 0;      ///< periods
};

struct BlockGrid {
  std::size_t bands = 0;
  std::size_t columns = 0;
  std::vector<Block> blocks;
  Block& at(std::size_t b, std::size_t j) { return blocks[b * columns + j]; }
};

/// Window times carrier for each column of a block, the same for every block.
struct Carrier {
  std::vector<double> window;
  std::vector<Complex> wave;
};

Carrier carrier_of(int length, double fx) {
  Carrier c;
  double total = 0;
  for (int i = 0; i < length; ++i) {
    c.window.push_back(0.5 - 0.5 * std::cos(kTwoPi * (i + 0.5) / length));
    total += c.window.back();
  }
  for (int i = 0; i < length; ++i) {
    c.window[static_cast<std::size_t>(i)] /= total;
    c.wave.push_back(c.window[static_cast<std::size_t>(i)] * std::polar(1.0, -kTwoPi * fx * i));
  }
  return c;
}

/// From column `wanted`, or as near as the band reaches.
Block demodulated(const Band& band, int wanted, const Carrier& carrier, double fx, double fy) {
  const int length = static_cast<int>(carrier.window.size());
  const int first = std::max(band.first, std::min(wanted, band.last - length));
  Block block;
  block.x = first + (length - 1) / 2.0;
  block.y = band.y;
  block.inside = first >= band.first && first + length <= band.last;
  if (!block.inside) return block;
  Complex leak = 0;
  for (const Complex& w : carrier.wave) leak += w;
  const float* in = band.means.data() + first;
  double real = 0;
  double imaginary = 0;
  for (std::size_t i = 0; i < carrier.window.size(); ++i) {
    const auto v = static_cast<double>(in[i]);
    block.level += carrier.window[i] * v;
    real += carrier.wave[i].real() * v;
    imaginary += carrier.wave[i].imag() * v;
  }
  const Complex wave = Complex(real, imaginary) - block.level * leak;
  block.wave = wave * std::polar(1.0, -kTwoPi * (fx * first + fy * band.y));
  return block;
}

double wrapped(double periods) { return periods - std::round(periods); }

/// Spreads from the strongest blocks to their neighbours. Parts of the field that do not touch
/// follow the plane through what was reached before.
void unwrap(BlockGrid& grid, double threshold, int width, int height) {
  using Entry = std::pair<double, std::size_t>;
  const auto place = [&](const Block& b) { return std::arg(b.wave) / kTwoPi; };
  std::vector<SurfacePoint> reached;
  for (;;) {
    std::size_t seed = grid.blocks.size();
    for (std::size_t i = 0; i < grid.blocks.size(); ++i) {
      const Block& b = grid.blocks[i];
      if (b.visited || std::abs(b.wave) < threshold) continue;
      if (seed == grid.blocks.size() || std::abs(b.wave) > std::abs(grid.blocks[seed].wave))
        seed = i;
    }
    if (seed == grid.blocks.size()) return;
    const Surface plane = fit_surface(reached, reached.size() < 6 ? 0 : 1, width, height);
    Block& first = grid.blocks[seed];
    const double expected = plane.at(first.x, first.y);
    first.phase = expected + wrapped(place(first) - expected);
    first.visited = true;
    std::priority_queue<Entry> queue;
    queue.push({std::abs(first.wave), seed});
    while (!queue.empty()) {
      const std::size_t i = queue.top().second;
      queue.pop();
      const Block& from = grid.blocks[i];
      reached.push_back({from.x, from.y, from.phase, std::norm(from.wave)});
      const std::size_t b = i / grid.columns;
      const std::size_t j = i % grid.columns;
      const auto visit = [&](std::size_t to_band, std::size_t to_column) {
        Block& to = grid.at(to_band, to_column);
        if (to.visited || std::abs(to.wave) < threshold) return;
        to.phase = from.phase + wrapped(place(to) - from.phase);
        to.visited = true;
        queue.push({std::abs(to.wave), to_band * grid.columns + to_column});
      };
      if (b > 0) visit(b - 1, j);
      if (b + 1 < grid.bands) visit(b + 1, j);
      if (j > 0) visit(b, j - 1);
      if (j + 1 < grid.columns) visit(b, j + 1);
    }
  }
}

/// Contrast of a block where lines are: the eighth strongest, or the median of fewer.
double reference_contrast(const BlockGrid& grid) {
  std::vector<double> contrast;
  for (const Block& b : grid.blocks) {
    if (b.inside) contrast.push_back(std::abs(b.wave));
  }
  if (contrast.empty()) return 0;
  std::sort(contrast.begin(), contrast.end(), std::greater<>());
  return contrast[std::min<std::size_t>(7, contrast.size() / 2)];
}

}  // namespace

bool LinePhase::is_strong(std::size_t band, double x) const {
  const auto& row = strong[band];
  if (row.empty()) return false;
  const double j = std::floor(2 * x / block_width - 0.5);
  const auto last = static_cast<double>(row.size() - 1);
  return row[static_cast<std::size_t>(std::clamp(j, 0.0, last))];
}

LinePhase track_line_phase(const std::vector<Band>& bands, double fx, double fy, int width,
                           int height) {
  LinePhase result;
  result.fx = fx;
  result.fy = fy;
  const int step = std::max(4, static_cast<int>(std::lround(2 / fx)));
  const int length = 2 * step;
  result.block_width = length;
  BlockGrid grid;
  grid.bands = bands.size();
  grid.columns = width < length ? 0 : static_cast<std::size_t>((width - length) / step + 1);
  const Carrier carrier = carrier_of(length, fx);
  for (const Band& band : bands) {
    for (std::size_t j = 0; j < grid.columns; ++j)
      grid.blocks.push_back(demodulated(band, static_cast<int>(j) * step, carrier, fx, fy));
  }
  const double contrast = reference_contrast(grid);
  if (contrast > 0) unwrap(grid, contrast / 4, width, height);
  std::vector<SurfacePoint> phases;
  std::vector<SurfacePoint> levels;
  result.has_level = contrast > 0;
  result.strong.resize(grid.bands);
  for (std::size_t b = 0; b < grid.bands; ++b) {
    for (std::size_t j = 0; j < grid.columns; ++j) {
      const Block& block = grid.at(b, j);
      result.strong[b].push_back(std::abs(block.wave) > contrast / 2);
      if (!block.visited) continue;
      phases.push_back({block.x, block.y, block.phase, std::norm(block.wave)});
      result.has_level = result.has_level && block.level > 0;
      if (block.level > 0) levels.push_back({block.x, block.y, std::log(block.level), 1});
    }
  }
  result.phase = fit_surface(phases, phases.size() < 30 ? 1 : 3, width, height);
  result.level = fit_surface(levels, levels.size() < 45 ? 2 : 4, width, height);
  return result;
}

}  // namespace etalon::imaging
