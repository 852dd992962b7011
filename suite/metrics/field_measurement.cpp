// SPDX-License-Identifier: Apache-2.0
#include "suite/metrics/field_measurement.hpp"

#include "suite/core/random.hpp"
#include "suite/core/uncertainty.hpp"

#include <Eigen/Cholesky>

#include <algorithm>
#include <cmath>
#include <random>
#include <utility>

namespace etalon::metrics {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using numerics::kSurfaceCoefficients;
using numerics::SurfaceCovariance;
using numerics::SurfaceGrid;
using numerics::SurfaceMatrix;

constexpr int kPairs = 200;                  // of simulated surfaces
constexpr double kSignificantMode = 3;       // standard deviations
constexpr double kCorrectionDoubt = 0.2;     // of the correction
constexpr double kCorrectionDoubtCv = 0.35;  // near zero, where it is as large as the value
constexpr double kSplineSlope =
    0.0105;  // of h^3 f'''': 0.009 for a quartic, a sixth more for others
constexpr double kHalfSample = 0.28867513459481287;  // standard uncertainty of +-1/2, rectangular

/// Means and root mean squares of what simulated errors of the surface do to the figures.
struct Simulated {
  FieldFigures bias{};
  FieldFigures deviation{};  ///< about the bias
  FieldFigures rms{};
};

using Draws = Eigen::Matrix<double, kSurfaceCoefficients, kPairs>;

/// Independent standard normal numbers, made so that their covariance is exactly the identity: what
/// is linear in them then has exactly its variance, without the scatter of a simulation.
const Draws& standard_draws() {
  static const Draws draws = [] {
    auto generator = generator_for(1, 0, 0);
    std::normal_distribution<double> normal(0, 1);
    Draws raw;
    for (Index k = 0; k < raw.size(); ++k) raw.data()[k] = normal(generator);
    const SurfaceCovariance seen = raw * raw.transpose() / kPairs;
    return Draws(Eigen::LLT<SurfaceCovariance>(seen).matrixL().solve(raw));
  }();
  return draws;
}

Simulated simulate(const FieldReader& reader, const SurfaceMatrix& centre,
                   const SurfaceCovariance& covariance) {
  const double jitter = 1e-12 * covariance.trace() / kSurfaceCoefficients;
  const Eigen::LLT<SurfaceCovariance> root(covariance + jitter * SurfaceCovariance::Identity());
  const Draws errors = root.matrixL() * standard_draws();
  const FieldFigures truth = reader.figures(centre);
  Simulated result;
  for (Index n = 0; n < kPairs; ++n) {
    const Eigen::Map<const Eigen::Matrix<double, numerics::kSurfaceFunctions,
                                         numerics::kSurfaceFunctions, Eigen::RowMajor>>
        error(errors.col(n).data());
    for (const double sign : {1.0, -1.0}) {
      const FieldFigures seen = reader.figures(centre + sign * error);
      for (std::size_t f = 0; f < kFieldFigures; ++f) {
        result.bias[f] += (seen[f] - truth[f]) / (2 * kPairs);
        result.rms[f] += (seen[f] - truth[f]) * (seen[f] - truth[f]) / (2 * kPairs);
      }
    }
  }
  for (std::size_t f = 0; f < kFieldFigures; ++f) {
    const double bias = result.bias[f];
    result.deviation[f] = std::sqrt(std::max(0.0, result.rms[f] - bias * bias));
    result.rms[f] = std::sqrt(result.rms[f]);
  }
  return result;
}

bool is_place(std::size_t figure) {
  return figure == index_of(FieldFigure::centring_x) || figure == index_of(FieldFigure::centring_y);
}

/// Largest fourth difference of spline coefficients, over the interval: h^3 f''''.
double fourth_difference(const numerics::SurfaceVector& c, int samples) {
  double largest = 0;
  for (Index k = 0; k + 4 < c.size(); ++k) {
    largest =
        std::max(largest, std::abs(c(k) - 4 * c(k + 1) + 6 * c(k + 2) - 4 * c(k + 3) + c(k + 4)));
  }
  return largest * numerics::kSurfaceIntervals / samples;
}

/// How far an error of the slope can move the maximum along one axis: over the curvature, never
/// farther than the field is wide. U-shaped: the error swings between its bounds from knot to knot.
double place_error(const numerics::SurfaceVector& along, const numerics::SurfaceAxis& axis,
                   double place) {
  const double slope = kSplineSlope * fourth_difference(along, axis.samples);
  const double curvature = std::abs(numerics::surface_functions(axis, place, 2).dot(along));
  const double shift = slope < curvature * axis.samples ? slope / curvature : axis.samples;
  return standard_from_half_width(shift, Distribution::u_shaped);
}

/// A ratio to the maximum cannot exceed 100 %, and no figure is negative.
double bounded(std::size_t figure, double value) {
  if (is_place(figure)) return value;
  return figure == index_of(FieldFigure::cv) ? std::max(0.0, value) : std::clamp(value, 0.0, 100.0);
}

double border_uncertainty(double place, int samples) {
  return place < 0.5 || place > samples - 1.5 ? kHalfSample : 0;
}

/// The measurement with what its brightest place leaves open about that of the light.
/// `significant`: the surface without its noise, whose fourth differences would count a second
/// time.
FieldMeasurement with_place_doubts(FieldMeasurement field, const SurfaceMatrix& significant,
                                   const SampleRange& range) {
  auto& x = field.figures[index_of(FieldFigure::centring_x)];
  auto& y = field.figures[index_of(FieldFigure::centring_y)];
  const auto& top = field.maximum;
  x.model = place_error(significant.transpose() * numerics::surface_functions(field.grid.y, top.y),
                        field.grid.x, top.x);
  y.model = place_error(significant * numerics::surface_functions(field.grid.x, top.x),
                        field.grid.y, top.y);
  x.border = border_uncertainty(x.value, range.width());
  y.border = border_uncertainty(y.value, range.height());
  field.at_border = x.border > 0 || y.border > 0;
  return field;
}

}  // namespace

