// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/optics/widefield.hpp"

#include "hardware/simulator/optics/overlap.hpp"
#include "hardware/simulator/optics/pupil.hpp"
#include "hardware/simulator/optics/pupil_grid.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace etalon::hardware {
namespace {

// Waves per radius of the pupil up to which light is a wave here. Beyond, the blur is that of rays:
// it keeps its shape and grows in proportion.
constexpr double kSteepestAlone = 64;
constexpr double kSteepestWithAzimuth = 32;

int intervals_for(double steepest, double source) {
  return 128 + static_cast<int>(8 * steepest) + (source < 1 ? static_cast<int>(4 / source) : 0);
}

// Cells of the pupil's radius: eleven or more for each turn of the transfer function.
int radius_for(double steepest, double source) {
  return std::max({64, static_cast<int>(12 * steepest), static_cast<int>(8 / source)});
}

// What azimuth adds to the part without: transfer less that of the perfect lens, which near zero
// frequency must be folded as the grid is, so that its cusp cancels.
void add_rest(Transfer::Table& table, const Pupil& pupil, double source, int radius) {
  constexpr double kNear = 12;  // cells
  const FrequencyGrid grid = transfer_grid(pupil, source, radius);
  table.half = grid.half;
  table.cells_um = radius * (1 + source) / table.cutoff_per_um;
  const auto perfect = [&](double cells) { return radial_at(table, cells / table.cells_um); };
  const int width = 2 * grid.half + 1;
  table.rest.reserve(static_cast<std::size_t>(width * (grid.half + 2)));
  for (int row = -1; row <= grid.half; ++row) {
    for (int column = -grid.half; column <= grid.half; ++column) {
      const auto& value =
          grid.values[static_cast<std::size_t>((row + grid.half) * width + column + grid.half)];
      const double cells = std::hypot(row, column);
      const double base = cells < kNear ? triangle_mean(perfect, column, row) : perfect(cells);
      const bool middle = row == 0 && column == 0;  // where it is 1 whatever the lens
      table.rest.push_back(middle ? 0 : value - static_cast<float>(base));
    }
  }
}

Transfer::Table one_wavelength(const Pupil& whole, double source) {
  Pupil pupil = whole;
  const bool azimuth = !pupil.other_um.empty();
  const double limit = azimuth ? kSteepestWithAzimuth : kSteepestAlone;
  const double slope = steepest(pupil);
  const double stretch = std::max(1.0, slope / limit);
  pupil.scale = 1 / stretch;
  Pupil radial = pupil;
  if (azimuth) radial.scale = 0;
  const double steep = azimuth ? 0 : std::min(slope, limit);
  Transfer::Table table;
  table.cutoff_per_um = (1 + source) * pupil.na / pupil.wavelength_um / stretch;
  table.radial = cubics_through(symmetric_transfer(radial, source, intervals_for(steep, source)));
  if (azimuth) add_rest(table, pupil, source, radius_for(slope / stretch, source));
  return table;
}

double source_of(const Lens& lens) {
  constexpr double kSmallest = 0.02;  // a condenser closed further counts as coherent
  if (lens.modality != Modality::brightfield) return 1;
  return std::clamp(lens.condenser_na / lens.na, kSmallest, 1.0);
}

}  // namespace

Transfer::Table widefield(const Lens& lens, const std::vector<Wavelength>& light,
                          double defocus_um) {
  std::vector<Transfer::Table> tables;
  std::vector<double> weights;
  double all = 0;
  for (const Wavelength& line : light) all += line.weight;
  for (const Wavelength& line : light) {
    tables.push_back(one_wavelength(pupil_of(lens, line.um, defocus_um), source_of(lens)));
    weights.push_back(line.weight / all);
  }
  return tables.size() == 1 ? tables.front() : sum_of(tables, weights);
}

}  // namespace etalon::hardware
