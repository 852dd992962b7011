// SPDX-License-Identifier: Apache-2.0
#include "tests/support/field_images.hpp"

#include <Eigen/QR>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

namespace etalon::test {

namespace {

constexpr int kFunctions = 7;

/// Function k of degree d on knots 0, 1, 2 ... by the recursion of Cox and de Boor.
double recursive(int k, int d, double t) {
  if (d == 0) return t >= k && t < k + 1 ? 1 : 0;
  return (t - k) / d * recursive(k, d - 1, t) + (k + d + 1 - t) / d * recursive(k + 1, d - 1, t);
}

/// The seven functions at the centre of pixel i of n.
Eigen::VectorXd functions_at(double i, int n) {
  Eigen::VectorXd all(kFunctions);
  for (int k = 0; k < kFunctions; ++k) all(k) = recursive(k, 3, 3 + 4 * (i + 0.5) / n);
  return all;
}

Eigen::MatrixXd table_of(int n) {
  Eigen::MatrixXd table(n, kFunctions);
  for (int i = 0; i < n; ++i) table.row(i) = functions_at(i, n).transpose();
  return table;
}

Eigen::MatrixXd fitted_surface(const Eigen::MatrixXd& image, int block) {
  const auto width = static_cast<int>(image.cols());
  const auto height = static_cast<int>(image.rows());
  const Eigen::MatrixXd fx = table_of(width);
  const Eigen::MatrixXd fy = table_of(height);
  std::vector<Eigen::VectorXd> rows;
  std::vector<double> means;
  for (int y = 0; y < height; y += block) {
    for (int x = 0; x < width; x += block) {
      const int w = std::min(block, width - x);
      const int h = std::min(block, height - y);
      Eigen::VectorXd row = Eigen::VectorXd::Zero(kFunctions * kFunctions);
      for (int j = y; j < y + h; ++j) {
        for (int i = x; i < x + w; ++i) {
          for (int a = 0; a < kFunctions; ++a)
            row.segment(kFunctions * a, kFunctions) += fy(j, a) * fx.row(i).transpose();
        }
      }
      const double weight = std::sqrt(static_cast<double>(w) * h);  // weighs as many pixels
      rows.push_back(row / (w * h) * weight);
      means.push_back(image.block(y, x, h, w).mean() * weight);
    }
  }
  Eigen::MatrixXd design(static_cast<Eigen::Index>(rows.size()), kFunctions * kFunctions);
  Eigen::VectorXd data(static_cast<Eigen::Index>(rows.size()));
  for (std::size_t k = 0; k < rows.size(); ++k) {
    design.row(static_cast<Eigen::Index>(k)) = rows[k].transpose();
    data(static_cast<Eigen::Index>(k)) = means[k];
  }
  const Eigen::VectorXd c = design.colPivHouseholderQr().solve(data);
  Eigen::MatrixXd surface = Eigen::MatrixXd::Zero(height, width);
  for (int a = 0; a < kFunctions; ++a) {
    for (int b = 0; b < kFunctions; ++b)
      surface += c(kFunctions * a + b) * fy.col(a) * fx.col(b).transpose();
  }
  return surface;
}

}  // namespace

targets::ExpectedImage rendered(const FieldScene& scene) {
  targets::BlankField field;
  field.width = scene.width;
  field.height = scene.height;
  field.law = scene.law;
  field.centre_x = px(scene.centre_x * scene.width);
  field.centre_y = px(scene.centre_y * scene.height);
  field.radius = px(scene.radius * scene.width);
  field.level = electrons(scene.level);
  auto image = targets::render(field);
  if (!image) throw std::runtime_error(image.error().detail);
  return std::move(*image);
}

DefinedField defined_field(const targets::ExpectedImage& image, int block) {
  Eigen::MatrixXd pixels(image.height, image.width);
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x)
      pixels(y, x) = image.electrons[static_cast<std::size_t>(y * image.width + x)];
  }
  const Eigen::MatrixXd surface = fitted_surface(pixels, block);
  DefinedField field;
  Eigen::Index row = 0;
  Eigen::Index column = 0;
  const double highest = surface.maxCoeff(&row, &column);
  field.maximum_x = static_cast<double>(column);
  field.maximum_y = static_cast<double>(row);
  field.uniformity = 100 * surface.minCoeff() / highest;
  const double mean = surface.mean();
  field.cv = 100 * std::sqrt((surface.array() - mean).square().mean()) / mean;
  const auto third = [](int n) { return static_cast<Eigen::Index>(std::lround(n / 3.0)); };
  field.top_left =
      100 * surface.topLeftCorner(third(image.height), third(image.width)).mean() / highest;
  const double radius = 0.45 * std::min(image.width, image.height);
  double sum = 0;
  constexpr int kPoints = 3600;
  for (int k = 0; k < kPoints; ++k) {
    const double angle = 2 * 3.14159265358979 * k / kPoints;
    const double x = (image.width - 1) / 2.0 + radius * std::cos(angle);
    const double y = (image.height - 1) / 2.0 + radius * std::sin(angle);
    sum += surface(std::lround(y), std::lround(x));
  }
  field.roll_off = 100 * sum / kPoints / highest;
  return field;
}

}  // namespace etalon::test