bool shows_light(const FieldBlocks& blocks) {
  const double noise = blocks.variance.cwiseQuotient(blocks.count).mean();
  const double mean = blocks.mean.cwiseProduct(blocks.count).sum() / blocks.count.sum();
  return mean > 5 * std::sqrt(noise) && mean > 0;
}

FieldMeasurement measure_field(const FieldBlocks& blocks, const SampleRange& range, int block,
                               const FieldInputs& inputs) {
  FieldMeasurement field;
  field.grid = {numerics::surface_axis(range.width(), block),
                numerics::surface_axis(range.height(), block)};
  field.surface = numerics::fit_surface(field.grid, blocks.mean);
  field.maximum = numerics::surface_maximum(field.grid, field.surface);

  const MatrixXd variance =
      sample_variance(blocks, numerics::surface_block_variances(field.grid, field.surface), inputs);
  const MatrixXd residuals = blocks.mean - numerics::surface_block_means(field.grid, field.surface);
  const double noise = variance.mean();
  const Structure structure = structure_of(field.grid, residuals, blocks, noise);
  field.noise_degrees_of_freedom =
      blocks.count.sum() - static_cast<double>(blocks.count.size() + kSurfaceCoefficients);
  field.structure = 100 * std::sqrt(structure.single / blocks.count.maxCoeff()) /
                    std::max(1e-300, field.maximum.value);

  const SurfaceCovariance by_noise =
      numerics::surface_covariance(field.grid, variance.cwiseQuotient(blocks.count));
  const SurfaceCovariance by_structure =
      numerics::surface_covariance(field.grid, structure.equivalent * blocks.count.cwiseInverse());
  field.covariance = by_noise + by_structure;

  const SurfaceMatrix centre =
      numerics::significant_part(field.grid, field.surface, std::sqrt(noise), kSignificantMode);
  const FieldReader reader(field.grid);
  const FieldFigures seen = reader.figures(field.surface);
  const FieldFigures darker =
      reader.figures((field.surface.array() - inputs.dark_level_uncertainty).matrix());
  const Simulated noisy = simulate(reader, centre, by_noise);
  Simulated structured;
  if (structure.equivalent > 0) structured = simulate(reader, centre, by_structure);
  for (std::size_t f = 0; f < kFieldFigures; ++f) {
    FieldEstimate& estimate = field.figures[f];
    estimate.noise = is_place(f) ? noisy.rms[f] : noisy.deviation[f];
    estimate.structure = structured.rms[f];
    const double correction = is_place(f) ? 0 : noisy.bias[f];
    estimate.value = bounded(f, seen[f] - correction);
    estimate.correction = (f == index_of(FieldFigure::cv) ? kCorrectionDoubtCv : kCorrectionDoubt) *
                          std::abs(correction);
    if (!is_place(f)) estimate.dark = std::abs(darker[f] - seen[f]);
  }
  return with_place_doubts(std::move(field), centre, range);
}

}  // namespace etalon::metrics
