// SPDX-License-Identifier: Apache-2.0
#include "suite/imaging/bar_triplet.hpp"

#include "suite/imaging/bar_model.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace etalon::imaging {

namespace {

// In bar widths.
constexpr double kReachAcross = 3.25;
constexpr double kReachAlong = 1.5;
constexpr double kHalfPart = 0.35;

constexpr double kNarrowestFitted = 8;  // samples a bar; from 16 on one level down
constexpr int kSteps = 8;
constexpr double kStill = 1e-5;  // bar widths, relative, rad

int moves_of(Adjust adjust) {
  return adjust == Adjust::place ? BarModel::kMoves : (adjust == Adjust::centre ? 1 : 0);
}

/// The level on which a bar is wide enough and not wider than needed.
std::size_t level_for(const std::vector<Plane>& levels, double period) {
  std::size_t level = 0;
  while (level + 1 < levels.size() && period / 2 / levels[level + 1].pitch >= kNarrowestFitted)
    ++level;
  return level;
}

/// All samples of the rectangle |u| < across, |v| < along (bar widths); empty when it is cut off.
std::vector<BarSample> samples_of(const Plane& plane, const TripletPlace& place, double across,
                                  double along) {
  const double w = place.period / 2;
  const double nx = place.normal_x;
  const double ny = place.normal_y;
  const double half_x = w * (across * std::abs(nx) + along * std::abs(ny)) / plane.pitch;
  const double half_y = w * (across * std::abs(ny) + along * std::abs(nx)) / plane.pitch;
  const double cx = (place.x - plane.x0) / plane.pitch;
  const double cy = (place.y - plane.y0) / plane.pitch;
  if (!(cx - half_x >= -0.5 && cy - half_y >= -0.5 && cx + half_x <= plane.width - 0.5 &&
        cy + half_y <= plane.height - 0.5))
    return {};
  std::vector<BarSample> samples;
  const int x0 = std::max(0, static_cast<int>(std::ceil(cx - half_x)));
  const int x1 = std::min(plane.width - 1, static_cast<int>(std::floor(cx + half_x)));
  const int y0 = std::max(0, static_cast<int>(std::ceil(cy - half_y)));
  const int y1 = std::min(plane.height - 1, static_cast<int>(std::floor(cy + half_y)));
  const double per_width = plane.pitch / w;
  for (int y = y0; y <= y1; ++y) {
    const float* row = plane.row(y);
    for (int x = x0; x <= x1; ++x) {
      const double dx = (x - cx) * per_width;
      const double dy = (y - cy) * per_width;
      const double u = dx * nx + dy * ny;
      const double v = dy * nx - dx * ny;
      if (std::abs(u) <= across && std::abs(v) <= along)
        samples.push_back({u, v, static_cast<double>(row[x])});
    }
  }
  return samples;
}

TripletPlace moved(const TripletPlace& place, const BarModel& model) {
  const double w = place.period / 2;
  const double turn = model.move(2);
  TripletPlace next = place;
  next.x += place.normal_x * model.move(0) * w;
  next.y += place.normal_y * model.move(0) * w;
  next.period *= 1 + model.move(1);
  // Lines u + turn v = 0: the normal turns towards +v.
  next.normal_x = place.normal_x - turn * place.normal_y;
  next.normal_y = place.normal_y + turn * place.normal_x;
  const double length = std::hypot(next.normal_x, next.normal_y);
  next.normal_x /= length;
  next.normal_y /= length;
  return next;
}

bool runs_away(const TripletPlace& place, const TripletPlace& start) {
  const double away = std::hypot(place.x - start.x, place.y - start.y) / start.period;
  const double turn = place.normal_x * start.normal_x + place.normal_y * start.normal_y;
  return !(away < 0.35 && std::abs(place.period / start.period - 1) < 0.25 && turn > 0.95);
}

/// A place and its samples; the model is made from them.
struct Settled {
  TripletPlace place;
  std::vector<BarSample> samples;
};

std::optional<Settled> settle(const Plane& plane, const BarBasis& basis, const TripletPlace& start,
                              int moves) {
  const auto enough = static_cast<std::size_t>(BarModel::kPlane + basis.count + BarModel::kEnds +
                                               BarModel::kMoves + 4);
  Settled now{start, samples_of(plane, start, kReachAcross, kReachAlong)};
  if (now.samples.size() < enough) return std::nullopt;
  if (moves == 0) return now;
  Eigen::VectorXd shape = BarModel(basis, now.samples, {}, 0).shape();
  for (int step = 0; step < kSteps; ++step) {
    const BarModel model(basis, now.samples, shape, moves);
    now.place = moved(now.place, model);
    if (runs_away(now.place, start)) return std::nullopt;
    now.samples = samples_of(plane, now.place, kReachAcross, kReachAlong);
    if (now.samples.size() < enough) return std::nullopt;
    if (std::max({std::abs(model.move(0)), std::abs(model.move(1)), std::abs(model.move(2))}) <
        kStill)
      break;
    shape = model.shape();
  }
  return now;
}

void read_contrast(const BarModel& model, const Eigen::MatrixXd& covariance, TripletFit& fit) {
  const Eigen::VectorXd bars =
      (model.third_about(0) + model.third_about(2) + model.third_about(-2)) / 3;
  const Eigen::VectorXd gaps = (model.third_about(1) + model.third_about(-1)) / 2;
  fit.on_bars = bars.dot(model.solution());
  fit.in_gaps = gaps.dot(model.solution());
  const double sum = fit.on_bars + fit.in_gaps;
  fit.contrast = (fit.on_bars - fit.in_gaps) / sum;
  const Eigen::VectorXd gradient = 2 * (fit.in_gaps * bars - fit.on_bars * gaps) / (sum * sum);
  fit.contrast_variance = gradient.dot(covariance * gradient);
}

void read_parts(const std::vector<BarSample>& samples, const BarModel& model, TripletFit& fit) {
  std::array<int, 5> count{};
  for (const BarSample& s : samples) {
    const long part = std::lround(s.u) + 2;
    if (part < 0 || part > 4 || std::abs(s.u - static_cast<double>(part - 2)) > kHalfPart) continue;
    const auto k = static_cast<std::size_t>(part);
    fit.parts[k] += s.value - model.solution()[1] * s.u - model.solution()[2] * s.v;
    ++count[k];
  }
  for (std::size_t k = 0; k < 5; ++k) {
    if (count[k] > 0) fit.parts[k] /= count[k];
    fit.part_uncertainties[k] =
        count[k] > 0 ? fit.residual / std::sqrt(count[k]) : std::numeric_limits<double>::infinity();
  }
}

/// Sum of the squares about a tilted plane.
double squares_about_plane(const std::vector<BarSample>& samples) {
  Eigen::Matrix3d normal = Eigen::Matrix3d::Zero();
  Eigen::Vector3d right = Eigen::Vector3d::Zero();
  double squares = 0;
  for (const BarSample& s : samples) {
    const Eigen::Vector3d row(1, s.u, s.v);
    normal += row * row.transpose();
    right += row * s.value;
    squares += s.value * s.value;
  }
  return squares - right.dot(normal.ldlt().solve(right));
}

TripletFit read(const Settled& settled, const BarModel& model, Adjust adjust) {
  TripletFit fit;
  fit.place = settled.place;
  fit.degrees_of_freedom = static_cast<double>(settled.samples.size()) - model.size();
  double squares = 0;
  for (const BarSample& s : settled.samples) squares += std::pow(model.residual(s), 2);
  fit.residual = std::sqrt(squares / fit.degrees_of_freedom);
  const double total = squares_about_plane(settled.samples);
  fit.explained = total > 0 ? 1 - squares / total : 0;
  const Eigen::MatrixXd covariance = model.covariance(settled.samples);
  read_contrast(model, covariance, fit);
  read_parts(settled.samples, model, fit);
  if (adjust == Adjust::place) {
    const Eigen::Index first = model.size() - BarModel::kMoves;
    fit.place_variance = covariance(first, first) * std::pow(fit.place.period / 2, 2);
    fit.period_variance = covariance(first + 1, first + 1) * std::pow(fit.place.period, 2);
    fit.angle_variance = covariance(first + 2, first + 2);
  }
  return fit;
}

}  // namespace

