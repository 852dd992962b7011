// SPDX-License-Identifier: Apache-2.0
#include "suite/numerics/bead_fit.hpp"

#include "tests/support/bead_images.hpp"
#include "tests/support/catch.hpp"

#include <Eigen/LU>

#include <array>
#include <cmath>
#include <functional>
#include <vector>

using namespace etalon;
using namespace etalon::numerics;
using namespace etalon::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

using Parameters = Eigen::Matrix<double, kBeadParameters, 1>;

BeadPatch patch_of(const std::vector<Frame>& frames) {
  const auto& info = frames.front().info;
  auto patch = empty_patch(info.width, info.height, static_cast<int>(frames.size()));
  patch.base = 100;
  for (int k = 0; k < patch.nz; ++k) {
    const Plane plane = extract_plane(frames[static_cast<std::size_t>(k)], 0);
    for (int j = 0; j < patch.ny; ++j) {
      for (int i = 0; i < patch.nx; ++i) patch.row(j, k)[i] = plane.row(j)[i] - patch.base;
    }
  }
  return patch;
}

BeadPatch noise_free(const BeadTruth& truth, int size, int planes) {
  BeadCamera camera;
  camera.noise = false;
  camera.type = SampleType::f32;
  return patch_of(recorded(bead_scene({truth}, size, size, planes), 0, camera));
}

/// A start that is off in everything.
GaussianBead rough(const BeadTruth& truth) {
  GaussianBead bead;
  bead.centre = {truth.x + 0.5, truth.y - 0.4, truth.z + 0.9};
  bead.amplitude = 0.7 * truth.amplitude;
  bead.background = 125;
  bead.spread = Eigen::Vector3d(2.2, 1.4, 7).asDiagonal();
  return bead;
}

Parameters parameters_of(const GaussianBead& bead) {
  const auto& s = bead.spread;
  Parameters p;
  p << bead.centre, bead.amplitude, bead.background, s(0, 0), s(1, 1), s(2, 2), s(0, 1), s(0, 2),
      s(1, 2);
  return p;
}

double gaussian(const Parameters& p, const Eigen::Vector3d& at) {
  Eigen::Matrix3d s;
  s << p(kSxx), p(kSxy), p(kSxz), p(kSxy), p(kSyy), p(kSyz), p(kSxz), p(kSyz), p(kSzz);
  const Eigen::Vector3d d = at - p.head<3>();
  return p(kBackground) + p(kAmplitude) * std::exp(-0.5 * d.dot(s.inverse() * d));
}

/// The disc of Airy from the Bessel function, with the half maximum from the parameters.
double airy(const Parameters& p, const Eigen::Vector3d& at) {
  const double half = 0.5 * 2.354820045 * std::sqrt(p(kSxx));
  const double v = 1.616339956 * (at - p.head<3>()).norm() / half;
  const double g = v < 1e-9 ? 1 : 2 * std::cyl_bessel_j(1, v) / v;
  return p(kBackground) + p(kAmplitude) * g * g;
}

using Model = std::function<double(const Parameters&, const Eigen::Vector3d&)>;

/// The same sums as `score`, from differences of the model.
void check_score(const BeadScore& score, const BeadPatch& patch, const BeadBox& box,
                 const BeadVariance& variance, const Parameters& p, const std::vector<int>& free,
                 const Model& model) {
  Eigen::MatrixXd fisher = Eigen::MatrixXd::Zero(kBeadParameters, kBeadParameters);
  Parameters gradient = Parameters::Zero();
  double chi2 = 0;
  for (int k = box.z0; k < box.z0 + box.nz; ++k) {
    for (int j = box.y0; j < box.y0 + box.ny; ++j) {
      for (int i = box.x0; i < box.x0 + box.nx; ++i) {
        const Eigen::Vector3d at(patch.x0 + i, patch.y0 + j, patch.z0 + k);
        const double mu = model(p, at);
        const double w = 1 / (variance.constant + variance.per_signal * (mu - p(kBackground)));
        const double r = static_cast<double>(patch.row(j, k)[i] + patch.base) - mu;
        Parameters slope = Parameters::Zero();
        for (const int q : free) {
          const double h = 1e-4 * std::max(1.0, std::abs(p(q)));
          Parameters above = p;
          Parameters below = p;
          above(q) += h;
          below(q) -= h;
          slope(q) = (model(above, at) - model(below, at)) / (2 * h);
        }
        fisher += w * slope * slope.transpose();
        gradient += w * r * slope;
        chi2 += w * r * r;
      }
    }
  }
  CHECK_THAT(score.chi2, WithinRel(chi2, 1e-4));
  for (const int q : free) {
    const double size = std::sqrt(fisher(q, q) * chi2);
    CHECK_THAT(score.gradient(q), WithinAbs(gradient(q), 1e-4 * size));
    for (const int s : free) {
      INFO(q << " " << s);
      CHECK_THAT(score.fisher(q, s),
                 WithinAbs(fisher(q, s), 2e-5 * std::sqrt(fisher(q, q) * fisher(s, s))));
    }
  }
}

