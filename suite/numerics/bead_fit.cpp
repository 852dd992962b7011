// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/bead_fit.hpp"

#include "suite/core/four_floats.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace etalon::numerics {
namespace {

constexpr double kSignal = 3;             // sigma; beyond it widths and places gain less than 1 %
constexpr double kBackgroundFrom = 4.75;  // sigma; beyond it g is below 1.3e-5
constexpr double kNarrowest = 2.0 / 3;    // sigma; of what is narrower two samples are looked at
constexpr double kTooNarrow = 0.45;       // sigma; of less light there are no second samples
constexpr int kBoxFreeFor = 4;       // iterations: later a sample more or less could go on for ever
constexpr double kSmallStep = 0.02;  // standard errors
constexpr int kMostIterations = 40;
constexpr int kMostRounds = 8;
constexpr double kMostCorrelated = 0.95;

using Parameters = Eigen::Matrix<double, kBeadParameters, 1>;
using Matrix = Eigen::Matrix<double, kBeadParameters, kBeadParameters>;
/// Of the free parameters, without memory from the heap.
using SmallMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::ColMajor,
                                  kBeadParameters, kBeadParameters>;
using SmallVector = Eigen::Matrix<double, Eigen::Dynamic, 1, Eigen::ColMajor, kBeadParameters, 1>;

std::vector<int> free_parameters(BeadShape shape) {
  switch (shape) {
    case BeadShape::gaussian3d:
      return {kX, kY, kZ, kAmplitude, kBackground, kSxx, kSyy, kSzz};
    case BeadShape::gaussian3d_tilted:
      return {kX, kY, kZ, kAmplitude, kBackground, kSxx, kSyy, kSzz, kSxy, kSxz, kSyz};
    case BeadShape::gaussian2d:
      return {kX, kY, kAmplitude, kBackground, kSxx, kSyy, kSxy};
    case BeadShape::airy2d:
      return {kX, kY, kAmplitude, kBackground, kSxx};
  }
  return {};
}

bool is_planar(BeadShape shape) {
  return shape == BeadShape::gaussian2d || shape == BeadShape::airy2d;
}

/// Some clear samples: how many, and the sum of value - base.
struct ClearSum {
  double count = 0;
  double sum = 0;
};

/// The clear samples of a box. Planes are added up first, which of integers is exact whatever the
/// order. Rows are read in whole vectors, beyond the box where it ends earlier
/// (behind the last row of a patch there are spare samples).
ClearSum clear_sum(const BeadPatch& patch, const BeadBox& box) {
  const std::size_t width = (static_cast<std::size_t>(box.nx) + kLanes - 1) / kLanes * kLanes;
  std::vector<float> columns(width * static_cast<std::size_t>(box.ny));
  for (int k = box.z0; k < box.z0 + box.nz; ++k) {
    float* to = columns.data();
    for (int j = box.y0; j < box.y0 + box.ny; ++j, to += width) {
      const float* row = patch.row(j, k) + box.x0;
      for (std::size_t i = 0; i < width; i += kLanes) store(load(to + i) + load(row + i), to + i);
    }
  }
  ClearSum result;
  const float* from = columns.data();
  for (int j = box.y0; j < box.y0 + box.ny; ++j, from += width) {
    const float* clear = patch.clear_row(j) + box.x0;
    for (int i = 0; i < box.nx; ++i) {
      result.count += static_cast<double>(clear[i]) * box.nz;
      result.sum += static_cast<double>(clear[i]) * static_cast<double>(from[i]);
    }
  }
  return result;
}

void keep_positive_definite(Eigen::Matrix3d& spread) {
  for (int a = 0; a < 3; ++a) {
    for (int b = a + 1; b < 3; ++b) {
      const double most = kMostCorrelated * std::sqrt(spread(a, a) * spread(b, b));
      spread(a, b) = spread(b, a) = std::clamp(spread(a, b), -most, most);
    }
  }
  Eigen::LLT<Eigen::Matrix3d> factor(spread);
  if (factor.info() == Eigen::Success) return;
  spread = Eigen::Matrix3d(spread.diagonal().asDiagonal());
}

/// The whole step, or the part of it that keeps the model a bead.
double bounded(const Parameters& step, const GaussianBead& bead) {
  double factor = 1;
  const auto limit = [&](double change, double most) {
    if (std::abs(change) > most) factor = std::min(factor, most / std::abs(change));
  };
  for (int a = 0; a < 3; ++a) {
    limit(step(kX + a), std::sqrt(bead.spread(a, a)));
    limit(step(kSxx + a), (step(kSxx + a) > 0 ? 0.8 : 0.5) * bead.spread(a, a));
  }
  limit(step(kAmplitude), (step(kAmplitude) > 0 ? 2 : 0.6) * bead.amplitude);
  return factor;
}

void advance(GaussianBead& bead, const Parameters& step, BeadShape shape) {
  for (int a = 0; a < 3; ++a) {
    bead.centre(a) += step(kX + a);
    bead.spread(a, a) += step(kSxx + a);
  }
  bead.amplitude += step(kAmplitude);
  bead.background += step(kBackground);
  if (shape == BeadShape::airy2d) bead.spread(1, 1) = bead.spread(0, 0);
  bead.spread(0, 1) = bead.spread(1, 0) += step(kSxy);
  bead.spread(0, 2) = bead.spread(2, 0) += step(kSxz);
  bead.spread(1, 2) = bead.spread(2, 1) += step(kSyz);
  keep_positive_definite(bead.spread);
}

/// Where a bead cannot be any more: outside its patch, or wider than it.
bool ran_away(const GaussianBead& bead, const BeadPatch& patch, bool planar) {
  const auto out = [&](int axis, int first, int count) {
    const double sigma = std::sqrt(bead.spread(axis, axis));
    return !(bead.centre(axis) > first - 1.5 * sigma - 1) ||
           !(bead.centre(axis) < first + count + 1.5 * sigma) || sigma > 2.0 * count;
  };
  return !std::isfinite(bead.amplitude) || bead.amplitude <= 0 || out(0, patch.x0, patch.nx) ||
         out(1, patch.y0, patch.ny) || (!planar && out(2, patch.z0, patch.nz));
}

BeadFit no_fit() {
  BeadFit fit;
  fit.value.setConstant(std::numeric_limits<double>::quiet_NaN());
  fit.covariance.setZero();
  return fit;
}

/// Of a matrix of a few rows from its Cholesky factor L: (L^-1)' L^-1.
SmallMatrix inverse_of(const Eigen::LLT<SmallMatrix>& factor) {
  const SmallMatrix& lower = factor.matrixLLT();
  const Eigen::Index n = lower.rows();
  SmallMatrix of_lower(n, n);
  for (Eigen::Index column = 0; column < n; ++column) {
    of_lower(column, column) = 1 / lower(column, column);
    for (Eigen::Index i = column + 1; i < n; ++i) {
      double sum = 0;
      for (Eigen::Index k = column; k < i; ++k) sum += lower(i, k) * of_lower(k, column);
      of_lower(i, column) = -sum / lower(i, i);
    }
  }
  SmallMatrix inverse(n, n);
  for (Eigen::Index j = 0; j < n; ++j) {
    for (Eigen::Index i = 0; i <= j; ++i) {
      double sum = 0;
      for (Eigen::Index k = j; k < n; ++k) sum += of_lower(k, i) * of_lower(k, j);
      inverse(i, j) = inverse(j, i) = sum;
    }
  }
  return inverse;
}

class Scoring {
 public:
  Scoring(const BeadPatch& patch, const BeadVariance& variance, BeadShape shape)
      : patch_(patch), variance_(variance), shape_(shape), free_(free_parameters(shape)) {
    if (shape != BeadShape::airy2d) whole_ = clear_sum(patch, whole_patch());
  }

