// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/lattice_fit.hpp"

#include "suite/core/uncertainty.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <map>

namespace etalon::numerics {

namespace {

constexpr std::size_t kFewestMarks = 9;
constexpr std::size_t kFewestForCubic = 40;
constexpr std::size_t kFewestGroupsForCubic = 8;
constexpr double kHarmless = 2e-3;  // of the pitch; nothing nearer is called off its place
constexpr double kSmallest = 1e-6;  // standard deviation; floating-point samples know no better
constexpr int kTerms = 10;

/// Never on the heap.
using Vector = Eigen::Matrix<double, Eigen::Dynamic, 1, 0, kTerms, 1>;
using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, 0, kTerms, kTerms>;

/// Numbers from -1 to 1 over the lattice.
struct Span {
  double middle_i = 0;
  double middle_j = 0;
  double half_i = 1;
  double half_j = 1;
  double u(double i) const { return (i - middle_i) / half_i; }
  double v(double j) const { return (j - middle_j) / half_j; }
};

Span span_of(const std::vector<LatticeMark>& marks) {
  const auto by_i = [](const auto& a, const auto& b) { return a.i < b.i; };
  const auto by_j = [](const auto& a, const auto& b) { return a.j < b.j; };
  const auto [i0, i1] = std::minmax_element(marks.begin(), marks.end(), by_i);
  const auto [j0, j1] = std::minmax_element(marks.begin(), marks.end(), by_j);
  return {0.5 * (i0->i + i1->i), 0.5 * (j0->j + j1->j), std::max(0.5, 0.5 * (i1->i - i0->i)),
          std::max(0.5, 0.5 * (j1->j - j0->j))};
}

/// 1, u, v, u^2, uv, v^2, u^3, u^2 v, u v^2, v^3.
Vector terms(double u, double v, int order) {
  Vector t(order == 1 ? 3 : kTerms);
  t[0] = 1;
  t[1] = u;
  t[2] = v;
  if (order > 1) {
    t[3] = u * u;
    t[4] = u * v;
    t[5] = v * v;
    t[6] = u * t[3];
    t[7] = u * t[4];
    t[8] = u * t[5];
    t[9] = v * t[5];
  }
  return t;
}

/// One coordinate of all marks on their numbers.
struct Regression {
  Vector coefficients;
  Matrix unscaled;  ///< inverse of the normal matrix
  std::vector<double> residuals;
};

Regression regress(const std::vector<LatticeMark>& marks, const std::vector<bool>& used,
                   const Span& span, int order, double LatticeMark::*place) {
  const Eigen::Index n = order == 1 ? 3 : kTerms;
  Matrix normal = Matrix::Zero(n, n);
  Vector right = Vector::Zero(n);
  const double origin = marks.front().*place;  // keeps digits
  for (std::size_t k = 0; k < marks.size(); ++k) {
    if (!used[k]) continue;
    const Vector t = terms(span.u(marks[k].i), span.v(marks[k].j), order);
    normal.noalias() += t * t.transpose();
    right += (marks[k].*place - origin) * t;
  }
  Regression result;
  result.unscaled = normal.ldlt().solve(Matrix::Identity(n, n));
  result.coefficients = result.unscaled * right;
  for (const LatticeMark& m : marks) {
    const Vector t = terms(span.u(m.i), span.v(m.j), order);
    result.residuals.push_back(m.*place - origin - result.coefficients.dot(t));
  }
  result.coefficients[0] += origin;
  return result;
}

/// Sums over columns (or rows): of the terms, and of the residuals.
struct Group {
  Vector terms;
  double residual = 0;
  double count = 0;
};

std::map<int, Group> groups_of(const std::vector<LatticeMark>& marks, const std::vector<bool>& used,
                               const Span& span, int order, const std::vector<double>& residuals,
                               int LatticeMark::*number) {
  std::map<int, Group> groups;
  for (std::size_t k = 0; k < marks.size(); ++k) {
    if (!used[k]) continue;
    Group& group = groups[marks[k].*number];
    const Vector t = terms(span.u(marks[k].i), span.v(marks[k].j), order);
    if (group.count == 0) {
      group.terms = t;
    } else {
      group.terms += t;
    }
    group.residual += residuals[k];
    group.count += 1;
  }
  return groups;
}

/// Variances of the errors of single marks, columns and rows.
struct Variances {
  double mark = 0;
  double column = 0;
  double row = 0;
  double mark_degrees = 0;
  double column_degrees = 0;
  double row_degrees = 0;
};

double sum_of_squares(const std::map<int, Group>& groups) {
  double sum = 0;
  for (const auto& [number, g] : groups) sum += g.residual * g.residual / g.count;
  return sum;
}

/// `order` is that of the residuals: so many degrees of freedom of the groups are used up.
Variances variances_of(const std::vector<double>& residuals, const std::vector<bool>& used,
                       const std::map<int, Group>& columns, const std::map<int, Group>& rows,
                       int order) {
  double all = 0;
  double count = 0;
  for (std::size_t k = 0; k < residuals.size(); ++k) {
    if (!used[k]) continue;
    all += residuals[k] * residuals[k];
    count += 1;
  }
  const double parameters = order == 1 ? 3 : kTerms;
  Variances v;
  v.column_degrees = static_cast<double>(columns.size()) - 1 - order;
  v.row_degrees = static_cast<double>(rows.size()) - 1 - order;
  const double by_columns = sum_of_squares(columns);
  const double by_rows = sum_of_squares(rows);
  v.mark_degrees = count - parameters - v.column_degrees - v.row_degrees;
  const bool groups = v.column_degrees >= 1 && v.row_degrees >= 1 && v.mark_degrees >= 4;
  if (!groups) {
    v.mark_degrees = std::max(1.0, count - parameters);
    v.mark = std::max(kSmallest * kSmallest, all / v.mark_degrees);
    return v;
  }
  v.mark = std::max(kSmallest * kSmallest, (all - by_columns - by_rows) / v.mark_degrees);
  const auto group = [&](double squares, double degrees, double groups_count) {
    return std::max(0.0, (squares / degrees - v.mark) * groups_count / count);
  };
  v.column = group(by_columns, v.column_degrees, static_cast<double>(columns.size()));
  v.row = group(by_rows, v.row_degrees, static_cast<double>(rows.size()));
  return v;
}

Matrix covariance_of_groups(const Regression& r, const std::map<int, Group>& groups,
                            double variance) {
  Matrix sum = Matrix::Zero(r.unscaled.rows(), r.unscaled.cols());
  for (const auto& [number, g] : groups) {
    const Vector h = r.unscaled * g.terms;
    sum.noalias() += variance * h * h.transpose();
  }
  return sum;
}

/// A coordinate with all that is needed of its errors.
struct Axis {
  Regression regression;
  Variances variances;
  Matrix marks;
  Matrix columns;
  Matrix rows;
};

/// Covariances of the map of `order`, with variances from `residuals` of a map of `error_order`.
Axis axis_of(const std::vector<LatticeMark>& marks, const std::vector<bool>& used, const Span& span,
             int order, int error_order, double LatticeMark::*place) {
  Axis axis;
  axis.regression = regress(marks, used, span, order, place);
  const Regression errors =
      error_order == order ? axis.regression : regress(marks, used, span, error_order, place);
  const auto columns = groups_of(marks, used, span, order, errors.residuals, &LatticeMark::i);
  const auto rows = groups_of(marks, used, span, order, errors.residuals, &LatticeMark::j);
  axis.variances = variances_of(errors.residuals, used, columns, rows, error_order);
  axis.marks = axis.variances.mark * axis.regression.unscaled;
  axis.columns = covariance_of_groups(axis.regression, columns, axis.variances.column);
  axis.rows = covariance_of_groups(axis.regression, rows, axis.variances.row);
  return axis;
}

/// By the formula of Welch and Satterthwaite.
double degrees_of(const Axis& axis, Eigen::Index k) {
  const double m = axis.marks(k, k);
  const double c = axis.columns(k, k);
  const double r = axis.rows(k, k);
  double sum = m * m / axis.variances.mark_degrees;
  if (c > 0) sum += c * c / axis.variances.column_degrees;
  if (r > 0) sum += r * r / axis.variances.row_degrees;
  return std::pow(m + c + r, 2) / sum;
}

bool is_bent(const Axis& axis) {
  const double tests = 2 * (kTerms - 3);
  for (Eigen::Index k = 3; k < kTerms; ++k) {
    const double limit = coverage_factor(degrees_of(axis, k), 1 - 0.01 / tests);
    const double variance = axis.marks(k, k) + axis.columns(k, k) + axis.rows(k, k);
    if (std::abs(axis.regression.coefficients[k]) > limit * std::sqrt(variance)) return true;
  }
  return false;
}

double median_of(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

std::vector<bool> near_their_place(const std::vector<LatticeMark>& marks, const Span& span,
                                   int order) {
  std::vector<bool> used(marks.size(), true);
  for (int pass = 0; pass < 3; ++pass) {
    const Regression x = regress(marks, used, span, order, &LatticeMark::x);
    const Regression y = regress(marks, used, span, order, &LatticeMark::y);
    const double pitch = std::hypot(x.coefficients[1], y.coefficients[1]) / span.half_i;
    std::vector<double> off;
    for (std::size_t k = 0; k < marks.size(); ++k)
      off.push_back(std::hypot(x.residuals[k], y.residuals[k]));
    // Median of a Rayleigh distribution of scale 1: 1.1774.
    const double reach = std::max(5 * median_of(off) / 1.1774, kHarmless * pitch);
    for (std::size_t k = 0; k < marks.size(); ++k) used[k] = off[k] <= reach;
  }
  return used;
}

LatticeCovariance::Pair pair_of(const Matrix& m, const Span& f) {
  return {m(1, 1) / f.half_i / f.half_i, m(1, 2) / f.half_i / f.half_j,
          m(2, 2) / f.half_j / f.half_j};
}

std::array<double, kTerms> array_of(const Vector& v) {
  std::array<double, kTerms> a{};
  for (Eigen::Index k = 0; k < v.size(); ++k) a[static_cast<std::size_t>(k)] = v[k];
  return a;
}

std::size_t distinct(const std::vector<LatticeMark>& marks, int LatticeMark::*number) {
  std::map<int, int> seen;
  for (const LatticeMark& m : marks) ++seen[m.*number];
  return seen.size();
}

}  // namespace

LatticeSteps LatticeFit::steps_at(double i, double j) const {
  if (!bent) return steps;
  const double u = (i - middle_i) / half_i;
  const double v = (j - middle_j) / half_j;
  const auto by_u = [&](const std::array<double, 10>& c) {
    return (c[1] + 2 * c[3] * u + c[4] * v + 3 * c[6] * u * u + 2 * c[7] * u * v + c[8] * v * v) /
           half_i;
  };
  const auto by_v = [&](const std::array<double, 10>& c) {
    return (c[2] + c[4] * u + 2 * c[5] * v + c[7] * u * u + 2 * c[8] * u * v + 3 * c[9] * v * v) /
           half_j;
  };
  return {by_u(cubic_x), by_u(cubic_y), by_v(cubic_x), by_v(cubic_y)};
}

LatticeFit fit_lattice(const std::vector<LatticeMark>& marks) {
  LatticeFit fit;
  fit.used.assign(marks.size(), true);
  const std::size_t columns = distinct(marks, &LatticeMark::i);
  const std::size_t rows = distinct(marks, &LatticeMark::j);
  if (marks.size() < kFewestMarks || columns < 3 || rows < 3) return fit;
  const Span span = span_of(marks);
  const bool many = marks.size() >= kFewestForCubic && columns >= kFewestGroupsForCubic &&
                    rows >= kFewestGroupsForCubic;
  fit.used = near_their_place(marks, span, many ? 3 : 1);
  if (std::count(fit.used.begin(), fit.used.end(), true) < std::ptrdiff_t{kFewestMarks}) return fit;
  if (many) {
    const Axis x = axis_of(marks, fit.used, span, 3, 3, &LatticeMark::x);
    const Axis y = axis_of(marks, fit.used, span, 3, 3, &LatticeMark::y);
    fit.bent = is_bent(x) || is_bent(y);
    fit.cubic_x = array_of(x.regression.coefficients);
    fit.cubic_y = array_of(y.regression.coefficients);
  }
  const int error_order = fit.bent ? 3 : 1;
  const Axis x = axis_of(marks, fit.used, span, 1, error_order, &LatticeMark::x);
  const Axis y = axis_of(marks, fit.used, span, 1, error_order, &LatticeMark::y);
  const Vector& cx = x.regression.coefficients;
  const Vector& cy = y.regression.coefficients;
  fit.determined = true;
  fit.steps = {cx[1] / span.half_i, cy[1] / span.half_i, cx[2] / span.half_j, cy[2] / span.half_j};
  fit.marks = {pair_of(x.marks, span), pair_of(y.marks, span), x.variances.mark_degrees};
  fit.columns = {pair_of(x.columns, span), pair_of(y.columns, span), x.variances.column_degrees};
  fit.rows = {pair_of(x.rows, span), pair_of(y.rows, span), x.variances.row_degrees};
  fit.scatter = std::sqrt(0.5 * (x.variances.mark + y.variances.mark) +
                          0.5 * (x.variances.column + y.variances.column) +
                          0.5 * (x.variances.row + y.variances.row));
  fit.middle_i = span.middle_i;
  fit.middle_j = span.middle_j;
  fit.half_i = span.half_i;
  fit.half_j = span.half_j;
  fit.residuals_x = x.regression.residuals;
  fit.residuals_y = y.regression.residuals;
  return fit;
}

}  // namespace etalon::numerics
