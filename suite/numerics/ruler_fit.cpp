// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/ruler_fit.hpp"

#include "suite/core/contract.hpp"
#include "suite/core/uncertainty.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Core>

#include <algorithm>
#include <cmath>

namespace etalon::numerics {

namespace {

constexpr double kHarmless = 1e-3;  // of the spacing; nothing nearer is called off its place

/// Never on the heap.
using Vector = Eigen::Matrix<double, Eigen::Dynamic, 1, 0, 4, 1>;
using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, 0, 4, 4>;

struct Marks {
  std::vector<double> numbers;  ///< -1 to 1 over the span
  std::vector<double> places;
  std::vector<double> variances;
};

struct Polynomial {
  Vector coefficients;  ///< of Legendre polynomials
  Matrix unscaled;      ///< inverse of the normal matrix
  double chi_squared = 0;
  double degrees = 0;
  std::vector<double> residuals;
};

Vector legendre(double x, int order) {
  Vector p(order + 1);
  p[0] = 1;
  if (order >= 1) p[1] = x;
  if (order >= 2) p[2] = 0.5 * (3 * x * x - 1);
  if (order >= 3) p[3] = 0.5 * (5 * x * x * x - 3 * x);
  return p;
}

Polynomial fit(const Marks& marks, int order, double own_variance) {
  Polynomial p;
  const auto n = static_cast<Eigen::Index>(order + 1);
  Matrix normal = Matrix::Zero(n, n);
  Vector right = Vector::Zero(n);
  const double middle = marks.places.front();  // keeps digits
  for (std::size_t i = 0; i < marks.numbers.size(); ++i) {
    const double w = 1 / (marks.variances[i] + own_variance);
    const Vector t = legendre(marks.numbers[i], order);
    normal += w * t * t.transpose();
    right += w * (marks.places[i] - middle) * t;
  }
  p.unscaled = normal.ldlt().solve(Matrix::Identity(n, n));
  p.coefficients = p.unscaled * right;
  for (std::size_t i = 0; i < marks.numbers.size(); ++i) {
    const double r =
        marks.places[i] - middle - p.coefficients.dot(legendre(marks.numbers[i], order));
    p.residuals.push_back(r);
    p.chi_squared += r * r / (marks.variances[i] + own_variance);
  }
  p.coefficients[0] += middle;
  p.degrees = static_cast<double>(marks.numbers.size()) - static_cast<double>(n);
  return p;
}

/// The variance that has to be added for chi-squared to equal its degrees of freedom.
double own_variance(const Marks& marks, int order) {
  const Polynomial without = fit(marks, order, 0);
  if (without.degrees <= 0 || without.chi_squared <= without.degrees) return 0;
  double high = 0;
  for (const double r : without.residuals) high = std::max(high, r * r);
  high *= static_cast<double>(marks.numbers.size());
  double low = 0;
  for (int i = 0; i < 40; ++i) {
    const double middle = 0.5 * (low + high);
    const Polynomial p = fit(marks, order, middle);
    (p.chi_squared > p.degrees ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

bool bends(const Polynomial& cubic) {
  const double scale = cubic.chi_squared / cubic.degrees;
  const double limit = coverage_factor(cubic.degrees, 0.995);
  for (const Eigen::Index k : {2, 3}) {
    if (std::abs(cubic.coefficients[k]) > limit * std::sqrt(scale * cubic.unscaled(k, k)))
      return true;
  }
  return false;
}

/// Rms over -1 to 1 of what the terms of order 2 and 3 add to the slope: P2' = 3x, P3' = (15x^2 -
/// 3)/2, whose mean square is 6.
double slope_scatter(const Polynomial& cubic) {
  const double c2 = cubic.coefficients[2];
  const double c3 = cubic.coefficients[3];
  return std::sqrt(3 * c2 * c2 + 6 * c3 * c3);
}

/// `off`: residuals over their standard deviations; those below `harmless` stay in any case.
std::vector<bool> keep_near(const std::vector<double>& off, const std::vector<double>& harmless) {
  auto sorted = off;
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  const double reach = 5 * 1.4826 * *middle;
  std::vector<bool> keep;
  for (std::size_t i = 0; i < off.size(); ++i)
    keep.push_back(off[i] <= std::max(reach, harmless[i]));
  return keep;
}

Marks selected(const Marks& all, const std::vector<bool>& used) {
  Marks some;
  for (std::size_t i = 0; i < used.size(); ++i) {
    if (!used[i]) continue;
    some.numbers.push_back(all.numbers[i]);
    some.places.push_back(all.places[i]);
    some.variances.push_back(all.variances[i]);
  }
  return some;
}

/// `span`: highest less lowest number.
std::vector<bool> near_their_place(const Marks& all, double span) {
  std::vector<bool> used(all.places.size(), true);
  for (int pass = 0; pass < 2; ++pass) {
    const Marks near = selected(all, used);
    const double own = own_variance(near, 3);
    const Polynomial trend = fit(near, 3, own);
    const double spacing = std::abs(all.places.back() - all.places.front()) / span;
    std::vector<double> off;
    std::vector<double> harmless;
    for (std::size_t i = 0; i < all.places.size(); ++i) {
      const double deviation = std::sqrt(all.variances[i] + own);
      const double expected = trend.coefficients.dot(legendre(all.numbers[i], 3));
      off.push_back(std::abs(all.places[i] - expected) / deviation);
      harmless.push_back(kHarmless * spacing / deviation);
    }
    used = keep_near(off, harmless);
  }
  return used;
}

}  // namespace

RulerFit fit_ruler(const std::vector<int>& numbers, const std::vector<double>& places,
                   const std::vector<double>& variances) {
  ETALON_EXPECTS(numbers.size() == places.size() && numbers.size() == variances.size());
  RulerFit result;
  result.used.assign(numbers.size(), true);
  if (numbers.size() < 3) return result;
  const auto [first, last] = std::minmax_element(numbers.begin(), numbers.end());
  if (*first == *last) return result;
  const double middle = 0.5 * (*first + *last);
  const double half = 0.5 * (*last - *first);
  Marks all{{}, places, variances};
  for (const int number : numbers) all.numbers.push_back((number - middle) / half);
  if (numbers.size() >= 10) result.used = near_their_place(all, 2 * half);
  const Marks marks = selected(all, result.used);
  bool bent = false;
  Polynomial cubic;
  if (marks.numbers.size() >= 8) {
    cubic = fit(marks, 3, own_variance(marks, 3));
    bent = bends(cubic);
  }
  const double own = own_variance(marks, bent ? 3 : 1);
  const Polynomial line = fit(marks, 1, own);
  const Polynomial& scatter = bent ? cubic : line;
  const double scale = std::max(0.25, scatter.chi_squared / scatter.degrees);
  result.determined = true;
  result.spacing = line.coefficients[1] / half;
  result.origin = line.coefficients[0] - result.spacing * middle;
  result.spacing_uncertainty = std::sqrt(scale * line.unscaled(1, 1)) / half;
  result.degrees_of_freedom = scatter.degrees;
  result.own_error = std::sqrt(own);
  if (bent) result.bend = slope_scatter(cubic) / half;
  for (std::size_t i = 0; i < places.size(); ++i)
    result.residuals.push_back(places[i] - result.origin - result.spacing * numbers[i]);
  return result;
}

}  // namespace etalon::numerics
