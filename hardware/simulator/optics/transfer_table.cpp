// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/optics/transfer_table.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace etalon::hardware {
namespace {

// Lagrange's cubic through the values at -1, 0, 1, 2.
std::array<double, 4> cubic_through(double a, double b, double c, double d) {
  return {b, c - a / 3 - b / 2 - d / 6, (a + c) / 2 - b, (d - a) / 6 + (b - c) / 2};
}

std::array<float, 4> cubic_weights(double u) {
  const double a = u + 1;
  const double b = u - 1;
  const double c = u - 2;
  return {static_cast<float>(-u * b * c / 6), static_cast<float>(a * b * c / 2),
          static_cast<float>(-a * u * c / 2), static_cast<float>(a * u * b / 6)};
}

double read(const Transfer::Table& table, double f_per_um) {
  const double place =
      std::sqrt(f_per_um / table.cutoff_per_um) * static_cast<double>(table.radial.size());
  const std::size_t k = std::min(static_cast<std::size_t>(place), table.radial.size() - 1);
  const double u = place - static_cast<double>(k);
  const auto& cubic = table.radial[k];
  return cubic[0] + u * (cubic[1] + u * (cubic[2] + u * cubic[3]));
}

}  // namespace

// In t the curve is even about 0, and 0 beyond the cutoff.
std::vector<std::array<double, 4>> cubics_through(const std::vector<double>& values) {
  std::vector<std::array<double, 4>> cubics;
  cubics.reserve(values.size() - 1);
  for (std::size_t k = 0; k + 1 < values.size(); ++k) {
    cubics.push_back(cubic_through(values[k == 0 ? 1 : k - 1], values[k], values[k + 1],
                                   k + 2 < values.size() ? values[k + 2] : 0));
  }
  return cubics;
}

double radial_at(const Transfer::Table& table, double f_per_um) {
  return f_per_um < table.cutoff_per_um ? read(table, f_per_um) : 0;
}

std::complex<double> rest_at(const Transfer::Table& table, double fx_per_um, double fy_per_um) {
  const bool mirrored = fy_per_um < 0;
  const double cells = mirrored ? -table.cells_um : table.cells_um;
  const double x = fx_per_um * cells + table.half;
  const double y = fy_per_um * cells;
  const int column = static_cast<int>(x);
  const int row = static_cast<int>(y);
  if (column < 1 || column > 2 * table.half - 2 || row > table.half - 2) return 0;
  const std::size_t width = static_cast<std::size_t>(2 * table.half + 1);
  const auto along = cubic_weights(x - column);
  const auto down = cubic_weights(y - row);
  // Complex numbers lie as pairs of floats: eight in a row.
  const std::size_t first =
      static_cast<std::size_t>(row) * width + static_cast<std::size_t>(column - 1);
  std::array<float, 8> sums{};
  for (std::size_t j = 0; j < 4; ++j) {
    const auto* cell = reinterpret_cast<const float*>(table.rest.data() + first + j * width);
    for (std::size_t i = 0; i < 8; ++i) sums[i] += down[j] * cell[i];
  }
  float real = 0;
  float imaginary = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    real += along[i] * sums[2 * i];
    imaginary += along[i] * sums[2 * i + 1];
  }
  return {real, mirrored ? -imaginary : imaginary};
}

Transfer::Table sum_of(const std::vector<Transfer::Table>& tables,
                       const std::vector<double>& weights) {
  Transfer::Table sum = tables.front();
  std::size_t intervals = 0;
  for (const auto& table : tables) {
    sum.cutoff_per_um = std::max(sum.cutoff_per_um, table.cutoff_per_um);
    intervals = std::max(intervals, table.radial.size());
    sum.half = std::max(sum.half, table.half);
    sum.cells_um = std::max(sum.cells_um, table.cells_um);
  }
  // Cutoffs of the others lie inside: finer steps follow their ends.
  if (tables.size() > 1) intervals *= 2;
  std::vector<double> values;
  for (std::size_t k = 0; k <= intervals; ++k) {
    const double t = static_cast<double>(k) / static_cast<double>(intervals);
    double value = 0;
    for (std::size_t i = 0; i < tables.size(); ++i) {
      value += weights[i] * radial_at(tables[i], sum.cutoff_per_um * t * t);
    }
    values.push_back(value);
  }
  sum.radial = cubics_through(values);
  if (sum.half == 0) return sum;
  sum.half = static_cast<int>(std::ceil(sum.cutoff_per_um * sum.cells_um)) + 3;
  sum.rest.clear();
  for (int row = -1; row <= sum.half; ++row) {
    for (int column = -sum.half; column <= sum.half; ++column) {
      std::complex<double> value = 0;
      for (std::size_t i = 0; i < tables.size(); ++i) {
        if (tables[i].half > 0) {
          value += weights[i] * rest_at(tables[i], column / sum.cells_um, row / sum.cells_um);
        }
      }
      sum.rest.emplace_back(value);
    }
  }
  return sum;
}

}  // namespace etalon::hardware
