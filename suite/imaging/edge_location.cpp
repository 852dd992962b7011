// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/edge_track.hpp"

#include <Eigen/Cholesky>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace etalon::imaging {

namespace {

constexpr double kFitWidth =
    6;  // the location fit uses pixels within this many sigma, and two more
constexpr double kStartReach = 100;  // the first look goes no further from the edge, samples
constexpr int kStartRows = 250;      // and takes no more rows
constexpr double kOutlier = 6;       // rows further off, in robust sd, are left out

/// The normal distribution and its density, tabulated: linear interpolation at 1/128 is right to
/// 2e-6, which is far below the noise of any row, at a tenth of the time of erfc and exp.
class NormalTable {
 public:
  struct Value {
    double distribution;
    double density;
  };
  static const NormalTable& instance() {
    static const NormalTable table;
    return table;
  }
  Value at(double u) const {
    const double place = (std::clamp(u, -kEnd, kEnd) + kEnd) * kPerUnit;
    const int i = static_cast<int>(place);
    const double rest = place - i;
    const Value& a = values_[static_cast<std::size_t>(i)];
    const Value& b = values_[static_cast<std::size_t>(i) + 1];
    return {a.distribution + rest * (b.distribution - a.distribution),
            a.density + rest * (b.density - a.density)};
  }

