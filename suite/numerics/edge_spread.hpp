// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/numerics/bspline_basis.hpp"

#include <Eigen/Core>

#include <array>
#include <complex>
#include <vector>

namespace etalon::numerics {

/// An edge spread function sampled at distances x from the edge, and its transfer function, without
/// assuming a shape of the line spread.
///
/// Model, linear in its coefficients:
///
///   E(x) = lo + h Phi(x/S) + a phi(x/S) + b (x/S) phi(x/S)       Gaussian edge and its tangents
///        + t [1/2 + atan(x/w)/pi - Phi(x/S)]                      tail: line spread -> c/x^2, c =
///        t w/pi
///        + sum_j q_j [Phi(x/(r_j S)) - Phi(x/S)]                  halo: flare that ends, r = 3, 7,
///        16
///        + sum_k s_k B_k(x)                                       cubic B-splines, denser at the
///        edge
///
/// P is the normal distribution of standard deviation s averaged over the square pixel as the edge
/// sees it (two boxes, as wide as the pixel's sides projected on the normal); S, the width of the
/// whole, is sqrt(s^2 + box variance). Pixels are where light is averaged in every camera; one that
/// does otherwise opens the splines. lo, h, a, b are free; t and q have wide priors and are in or
/// out; s_k ~ N(0, (tau h / (1+|x_k|/S))^2). How far the data depart from a Gaussian (tau) and
/// whether they show a tail or a halo is decided by the marginal (restricted) likelihood, averaged
/// over a grid of tau and the four answers (Bayesian model averaging), so that the covariance
/// contains what the data leave open. With Gaussian data tau -> 0 and the fit is as sharp as the
/// parametric one; other optics open it up. All columns but lo and h vanish at both infinities: h
/// is the height of the whole step, tails beyond the samples included.
///
/// Cost: about 1 ms for 800 samples over +-150 px.
struct EdgeSpreadSamples {
  std::vector<double> x;       ///< px, increasing
  std::vector<double> y;       ///< DN
  std::vector<double> weight;  ///< 1/variance of y, up to a common factor
};

/// Widths of the two boxes: |cos| and |sin| of the edge's angle, times the width of a pixel, px. As
/// it stands: a pixel of 1 px and an edge at 5 degrees.
struct PixelBox {
  double first = 0.9962;
  double second = 0.0872;
  double variance() const { return (first * first + second * second) / 12; }
};

class EdgeSpread {
 public:
  static constexpr int kTailColumn = 4;
  static constexpr int kHaloColumn = 5;  ///< the first of three
  static constexpr int kHaloColumns = 3;
  static constexpr int kFixedColumns = 8;  ///< lo, h, a, b, t, q1, q2, q3

  /// `sigma_px`: S, of the Gaussian edge that fits the recorded one.
  EdgeSpread(double sigma_px, double reach_px, const PixelBox& box = {});

  int columns() const { return kFixedColumns + basis_.size(); }
  double sigma_px() const { return sigma_; }
  double tail_width_px() const { return tail_width_; }

  /// Values and first derivatives of all columns at x.
  Eigen::RowVectorXd values(double x) const;
  Eigen::RowVectorXd derivatives(double x) const;
  /// Fourier transforms of the columns' derivatives: contribution of each to h * OTF(f), f in
  /// cycles/px.
  Eigen::RowVectorXcd transforms(double frequency) const;
  /// The same at 0, step, 2 step, ...: one row for each of `count` frequencies, three times as
  /// fast.
  Eigen::MatrixXcd transforms(double step, int count) const;

  /// Prior precision of the coefficients for tau = 1 and a step of height 1, zero but for the
  /// splines, and the logarithm of the determinant of their block. For others, it goes with
  /// (tau h)^-2.
  struct Prior {
    Eigen::MatrixXd precision;
    double log_determinant = 0;
  };
  Prior spline_prior() const;

 private:
  /// Quadrature node at +x and, the knots being symmetric, at -x: sine and cosine serve both.
  struct Node {
    double x;
    double narrowest;  ///< of the splines that live here
    std::array<int, 2> first;
    std::array<std::array<double, 4>, 2> weighted;  ///< quadrature weight times the four functions
  };
  /// P and its first three derivatives at x.
  std::array<double, 4> base(double x) const;
  void add_splines(const BsplineBasis::Local& local, Eigen::RowVectorXd& row) const;
  /// All columns but the splines.
  void add_closed_forms(double frequency,
                        Eigen::Ref<Eigen::RowVectorXcd, 0, Eigen::InnerStride<>> row) const;
  void place_nodes();

  double sigma_;
  PixelBox box_;
  double optics_sigma_;  // s
  double tail_width_;
  BsplineBasis basis_;
  std::vector<Node> nodes_;
  std::vector<double>
      narrowest_;  ///< knot interval of each spline, as far as neighbours grow evenly
};

struct EdgeSpreadFit {
  EdgeSpread model;
  Eigen::MatrixXd values;  ///< of the model's columns at the samples, one row each
  Eigen::VectorXd coefficients;
  Eigen::MatrixXd covariance;        ///< posterior, of the likeliest model
  Eigen::VectorXd influence_weight;  ///< scale factor of the samples' weights: weight / noise_scale
  double noise_scale = 1;            ///< variance of y times weight, estimated from the residuals
  double tail_probability = 0;       ///< that the data show a c/x^2 tail
  double log10_tau = 0;              ///< weighted mean
};

EdgeSpreadFit fit_edge_spread(const EdgeSpreadSamples& samples, double sigma_px,
                              const PixelBox& box = {});

/// A scalar read off the fit, with its gradient by the coefficients.
struct EdgeSpreadReading {
  bool exists = false;
  double value = 0;
  Eigen::VectorXd gradient;
};

/// |OTF(f)|, relative to f = 0, freed of the transfer of the box of width `bin_px` over which
/// samples were averaged.
EdgeSpreadReading modulation(const EdgeSpread& model, const Eigen::VectorXd& coefficients,
                             double frequency, double bin_px);
/// The same from a row of transforms that is at hand.
EdgeSpreadReading modulation(const Eigen::RowVectorXcd& transforms,
                             const Eigen::VectorXd& coefficients, double frequency, double bin_px);
/// The frequency between `low` (modulation above `level`) and `high` (below it) where the
/// modulation crosses `level`, cycles/px.
EdgeSpreadReading frequency_at(const EdgeSpread& model, const Eigen::VectorXd& coefficients,
                               double level, double low, double high, double bin_px);
/// Distance between the crossings of `level` and 1 - `level` of the normalised edge, px.
EdgeSpreadReading rise_distance(const EdgeSpread& model, const Eigen::VectorXd& coefficients,
                                double level);
/// Full width at half maximum of the line spread, px.
EdgeSpreadReading line_spread_fwhm(const EdgeSpread& model, const Eigen::VectorXd& coefficients);

/// Standard uncertainty of a reading under a covariance of the coefficients.
double reading_uncertainty(const EdgeSpreadReading& reading, const Eigen::MatrixXd& covariance);

}  // namespace etalon::numerics
