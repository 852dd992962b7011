// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/optics/pupil_grid.hpp"

#include <opencv2/core.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace etalon::hardware {
namespace {

// Area of the unit square about 0 on the near side of a straight line at `distance` from its middle
// whose normal has the given direction.
double covered(double distance, double normal_x, double normal_y) {
  const double a = std::max(std::abs(normal_x), std::abs(normal_y));
  const double b = std::min(std::abs(normal_x), std::abs(normal_y));
  const double outer = (a + b) / 2;
  const double inner = (a - b) / 2;
  const double d = std::abs(distance);
  const double corner = outer - d;
  double less = 0;  // the smaller part
  if (d <= inner) {
    less = 0.5 - d / a;
  } else if (corner > 0) {
    less = corner * corner / (2 * a * b);
  }
  return distance > 0 ? 1 - less : less;
}

struct Spread {
  cv::Mat amplitude;
  double light = 0;  // what passes the pupil
};

// The pupil in the first corner of the picture; where it stands there does not matter for |h|^2.
Spread spread_of(const Pupil& pupil, double lit_radius, int radius, int size) {
  cv::Mat field(size, size, CV_32FC2, cv::Scalar::all(0));
  Spread spread;
  const double rim = lit_radius * radius;
  for (int j = 0; j <= 2 * radius + 2; ++j) {
    auto* row = field.ptr<cv::Vec2f>(j);
    for (int i = 0; i <= 2 * radius + 2; ++i) {
      const double x = i - radius - 1;
      const double y = j - radius - 1;
      const double r = std::max(std::hypot(x, y), 1e-9);
      const double share = covered(rim - r, x / r, y / r);
      if (share <= 0) continue;
      const double inwards = std::min(1.0, rim / r) / radius;
      const auto value = pupil_at(pupil, x * inwards, y * inwards);
      spread.light += share * std::norm(value);
      row[i] = {static_cast<float>(share * value.real()), static_cast<float>(share * value.imag())};
    }
  }
  cv::dft(field, spread.amplitude, 0, 2 * radius + 3);
  return spread;
}

cv::Mat intensity_of(const cv::Mat& a, const cv::Mat& b) {
  cv::Mat intensity(a.rows, a.cols, CV_32F);
  for (int j = 0; j < a.rows; ++j) {
    const auto* first = a.ptr<cv::Vec2f>(j);
    const auto* second = b.ptr<cv::Vec2f>(j);
    auto* row = intensity.ptr<float>(j);
    for (int i = 0; i < a.cols; ++i) {
      row[i] = first[i][0] * second[i][0] + first[i][1] * second[i][1];
    }
  }
  return intensity;
}

}  // namespace

FrequencyGrid transfer_grid(const Pupil& pupil, double source, int radius) {
  const int size = cv::getOptimalDFTSize(4 * radius + 8);
  const Spread spread = spread_of(pupil, 1, radius, size);
  const Spread lit = source < 1 ? spread_of(pupil, source, radius, size) : spread;
  cv::Mat transfer;
  cv::dft(intensity_of(spread.amplitude, lit.amplitude), transfer, cv::DFT_COMPLEX_OUTPUT);
  const auto all = static_cast<float>(lit.light * size * size);
  FrequencyGrid grid;
  grid.half = static_cast<int>(std::ceil((1 + source) * radius)) + 3;
  for (int row = -grid.half; row <= grid.half; ++row) {
    for (int column = -grid.half; column <= grid.half; ++column) {
      const double v = std::hypot(row, column) / radius;
      if (v >= 1 + source) {
        grid.values.emplace_back(0.0F);
        continue;
      }
      const auto& value = transfer.at<cv::Vec2f>((row + size) % size, (column + size) % size);
      grid.values.emplace_back(value[0] / all, value[1] / all);
    }
  }
  return grid;
}

double triangle_mean(const std::function<double(double)>& function, int column, int row) {
  constexpr int kParts = 16;
  double sum = 0;
  double weights = 0;
  for (int j = 0; j < kParts; ++j) {
    const double y = (2 * j + 1.0) / kParts - 1;
    for (int i = 0; i < kParts; ++i) {
      const double x = (2 * i + 1.0) / kParts - 1;
      const double weight = (1 - std::abs(x)) * (1 - std::abs(y));
      sum += weight * function(std::hypot(column + x, row + y));
      weights += weight;
    }
  }
  return sum / weights;
}

}  // namespace etalon::hardware