 private:
  static constexpr double kEnd = 8;
  static constexpr double kPerUnit = 128;
  NormalTable() : values_(static_cast<std::size_t>(2 * kEnd * kPerUnit) + 2) {
    for (std::size_t i = 0; i < values_.size(); ++i) {
      const double u = static_cast<double>(i) / kPerUnit - kEnd;
      values_[i] = {0.5 * std::erfc(-u / std::numbers::sqrt2),
                    std::exp(-0.5 * u * u) / std::sqrt(2 * std::numbers::pi)};
    }
  }
  std::vector<Value> values_;
};

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// Levels and width of a coarse edge spread (half-sample bins): a start that needs no guess.
bool start_values(const Plane& plane, EdgeTrack& track) {
  const double left = std::min(track.reach_left, kStartReach);
  const double right = std::min(track.reach_right, kStartReach);
  const double reach = std::max(left, right);
  const int row_step = std::max(1, (track.last_row - track.first_row) / kStartRows);
  const int bins = static_cast<int>(4 * reach) + 2;
  std::vector<double> sum(static_cast<std::size_t>(bins), 0.0);
  std::vector<double> count(sum);
  for (int row = track.first_row; row <= track.last_row; row += row_step) {
    const double centre = track.column(row);
    const double cosine = 1 / std::hypot(1.0, track.slope(row));
    const int from = std::max(0, static_cast<int>(std::ceil(centre - left / cosine)));
    const int to = std::min(plane.width - 1, static_cast<int>(centre + right / cosine));
    for (int x = from; x <= to; ++x) {
      const auto bin = static_cast<std::size_t>(((x - centre) * cosine + reach) * 2);
      const double value = static_cast<double>(plane.row(row)[x]);
      if (bin >= sum.size() || !std::isfinite(value)) continue;
      sum[bin] += value;
      count[bin] += 1;
    }
  }
  std::vector<double> x;
  std::vector<double> y;
  for (std::size_t b = 0; b < sum.size(); ++b) {
    if (count[b] > 0) {
      x.push_back((static_cast<double>(b) + 0.5) / 2 - reach);
      y.push_back(sum[b] / count[b]);
    }
  }
  if (y.size() < 12) return false;
  const std::size_t end = std::max<std::size_t>(3, y.size() / 5);
  track.level_left = median({y.begin(), y.begin() + static_cast<std::ptrdiff_t>(end)});
  track.level_right = median({y.end() - static_cast<std::ptrdiff_t>(end), y.end()});
  const double height = track.level_right - track.level_left;
  if (height == 0) return false;
  // Mean absolute deviation of the line spread: robust against tails and noise once clipped to
  // 0..1.
  double area = 0;
  for (std::size_t b = 0; b < y.size(); ++b) {
    const double e = std::clamp((y[b] - track.level_left) / height, 0.0, 1.0);
    area += 0.5 * std::min(e, 1 - e);
  }
  // integral of min(E, 1-E) = 2 sigma / sqrt(2 pi) for a Gaussian edge
  track.sigma = std::clamp(area * std::sqrt(2 * std::numbers::pi) / 2, 0.4, reach / 4);
  return true;
}

struct RowShift {
  double row;
  double shift;
  double information;
};

/// One pass over the pixels near the track: normal equations of (left, right, sigma) and the shift
/// of each row by matched filter. Returns the improved parameters in `track`.
std::vector<RowShift> pass(const Plane& plane, EdgeTrack& track, int row_step = 1) {
  // Normal equations of (left, right, sigma), summed by hand: this is the inner loop.
  double ll = 0, lr = 0, rr = 0, ls = 0, rs = 0, ss = 0, bl = 0, br = 0, bs = 0;
  const NormalTable& normal = NormalTable::instance();
  const double inverse_sigma = 1 / track.sigma;
  std::vector<RowShift> shifts;
  shifts.reserve(static_cast<std::size_t>(track.last_row - track.first_row + 1));
  const double height = track.level_right - track.level_left;
  const double width = kFitWidth * track.sigma + 2;
  for (int row = track.first_row; row <= track.last_row; row += row_step) {
    const double centre = track.column(row);
    const double cosine = 1 / std::hypot(1.0, track.slope(row));
    const int from = std::max(
        0, static_cast<int>(std::ceil(centre - std::min(width, track.reach_left) / cosine)));
    const int to = std::min(plane.width - 1,
                            static_cast<int>(centre + std::min(width, track.reach_right) / cosine));
    const float* values = plane.row(row);
    const double per_sigma = cosine * inverse_sigma;
    double gradient = 0;
    double information = 0;
    for (int x = from; x <= to; ++x) {
      const double u = (x - centre) * per_sigma;
      const auto [step, density] = normal.at(u);
      const double residual = static_cast<double>(values[x]) - track.level_left - height * step;
      if (!std::isfinite(residual)) continue;  // counted, and refused, when the profile is gathered
      const double by_left = 1 - step;
      const double by_sigma = -height * u * density * inverse_sigma;
      ll += by_left * by_left;
      lr += by_left * step;
      rr += step * step;
      ls += by_left * by_sigma;
      rs += step * by_sigma;
      ss += by_sigma * by_sigma;
      bl += residual * by_left;
      br += residual * step;
      bs += residual * by_sigma;
      const double by_column = -height * density * per_sigma;
      gradient += by_column * residual;
      information += by_column * by_column;
    }
    if (information > 0)
      shifts.push_back({static_cast<double>(row), gradient / information, information});
  }
  Eigen::Matrix3d a;
  a << ll, lr, ls, lr, rr, rs, ls, rs, ss;
  const Eigen::Vector3d delta = a.ldlt().solve(Eigen::Vector3d(bl, br, bs));
  if (delta.allFinite()) {
    track.level_left += delta[0];
    track.level_right += delta[1];
    track.sigma = std::clamp(
        track.sigma + std::clamp(delta[2], -0.4 * track.sigma, 0.6 * track.sigma), 0.2, 1e3);
  }
  return shifts;
}

/// What a polynomial is fitted to: a row of Legendre polynomials for each shift.
struct Design {
  Eigen::MatrixXd rows;
  Eigen::VectorXd shifts;
};

Design design_of(const EdgeTrack& track, const std::vector<RowShift>& shifts, int order) {
  const auto n = static_cast<Eigen::Index>(shifts.size());
  Design design{Eigen::MatrixXd::Ones(n, order + 1), Eigen::VectorXd(n)};
  for (Eigen::Index i = 0; i < n; ++i) {
    const RowShift& shift = shifts[static_cast<std::size_t>(i)];
    design.rows(i, 1) = (shift.row - track.middle_row) / track.half_rows;
    design.shifts[i] = shift.shift;
  }
  const auto u = design.rows.col(1).array();
  for (int k = 2; k <= order; ++k) {
    design.rows.col(k) = ((2.0 * k - 1) * u * design.rows.col(k - 1).array() -
                          (k - 1.0) * design.rows.col(k - 2).array()) /
                         k;
  }
  return design;
}

/// Least squares of the shifts on Legendre polynomials, rows beyond six robust sd left out.
struct PolynomialFit {
  Eigen::VectorXd coefficients;
  double rss = 0;
  int used = 0;
  std::vector<int> left_out;  ///< rows
};

PolynomialFit fit_polynomial(const EdgeTrack& track, const std::vector<RowShift>& shifts,
                             int order) {
  Design design = design_of(track, shifts, order);
  Eigen::MatrixXd& rows = design.rows;
  Eigen::VectorXd& y = design.shifts;
  PolynomialFit fit;
  Eigen::VectorXd apart;
  const auto solve = [&] {
    fit.coefficients = (rows.transpose() * rows).ldlt().solve(rows.transpose() * y);
    apart = y - rows * fit.coefficients;
  };
  solve();
  const Eigen::VectorXd distance = apart.cwiseAbs();
  const double limit =
      kOutlier * std::max(1.4826 * median({distance.begin(), distance.end()}), 1e-3);
  Eigen::Index n = 0;
  for (Eigen::Index i = 0; i < distance.size(); ++i) {
    if (distance[i] > limit) {
      fit.left_out.push_back(static_cast<int>(shifts[static_cast<std::size_t>(i)].row));
      continue;
    }
    rows.row(n) = rows.row(i);
    y[n++] = y[i];
  }
  if (!fit.left_out.empty()) {
    rows.conservativeResize(n, Eigen::NoChange);
    y.conservativeResize(n);
    solve();
  }
  fit.rss = apart.squaredNorm();
  fit.used = static_cast<int>(n);
  return fit;
}

void apply(EdgeTrack& track, const PolynomialFit& fit) {
  const auto size =
      std::max(track.coefficients.size(), static_cast<std::size_t>(fit.coefficients.size()));
  track.coefficients.resize(size, 0.0);
  for (Eigen::Index k = 0; k < fit.coefficients.size(); ++k) {
    track.coefficients[static_cast<std::size_t>(k)] += fit.coefficients[k];
  }
  track.rows_used = fit.used;
  track.rows_left_out = fit.left_out;
  track.row_scatter =
      std::sqrt(fit.rss / std::max(1, fit.used - static_cast<int>(fit.coefficients.size())));
}

/// Order by the Bayesian information criterion; a higher one must be clearly better (difference
/// over 6).
int choose_order(const EdgeTrack& track, const std::vector<RowShift>& shifts, int max_order) {
  const auto [rows, y] = design_of(track, shifts, max_order);
  const Eigen::MatrixXd normal = rows.transpose() * rows;
  const Eigen::VectorXd vector = rows.transpose() * y;
  const double n = static_cast<double>(shifts.size());
  int best = 1;
  double best_score = 0;
  for (int order = 1; order <= max_order; ++order) {
    const int k = order + 1;
    const Eigen::VectorXd fit = normal.topLeftCorner(k, k).ldlt().solve(vector.head(k));
    const double rss = (y - rows.leftCols(k) * fit).squaredNorm();
    const double score = n * std::log(std::max(rss, 1e-30) / n) + k * std::log(n);
    if (order == 1 || score < best_score - 6) {
      best = order;
      best_score = score;
    }
  }
  return best;
}

EdgeTrack start_track(const Plane& plane, const EdgeCandidate& c, bool swap) {
  const double x = swap ? c.y : c.x;
  const double y = swap ? c.x : c.y;
  double dx = swap ? c.direction_y : c.direction_x;
  double dy = swap ? c.direction_x : c.direction_y;
  if (dy < 0) {
    dx = -dx;
    dy = -dy;
  }
  // Swapping the axes keeps start and end; turning the direction downwards exchanges them.
  const bool turned = (swap ? c.direction_x : c.direction_y) < 0;
  EdgeTrack t;
  t.open_first = turned ? c.open_end : c.open_start;
  t.open_last = turned ? c.open_start : c.open_end;
  t.transposed = swap;
  t.first_row = std::max(0, static_cast<int>(std::ceil(y - c.half_length * dy)));
  t.last_row = std::min(plane.height - 1, static_cast<int>(std::floor(y + c.half_length * dy)));
  t.middle_row = 0.5 * (t.first_row + t.last_row);
  t.half_rows = std::max(1.0, 0.5 * (t.last_row - t.first_row));
  t.coefficients = {x + (t.middle_row - y) * dx / dy, t.half_rows * dx / dy};
  // The candidate's normal (direction_y, -direction_x) points to larger columns or to smaller ones.
  const double normal_column = swap ? -c.direction_x : c.direction_y;
  t.reach_right = normal_column > 0 ? c.reach_positive : c.reach_negative;
  t.reach_left = normal_column > 0 ? c.reach_negative : c.reach_positive;
  return t;
}

/// No further than half of the rows still hold pixels: the ends of the profile see the same rows as
/// its middle, or a gradient of the light along the edge would look like a tail.
void limit_to_picture(const Plane& plane, EdgeTrack& t) {
  const double cosine = 1 / std::hypot(1.0, t.slope(t.middle_row));
  const double middle = t.column(t.middle_row);
  t.reach_left = std::min(t.reach_left, middle * cosine);
  t.reach_right = std::min(t.reach_right, (plane.width - 1 - middle) * cosine);
}

}  // namespace

