// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/spectrum.hpp"

#include "suite/core/contract.hpp"

#include <opencv2/core.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace etalon::imaging {

namespace {

std::vector<double> tukey(int samples, double tapered, double moved) {
  std::vector<double> weights;
  for (int i = 0; i < samples; ++i) {
    const double place = i - moved;
    const double from_end = std::max(0.0, (std::min(place, samples - 1 - place) + 0.5) / samples);
    weights.push_back(from_end < tapered / 2
                          ? 0.5 - 0.5 * std::cos(2 * std::numbers::pi * from_end / tapered)
                          : 1.0);
  }
  return weights;
}

struct WindowSums {
  double independent = 1;
  double spread = 0;
};

WindowSums sums_of(const std::vector<double>& weights) {
  double second = 0;
  double fourth = 0;
  double slope = std::pow(weights.front(), 2) + std::pow(weights.back(), 2);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    second += std::pow(weights[i], 2);
    fourth += std::pow(weights[i], 4);
    if (i > 0) slope += std::pow(weights[i] - weights[i - 1], 2);
  }
  return {second * second / (static_cast<double>(weights.size()) * fourth),
          slope / (4 * std::numbers::pi * std::numbers::pi * second)};
}

/// The transform of one real column as OpenCV packs it: Re 0, Re 1, Im 1, Re 2, Im 2 ...
void unpack_column(const cv::Mat& packed, int from, int to, Spectrum& spectrum) {
  const int height = spectrum.height;
  spectrum.row(0)[to] = packed.at<float>(0, from);
  for (int j = 1; 2 * j < height; ++j) {
    const std::complex<float> value(packed.at<float>(2 * j - 1, from),
                                    packed.at<float>(2 * j, from));
    spectrum.row(j)[to] = value;
    spectrum.row(height - j)[to] = std::conj(value);
  }
  if (height % 2 == 0) spectrum.row(height / 2)[to] = packed.at<float>(height - 1, from);
}

Spectrum unpacked(const cv::Mat& packed) {
  Spectrum spectrum{packed.cols, packed.rows, {}};
  spectrum.values.resize(static_cast<std::size_t>(spectrum.columns()) *
                         static_cast<std::size_t>(spectrum.height));
  for (int j = 0; j < spectrum.height; ++j) {
    const auto* from = packed.ptr<float>(j);
    auto* to = spectrum.row(j);
    for (int i = 1; 2 * i < spectrum.width; ++i) to[i] = {from[2 * i - 1], from[2 * i]};
  }
  unpack_column(packed, 0, 0, spectrum);
  if (spectrum.width % 2 == 0 && spectrum.width > 1)
    unpack_column(packed, spectrum.width - 1, spectrum.width / 2, spectrum);
  return spectrum;
}

double weighted_mean(const Plane& plane, const Apodisation& weights) {
  double sum = 0;
  double total = 0;
  for (int j = 0; j < plane.height; ++j) {
    const float* row = plane.row(j);
    double in_row = 0;
    double of_row = 0;
    for (std::size_t i = 0; i < weights.x.size(); ++i) {
      in_row += weights.x[i] * static_cast<double>(row[i]);
      of_row += weights.x[i];
    }
    sum += weights.y[static_cast<std::size_t>(j)] * in_row;
    total += weights.y[static_cast<std::size_t>(j)] * of_row;
  }
  return sum / total;
}

}  // namespace

Apodisation tukey_apodisation(int width, int height, const Tukey& window) {
  Apodisation weights{tukey(width, window.tapered, window.moved_x),
                      tukey(height, window.tapered, window.moved_y), 1, 0};
  const WindowSums x = sums_of(weights.x);
  const WindowSums y = sums_of(weights.y);
  weights.independent = x.independent * y.independent;
  weights.spread = (x.spread + y.spread) / 2;
  return weights;
}

int fast_length(int at_most) {
  int length = at_most;
  while (length > 1 && cv::getOptimalDFTSize(length) != length) --length;
  return length;
}

Spectrum spectrum_of(const Plane& plane, const Apodisation& weights) {
  ETALON_EXPECTS(static_cast<std::size_t>(plane.width) == weights.x.size() &&
                 static_cast<std::size_t>(plane.height) == weights.y.size());
  const double mean = weighted_mean(plane, weights);
  cv::Mat samples(plane.height, plane.width, CV_32F);
  for (int j = 0; j < plane.height; ++j) {
    const float* from = plane.row(j);
    auto* to = samples.ptr<float>(j);
    const double weight = weights.y[static_cast<std::size_t>(j)];
    for (std::size_t i = 0; i < weights.x.size(); ++i)
      to[i] = static_cast<float>(weight * weights.x[i] * (static_cast<double>(from[i]) - mean));
  }
  cv::dft(samples, samples);
  return unpacked(samples);
}

std::vector<float> samples_of(const Spectrum& spectrum) {
  cv::Mat whole(spectrum.height, spectrum.width, CV_32FC2);
  for (int j = 0; j < spectrum.height; ++j) {
    const auto* row = spectrum.row(j);
    const auto* mirrored = spectrum.row((spectrum.height - j) % spectrum.height);
    auto* to = whole.ptr<cv::Vec2f>(j);
    for (int i = 0; i < spectrum.width; ++i) {
      const auto value = i < spectrum.columns() ? row[i] : std::conj(mirrored[spectrum.width - i]);
      to[i] = {value.real(), value.imag()};
    }
  }
  cv::Mat samples;
  cv::dft(whole, samples, cv::DFT_INVERSE | cv::DFT_SCALE | cv::DFT_REAL_OUTPUT);
  return {samples.ptr<float>(0), samples.ptr<float>(0) + samples.total()};
}

}  // namespace etalon::imaging
