// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/image/fourier.hpp"

#include "suite/core/parallel.hpp"

#include <opencv2/core.hpp>

#include <algorithm>

namespace etalon::hardware {
namespace {

std::size_t size(int n) { return static_cast<std::size_t>(n); }

int wrapped(int k, int n) { return (k % n + n) % n; }

// part(first, count) for blocks of kStrip rows.
template <class Part>
void in_blocks(int rows, std::size_t threads, const Part& part) {
  one_by_one(size(rows + kStrip - 1) / kStrip, threads, [&](std::size_t block) {
    const int first = static_cast<int>(block) * kStrip;
    part(first, std::min(kStrip, rows - first));
  });
}

// Lengths that are powers of two must not let rows fall on the same lines of the cache.
cv::Mat_<cv::Vec2f> complex_rows(int count, int length) {
  return cv::Mat_<cv::Vec2f>(count, length + 8).colRange(0, length);
}

// OpenCV packs the transform of a real row as Re 0, Re 1, Im 1, Re 2 ...
void unpack(const float* packed, int row, const Strips& spectra) {
  for (int strip = 0; strip < spectra.count(); ++strip) {
    Complex* out = spectra.at(strip, row);
    const float* in = packed + 2 * kStrip * strip - 1;
    if (strip == 0) out[0] = packed[0];
    for (int k = strip == 0 ? 1 : 0; k < spectra.columns_in(strip); ++k) {
      out[k] = {in[2 * k], in[2 * k + 1]};
    }
  }
}

void add_at(std::span<float> packed, int period, int k, Complex value) {
  if (k == 0) {
    packed[0] += value.real();
  } else if (2 * k == period) {
    packed[size(period) - 1] += value.real();
  } else {
    packed[size(2 * k) - 1] += value.real();
    packed[size(2 * k)] += value.imag();
  }
}

// Frequencies fx and -fx; whichever comes to lie in 0 ... period/2 after folding is kept, both
// where they meet.
void fold(const Axis& axis, int k, Complex value, std::span<float> packed) {
  const int up = wrapped(k, axis.period);
  const int down = wrapped(-k, axis.period);
  if (2 * up <= axis.period) add_at(packed, axis.period, up, value);
  if (k > 0 && 2 * down <= axis.period) add_at(packed, axis.period, down, std::conj(value));
}

void fold_row(const Axis& axis, const Strips& rows, int row, std::span<float> packed) {
  std::fill(packed.begin(), packed.end(), 0.0F);
  for (int strip = 0; strip < rows.count(); ++strip) {
    const Complex* values = rows.at(strip, row);
    for (int c = 0; c < rows.columns_in(strip); ++c) {
      const int k = kStrip * strip + c;
      if (k > 0 && 2 * k < axis.period) {
        packed[size(2 * k) - 1] += values[c].real();
        packed[size(2 * k)] += values[c].imag();
      } else {
        fold(axis, k, values[c], packed);
      }
    }
  }
}

void fold_column(const Axis& axis, const Complex* column, Complex* folded) {
  std::fill_n(folded, axis.period, Complex(0));
  int at = wrapped(-axis.highest, axis.period);
  for (int k = 0; k <= 2 * axis.highest; ++k) {
    folded[at] += column[k];
    if (++at == axis.period) at = 0;
  }
}

// Columns become rows of pixels of the window.
Strips columns_to_rows(const Grid& grid, const Window& window, const FillColumns& columns,
                       std::size_t threads) {
  Strips rows(grid, window.height);
  one_by_one(size(rows.count()), threads, [&](std::size_t number) {
    const int strip = static_cast<int>(number);
    const int count = rows.columns_in(strip);
    std::vector<Complex> block(size(count) * grid.column_length());
    columns(strip, block);
    auto folded = complex_rows(count, grid.y.period);
    for (int c = 0; c < count; ++c) {
      fold_column(grid.y, &block[size(c) * grid.column_length()],
                  reinterpret_cast<Complex*>(folded.ptr(c)));
    }
    cv::dft(folded, folded, cv::DFT_INVERSE | cv::DFT_ROWS);
    for (int y = 0; y < window.height; ++y) {
      Complex* row = rows.at(strip, y);
      const int from = wrapped(y + window.y, grid.y.period);
      for (int c = 0; c < count; ++c) {
        const cv::Vec2f& value = folded(c, from);
        row[c] = {value[0], value[1]};
      }
    }
  });
  return rows;
}

}  // namespace

int transform_length(int least) {
  int length = cv::getOptimalDFTSize(std::max(least, 2));
  while (length % 2 != 0) length = cv::getOptimalDFTSize(length + 1);
  return length;
}

Strips row_spectra(const Grid& grid, const FillRow& fill, std::size_t threads) {
  Strips spectra(grid, grid.y.samples);
  in_blocks(grid.y.samples, threads, [&](int first, int count) {
    cv::Mat_<float> rows(count, grid.x.samples);
    for (int r = 0; r < count; ++r) fill(first + r, {rows[r], size(grid.x.samples)});
    cv::dft(rows, rows, cv::DFT_ROWS);
    for (int r = 0; r < count; ++r) unpack(rows[r], first + r, spectra);
  });
  return spectra;
}

void column_spectra(const Grid& grid, const Strips& rows, int strip, std::span<Complex> columns) {
  const int count = rows.columns_in(strip);
  auto samples = complex_rows(count, grid.y.samples);
  for (int y = 0; y < grid.y.samples; ++y) {
    const Complex* row = rows.at(strip, y);
    for (int c = 0; c < count; ++c) samples(c, y) = {row[c].real(), row[c].imag()};
  }
  cv::dft(samples, samples, cv::DFT_ROWS);
  for (int c = 0; c < count; ++c) {
    const auto* values = reinterpret_cast<const Complex*>(samples.ptr(c));
    Complex* middle = &columns[size(c) * grid.column_length()] + grid.y.highest;
    std::copy_n(values, grid.y.highest + 1, middle);
    std::copy_n(values + grid.y.samples - grid.y.highest, grid.y.highest, middle - grid.y.highest);
  }
}

std::vector<float> picture_of(const Grid& grid, const Window& window, const FillColumns& columns,
                              std::size_t threads) {
  const Strips rows = columns_to_rows(grid, window, columns, threads);
  std::vector<float> picture(size(window.width) * size(window.height));
  in_blocks(window.height, threads, [&](int first, int count) {
    cv::Mat_<float> lines(count, grid.x.period);
    for (int r = 0; r < count; ++r) {
      fold_row(grid.x, rows, first + r, {lines[r], size(grid.x.period)});
    }
    cv::dft(lines, lines, cv::DFT_INVERSE | cv::DFT_ROWS);
    for (int r = 0; r < count; ++r) {
      float* out = &picture[size(first + r) * size(window.width)];
      std::copy_n(lines[r] + window.x, window.width, out);
    }
  });
  return picture;
}

}  // namespace etalon::hardware