  BeadFit run(GaussianBead bead) {
    const bool planar = is_planar(shape_);
    if (planar) {
      bead.centre(2) = patch_.z0;
      bead.spread.col(2) = bead.spread.row(2).transpose() = Eigen::Vector3d::UnitZ();
    }
    if (shape_ != BeadShape::gaussian3d_tilted && shape_ != BeadShape::gaussian2d)
      bead.spread = Eigen::Matrix3d(bead.spread.diagonal().asDiagonal());
    if (shape_ == BeadShape::airy2d)
      bead.spread(0, 0) = bead.spread(1, 1) = 0.5 * (bead.spread(0, 0) + bead.spread(1, 1));
    if (!set_box(bead)) return no_fit();
    double constant = constant_for(bead, chi2_per_sample(bead, variance_.constant));
    for (int round = 0; round < kMostRounds; ++round) {
      if (!converge(bead, constant)) return failed(bead);
      const double chi2 = chi2_per_sample(bead, variance_.constant);
      const double next = constant_for(bead, chi2);
      if (std::abs(next - constant) < 0.05 * constant || round + 1 == kMostRounds)
        return finished(bead, constant, chi2);
      constant = next;
    }
    return no_fit();
  }

 private:
  bool converge(GaussianBead& bead, double constant) {
    for (int iteration = 0; iteration < kMostIterations; ++iteration) {
      if (iteration < kBoxFreeFor && !set_box(bead)) return false;
      if (!evaluate(bead, constant)) return false;
      const double factor = bounded(step_, bead);
      advance(bead, factor * step_, shape_);
      if (ran_away(bead, patch_, is_planar(shape_))) return false;
      if (factor == 1 && largest_ < kSmallStep) return true;
    }
    return false;
  }

