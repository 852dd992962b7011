// SPDX-License-Identifier: Apache-2.0
#include "tests/support/star_images.hpp"

#include "tests/support/edge_images.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <utility>
#include <vector>

namespace etalon::test {

using targets::ExpectedImage;
using targets::SiemensStar;

namespace {

constexpr int kFine = 5;  // samples per pixel and axis

/// Along x or y, reflected at the borders.
std::vector<float> blurred(const std::vector<float>& in, int width, int height, double sigma,
                           bool along_x) {
  const int reach = static_cast<int>(std::ceil(5 * sigma));
  std::vector<float> kernel;
  double sum = 0;
  for (int k = -reach; k <= reach; ++k) sum += std::exp(-0.5 * k * k / (sigma * sigma));
  for (int k = -reach; k <= reach; ++k)
    kernel.push_back(static_cast<float>(std::exp(-0.5 * k * k / (sigma * sigma)) / sum));
  std::vector<float> out(in.size(), 0);
  const int last = (along_x ? width : height) - 1;
  for (int y = 0; y < height; ++y) {
    for (int k = -reach; k <= reach; ++k) {
      const float weight = kernel[static_cast<std::size_t>(k + reach)];
      for (int x = 0; x < width; ++x) {
        const int at = std::clamp((along_x ? x : y) + k, 0, last);
        const int from = along_x ? y * width + at : at * width + x;
        out[static_cast<std::size_t>(y * width + x)] += weight * in[static_cast<std::size_t>(from)];
      }
    }
  }
  return out;
}

}  // namespace

Evaluation measured_star(Frame frame, const OptionTexts& options) {
  return measured(observation_of(std::move(frame)), options, "siemens_star");
}

double star_error(const Evaluation& evaluation, const std::string& measurand, double truth,
                  const std::map<std::string, std::string>& subject) {
  return result_of(evaluation, measurand, subject).value / truth - 1;
}

ExpectedImage sampled_star(const SiemensStar& star, const targets::Otf& otf,
                           const std::function<StarPlace(double, double)>& where) {
  const targets::SpokeHarmonics light(otf, star.pairs, star.binary,
                                      1.2 * std::hypot(star.width, star.height));
  ExpectedImage image{star.width, star.height, {}};
  const double dark = star.dark.in(electrons);
  for (int j = 0; j < star.height; ++j) {
    for (int i = 0; i < star.width; ++i) {
      const StarPlace p = where(i - star.centre_x.in(px), j - star.centre_y.in(px));
      const double bright = light.bright(std::hypot(p.x, p.y), std::atan2(p.y, p.x));
      image.electrons.push_back(dark + (star.bright.in(electrons)-dark) * bright);
    }
  }
  return image;
}

ExpectedImage astigmatic_star(const SiemensStar& star, double sigma_x_px, double sigma_y_px,
                              double radius_px) {
  const int width = star.width * kFine;
  const int height = star.height * kFine;
  std::vector<float> fine;
  for (int j = 0; j < height; ++j) {
    for (int i = 0; i < width; ++i) {
      const double x = (i + 0.5) / kFine - 0.5 - star.centre_x.in(px);
      const double y = (j + 0.5) / kFine - 0.5 - star.centre_y.in(px);
      const bool bright = std::cos(star.pairs * (std::atan2(y, x) - star.angle.in(rad))) > 0;
      fine.push_back(bright || std::hypot(x, y) > radius_px ? 1.0F : 0.0F);
    }
  }
  fine = blurred(fine, width, height, sigma_x_px * kFine, true);
  fine = blurred(fine, width, height, sigma_y_px * kFine, false);
  ExpectedImage image{star.width, star.height, {}};
  const double dark = star.dark.in(electrons);
  for (int j = 0; j < star.height; ++j) {
    for (int i = 0; i < star.width; ++i) {
      double sum = 0;
      for (int b = 0; b < kFine; ++b)
        for (int a = 0; a < kFine; ++a)
          sum += double{fine[static_cast<std::size_t>((j * kFine + b) * width + i * kFine + a)]};
      image.electrons.push_back(dark + (star.bright.in(electrons)-dark) * sum / (kFine * kFine));
    }
  }
  return image;
}

Frame clipped_star(const ExpectedImage& image, double per_electron) {
  Frame frame;
  frame.info.width = image.width;
  frame.info.height = image.height;
  frame.info.transfer = Transfer::linear;
  std::vector<std::uint16_t> samples;
  for (const double e : image.electrons)
    samples.push_back(static_cast<std::uint16_t>(std::min(65535.0, per_electron * e)));
  frame.samples = std::move(samples);
  return frame;
}

const Item& item_of(const Evaluation& evaluation, const std::string& id) {
  const auto found = std::find_if(evaluation.items.begin(), evaluation.items.end(),
                                  [&](const Item& item) { return item.id == id; });
  if (found == evaluation.items.end()) throw std::runtime_error("no item " + id);
  return *found;
}

}  // namespace etalon::test
