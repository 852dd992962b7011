// SPDX-License-Identifier: Apache-2.0
#include "tests/support/edge_images.hpp"

#include "suite/metrics/metric.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <stdexcept>
#include <utility>

namespace etalon::test {

namespace {

using targets::ExpectedImage;

std::size_t index(const ExpectedImage& image, int x, int y) {
  return static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) +
         static_cast<std::size_t>(x);
}

FrameInfo float_info(int width, int height, int channels) {
  FrameInfo info;
  info.width = width;
  info.height = height;
  info.channels = channels;
  info.sample_type = SampleType::f32;
  info.transfer = Transfer::linear;
  info.processed = false;
  info.significant_bits = 32;
  info.black_level = 0;
  return info;
}

}  // namespace

Frame noise_free(const ExpectedImage& expected) {
  return {float_info(expected.width, expected.height, 1),
          std::vector<float>(expected.electrons.begin(), expected.electrons.end())};
}

Frame exposed(const ExpectedImage& expected, std::uint64_t seed) {
  return hardware::expose(expected, {}, seed, 0, 0);
}

Plane plane_of(const ExpectedImage& expected) { return extract_plane(noise_free(expected), 0); }

ExpectedImage gaussian_edge(const targets::SlantedEdge& edge, double sigma_px) {
  return targets::render_spread(edge, targets::gaussian_edge_spread(sigma_px, edge.angle));
}

ExpectedImage dark_square(int size, double half_side_px, double sigma_px, double angle_deg) {
  const auto spread = targets::gaussian_edge_spread(sigma_px, deg(angle_deg));
  const double c = std::cos(deg(angle_deg).in(rad));
  const double s = std::sin(deg(angle_deg).in(rad));
  const auto covered = [&](double u) {
    return spread(u + half_side_px) - spread(u - half_side_px);
  };
  ExpectedImage image{size, size, {}};
  for (int j = 0; j < size; ++j) {
    for (int i = 0; i < size; ++i) {
      const double x = i - (size - 1) / 2.0;
      const double y = j - (size - 1) / 2.0;
      image.electrons.push_back(20000 - 18000 * covered(x * c + y * s) * covered(y * c - x * s));
    }
  }
  return image;
}

ExpectedImage turned(const ExpectedImage& image) {
  ExpectedImage result{image.height, image.width, {}};
  for (int y = 0; y < result.height; ++y) {
    for (int x = 0; x < result.width; ++x)
      result.electrons.push_back(image.electrons[index(image, image.width - 1 - y, x)]);
  }
  return result;
}

ExpectedImage inverted(ExpectedImage image) {
  const auto [low, high] = std::minmax_element(image.electrons.begin(), image.electrons.end());
  const double sum = *low + *high;
  for (double& value : image.electrons) value = sum - value;
  return image;
}

Frame rgb(const ExpectedImage& red, const ExpectedImage& green, const ExpectedImage& blue) {
  std::vector<float> samples;
  for (std::size_t i = 0; i < red.electrons.size(); ++i) {
    for (const ExpectedImage* colour : {&red, &green, &blue})
      samples.push_back(static_cast<float>(colour->electrons[i]));
  }
  return {float_info(red.width, red.height, 3), std::move(samples)};
}

Frame rggb(const ExpectedImage& red, const ExpectedImage& green, const ExpectedImage& blue) {
  std::vector<float> samples;
  for (int y = 0; y < red.height; ++y) {
    for (int x = 0; x < red.width; ++x) {
      const ExpectedImage& colour = y % 2 == 0 && x % 2 == 0   ? red
                                    : y % 2 == 1 && x % 2 == 1 ? blue
                                                               : green;
      samples.push_back(static_cast<float>(colour.electrons[index(colour, x, y)]));
    }
  }
  FrameInfo info = float_info(red.width, red.height, 1);
  info.mosaic = Mosaic::rggb;
  return {info, std::move(samples)};
}

Observation observation_of(std::vector<Frame> frames) {
  Observation observation;
  observation.frames = std::make_unique<MemoryFrames>(std::move(frames));
  return observation;
}

Observation observation_of(Frame frame) {
  return observation_of(std::vector<Frame>{std::move(frame)});
}

Evaluation measured(const Observation& observation, const OptionTexts& options,
                    const std::string& metric) {
  auto evaluation = metrics::find_metric(metric)->evaluate(observation, options);
  if (!evaluation) throw std::runtime_error("options refused: " + evaluation.error().detail);
  return std::move(*evaluation);
}

Evaluation measured(Frame frame, const OptionTexts& options) {
  return measured(observation_of(std::move(frame)), options);
}

const MeasurementResult& result_of(const Evaluation& evaluation, const std::string& measurand,
                                   const std::map<std::string, std::string>& subject) {
  for (const MeasurementResult& result : evaluation.results) {
    if (result.measurand == measurand && result.subject == subject) return result;
  }
  throw std::runtime_error("no result " + measurand + "; " + described(evaluation));
}

bool has_failure(const Evaluation& evaluation, const std::string& code) {
  return std::any_of(evaluation.failures.begin(), evaluation.failures.end(),
                     [&](const Failure& failure) { return failure.code == code; });
}

bool has_caveat(const Evaluation& evaluation, const std::string& code) {
  for (const MeasurementResult& result : evaluation.results) {
    for (const Caveat& caveat : result.caveats) {
      if (caveat.code == code) return true;
    }
  }
  return false;
}

std::string described(const Evaluation& evaluation) {
  std::string text;
  for (const Failure& failure : evaluation.failures)
    text += failure.code + ": " + failure.detail + " " + failure.advice + "\n";
  for (const MeasurementResult& result : evaluation.results) {
    for (const Caveat& caveat : result.caveats)
      text += result.measurand + ": " + caveat.code + ": " + caveat.detail + "\n";
  }
  return text;
}

}  // namespace etalon::test