  /// The fit that came as far as that.
  BeadFit failed(const GaussianBead& bead) const {
    BeadFit fit = no_fit();
    for (int a = 0; a < (is_planar(shape_) ? 2 : 3); ++a)
      fit.too_narrow = fit.too_narrow || bead.spread(a, a) < kTooNarrow * kTooNarrow;
    return fit;
  }

  /// Which samples are fitted, and which show background only. False when there are none.
  bool set_box(const GaussianBead& bead) {
    const bool all = shape_ == BeadShape::airy2d;
    GaussianBead shown = bead;
    for (int a = 0; a < 3; ++a)
      shown.spread(a, a) = std::max(shown.spread(a, a), kNarrowest * kNarrowest);
    const BeadBox box = all ? whole_patch() : box_around(patch_, shown, kSignal);
    const BeadBox outer = all ? whole_patch() : box_around(patch_, shown, kBackgroundFrom);
    if (box.empty()) return false;
    if (!all && !(outer == outer_)) {
      const ClearSum inside = clear_sum(patch_, outer);
      outside_ = {whole_.count - inside.count, whole_.sum - inside.sum};
    }
    box_ = box;
    outer_ = outer;
    return true;
  }

  BeadBox whole_patch() const { return {0, 0, 0, patch_.nx, patch_.ny, patch_.nz}; }

  /// Of noise with that constant part.
  double chi2_per_sample(const GaussianBead& bead, double constant) const {
    const BeadVariance variance{constant, variance_.per_signal};
    const double chi2 = shape_ == BeadShape::airy2d ? airy_score(patch_, box_, variance, bead).chi2
                                                    : bead_chi2(patch_, box_, bead, variance);
    return chi2 / static_cast<double>(box_.samples());
  }

  /// The constant part of the variance with which the residuals are as large as they should be.
  double constant_for(const GaussianBead& bead, double chi2) const {
    double constant = variance_.constant;
    if (!(chi2 > 1 + 3 * std::sqrt(2 / static_cast<double>(box_.samples())))) return constant;
    for (int i = 0; i < 10 && std::abs(chi2 - 1) > 0.02; ++i) {
      constant = std::max(variance_.constant, constant * chi2);
      chi2 = chi2_per_sample(bead, constant);
    }
    return constant;
  }

  /// Score, step, covariance and the size of the step in standard errors; false when undetermined.
  bool evaluate(const GaussianBead& bead, double constant) {
    const BeadVariance variance{constant, variance_.per_signal};
    score_ = shape_ == BeadShape::airy2d ? airy_score(patch_, box_, variance, bead)
                                         : bead_score(patch_, box_, variance, bead);
    const double level = bead.background - static_cast<double>(patch_.base);
    score_.fisher(kBackground, kBackground) += outside_.count / constant;
    score_.gradient(kBackground) += (outside_.sum - outside_.count * level) / constant;
    return solve();
  }

