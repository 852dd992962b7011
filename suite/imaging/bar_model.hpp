// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Cholesky>
#include <Eigen/Core>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

namespace etalon::imaging {

/// The linear model behind fit_triplet (bar_triplet.hpp): a tilted plane and three equal, even
/// images of a bar, one bar width wide and two apart. All lengths in bar widths, u across, v along.
struct BarSample {
  double u = 0;
  double v = 0;
  double value = 0;
};

/// Even cubic spline functions of the distance from the middle of a bar. `width`: samples a bar.
struct BarBasis {
  explicit BarBasis(double width);
  double knot = 1;
  int count = 1;
  double reach = 2;  ///< nothing beyond

  /// add(m, value, slope) for the functions that are not zero at t.
  template <class Add>
  void each(double t, const Add& add) const {
    const double a = t / knot;
    const double distance = std::abs(a);
    const int first = std::max(0, static_cast<int>(std::ceil(distance - 2)));
    const int last = std::min(count - 1, static_cast<int>(std::floor(distance + 2)));
    for (int m = first; m <= last; ++m) {
      const bool twin = m > 0;
      add(m, spline(a - m) + (twin ? spline(a + m) : 0),
          (slope(a - m) + (twin ? slope(a + m) : 0)) / knot);
    }
  }

 private:
  static double spline(double x);  ///< cubic, about 0, knots at integers
  static double slope(double x);
};

/// The few entries of a row of the design matrix that are not zero; a column may come twice.
struct BarRow {
  std::array<Eigen::Index, 24> column{};
  std::array<double, 24> value{};
  std::size_t count = 0;
  void add(Eigen::Index at, double v) {
    column[count] = at;
    value[count++] = v;
  }
  double times(const Eigen::VectorXd& x) const {
    double sum = 0;
    for (std::size_t k = 0; k < count; ++k) sum += value[k] * x[column[k]];
    return sum;
  }
};

/// Least squares at one place. With a first `shape`, derivatives for the first `moves` of: shift
/// across (bar widths), relative change of the distance of the bars, turn (rad). Where the distance
/// is known (fewer moves) also what the shape loses towards the ends of the bars, in even powers of
/// v without a mean: else that would count as noise.
class BarModel {
 public:
  static constexpr int kPlane = 3;  ///< columns of the tilted plane
  static constexpr int kEnds = 2;
  static constexpr int kMoves = 3;

  BarModel(const BarBasis& basis, const std::vector<BarSample>& samples, Eigen::VectorXd shape,
           int moves);

  int size() const { return size_; }
  const Eigen::VectorXd& solution() const { return solution_; }
  Eigen::VectorXd shape() const { return solution_.segment(kPlane, basis_.count); }
  double move(int k) const { return k < moves_ ? solution_[kPlane + basis_.count + k] : 0; }
  BarRow row(const BarSample& sample) const;
  double residual(const BarSample& s) const { return s.value - row(s).times(solution_); }
  /// Mean of the row over the central third about u, an odd function of u left out.
  Eigen::VectorXd third_about(double u) const;

  /// Of the solution. Noise grows with light: the variance of a sample is taken as a straight line
  /// in the fitted value, found from the residuals.
  Eigen::MatrixXd covariance(const std::vector<BarSample>& samples) const;

 private:
  bool has_ends() const { return shape_.size() > 0 && moves_ < kMoves; }
  void solve(const std::vector<BarSample>& samples);

  const BarBasis& basis_;
  Eigen::VectorXd shape_;
  int moves_;
  int size_;
  Eigen::LDLT<Eigen::MatrixXd> factor_;
  Eigen::VectorXd solution_;
};

}  // namespace etalon::imaging
