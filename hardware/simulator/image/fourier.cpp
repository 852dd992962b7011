// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/image/fourier.hpp"

#include "suite/core/parallel.hpp"

#include <opencv2/core.hpp>

#include <algorithm>

namespace etalon::hardware {
namespace {

// Rows or columns that are transformed together: enough to share the preparation of a transform,
// few enough to stay in the cache.
constexpr int kTogether = 16;

std::size_t size(int n) { return static_cast<std::size_t>(n); }

int wrapped(int k, int n) { return (k % n + n) % n; }

// part(first, count) for blocks of kTogether; the blocks do not depend on the number of threads.
template <class Part>
void in_blocks(int count, std::size_t threads, const Part& part) {
  const int blocks = (count + kTogether - 1) / kTogether;
  in_parallel(size(blocks), threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t block = begin; block < end; ++block) {
      const int first = static_cast<int>(block) * kTogether;
      part(first, std::min(kTogether, count - first));
    }
  });
}

// OpenCV packs the transform of a real row as Re 0, Re 1, Im 1, Re 2 ...
void unpack(const float* packed, std::span<Complex> row) {
  row[0] = packed[0];
  for (std::size_t k = 1; k < row.size(); ++k) row[k] = {packed[2 * k - 1], packed[2 * k]};
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
void fold_row(const Axis& axis, const Complex* row, std::span<float> packed) {
  std::fill(packed.begin(), packed.end(), 0.0F);
  for (int k = 0; k <= axis.highest; ++k) {
    const int up = wrapped(k, axis.period);
    const int down = wrapped(-k, axis.period);
    if (2 * up <= axis.period) add_at(packed, axis.period, up, row[k]);
    if (k > 0 && 2 * down <= axis.period) add_at(packed, axis.period, down, std::conj(row[k]));
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

// Columns become rows of pixels of the window: [y][fx].
std::vector<Complex> columns_to_rows(const Grid& grid, const Window& window,
                                     const FillColumns& columns, std::size_t threads) {
  std::vector<Complex> rows(size(window.height) * grid.columns());
  in_blocks(grid.x.highest + 1, threads, [&](int first, int count) {
    std::vector<Complex> block(size(count) * grid.column_length());
    columns(first, block);
    cv::Mat_<cv::Vec2f> folded(count, grid.y.period);
    for (int c = 0; c < count; ++c) {
      fold_column(grid.y, &block[size(c) * grid.column_length()],
                  reinterpret_cast<Complex*>(folded.ptr(c)));
    }
    cv::dft(folded, folded, cv::DFT_INVERSE | cv::DFT_ROWS);
    for (int y = 0; y < window.height; ++y) {
      Complex* row = &rows[size(y) * grid.columns() + size(first)];
      for (int c = 0; c < count; ++c) {
        const cv::Vec2f& value = folded(c, wrapped(y + window.y, grid.y.period));
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

std::vector<Complex> row_spectra(const Grid& grid, const FillRow& fill, std::size_t threads) {
  std::vector<Complex> spectra(size(grid.y.samples) * grid.columns());
  in_blocks(grid.y.samples, threads, [&](int first, int count) {
    cv::Mat_<float> rows(count, grid.x.samples);
    for (int r = 0; r < count; ++r) fill(first + r, {rows[r], size(grid.x.samples)});
    cv::dft(rows, rows, cv::DFT_ROWS);
    for (int r = 0; r < count; ++r) {
      unpack(rows[r], {&spectra[size(first + r) * grid.columns()], grid.columns()});
    }
  });
  return spectra;
}

void column_spectra(const Grid& grid, std::span<const Complex> rows, int first,
                    std::span<Complex> columns) {
  const int count = static_cast<int>(columns.size() / grid.column_length());
  cv::Mat_<cv::Vec2f> samples(count, grid.y.samples);
  for (int y = 0; y < grid.y.samples; ++y) {
    const Complex* row = &rows[size(y) * grid.columns() + size(first)];
    for (int c = 0; c < count; ++c) samples(c, y) = {row[c].real(), row[c].imag()};
  }
  cv::dft(samples, samples, cv::DFT_ROWS);
  for (int c = 0; c < count; ++c) {
    Complex* column = &columns[size(c) * grid.column_length()];
    for (int k = -grid.y.highest; k <= grid.y.highest; ++k) {
      const cv::Vec2f& value = samples(c, wrapped(k, grid.y.samples));
      column[k + grid.y.highest] = {value[0], value[1]};
    }
  }
}

std::vector<float> picture_of(const Grid& grid, const Window& window, const FillColumns& columns,
                              std::size_t threads) {
  const std::vector<Complex> rows = columns_to_rows(grid, window, columns, threads);
  std::vector<float> picture(size(window.width) * size(window.height));
  in_blocks(window.height, threads, [&](int first, int count) {
    cv::Mat_<float> lines(count, grid.x.period);
    for (int r = 0; r < count; ++r) {
      fold_row(grid.x, &rows[size(first + r) * grid.columns()], {lines[r], size(grid.x.period)});
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
