// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/bead_moments.hpp"

#include <Eigen/LU>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace etalon::numerics {
namespace {

/// Four samples at once: a vector extension that GCC and clang share, for any processor.
using Four = float __attribute__((vector_size(16)));
constexpr std::size_t kLanes = 4;

Four load(const float* from) {
  Four four;
  std::memcpy(&four, from, sizeof four);
  return four;
}

double sum(Four four) {
  return (static_cast<double>(four[0]) + static_cast<double>(four[1])) +
         (static_cast<double>(four[2]) + static_cast<double>(four[3]));
}

/// Exponents beyond this would leave single precision; g is nothing there.
double bounded_exp(double exponent) { return std::exp(std::clamp(exponent, -80.0, 80.0)); }

/// exp(slope * (first + i * step)) for each i.
void fill_exponential(float* to, int count, double slope, double first, double step) {
  if (slope == 0) {
    std::fill(to, to + count, 1.0F);
    return;
  }
  for (int i = 0; i < count; ++i)
    to[i] = static_cast<float>(bounded_exp(slope * (first + i * step)));
}

/// The factors of g = along_x(x; z) * across(x; y) * rest(y, z), each a table.
struct Tables {
  std::size_t chunks = 0;      ///< vectors in a row
  std::vector<float> u;        ///< of a row
  std::vector<float> mask;     ///< 1 in the box, 0 in the padding
  std::vector<float> along_x;  ///< by plane
  std::vector<float> across;   ///< by row of the plane
  std::vector<float> v;
  std::vector<float> w;
  std::vector<float> rest;  ///< by plane, then row
};

Tables make_tables(const BeadPatch& patch, const BeadBox& box, const GaussianBead& bead,
                   const Eigen::Vector3d& scale) {
  Eigen::Matrix3d q = bead.spread.inverse();
  for (int a = 0; a < 3; ++a) {
    for (int b = 0; b < 3; ++b) q(a, b) *= scale(a) * scale(b);
  }
  const Eigen::Vector3d first((patch.x0 + box.x0 - bead.centre(0)) / scale(0),
                              (patch.y0 + box.y0 - bead.centre(1)) / scale(1),
                              (patch.z0 + box.z0 - bead.centre(2)) / scale(2));
  const auto nx = static_cast<std::size_t>(box.nx);
  const auto ny = static_cast<std::size_t>(box.ny);
  const auto nz = static_cast<std::size_t>(box.nz);
  Tables t;
  t.chunks = (nx + kLanes - 1) / kLanes;
  const std::size_t padded = t.chunks * kLanes;
  t.u.assign(padded, 0.0F);
  t.mask.assign(padded, 0.0F);
  t.along_x.assign(padded * nz, 0.0F);
  t.across.assign(padded * ny, 0.0F);
  t.rest.assign(ny * nz, 0.0F);
  std::vector<double> x_only(nx);
  for (std::size_t i = 0; i < nx; ++i) {
    const double u = first(0) + static_cast<double>(i) / scale(0);
    t.u[i] = static_cast<float>(u);
    t.mask[i] = 1.0F;
    x_only[i] = bounded_exp(-0.5 * q(0, 0) * u * u);
  }
  for (std::size_t j = 0; j < ny; ++j) {
    const double v = first(1) + static_cast<double>(j) / scale(1);
    t.v.push_back(static_cast<float>(v));
    fill_exponential(t.across.data() + j * padded, box.nx, -q(0, 1) * v, first(0), 1 / scale(0));
  }
  for (std::size_t k = 0; k < nz; ++k) {
    const double w = first(2) + static_cast<double>(k) / scale(2);
    t.w.push_back(static_cast<float>(w));
    float* along = t.along_x.data() + k * padded;
    fill_exponential(along, box.nx, -q(0, 2) * w, first(0), 1 / scale(0));
    for (std::size_t i = 0; i < nx; ++i)
      along[i] = static_cast<float>(static_cast<double>(along[i]) * x_only[i]);
  }
  std::vector<double> y_only(ny);
  const auto v_of = [&](std::size_t j) { return first(1) + static_cast<double>(j) / scale(1); };
  for (std::size_t j = 0; j < ny; ++j) y_only[j] = bounded_exp(-0.5 * q(1, 1) * v_of(j) * v_of(j));
  for (std::size_t k = 0; k < nz; ++k) {
    const double w = first(2) + static_cast<double>(k) / scale(2);
    const double z_only = bounded_exp(-0.5 * q(2, 2) * w * w);
    for (std::size_t j = 0; j < ny; ++j) {
      const double turned = q(1, 2) == 0 ? 1 : bounded_exp(-q(1, 2) * v_of(j) * w);
      t.rest[k * ny + j] = static_cast<float>(z_only * y_only[j] * turned);
    }
  }
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

/// The factors of one plane: of four columns, and of each row.
struct PlaneFactors {
  const float* along_x;
  const float* across;  ///< first row
  const float* rest;
};

/// Four columns of a plane. Sums over its rows stay in registers, by power of v; powers of u come
/// in once at the end.
void add_columns(PlaneSums& sums, const BeadPatch& patch, const float* values, const Tables& t,
                 const PlaneFactors& factors, const Levels& level, std::size_t first) {
  const auto stride = static_cast<std::size_t>(patch.stride());
  const std::size_t padded = t.chunks * kLanes;
  const Four along = load(factors.along_x + first);
  const Four mask = load(t.mask.data() + first);
  Four wgg[5] = {};
  Four wg[3] = {};
  Four rwg[3] = {};
  Four w_sum = {};
  Four rw_sum = {};
  Four rrw_sum = {};
  for (std::size_t j = 0; j < t.v.size(); ++j) {
    const float v = t.v[j];
    const Four g = along * load(factors.across + j * padded + first) * factors.rest[j];
    const Four signal = level.amplitude * g;
    const Four w = mask / (level.constant + level.per_signal * signal);
    const Four r = load(values + j * stride + first) - level.background - signal;
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
  const std::size_t padded = t.chunks * kLanes;
  const Levels level{static_cast<float>(bead.amplitude),
                     static_cast<float>(bead.background - static_cast<double>(patch.base)),
                     static_cast<float>(variance.constant),
                     static_cast<float>(variance.per_signal)};
  for (int k = 0; k < box.nz; ++k) {
    const auto plane = static_cast<std::size_t>(k);
    PlaneSums sums;
    const float* values = patch.row(box.y0, box.z0 + k) + box.x0;
    const PlaneFactors factors{t.along_x.data() + plane * padded, t.across.data(),
                               t.rest.data() + plane * static_cast<std::size_t>(box.ny)};
    for (std::size_t first = 0; first < padded; first += kLanes)
      add_columns(sums, patch, values, t, factors, level, first);
    add_plane(moments, sums, static_cast<double>(t.w[plane]));
  }
  return moments;
}

}  // namespace etalon::numerics
