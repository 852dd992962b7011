// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/edge_spread.hpp"

#include "suite/core/contract.hpp"
#include "suite/numerics/gauss_legendre.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

namespace etalon::numerics {

namespace {

constexpr double kPi = std::numbers::pi;
constexpr double kCoreSpacing = 0.7;          // of the knots at the edge, in S, where pixels allow
constexpr double kOversampledSpacing = 0.25;  // in S, at least
constexpr double kNarrowestPx = 0.8;          // there is nothing to resolve between the pixels
constexpr double kCoreHalfWidth = 8;          // in S: side lobes of diffraction
constexpr double kDecay = 2.25;  // exponent of the prior's fall with distance: side lobes fall so
constexpr double kCorrelation = 0.4;  // of neighbouring splines: line spreads are smooth
constexpr double kGrowth = 1.3;       // of the spacing further out
constexpr double kTailWidth = 2.0;  // w, in S: the tail column differs from the core's shape there
constexpr double kSharpest =
    0.3;  // least share of S that is left to the optics when the box explains all
// A spline whose narrow intervals hold more cycles has no transform left (it falls with f^-4),
// and its widest interval, three steps of growth further out, holds at most kMostCycles.
constexpr double kHighestCycles = 16;
constexpr double kMostCycles = 36;
constexpr std::array<double, EdgeSpread::kHaloColumns> kHaloRatios{3, 7, 16};

double normal_density(double u) { return std::exp(-0.5 * u * u) / std::sqrt(2 * kPi); }
double normal_distribution(double u) { return 0.5 * std::erfc(-u / std::numbers::sqrt2); }

double sinc(double x) { return std::abs(x) < 1e-9 ? 1 : std::sin(kPi * x) / (kPi * x); }

std::vector<double> make_knots(double sigma, double reach) {
  const double spacing =
      std::clamp(kNarrowestPx, kOversampledSpacing * sigma, kCoreSpacing * sigma);
  std::vector<double> half;
  double x = spacing / 2;
  double step = spacing;
  while (x < reach) {
    half.push_back(x);
    if (x > kCoreHalfWidth * sigma) step *= kGrowth;
    x += step;
  }
  while (half.size() < 3) half.push_back(half.back() + step);
  // The last interval neither shrinks nor more than doubles: splines out there stay equally smooth.
  if (half.size() > 3 && reach - half[half.size() - 2] < step / kGrowth) half.pop_back();
  half.back() = std::max(reach, half[half.size() - 2] + step / kGrowth);
  std::vector<double> knots;
  for (auto it = half.rbegin(); it != half.rend(); ++it) knots.push_back(-*it);
  knots.insert(knots.end(), half.begin(), half.end());
  return knots;
}

/// Gauss-Legendre follows c cycles with pi c / 2 nodes and a few more. Rounded up to a multiple of
/// four, so that a few rules, made once, serve every interval of every edge.
const std::vector<std::pair<double, double>>& rule_for(double width) {
  constexpr int kStep = 4;
  const auto wanted = [](double cycles) { return 10 + static_cast<int>(std::ceil(1.8 * cycles)); };
  static const auto rules = [&] {
    std::vector<std::vector<std::pair<double, double>>> made;
    for (int n = 0; n < wanted(kMostCycles) + kStep; n += kStep) made.push_back(gauss_legendre(n));
    return made;
  }();
  const int n = wanted(std::min(width, kMostCycles));
  return rules[static_cast<std::size_t>((n + kStep - 1) / kStep)];
}

}  // namespace

EdgeSpread::EdgeSpread(double sigma_px, double reach_px, const PixelBox& box)
    : sigma_(sigma_px),
      box_(box),
      optics_sigma_(std::sqrt(
          std::max(std::pow(kSharpest * sigma_px, 2), sigma_px * sigma_px - box.variance()))),
      tail_width_(kTailWidth * sigma_px),
      basis_(make_knots(sigma_px, reach_px)) {
  ETALON_EXPECTS(sigma_px > 0 && reach_px > 0 && box.first > 0 && box.second > 0);
  place_nodes();
}

std::array<double, 4> EdgeSpread::base(double x) const {
  // Averaging over two boxes is a second difference of the second antiderivative, at four corners.
  const double outer = (box_.first + box_.second) / 2;
  const double inner = (box_.first - box_.second) / 2;
  const double s = optics_sigma_;
  if (std::abs(x) > 12 * s + outer) return {x > 0 ? 1.0 : 0.0, 0, 0, 0};  // all would cancel there
  std::array<double, 4> sums{};
  for (const auto& [corner, sign] : {std::pair{outer, 1.0}, std::pair{inner, -1.0},
                                     std::pair{-inner, -1.0}, std::pair{-outer, 1.0}}) {
    const double u = (x + corner) / s;
    const double step = normal_distribution(u);
    const double density = normal_density(u);
    sums[0] += sign * 0.5 * s * s * ((u * u + 1) * step + u * density);
    sums[1] += sign * s * (u * step + density);
    sums[2] += sign * step;
    sums[3] += sign * density / s;
  }
  for (double& sum : sums) sum /= box_.first * box_.second;
  return sums;
}

void EdgeSpread::place_nodes() {
  const auto& t = basis_.knots();
  for (std::size_t k = 0; k + 4 < t.size(); ++k) {
    double widest = 0;
    for (std::size_t i = k; i < k + 4; ++i) widest = std::max(widest, t[i + 1] - t[i]);
    narrowest_.push_back(widest * kHighestCycles / kMostCycles);
  }
  const std::size_t middle = t.size() / 2;  // the two knots about zero are middle - 1 and middle
  for (std::size_t i = middle - 1; i + 1 < t.size(); ++i) {
    const double start = std::max(0.0, t[i]);
    const double width = t[i + 1] - start;
    for (const auto& [u, w] : rule_for(width)) {
      Node node{};
      node.x = start + width * (u + 1) / 2;
      for (std::size_t side = 0; side < 2; ++side) {
        const auto local = basis_.at(side == 0 ? node.x : -node.x);
        node.first[side] = local.first;
        for (std::size_t r = 0; r < 4; ++r) {
          node.weighted[side][r] = local.values[r] * w * width / 2;
        }
      }
      node.narrowest = 1e300;
      for (std::size_t side = 0; side < 2; ++side) {
        for (int k = node.first[side]; k < node.first[side] + 4; ++k) {
          if (basis_.valid(k)) {
            node.narrowest = std::min(node.narrowest, narrowest_[static_cast<std::size_t>(k)]);
          }
        }
      }
      nodes_.push_back(node);
    }
  }
}

Eigen::RowVectorXd EdgeSpread::values(double x) const {
  Eigen::RowVectorXd row = Eigen::RowVectorXd::Zero(columns());
  const auto [step, first, second, third] = base(x);
  static_cast<void>(third);
  row[0] = 1;
  row[1] = step;
  row[2] = optics_sigma_ * first;
  row[3] = -optics_sigma_ * optics_sigma_ * second;
  row[kTailColumn] = 0.5 + std::atan(x / tail_width_) / kPi - step;
  for (int j = 0; j < kHaloColumns; ++j) {
    const double ratio = kHaloRatios[static_cast<std::size_t>(j)];
    row[kHaloColumn + j] = normal_distribution(x / (ratio * sigma_)) - step;
  }
  add_splines(basis_.at(x), row);
  return row;
}

Eigen::RowVectorXd EdgeSpread::derivatives(double x) const {
  Eigen::RowVectorXd row = Eigen::RowVectorXd::Zero(columns());
  const auto [step, first, second, third] = base(x);
  static_cast<void>(step);
  row[1] = first;
  row[2] = optics_sigma_ * second;
  row[3] = -optics_sigma_ * optics_sigma_ * third;
  row[kTailColumn] = tail_width_ / kPi / (x * x + tail_width_ * tail_width_) - first;
  for (int j = 0; j < kHaloColumns; ++j) {
    const double wide = kHaloRatios[static_cast<std::size_t>(j)] * sigma_;
    row[kHaloColumn + j] = normal_density(x / wide) / wide - first;
  }
  add_splines(basis_.at(x, 1), row);
  return row;
}

void EdgeSpread::add_splines(const BsplineBasis::Local& local, Eigen::RowVectorXd& row) const {
  for (int r = 0; r < 4; ++r) {
    if (!basis_.valid(local.first + r)) continue;
    row[kFixedColumns + local.first + r] = local.values[static_cast<std::size_t>(r)];
  }
}

void EdgeSpread::add_closed_forms(
    double frequency, Eigen::Ref<Eigen::RowVectorXcd, 0, Eigen::InnerStride<>> row) const {
  using namespace std::complex_literals;
  const double omega = 2 * kPi * frequency;
  const double u = omega * optics_sigma_;
  const double edge =
      std::exp(-0.5 * u * u) * sinc(frequency * box_.first) * sinc(frequency * box_.second);
  row[1] = edge;
  row[2] = 1i * u * edge;
  row[3] = u * u * edge;
  row[kTailColumn] = std::exp(-omega * tail_width_) - edge;
  for (int j = 0; j < kHaloColumns; ++j) {
    const double wide = omega * sigma_ * kHaloRatios[static_cast<std::size_t>(j)];
    row[kHaloColumn + j] = std::exp(-0.5 * wide * wide) - edge;
  }
}

Eigen::RowVectorXcd EdgeSpread::transforms(double frequency) const {
  Eigen::RowVectorXcd row = Eigen::RowVectorXcd::Zero(columns());
  add_closed_forms(frequency, row);
  const double omega = 2 * kPi * frequency;
  const double widest = frequency > 0 ? kHighestCycles / frequency : 1e300;
  // Room for the functions beyond the ends that BsplineBasis::at names but that do not exist.
  constexpr int kMargin = 4;
  Eigen::ArrayXd sines = Eigen::ArrayXd::Zero(basis_.size() + 2 * kMargin);
  Eigen::ArrayXd cosines = sines;
  for (const Node& node : nodes_) {
    if (node.narrowest > widest) continue;
    const double sine = std::sin(omega * node.x);
    const double cosine = std::cos(omega * node.x);
    for (std::size_t side = 0; side < 2; ++side) {  // the sine turns at -x
      const Eigen::Map<const Eigen::Array4d> weighted(node.weighted[side].data());
      sines.segment<4>(node.first[side] + kMargin) += (side == 0 ? sine : -sine) * weighted;
      cosines.segment<4>(node.first[side] + kMargin) += cosine * weighted;
    }
  }
  // i omega exp(-i omega x) = omega sin(omega x) + i omega cos(omega x)
  for (int k = 0; k < basis_.size(); ++k) {
    if (narrowest_[static_cast<std::size_t>(k)] > widest) continue;
    row[kFixedColumns + k] = omega * std::complex<double>(sines[k + kMargin], cosines[k + kMargin]);
  }
  return row;
}

Eigen::MatrixXcd EdgeSpread::transforms(double step, int count) const {
  // Sines and cosines of multiples of one angle follow from each other; their sums over the nodes
  // run along the frequencies, as vectors. The factor i omega comes last.
  Eigen::ArrayXXd sines = Eigen::ArrayXXd::Zero(count, basis_.size());
  Eigen::ArrayXXd cosines = sines;
  Eigen::ArrayXd sine(count);
  Eigen::ArrayXd cosine(count);
  for (const Node& node : nodes_) {
    const double reach = kHighestCycles / (node.narrowest * step);
    const int used = reach < count ? static_cast<int>(reach) + 1 : count;
    const std::complex<double> turn = std::polar(1.0, 2 * kPi * step * node.x);
    std::complex<double> wave = 1;
    for (int i = 0; i < used; ++i, wave *= turn) {
      sine[i] = wave.imag();
      cosine[i] = wave.real();
    }
    for (std::size_t side = 0; side < 2; ++side) {
      for (int r = 0; r < 4; ++r) {
        const int k = node.first[side] + r;
        if (!basis_.valid(k)) continue;
        const double limit = kHighestCycles / (narrowest_[static_cast<std::size_t>(k)] * step);
        const int n = limit < used ? static_cast<int>(limit) + 1 : used;
        const double weight = node.weighted[side][static_cast<std::size_t>(r)];
        sines.col(k).head(n) += (side == 0 ? weight : -weight) * sine.head(n);
        cosines.col(k).head(n) += weight * cosine.head(n);
      }
    }
  }
  Eigen::MatrixXcd rows = Eigen::MatrixXcd::Zero(count, columns());
  for (int i = 0; i < count; ++i) {
    add_closed_forms(i * step, rows.row(i));
    const double omega = 2 * kPi * i * step;
    for (int k = 0; k < basis_.size(); ++k) {
      rows(i, kFixedColumns + k) = omega * std::complex<double>(sines(i, k), cosines(i, k));
    }
  }
  return rows;
}

EdgeSpread::Prior EdgeSpread::spline_prior() const {
  // Of a first-order autoregressive process: the inverse of its covariance has three diagonals.
  const Eigen::Index n = basis_.size();
  const double left = 1 - kCorrelation * kCorrelation;
  const auto standard_deviation = [&](Eigen::Index k) {
    return std::pow(1 + std::abs(basis_.centre(static_cast<int>(k))) / sigma_, -kDecay);
  };
  Prior prior{Eigen::MatrixXd::Zero(columns(), columns()),
              -static_cast<double>(n - 1) * std::log(left)};
  for (Eigen::Index k = 0; k < n; ++k) {
    const double own = standard_deviation(k);
    const bool at_end = k == 0 || k + 1 == n;
    const Eigen::Index i = kFixedColumns + k;
    prior.precision(i, i) = (at_end ? 1 : 1 + kCorrelation * kCorrelation) / left / (own * own);
    prior.log_determinant -= 2 * std::log(own);
    if (k + 1 == n) break;
    prior.precision(i, i + 1) = -kCorrelation / left / (own * standard_deviation(k + 1));
    prior.precision(i + 1, i) = prior.precision(i, i + 1);
  }
  return prior;
}

}  // namespace etalon::numerics
