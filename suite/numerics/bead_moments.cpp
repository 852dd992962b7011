// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/bead_moments.hpp"

#include "suite/core/four_floats.hpp"

#include <Eigen/LU>

#include <algorithm>
#include <cmath>

namespace etalon::numerics {
namespace {

double sum(Four four) {
  return (static_cast<double>(four[0]) + static_cast<double>(four[1])) +
         (static_cast<double>(four[2]) + static_cast<double>(four[3]));
}

/// Exponents beyond this would leave single precision; g is nothing there.
double bounded_exp(double exponent) { return std::exp(std::clamp(exponent, -80.0, 80.0)); }

/// The factors of g = along_x(x; z) * across(x; y) * rest(y, z), each a table. What is the same for
/// all planes or rows is there once.
struct Tables {
  std::size_t rows = 0;
  std::size_t padded = 0;       ///< samples of a row, rounded up to whole vectors
  std::size_t along_step = 0;   ///< from one plane to the next
  std::size_t across_step = 0;  ///< from one row to the next
  std::vector<float> u;         ///< of a row
  std::vector<float> mask;      ///< 1 in the box, 0 in the padding
  std::vector<float> along_x;   ///< by plane
  std::vector<float> across;    ///< by row of the plane
  std::vector<float> v;
  std::vector<float> w;
  std::vector<float> rest;  ///< by plane, then row
};

/// Coordinates of a row of samples.
struct Grid {
  double first;
  double scale;  ///< samples
  std::size_t count;
  double at(std::size_t i) const { return first + static_cast<double>(i) / scale; }
};

/// exp(slope * x) for each x.
void fill_exponential(float* to, const Grid& x, double slope) {
  if (slope == 0) {
    std::fill(to, to + x.count, 1.0F);
    return;
  }
  for (std::size_t i = 0; i < x.count; ++i)
    to[i] = static_cast<float>(bounded_exp(slope * x.at(i)));
}

void fill_along_x(Tables& t, const Grid& x, const Grid& z, double own, double turned) {
  std::vector<double> x_only(x.count);
  for (std::size_t i = 0; i < x.count; ++i) x_only[i] = bounded_exp(own * x.at(i) * x.at(i));
  t.along_step = turned == 0 ? 0 : t.padded;
  const std::size_t tables = turned == 0 ? 1 : z.count;
  t.along_x.assign(t.padded * tables, 0.0F);
  for (std::size_t k = 0; k < tables; ++k) {
    float* along = t.along_x.data() + k * t.padded;
    fill_exponential(along, x, turned * z.at(k));
    for (std::size_t i = 0; i < x.count; ++i)
      along[i] = static_cast<float>(static_cast<double>(along[i]) * x_only[i]);
  }
}

void fill_across(Tables& t, const Grid& x, const Grid& y, double turned) {
  t.across_step = turned == 0 ? 0 : t.padded;
  const std::size_t tables = turned == 0 ? 1 : y.count;
  t.across.assign(t.padded * tables, 0.0F);
  for (std::size_t j = 0; j < tables; ++j)
    fill_exponential(t.across.data() + j * t.padded, x, turned * y.at(j));
}

void fill_rest(Tables& t, const Grid& y, const Grid& z, const Eigen::Matrix3d& q) {
  std::vector<double> y_only(y.count);
  for (std::size_t j = 0; j < y.count; ++j)
    y_only[j] = bounded_exp(-0.5 * q(1, 1) * y.at(j) * y.at(j));
  t.rest.reserve(y.count * z.count);
  for (std::size_t k = 0; k < z.count; ++k) {
    const double w = z.at(k);
    const double z_only = bounded_exp(-0.5 * q(2, 2) * w * w);
    for (std::size_t j = 0; j < y.count; ++j) {
      const double turned = q(1, 2) == 0 ? 1 : bounded_exp(-q(1, 2) * y.at(j) * w);
      t.rest.push_back(static_cast<float>(z_only * y_only[j] * turned));
    }
  }
}

Tables make_tables(const BeadPatch& patch, const BeadBox& box, const GaussianBead& bead,
                   const Eigen::Vector3d& scale) {
  Eigen::Matrix3d q = bead.spread.inverse();
  for (int a = 0; a < 3; ++a) {
    for (int b = 0; b < 3; ++b) q(a, b) *= scale(a) * scale(b);
  }
  const auto grid = [&](int axis, int first, int count) {
    return Grid{(first - bead.centre(axis)) / scale(axis), scale(axis),
                static_cast<std::size_t>(count)};
  };
  const Grid x = grid(0, patch.x0 + box.x0, box.nx);
  const Grid y = grid(1, patch.y0 + box.y0, box.ny);
  const Grid z = grid(2, patch.z0 + box.z0, box.nz);
  Tables t;
  t.rows = y.count;
  t.padded = (x.count + kLanes - 1) / kLanes * kLanes;
  t.u.assign(t.padded, 0.0F);
  t.mask.assign(t.padded, 0.0F);
  for (std::size_t i = 0; i < x.count; ++i) {
    t.u[i] = static_cast<float>(x.at(i));
    t.mask[i] = 1.0F;
  }
  t.v.resize(y.count);
  t.w.resize(z.count);
  for (std::size_t j = 0; j < y.count; ++j) t.v[j] = static_cast<float>(y.at(j));
  for (std::size_t k = 0; k < z.count; ++k) t.w[k] = static_cast<float>(z.at(k));
  fill_along_x(t, x, z, -0.5 * q(0, 0), -q(0, 2));
  fill_across(t, x, y, -q(0, 1));
  fill_rest(t, y, z, q);
  return t;
}

/// Sums over one plane, still apart in their lanes; [j][i] belongs to v^j u^i.
struct PlaneSums {
  Four wgg[5][5] = {};
  Four wg[3][3] = {};
  Four rwg[3][3] = {};
  Four w = {};
  Four rw = {};
  Four rrw = {};
};

/// Constants of the sample loop.
struct Levels {
  float amplitude;
  float background;
  float constant;
  float per_signal;
};

Levels levels_of(const BeadPatch& patch, const GaussianBead& bead, const BeadVariance& variance) {
  return {static_cast<float>(bead.amplitude),
          static_cast<float>(bead.background - static_cast<double>(patch.base)),
          static_cast<float>(variance.constant), static_cast<float>(variance.per_signal)};
}

/// One plane of the box.
struct BoxPlane {
  const float* values;  ///< first sample
  std::size_t stride;   ///< from one row to the next
  const float* along_x;
  const float* rest;  ///< first row
};

BoxPlane plane_of_box(const BeadPatch& patch, const BeadBox& box, const Tables& t, int k) {
  const auto plane = static_cast<std::size_t>(k);
  return {patch.row(box.y0, box.z0 + k) + box.x0, static_cast<std::size_t>(patch.stride()),
          t.along_x.data() + plane * t.along_step, t.rest.data() + plane * t.rows};
}

/// Four columns of a plane. Sums over its rows stay in registers, by power of v; powers of u come
/// in once at the end.
void add_columns(PlaneSums& sums, const BoxPlane& plane, const Tables& t, const Levels& level,
                 std::size_t first) {
  const Four along = load(plane.along_x + first);
  const Four mask = load(t.mask.data() + first);
  Four wgg[5] = {};
  Four wg[3] = {};
  Four rwg[3] = {};
  Four w_sum = {};
  Four rw_sum = {};
  Four rrw_sum = {};
  for (std::size_t j = 0; j < t.rows; ++j) {
    const float v = t.v[j];
    const Four g = along * load(t.across.data() + j * t.across_step + first) * plane.rest[j];
    const Four signal = level.amplitude * g;
    const Four w = mask / (level.constant + level.per_signal * signal);
    const Four r = load(plane.values + j * plane.stride + first) - level.background - signal;
    const Four rw = r * w;
    w_sum += w;
    rw_sum += rw;
    rrw_sum += rw * r;
    Four own = rw * g;
    rwg[0] += own;
    own *= v;
    rwg[1] += own;
    rwg[2] += own * v;
    own = w * g;
    Four square = own * g;
    wg[0] += own;
    own *= v;
    wg[1] += own;
    wg[2] += own * v;
    for (int p = 0; p < 4; ++p) {
      wgg[p] += square;
      square *= v;
    }
    wgg[4] += square;
  }
  sums.w += w_sum;
  sums.rw += rw_sum;
  sums.rrw += rrw_sum;
  const Four u = load(t.u.data() + first);
  Four power = mask;
  for (int i = 0; i < 5; ++i, power *= u) {
    for (int j = 0; i + j < 5; ++j) sums.wgg[j][i] += wgg[j] * power;
    for (int j = 0; i + j < 3; ++j) {
      sums.wg[j][i] += wg[j] * power;
      sums.rwg[j][i] += rwg[j] * power;
    }
  }
}

/// Of the residuals in four columns of a plane.
Four weighted_squares(const BoxPlane& plane, const Tables& t, const Levels& level,
                      std::size_t first) {
  const Four along = load(plane.along_x + first);
  const Four mask = load(t.mask.data() + first);
  Four squares = {};
  for (std::size_t j = 0; j < t.rows; ++j) {
    const Four g = along * load(t.across.data() + j * t.across_step + first) * plane.rest[j];
    const Four signal = level.amplitude * g;
    const Four w = mask / (level.constant + level.per_signal * signal);
    const Four r = load(plane.values + j * plane.stride + first) - level.background - signal;
    squares += r * w * r;
  }
  return squares;
}

void add_plane(BeadMoments& moments, const PlaneSums& sums, double w) {
  std::array<double, 5> power{1, w, w * w, w * w * w, w * w * w * w};
  for (int j = 0; j < 5; ++j) {
    for (int i = 0; i + j < 5; ++i) {
      const double wgg = sum(sums.wgg[j][i]);
      for (int k = 0; i + j + k < 5; ++k)
        moments.wgg[BeadMoments::at(i, j, k)] += wgg * power[static_cast<std::size_t>(k)];
      if (i + j > 2) continue;
      const double wg = sum(sums.wg[j][i]);
      const double rwg = sum(sums.rwg[j][i]);
      for (int k = 0; i + j + k < 3; ++k) {
        moments.wg[BeadMoments::at(i, j, k)] += wg * power[static_cast<std::size_t>(k)];
        moments.rwg[BeadMoments::at(i, j, k)] += rwg * power[static_cast<std::size_t>(k)];
      }
    }
  }
  moments.w += sum(sums.w);
  moments.rw += sum(sums.rw);
  moments.rrw += sum(sums.rrw);
}

}  // namespace

BeadMoments bead_moments(const BeadPatch& patch, const BeadBox& box, const GaussianBead& bead,
                         const BeadVariance& variance) {
  BeadMoments moments;
  moments.scale = bead.spread.diagonal().cwiseSqrt();
  const Tables t = make_tables(patch, box, bead, moments.scale);
  const Levels level = levels_of(patch, bead, variance);
  for (int k = 0; k < box.nz; ++k) {
    PlaneSums sums;
    const BoxPlane plane = plane_of_box(patch, box, t, k);
    for (std::size_t first = 0; first < t.padded; first += kLanes)
      add_columns(sums, plane, t, level, first);
    add_plane(moments, sums, static_cast<double>(t.w[static_cast<std::size_t>(k)]));
  }
  return moments;
}

double bead_chi2(const BeadPatch& patch, const BeadBox& box, const GaussianBead& bead,
                 const BeadVariance& variance) {
  const Tables t = make_tables(patch, box, bead, bead.spread.diagonal().cwiseSqrt());
  const Levels level = levels_of(patch, bead, variance);
  double chi2 = 0;
  for (int k = 0; k < box.nz; ++k) {
    Four squares = {};
    const BoxPlane plane = plane_of_box(patch, box, t, k);
    for (std::size_t first = 0; first < t.padded; first += kLanes)
      squares += weighted_squares(plane, t, level, first);
    chi2 += sum(squares);
  }
  return chi2;
}

}  // namespace etalon::numerics
