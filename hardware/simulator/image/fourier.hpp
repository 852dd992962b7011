// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <complex>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace etalon::hardware {

/// One direction of a picture that repeats itself after `period` pixels: a number of samples stands
/// on the same length, and frequencies up to `highest` cycles per period are kept. Neither needs to
/// be a multiple of the other: frequencies above half a cycle per pixel are folded back, as a
/// sensor does. Pixel 0 and sample 0 lie on the same place.
struct Axis {
  int period = 0;
  int samples = 0;
  int highest = 0;
};

struct Grid {
  Axis x;
  Axis y;
  std::size_t columns() const { return static_cast<std::size_t>(x.highest) + 1; }
  std::size_t column_length() const { return 2 * static_cast<std::size_t>(y.highest) + 1; }
};

/// Even, at least `least`, and quick to transform.
int transform_length(int least);

/// Which pixels of the period are wanted.
struct Window {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
};

using Complex = std::complex<float>;

/// Columns that are transformed together: enough to share the preparation of a transform and whole
/// lines of the cache, few enough to stay in it.
constexpr int kStrip = 16;

/// Rows of frequencies 0 ... highest of x, kept by strips of kStrip columns.
class Strips {
 public:
  Strips(const Grid& grid, int rows)
      : rows_(static_cast<std::size_t>(rows)),
        columns_(static_cast<int>(grid.columns())),
        // Not filled: clearing so much memory takes longer than some of the steps that fill it.
        values_(new float[2 * kStrip * rows_ * static_cast<std::size_t>(count())]) {}
  int count() const { return (columns_ + kStrip - 1) / kStrip; }
  int columns_in(int strip) const { return std::min(kStrip, columns_ - strip * kStrip); }
  Complex* at(int strip, int row) const {
    const std::size_t above = static_cast<std::size_t>(strip) * rows_;
    return reinterpret_cast<Complex*>(
        &values_[2 * kStrip * (above + static_cast<std::size_t>(row))]);
  }

 private:
  std::size_t rows_;
  int columns_;
  std::unique_ptr<float[]> values_;
};

/// Spectra of sampled rows. `fill(row, samples)` gives the samples of one row.
using FillRow = std::function<void(int, std::span<float>)>;
Strips row_spectra(const Grid& grid, const FillRow& fill, std::size_t threads);

/// The columns of one strip of the spectrum sum of p exp(-2 pi i (fx x + fy y)) over all samples,
/// one after the other, each from fy = -highest to highest.
void column_spectra(const Grid& grid, const Strips& rows, int strip, std::span<Complex> columns);

/// The real picture, sum of P exp(2 pi i (fx x + fy y)) over all frequencies, at the pixels of the
/// window. `columns(strip, out)` gives the columns of one strip of P, in the order of above; it is
/// called from several threads. Same bits for any number of threads.
using FillColumns = std::function<void(int, std::span<Complex>)>;
std::vector<float> picture_of(const Grid& grid, const Window& window, const FillColumns& columns,
                              std::size_t threads);

}  // namespace etalon::hardware