  bool solve() {
    const auto n = static_cast<Eigen::Index>(free_.size());
    SmallMatrix fisher(n, n);
    SmallVector gradient(n);
    SmallVector scale(n);
    for (Eigen::Index i = 0; i < n; ++i) {
      const int p = free_[static_cast<std::size_t>(i)];
      const double own = score_.fisher(p, p);
      if (!(own > 0) || !std::isfinite(own)) return false;
      scale(i) = 1 / std::sqrt(own);
      gradient(i) = score_.gradient(p) * scale(i);
      for (Eigen::Index j = 0; j <= i; ++j)
        fisher(i, j) = fisher(j, i) =
            score_.fisher(p, free_[static_cast<std::size_t>(j)]) * scale(i) * scale(j);
    }
    const Eigen::LLT<SmallMatrix> factor(fisher);
    if (factor.info() != Eigen::Success) return false;
    const SmallVector step = factor.solve(gradient);
    const SmallMatrix inverse = inverse_of(factor);
    step_.setZero();
    covariance_.setZero();
    largest_ = 0;
    for (Eigen::Index i = 0; i < n; ++i) {
      const int p = free_[static_cast<std::size_t>(i)];
      step_(p) = step(i) * scale(i);
      largest_ = std::max(largest_, std::abs(step(i)) / std::sqrt(inverse(i, i)));
      for (Eigen::Index j = 0; j < n; ++j)
        covariance_(p, free_[static_cast<std::size_t>(j)]) = inverse(i, j) * scale(i) * scale(j);
    }
    return std::isfinite(largest_);
  }

  /// `chi2` is against noise alone; the score is with the model's own error.
  BeadFit finished(const GaussianBead& bead, double constant, double chi2) const {
    BeadFit fit = no_fit();
    fit.converged = true;
    fit.samples = score_.samples;
    fit.chi2_per_sample = chi2;
    const double added = constant - variance_.constant;
    const double explained = static_cast<double>(score_.samples) - added * score_.weight;
    fit.misfit = std::max(0.0, score_.chi2 - explained) / score_.signal2;
    fit.covariance = covariance_;
    const Eigen::Matrix3d& s = bead.spread;
    Parameters all;
    all << bead.centre(0), bead.centre(1), bead.centre(2), bead.amplitude, bead.background, s(0, 0),
        s(1, 1), s(2, 2), s(0, 1), s(0, 2), s(1, 2);
    for (const int p : free_) fit.value(p) = all(p);
    if (shape_ == BeadShape::airy2d) {
      fit.value(kSyy) = fit.value(kSxx);
      fit.covariance.row(kSyy) = fit.covariance.row(kSxx);
      fit.covariance.col(kSyy) = fit.covariance.col(kSxx);
    }
    return fit;
  }

  const BeadPatch& patch_;
  const BeadVariance& variance_;
  const BeadShape shape_;
  const std::vector<int> free_;
  BeadBox box_;
  BeadBox outer_;
  ClearSum whole_;
  ClearSum outside_;  ///< of the outer box
  BeadScore score_;
  Parameters step_;
  Matrix covariance_;
  double largest_ = 0;
};

}  // namespace

BeadFit fit_bead(const BeadPatch& patch, const BeadVariance& variance, BeadShape shape,
                 const GaussianBead& start) {
  return Scoring(patch, variance, shape).run(start);
}

GaussianBead bead_of(const BeadFit& fit) {
  const auto value_or = [&](int p, double other) {
    return std::isnan(fit.value(p)) ? other : fit.value(p);
  };
  GaussianBead bead;
  bead.centre = {fit.value(kX), fit.value(kY), value_or(kZ, 0)};
  bead.amplitude = fit.value(kAmplitude);
  bead.background = fit.value(kBackground);
  bead.spread << fit.value(kSxx), value_or(kSxy, 0), value_or(kSxz, 0), value_or(kSxy, 0),
      fit.value(kSyy), value_or(kSyz, 0), value_or(kSxz, 0), value_or(kSyz, 0), value_or(kSzz, 1);
  return bead;
}

}  // namespace etalon::numerics