const BeadTruth kTilted{.x = 14.3,
                        .y = 13.6,
                        .z = 15.2,
                        .amplitude = 1000,
                        .sigma_x = 1.3,
                        .sigma_y = 1.5,
                        .sigma_z = 3,
                        .xy = 0.4,
                        .xz = -1.2,
                        .yz = 0.9};
const BeadTruth kUpright{.x = 14.3,
                         .y = 13.6,
                         .z = 15.2,
                         .amplitude = 1000,
                         .sigma_x = 1.3,
                         .sigma_y = 1.5,
                         .sigma_z = 3};

}  // namespace

TEST_CASE("Without noise every parameter of a bead comes back", "[bead_fit]") {
  const BeadTruth truth = kTilted;
  const auto patch = noise_free(truth, 29, 31);
  const auto fit = fit_bead(patch, {24, 1}, BeadShape::gaussian3d_tilted, rough(truth));
  REQUIRE(fit.converged);
  Parameters expected;
  expected << truth.x, truth.y, truth.z, 1000, 120, 1.69, 2.25, 9, 0.4, -1.2, 0.9;
  for (int p = 0; p < kBeadParameters; ++p) {
    INFO(p);
    CHECK_THAT(fit.value(p), WithinAbs(expected(p), 1e-3 * std::sqrt(fit.covariance(p, p)) + 1e-5));
  }
  CHECK(fit.chi2_per_sample < 1e-6);
  CHECK(fit.misfit == 0);
}

TEST_CASE("A shape has only its own parameters", "[bead_fit]") {
  const auto patch = noise_free(kUpright, 29, 31);
  const auto fit = fit_bead(patch, {24, 1}, BeadShape::gaussian3d, rough(kUpright));
  REQUIRE(fit.converged);
  CHECK_THAT(std::sqrt(fit.value(kSyy)), WithinRel(1.5, 1e-5));
  CHECK_THAT(std::sqrt(fit.value(kSzz)), WithinRel(3, 1e-5));
  CHECK(std::isnan(fit.value(kSxy)));
  CHECK(fit.covariance(kSxy, kSxy) == 0);
  const auto plane = fit_bead(plane_of(patch, 15), {24, 1}, BeadShape::gaussian2d, rough(kUpright));
  REQUIRE(plane.converged);
  CHECK(std::isnan(plane.value(kZ)));
  CHECK_THAT(plane.value(kSxx), WithinRel(1.69, 1e-5));
  CHECK_THAT(plane.value(kSxy), WithinAbs(0, 1e-5));
}

