// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ruler_images.hpp"

#include "tests/support/edge_images.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <utility>

namespace etalon::test {

using targets::ExpectedImage;

namespace {

/// Applies `change(x, y, value)` to every pixel.
ExpectedImage changed(ExpectedImage image,
                      const std::function<double(double, double, double)>& change) {
  for (int j = 0; j < image.height; ++j) {
    for (int i = 0; i < image.width; ++i) {
      double& value =
          image.electrons[static_cast<std::size_t>(j) * static_cast<std::size_t>(image.width) +
                          static_cast<std::size_t>(i)];
      value = change(i, j, value);
    }
  }
  return image;
}

}  // namespace

ExpectedImage lit(ExpectedImage image, const std::function<double(double, double)>& light) {
  const double half_width = image.width / 2.0;
  const double half_height = image.height / 2.0;
  return changed(std::move(image), [=](double x, double y, double value) {
    return value * light((x + 0.5) / half_width - 1, (y + 0.5) / half_height - 1);
  });
}

ExpectedImage dusty(ExpectedImage image, int count, unsigned seed) {
  std::mt19937 generator(seed);
  std::uniform_real_distribution<double> draw(0, 1);
  for (int k = 0; k < count; ++k) {
    const double cx = draw(generator) * image.width;
    const double cy = draw(generator) * image.height;
    const double radius = 2 + 8 * draw(generator);
    const double depth = 0.3 + 0.7 * draw(generator);
    image = changed(std::move(image), [=](double x, double y, double value) {
      return value * (1 - depth / (1 + std::exp(1.5 * (std::hypot(x - cx, y - cy) - radius))));
    });
  }
  return image;
}

Frame eight_bit(const ExpectedImage& image, unsigned seed) {
  std::mt19937 generator(seed);
  std::normal_distribution<double> noise(0, 1);
  const double highest = *std::max_element(image.electrons.begin(), image.electrons.end());
  std::vector<std::uint8_t> samples;
  for (const double e : image.electrons) {
    const double v = std::round(200 * e / highest + noise(generator));
    samples.push_back(static_cast<std::uint8_t>(std::clamp(v, 0.0, 255.0)));
  }
  FrameInfo info;
  info.width = image.width;
  info.height = image.height;
  info.sample_type = SampleType::u8;
  info.significant_bits = 8;
  return {info, std::move(samples)};
}

Observation with_pitch(Frame frame, double standard_uncertainty_um) {
  Observation observation = observation_of(std::move(frame));
  observation.references.ruler_pitch = Uncertain<Length>{um(10), um(standard_uncertainty_um)};
  observation.references.ruler_pitch->id = "micrometer-17";
  return observation;
}

Evaluation measured_ruler(Frame frame, const OptionTexts& options) {
  return measured(with_pitch(std::move(frame)), options, "pixel_size");
}

double relative_error(const Evaluation& evaluation, double pitch_px, const std::string& measurand) {
  return result_of(evaluation, measurand).value / (10 / pitch_px) - 1;
}

}  // namespace etalon::test