TrackResult locate_edge(const Plane& plane, const EdgeCandidate& candidate, int max_order) {
  // `plane` is already transposed when the candidate is nearer to horizontal.
  const bool swap = std::abs(candidate.direction_x) > std::abs(candidate.direction_y);
  TrackResult result;
  EdgeTrack& track = result.track;
  track = start_track(plane, candidate, swap);
  if (track.last_row - track.first_row < 8) return {false, "it is shorter than 8 rows", track};
  limit_to_picture(plane, track);
  if (std::min(track.reach_left, track.reach_right) < 4) {
    return {false, "less than 4 pixels are free beside it", track};
  }
  if (!start_values(plane, track)) return {false, "both sides are equally bright", track};
  // Coarse steps on some of the rows, then fine ones on all.
  const int coarse = std::max(1, (track.last_row - track.first_row) / kStartRows);
  bool fine = coarse == 1;
  for (int iteration = 0; iteration < 16; ++iteration) {
    const double sigma = track.sigma;
    const auto shifts = pass(plane, track, fine ? 1 : coarse);
    if (shifts.size() < 8) return {false, "it leaves the picture", track};
    const PolynomialFit fit = fit_polynomial(track, shifts, 1);
    if (!fit.coefficients.allFinite() ||
        fit.coefficients.cwiseAbs().maxCoeff() > 0.25 * plane.width) {
      return {false, "its position could not be found", track};
    }
    apply(track, fit);
    limit_to_picture(plane, track);
    const double moved =
        std::max(fit.coefficients.cwiseAbs().maxCoeff(), std::abs(track.sigma - sigma) / sigma);
    if (fine && moved < 3e-4) break;
    fine = fine || moved < 0.02;
  }
  if (max_order > 1) {
    const int order = choose_order(track, pass(plane, track), max_order);
    for (int iteration = 0; order > 1 && iteration < 3; ++iteration) {
      apply(track, fit_polynomial(track, pass(plane, track), order));
    }
  }
  limit_to_picture(plane, track);
  result.found = true;
  return result;
}

}  // namespace etalon::imaging