std::optional<TripletFit> fit_triplet(const std::vector<Plane>& levels, const TripletPlace& start,
                                      Adjust adjust) {
  if (!(start.period >= 2)) return std::nullopt;
  const std::size_t level = level_for(levels, start.period);
  const Plane& plane = levels[level];
  const BarBasis basis(start.period / 2 / plane.pitch);
  const auto settled = settle(plane, basis, start, moves_of(adjust));
  if (!settled) return std::nullopt;
  // At the end the derivatives and what is left over belong to the same place.
  const Eigen::VectorXd shape = BarModel(basis, settled->samples, {}, 0).shape();
  const BarModel model(basis, settled->samples, shape, moves_of(adjust));
  TripletFit fit = read(*settled, model, adjust);
  fit.level = static_cast<int>(level);
  const bool finite = std::isfinite(fit.contrast) && std::isfinite(fit.contrast_variance);
  return finite ? std::optional(fit) : std::nullopt;
}

std::optional<Outline> outline_of(const std::vector<Plane>& levels, const TripletPlace& place) {
  struct Mean {
    double sum = 0;
    double count = 0;
    void add(double value) {
      sum += value;
      count += 1;
    }
    double value() const { return sum / count; }
  };
  Mean inside;
  Mean outside;
  Mean first;
  Mean last;
  for (const BarSample& s : samples_of(levels[level_for(levels, place.period)], place, 3.5, 3.5)) {
    const bool in = std::max(std::abs(s.u), std::abs(s.v)) < 2.5;
    (in ? inside : outside).add(s.value);
    if (std::abs(s.u) > 2.5 && std::abs(s.v) < 2.5) (s.u < 0 ? first : last).add(s.value);
  }
  if (!(inside.count > 0 && first.count > 0 && last.count > 0)) return std::nullopt;
  return Outline{inside.value() - outside.value(), last.value() - first.value()};
}

}  // namespace etalon::imaging