TEST_CASE("Fisher's matrix and the gradient are those of the model's differences", "[bead_fit]") {
  auto patch = noise_free(kTilted, 29, 31);
  auto bead = rough(kTilted);
  bead.spread(0, 1) = bead.spread(1, 0) = 0.3;
  bead.spread(0, 2) = bead.spread(2, 0) = -0.8;
  bead.spread(1, 2) = bead.spread(2, 1) = 0.5;
  const BeadVariance variance{24, 1.7};
  const auto box = box_around(patch, bead, 4);
  check_score(bead_score(patch, box, variance, bead), patch, box, variance, parameters_of(bead),
              {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, gaussian);
}

TEST_CASE("The squared residuals alone are those of the score", "[bead_fit]") {
  const auto patch = noise_free(kTilted, 29, 31);
  auto bead = rough(kTilted);
  const BeadVariance variance{24, 1.7};
  for (const double turned : {0.0, 0.4}) {
    bead.spread(0, 1) = bead.spread(1, 0) = turned;
    bead.spread(1, 2) = bead.spread(2, 1) = -turned;
    const auto box = box_around(patch, bead, 3);
    CHECK(bead_chi2(patch, box, bead, variance) == bead_score(patch, box, variance, bead).chi2);
  }
}

TEST_CASE("A bead is added as its model says, upright or turned", "[bead_fit]") {
  auto bead = rough(kTilted);
  for (const double turned : {0.0, 0.4}) {
    bead.spread(0, 1) = bead.spread(1, 0) = turned;
    auto patch = empty_patch(29, 31, 30);
    patch.x0 = 2;
    patch.z0 = 1;
    add_bead(patch, bead, -2);
    const Eigen::Matrix3d precision = bead.spread.inverse();
    for (const auto& [i, j, k] :
         {std::array{11, 13, 14}, {12, 12, 16}, {14, 16, 11}, {10, 11, 20}}) {
      const Eigen::Vector3d d = Eigen::Vector3d(2 + i, j, 1 + k) - bead.centre;
      const double expected = -2 * bead.amplitude * std::exp(-0.5 * d.dot(precision * d));
      CHECK_THAT(static_cast<double>(patch.row(j, k)[i]), WithinRel(expected, 1e-6));
    }
  }
}

TEST_CASE("Fisher's matrix of the disc of Airy is that of its differences", "[bead_fit]") {
  const auto patch = plane_of(noise_free(kUpright, 29, 31), 15);
  auto bead = rough(kUpright);
  bead.centre(2) = 15;
  bead.spread(1, 1) = bead.spread(0, 0);
  const BeadVariance variance{24, 1.7};
  const BeadBox box{0, 0, 0, 29, 29, 1};
  check_score(airy_score(patch, box, variance, bead), patch, box, variance, parameters_of(bead),
              {kX, kY, kAmplitude, kBackground, kSxx}, airy);
}

TEST_CASE("A disc of Airy gives its own width", "[bead_fit]") {
  auto patch = empty_patch(41, 41, 1);
  Parameters truth = Parameters::Zero();
  truth.head<8>() << 20.2, 19.7, 0, 800, 30, 1.9, 1.9, 1;
  for (int j = 0; j < 41; ++j) {
    for (int i = 0; i < 41; ++i)
      patch.row(j, 0)[i] = static_cast<float>(airy(truth, Eigen::Vector3d(i, j, 0)));
  }
  GaussianBead start;
  start.centre = {20.6, 19.3, 0};
  start.amplitude = 600;
  start.background = 20;
  start.spread = Eigen::Vector3d(1.4, 1.4, 1).asDiagonal();
  const auto fit = fit_bead(patch, {10, 1}, BeadShape::airy2d, start);
  REQUIRE(fit.converged);
  CHECK_THAT(fit.value(kSxx), WithinRel(1.9, 1e-5));
  CHECK(fit.value(kSyy) == fit.value(kSxx));
  CHECK_THAT(fit.value(kX), WithinAbs(20.2, 1e-5));
}

TEST_CASE("With noise fits are unbiased and their uncertainties true", "[bead_fit]") {
  const double amplitude = GENERATE(1000.0, 100.0);
  const bool tilted = GENERATE(false, true);
  BeadTruth truth = tilted ? kTilted : kUpright;
  truth.amplitude = amplitude;
  const auto shape = tilted ? BeadShape::gaussian3d_tilted : BeadShape::gaussian3d;
  Parameters expected;
  expected << truth.x, truth.y, truth.z, amplitude, 120, 1.69, 2.25, 9, truth.xy, truth.xz,
      truth.yz;
  const auto scene = bead_scene({truth}, 25, 25, 27);
  constexpr int kBeads = 150;
  Parameters sum = Parameters::Zero();
  Parameters squares = Parameters::Zero();
  for (int n = 0; n < kBeads; ++n) {
    const auto patch = patch_of(recorded(scene, static_cast<std::uint64_t>(n)));
    const auto fit = fit_bead(patch, {24 + 1.0 / 12, 1}, shape, rough(truth));
    REQUIRE(fit.converged);
    for (int p = 0; p < kBeadParameters; ++p) {
      if (std::isnan(fit.value(p))) continue;
      const double pull = (fit.value(p) - expected(p)) / std::sqrt(fit.covariance(p, p));
      sum(p) += pull;
      squares(p) += pull * pull;
    }
  }
  for (int p = 0; p < (tilted ? int{kBeadParameters} : int{kSxy}); ++p) {
    INFO("A " << amplitude << ", parameter " << p);
    CHECK_THAT(sum(p) / kBeads, WithinAbs(0, 3.5 / std::sqrt(kBeads)));
    CHECK_THAT(std::sqrt(squares(p) / kBeads), WithinAbs(1, 3.5 / std::sqrt(2.0 * kBeads)));
  }
}

TEST_CASE("A halo that is not in the model hardly widens the fit, and its uncertainty grows",
          "[bead_fit]") {
  BeadTruth core = kUpright;
  core.amplitude = 60000;
  BeadTruth halo = kUpright;  // half as much light again
  halo.amplitude = 1800;
  halo.sigma_x = halo.sigma_y = 4;
  halo.sigma_z = 6;
  const auto with = [](const std::vector<BeadTruth>& beads) {
    return patch_of(recorded(bead_scene(beads, 41, 41, 41), 3));
  };
  const auto clean = fit_bead(with({core}), {24, 1}, BeadShape::gaussian3d, rough(core));
  const auto fit = fit_bead(with({core, halo}), {24, 1}, BeadShape::gaussian3d, rough(core));
  REQUIRE(fit.converged);
  CHECK(clean.chi2_per_sample < 1.1);
  CHECK(fit.chi2_per_sample > 1.5);
  CHECK(fit.misfit > 0);
  CHECK(fit.covariance(kSxx, kSxx) > 1.5 * clean.covariance(kSxx, kSxx));
  CHECK_THAT(std::sqrt(fit.value(kSxx)), WithinRel(1.3, 0.07));
}

TEST_CASE("Where there is no bead there is no fit", "[bead_fit]") {
  auto nothing = bead_scene({}, 25, 25, 27);
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const auto fit = fit_bead(patch_of(recorded(nothing, seed)), {24, 1}, BeadShape::gaussian3d,
                              rough(kUpright));
    // A fluctuation may be fitted, but never with a width worth the name.
    const double relative = std::sqrt(fit.covariance(kSxx, kSxx)) / (2 * fit.value(kSxx));
    CHECK((!fit.converged || relative > 0.15));
  }
}
