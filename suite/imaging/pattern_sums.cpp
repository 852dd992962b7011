// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/pattern_sums.hpp"

#include "suite/core/contract.hpp"
#include "suite/imaging/plane_rows.hpp"
#include "suite/imaging/row_bounds.hpp"

#include <algorithm>
#include <array>
#include <future>
#include <numeric>

namespace etalon::imaging {

namespace {

constexpr std::uint32_t kNarrowSpan = 16383;
constexpr int kHalfBox = 5;  // of 11 x 11
constexpr int kBoxSide = 2 * kHalfBox + 1;
constexpr int kLeastForBox = 32;
constexpr int kMostBlocks = 48;  // along a side

/// Sum and sum of squares of a row; whole numbers exactly.
struct RowSums {
  double sum = 0;
  double square = 0;
};

RowSums sums_of(const std::uint16_t* row, std::size_t n) {
  const auto [low, high] = bounds_of(row, n);
  const std::uint32_t span = std::uint32_t{high} - low;
  std::uint64_t sum = 0;
  std::uint64_t square = 0;
  if (span <= kNarrowSpan) {  // 32-bit sums for as many samples as cannot overflow
    const std::size_t block = std::size_t{0x7fffffff} / (span * span + 1U);
    for (std::size_t first = 0; first < n; first += block) {
      const std::size_t end = std::min(n, first + block);
      std::int32_t values = 0;
      std::int32_t squares = 0;
      for (std::size_t i = first; i < end; ++i) {
        const auto v = static_cast<std::int16_t>(row[i] - low);
        values += v;
        squares += v * v;
      }
      sum += static_cast<std::uint32_t>(values);
      square += static_cast<std::uint32_t>(squares);
    }
  } else {
    for (std::size_t i = 0; i < n; ++i) {
      const std::uint32_t v = std::uint32_t{row[i]} - low;
      sum += v;
      square += std::uint64_t{v} * v;
    }
  }
  const std::uint64_t shift = low;
  return {static_cast<double>(sum + n * shift),
          static_cast<double>(square + 2 * shift * sum + n * shift * shift)};
}

RowSums sums_of(const float* row, std::size_t n) {
  RowSums sums;
  for (std::size_t i = 0; i < n; ++i) {
    const double v = static_cast<double>(row[i]);
    sums.sum += v;
    sums.square += v * v;
  }
  return sums;
}

template <class Number>
void add_squares(const std::vector<Number>& sums, std::vector<SquareSum>& squares) {
  squares.resize(sums.size());
  for (std::size_t i = 0; i < sums.size(); ++i) squares[i].add(sums[i]);
}

/// Mean over lines of the variance over the frames of a line's mean, from the mean of each over all
/// frames and the sums of squares of its sums over `length` samples.
double line_noise(const std::vector<double>& means, const std::vector<SquareSum>& squares,
                  double length, double frames) {
  double sum = 0;
  for (std::size_t i = 0; i < means.size(); ++i)
    sum += squares[i].value() / (length * length) - frames * means[i] * means[i];
  return std::max(0.0, sum / static_cast<double>(means.size()) / (frames - 1));
}

double mean_square(const std::vector<double>& values, double about) {
  double sum = 0;
  for (const double v : values) sum += (v - about) * (v - about);
  return sum / static_cast<double>(values.size());
}

/// Sums of (v - mean)^2 with four running sums: the order is fixed, and the compiler may do them at
/// once.
template <class Sum>
double deviations(const Sum* row, std::size_t n, double mean) {
  std::array<double, 4> parts{};
  std::size_t i = 0;
  for (; i + 4 <= n; i += 4) {
    for (std::size_t k = 0; k < 4; ++k) {
      const double d = static_cast<double>(row[i + k]) - mean;
      parts[k] += d * d;
    }
  }
  for (; i < n; ++i) {
    const double d = static_cast<double>(row[i]) - mean;
    parts[0] += d * d;
  }
  return (parts[0] + parts[1]) + (parts[2] + parts[3]);
}

/// Variance of what is left when the mean of the box about each pixel is subtracted, over the
/// pixels that have a whole box, for independent pixels; and mean and variance of these.
template <class Sum>
void high_pass(const std::vector<Sum>& image, std::size_t width, std::size_t height,
               Pattern& pattern) {
  if (width < kLeastForBox || height < kLeastForBox) return;
  constexpr double kPixels = kBoxSide * kBoxSide;
  constexpr std::size_t kHalf = kHalfBox;
  std::vector<double> columns(width, 0.0);
  const auto add_row = [&](std::size_t j, double sign) {
    const Sum* row = image.data() + j * width;
    for (std::size_t i = 0; i < width; ++i) columns[i] += sign * static_cast<double>(row[i]);
  };
  for (std::size_t j = 0; j < kBoxSide; ++j) add_row(j, 1);
  const double about = pattern.mean * pattern.frames;
  double sum = 0;
  double square = 0;
  double light = 0;
  double light_square = 0;
  double count = 0;
  for (std::size_t j = kHalf; j + kHalf < height; ++j) {
    if (j > kHalf) {
      add_row(j + kHalf, 1);
      add_row(j - kHalf - 1, -1);
    }
    const Sum* row = image.data() + j * width;
    double box = std::accumulate(columns.begin(), columns.begin() + kBoxSide, 0.0);
    for (std::size_t i = kHalf; i + kHalf < width; ++i) {
      if (i > kHalf) box += columns[i + kHalf] - columns[i - kHalf - 1];
      const double left = static_cast<double>(row[i]) - box / kPixels;
      sum += left;
      square += left * left;
      light += box / kPixels - about;
      light_square += (box / kPixels - about) * (box / kPixels - about);
    }
    count += static_cast<double>(width - 2 * kHalf);
  }
  const double squared = pattern.frames * pattern.frames;
  const double off = light / count;
  pattern.high_pass_variance =
      (square / count - (sum / count) * (sum / count)) / (1 - 1 / kPixels) / squared;
  pattern.high_pass_mean = pattern.mean + off / pattern.frames;
  pattern.high_pass_light = (light_square / count - off * off) / squared;
}

/// Adds row j to the means of its blocks; what is left over at the right and lower border has none.
template <class Sum>
void add_to_blocks(const Sum* row, std::size_t j, double scale, Pattern& pattern) {
  const auto size = static_cast<std::size_t>(pattern.block_size);
  const auto across = static_cast<std::size_t>(pattern.blocks_x);
  if (j / size >= static_cast<std::size_t>(pattern.blocks_y)) return;
  double* means = pattern.block_means.data() + j / size * across;
  for (std::size_t k = 0; k < across; ++k, row += size) {
    double sum = 0;
    for (std::size_t i = 0; i < size; ++i) sum += static_cast<double>(row[i]);
    means[k] += sum * scale;
  }
}

void lay_out_blocks(std::size_t width, std::size_t height, Pattern& pattern) {
  const int longer = static_cast<int>(std::max(width, height));
  pattern.block_size = std::max(1, (longer + kMostBlocks - 1) / kMostBlocks);
  pattern.blocks_x = static_cast<int>(width) / pattern.block_size;
  pattern.blocks_y = static_cast<int>(height) / pattern.block_size;
  pattern.block_means.assign(
      static_cast<std::size_t>(pattern.blocks_x) * static_cast<std::size_t>(pattern.blocks_y), 0.0);
}

/// Fills in what follows from the sums of all frames; answers the sum of (S - mean S)^2.
template <class Sum>
double reduce(const std::vector<Sum>& image, std::size_t width, std::size_t height,
              const std::vector<SquareSum>& column_squares,
              const std::vector<SquareSum>& row_squares, Pattern& pattern) {
  // Two passes over the image, beside each other; this one fills in what is its own.
  auto high_passed =
      std::async(std::launch::async, [&] { high_pass(image, width, height, pattern); });
  const double frames = pattern.frames;
  const double mean = pattern.mean * frames;
  std::vector<double> columns(width, 0.0);
  std::vector<double> rows;
  rows.reserve(height);
  lay_out_blocks(width, height, pattern);
  const double block = pattern.block_size;
  const double scale = 1 / (frames * block * block);
  double square = 0;
  for (std::size_t j = 0; j < height; ++j) {
    const Sum* row = image.data() + j * width;
    double sum = 0;
    for (std::size_t i = 0; i < width; ++i) {
      columns[i] += static_cast<double>(row[i]);
      sum += static_cast<double>(row[i]);
    }
    rows.push_back(sum / static_cast<double>(width) / frames);
    square += deviations(row, width, mean);
    add_to_blocks(row, j, scale, pattern);
  }
  for (double& column : columns) column /= static_cast<double>(height) * frames;
  pattern.column_variance = mean_square(columns, pattern.mean);
  pattern.row_variance = mean_square(rows, pattern.mean);
  pattern.column_noise = line_noise(columns, column_squares, static_cast<double>(height), frames);
  pattern.row_noise = line_noise(rows, row_squares, static_cast<double>(width), frames);
  high_passed.get();
  return square;
}

}  // namespace

PatternSums::PatternSums(const FrameInfo& info, int plane, const PlaneWindow& window)
    : plane_(plane), window_(window) {
  const std::size_t size =
      static_cast<std::size_t>(window.width()) * static_cast<std::size_t>(window.height());
  if (info.sample_type == SampleType::f32) {
    real_.assign(size, 0.0);
  } else {
    whole_.assign(size, 0);
  }
}

template <class Sample, class Sum>
void PatternSums::add_frame(const Frame& frame, std::vector<Sum>& sums) {
  PlaneRows<Sample> rows(frame, plane_);
  const auto width = static_cast<std::size_t>(window_.width());
  std::pair<double, double> total{0, 0};
  std::vector<Sum> columns(width, Sum{0});
  std::vector<Sum> row_sums;
  // One thread at a time: the sums of the rows stay in the cache, and most time goes into reading.
  const std::lock_guard<std::mutex> lock(mutex_);
  Sum* sum = sums.data();
  for (int j = window_.y0; j < window_.y1; ++j, sum += width) {
    const Sample* samples = rows.row(j) + window_.x0;
    const RowSums row = sums_of(samples, width);
    total.first += row.sum;
    total.second += row.square;
    row_sums.push_back(static_cast<Sum>(row.sum));
    for (std::size_t i = 0; i < width; ++i) {
      columns[i] += static_cast<Sum>(samples[i]);
      sum[i] += static_cast<Sum>(samples[i]);
    }
  }
  frames_.push_back(total);
  add_squares(columns, column_squares_);
  add_squares(row_sums, row_squares_);
}

void PatternSums::add(const Frame& frame) {
  if (is_float(frame)) {
    add_frame<float>(frame, real_);
  } else {
    add_frame<std::uint16_t>(frame, whole_);
  }
}

Pattern PatternSums::pattern() const {
  ETALON_EXPECTS(frames_.size() > 1);
  const auto width = static_cast<std::size_t>(window_.width());
  const auto height = static_cast<std::size_t>(window_.height());
  const double pixels = static_cast<double>(width) * static_cast<double>(height);
  Pattern pattern;
  pattern.frames = static_cast<double>(frames_.size());
  pattern.columns = static_cast<double>(width);
  pattern.rows = static_cast<double>(height);
  auto frames = frames_;  // in an order that does not depend on the threads
  std::sort(frames.begin(), frames.end());
  double sum = 0;
  double square = 0;
  for (const auto& frame : frames) {
    sum += frame.first;
    square += frame.second;
  }
  pattern.mean = sum / pixels / pattern.frames;
  double means = 0;
  for (const auto& frame : frames) {
    const double off = frame.first / pixels - pattern.mean;
    means += off * off;
  }
  pattern.frame_variance = means / (pattern.frames - 1);
  const auto fill = [&](const auto& image) {
    return reduce(image, width, height, column_squares_, row_squares_, pattern);
  };
  const double of_sums = whole_.empty() ? fill(real_) : fill(whole_);
  pattern.variance = of_sums / (pattern.frames * pattern.frames) / pixels;
  // Sum over frames and pixels of (y - <y>)^2 = sum y^2 - sum S^2 / L, about the common mean.
  const double about_mean = square - sum * (sum / (pixels * pattern.frames));
  pattern.temporal_variance =
      (about_mean - of_sums / pattern.frames) / pixels / (pattern.frames - 1);
  return pattern;
}

}  // namespace etalon::imaging
