// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/temporal_statistics.hpp"

#include "suite/core/contract.hpp"
#include "suite/core/parallel.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <type_traits>

namespace etalon::imaging {

namespace {

constexpr std::size_t kPart = 1024;  // samples whose sums stay in the first cache

template <class Sample>
using SamplesOf = std::vector<Sample>;

std::size_t size_of(const FrameInfo& info) {
  return static_cast<std::size_t>(info.width) * static_cast<std::size_t>(info.height) *
         static_cast<std::size_t>(info.channels);
}

/// Plain loops without a branch: the compiler makes vector instructions of them.
template <class Sample>
void add_part(const Sample* x, std::size_t n, std::uint64_t* sums, std::uint64_t* squares) {
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint32_t v = x[i];
    sums[i] += v;
    squares[i] += v * v;
  }
}

/// Four frames at a time: the sums are fetched and put back once.
template <class Sample>
void add_part(const std::array<const Sample*, 4>& x, std::size_t n, std::uint64_t* sums,
              std::uint64_t* squares) {
  const auto [p, q, r, t] = x;
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint32_t a = p[i];
    const std::uint32_t b = q[i];
    const std::uint32_t c = r[i];
    const std::uint32_t d = t[i];
    sums[i] += a + b + c + d;
    squares[i] +=
        std::uint64_t{a * a} + std::uint64_t{b * b} + std::uint64_t{c * c} + std::uint64_t{d * d};
  }
}

void add_part(const float* x, const float* about, std::size_t n, double* sums, double* squares) {
  for (std::size_t i = 0; i < n; ++i) {
    const double v = static_cast<double>(x[i]) - static_cast<double>(about[i]);
    sums[i] += v;
    squares[i] += v * v;
  }
}

/// Squared deviations from the mean, exact but for the last steps: with m the whole part of the
/// mean and r = sum - m n, sum (x - m)^2 = squares - m (sum + r), which is right in 64 bits however
/// large its parts are.
double squares_about_mean(std::uint64_t sum, std::uint64_t squares, std::uint64_t n) {
  const std::uint64_t m = sum / n;
  const std::uint64_t r = sum % n;
  const auto rest = static_cast<double>(r);
  return static_cast<double>(squares - m * (sum + r)) - rest * rest / static_cast<double>(n);
}

template <class Sample>
FrameGlance glance(const std::vector<Sample>& samples, std::size_t rows, double full) {
  FrameGlance found;
  const std::size_t width = rows == 0 ? 0 : samples.size() / rows;
  Sample lowest = std::numeric_limits<Sample>::max();
  Sample highest = std::numeric_limits<Sample>::lowest();
  const auto top = static_cast<Sample>(full);
  double total = 0;
  for (std::size_t j = 0; j < rows; ++j) {
    const Sample* row = samples.data() + j * width;
    std::conditional_t<std::is_integral_v<Sample>, std::uint64_t, double> sum = 0;
    std::uint32_t zeros = 0;
    std::uint32_t tops = 0;
    std::uint32_t strange = 0;
    for (std::size_t i = 0; i < width; ++i) {
      const Sample v = row[i];
      if constexpr (std::is_floating_point_v<Sample>) {
        if (!std::isfinite(v)) {
          ++strange;
          continue;
        }
      }
      sum += v;
      zeros += v == Sample{0} ? 1U : 0U;
      tops += v >= top ? 1U : 0U;
      lowest = std::min(lowest, v);
      highest = std::max(highest, v);
    }
    found.at_zero += zeros;
    found.at_full_scale += tops;
    found.not_finite += strange;
    total += static_cast<double>(sum);
    found.row_means.push_back(static_cast<double>(sum) / static_cast<double>(width));
  }
  found.mean = total / static_cast<double>(std::max<std::size_t>(1, samples.size()));
  found.lowest = static_cast<double>(lowest);
  found.highest = static_cast<double>(highest);
  return found;
}

}  // namespace

std::size_t TemporalSums::samples() const { return size_of(info_); }

template <class Sample, class Sum>
void TemporalSums::add_samples(std::span<const Frame> frames, std::size_t threads,
                               std::vector<Sum>& sums, std::vector<Sum>& squares) {
  sums.resize(samples());
  squares.resize(samples());
  in_parallel(samples(), threads, [&](std::size_t first, std::size_t end) {
    for (std::size_t at = first; at < end; at += kPart) {
      const std::size_t n = std::min(kPart, end - at);
      const auto part_of = [&](std::size_t k) {
        return std::get<SamplesOf<Sample>>(frames[k].samples).data() + at;
      };
      std::size_t k = 0;
      if constexpr (std::is_integral_v<Sample>) {
        for (; k + 4 <= frames.size(); k += 4) {
          add_part<Sample>({part_of(k), part_of(k + 1), part_of(k + 2), part_of(k + 3)}, n,
                           sums.data() + at, squares.data() + at);
        }
      }
      for (; k < frames.size(); ++k) {
        if constexpr (std::is_integral_v<Sample>) {
          add_part(part_of(k), n, sums.data() + at, squares.data() + at);
        } else {
          add_part(part_of(k), first_.data() + at, n, sums.data() + at, squares.data() + at);
        }
      }
    }
  });
}

void TemporalSums::add(std::span<const Frame> frames, std::size_t threads) {
  if (frames.empty()) return;
  if (frames_ == 0) info_ = frames.front().info;
  for (const Frame& frame : frames) ETALON_EXPECTS(frame.info == info_);
  switch (info_.sample_type) {
    case SampleType::u8:
      add_samples<std::uint8_t>(frames, threads, sums_, squares_);
      break;
    case SampleType::u16:
      add_samples<std::uint16_t>(frames, threads, sums_, squares_);
      break;
    case SampleType::f32:
      if (frames_ == 0) first_ = std::get<SamplesOf<float>>(frames.front().samples);
      add_samples<float>(frames, threads, float_sums_, float_squares_);
      break;
  }
  frames_ += frames.size();
}

double TemporalSums::mean(std::size_t sample) const {
  const auto n = static_cast<double>(frames_);
  if (info_.sample_type == SampleType::f32)
    return static_cast<double>(first_[sample]) + float_sums_[sample] / n;
  return static_cast<double>(sums_[sample]) / n;
}

double TemporalSums::variance(std::size_t sample) const {
  ETALON_EXPECTS(frames_ > 1);
  const auto n = static_cast<double>(frames_);
  if (info_.sample_type == SampleType::f32) {
    const double sum = float_sums_[sample];
    return std::max(0.0, float_squares_[sample] - sum * sum / n) / (n - 1);
  }
  return squares_about_mean(sums_[sample], squares_[sample], frames_) / (n - 1);
}

FrameGlance glance_at(const Frame& frame) {
  const double full =
      full_scale(frame.info).value_or(static_cast<double>(std::numeric_limits<float>::max()));
  return std::visit(
      [&](const auto& samples) {
        return glance(samples, static_cast<std::size_t>(frame.info.height), full);
      },
      frame.samples);
}

}  // namespace etalon::imaging
