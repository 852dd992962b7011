// SPDX-License-Identifier: Apache-2.0
// The expected numbers were computed outside this project with 25 digits (mpmath) and checked by a
// second method; they are trusted to 1e-10.
#include "targets/exact/otf.hpp"

#include "tests/support/catch.hpp"

#include <array>
#include <cmath>
#include <numbers>

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using namespace etalon;
using namespace etalon::targets;

namespace {

struct Figures {
  double sigma;
  double angle_deg;
  double mtf50;
  double mtf10;
  double edge_width;
  double lsf_fwhm;
};
constexpr std::array<Figures, 8> kGaussianChain{{
    {0.4, 5, 0.37663787001117, 0.66914110837604, 1.2743060160595, 1.2075563877874},
    {0.8, 5, 0.22012731248293, 0.40025160786629, 2.1818575545919, 2.009610503771},
    {1.5, 5, 0.12266518038372, 0.2235244407106, 3.9155405450351, 3.5981305235005},
    {3.0, 5, 0.062175993364045, 0.11332141575172, 7.7248695621594, 7.0972276743165},
    {0.4, 0, 0.37658732118318, 0.66876164047756, 1.2744532816792, 1.2084067588845},
    {0.8, 0, 0.22012413132457, 0.40023031597269, 2.1818877573552, 2.009722556753},
    {1.5, 0, 0.1226650146161, 0.22352340394733, 3.9155457000601, 3.5981474402459},
    {3.0, 0, 0.062175987875317, 0.11332138223885, 7.7248702291771, 7.0972297830508},
}};

}  // namespace

TEST_CASE("a Gaussian behind a square pixel has the figures of the closed form", "[targets]") {
  for (const Figures& row : kGaussianChain) {
    const Otf otf = gaussian_otf(row.sigma);
    const Angle angle = deg(row.angle_deg);
    INFO("sigma " << row.sigma << " px, " << row.angle_deg << " deg");
    CHECK_THAT(true_mtf50(otf, angle), WithinRel(row.mtf50, 1e-10));
    CHECK_THAT(true_mtf10(otf, angle), WithinRel(row.mtf10, 1e-10));
    CHECK_THAT(true_edge_width_10_90(otf, angle), WithinRel(row.edge_width, 1e-7));
    CHECK_THAT(true_lsf_fwhm(otf, angle), WithinRel(row.lsf_fwhm, 1e-8));
  }
}

TEST_CASE("the pixel box multiplies the optics along the normal of the edge", "[targets]") {
  const Otf otf = gaussian_otf(0.4);
  CHECK_THAT(true_mtf(otf, deg(5), 0.0), WithinAbs(1, 1e-12));
  CHECK_THAT(true_mtf(otf, deg(5), 0.25), WithinAbs(0.73906652863547, 1e-12));
  CHECK_THAT(true_mtf(otf, deg(5), 0.5), WithinAbs(0.28924474062327, 1e-12));
  CHECK_THAT(true_mtf(otf, deg(5), 1.0), WithinAbs(0.00016031481049972, 1e-12));
  CHECK_THAT(pixel_box(0.5, deg(0)), WithinRel(2 / std::numbers::pi, 1e-12));
  CHECK_THAT(pixel_box(0.5, deg(90)), WithinRel(2 / std::numbers::pi, 1e-12));
}

TEST_CASE("a perfect pupil transfers as the textbook says", "[targets]") {
  const Otf otf = diffraction_otf(0.55);
  CHECK_THAT(otf(0), WithinAbs(1, 1e-15));
  CHECK_THAT(otf(0.55 * 0.05), WithinAbs(0.93636455854317, 1e-12));
  CHECK_THAT(otf(0.55 * 0.5), WithinAbs(0.39100221895577, 1e-12));
  CHECK_THAT(otf(0.55 * 0.95), WithinAbs(0.013320011010141, 1e-12));
  CHECK(otf(0.55) == 0);
  CHECK(otf(3) == 0);
}

TEST_CASE("a defocused pupil transfers as the overlap integral in two dimensions says",
          "[targets]") {
  struct Row {
    double w20;
    double at_0_2;
    double at_0_5;
    double at_0_9;
  };
  constexpr std::array<Row, 3> kRows{{
      {0.25, 0.65857948013334, 0.28746827580806, 0.036028104118144},
      {0.5, 0.43481895990374, 0.084608820610007, 0.03216113296865},
      {1.0, -0.014413690902536, -0.020072457435394, 0.019487021138598},
  }};
  for (const Row& row : kRows) {
    const Otf otf = defocus_otf(1, row.w20);
    CHECK_THAT(otf(0), WithinAbs(1, 1e-13));
    CHECK_THAT(otf(0.2), WithinAbs(row.at_0_2, 1e-11));
    CHECK_THAT(otf(0.5), WithinAbs(row.at_0_5, 1e-11));
    CHECK_THAT(otf(0.9), WithinAbs(row.at_0_9, 1e-11));
  }
  CHECK_THAT(defocus_otf(1, 0)(0.3), WithinAbs(diffraction_otf(1)(0.3), 1e-12));
  CHECK_THAT(defocus_otf(1, 1)(0.19305440637847), WithinAbs(0, 1e-11));
}

TEST_CASE("the first crossing is found also where a defocused transfer comes back", "[targets]") {
  // Cut-off so low that the pixel box changes nothing within the tolerance: s = f / cutoff.
  constexpr double kCutoff = 1e-3 * 64;
  const auto s50 = [=](double w20) {
    return true_mtf50(defocus_otf(kCutoff, w20), deg(0)) / kCutoff;
  };
  CHECK_THAT(s50(0), WithinRel(0.40397275329952, 2e-3));
  CHECK_THAT(s50(0.5), WithinRel(0.17651747431502, 2e-3));
  CHECK_THAT(s50(1), WithinRel(0.089484445006958, 2e-3));
  // At a cut-off of 1 cycle/px a pixel of 1 px is the Nyquist-like case m = 2 of the oracle.
  CHECK_THAT(true_mtf50(diffraction_otf(1), deg(0)), WithinRel(0.3222818449077, 1e-9));
  CHECK_THAT(true_mtf10(diffraction_otf(1), deg(0)), WithinRel(0.65347981462318, 1e-9));
  CHECK_THAT(true_mtf50(defocus_otf(1, 0.5), deg(0)), WithinRel(0.16832489232261, 1e-9));
  CHECK_THAT(true_mtf10(defocus_otf(1, 0.5), deg(0)), WithinRel(0.39262859283193, 1e-9));
}

TEST_CASE("flare takes its fraction of the light", "[targets]") {
  const Otf otf = with_flare(gaussian_otf(0.8), 0.05, 6);
  CHECK_THAT(otf(0), WithinAbs(1, 1e-15));
  CHECK_THAT(otf(0.3),
             WithinAbs(0.95 * gaussian_otf(0.8)(0.3) + 0.05 * gaussian_otf(6)(0.3), 1e-15));
}
