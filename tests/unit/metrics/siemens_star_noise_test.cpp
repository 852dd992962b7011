// SPDX-License-Identifier: Apache-2.0
// Stars with noise: bias, scatter against what is stated, and how often intervals hold the truth.
// The long study is `etalon selftest --coverage`.
#include "suite/metrics/siemens_star.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"
#include "tests/support/star_images.hpp"

#include <cmath>
#include <random>

using namespace etalon;
using namespace etalon::test;
using namespace etalon::targets;

namespace {

struct Tally {
  int runs = 0;
  int held = 0;
  double errors = 0;
  double squares = 0;
  double variances = 0;

  void add(const MeasurementResult& r, double truth) {
    ++runs;
    held += r.interval.lower <= truth && truth <= r.interval.upper;
    errors += r.value / truth - 1;
    squares += std::pow(r.value / truth - 1, 2);
    variances += std::pow(r.standard_uncertainty / truth, 2);
  }
  double bias() const { return errors / runs; }
  double scatter() const { return std::sqrt(squares / runs - bias() * bias()); }
  double stated() const { return std::sqrt(variances / runs); }
};

}  // namespace

TEST_CASE("star with noise: no bias, and intervals as long as they should be", "[metrics][long]") {
  constexpr int kPairs = 36;
  constexpr int kRuns = 50;
  const Otf otf = gaussian_otf(0.9);
  const SpokeHarmonics light(otf, kPairs, true, 220);
  const double mtf50 = true_star_crossing(otf, 0.5);
  const double mtf10 = true_star_crossing(otf, 0.1);
  for (const double bright : {20000.0, 2000.0, 500.0}) {
    Tally half;
    Tally tenth;
    for (int run = 0; run < kRuns; ++run) {
      std::mt19937_64 generator(static_cast<std::uint64_t>(run));
      std::uniform_real_distribution<double> draw(-4, 4);
      SiemensStar star;
      star.width = star.height = 260;
      star.pairs = kPairs;
      star.centre_x = px(130 + draw(generator));
      star.centre_y = px(130 + draw(generator));
      star.angle = deg(draw(generator));
      star.bright = electrons(bright);
      star.dark = electrons(0.1 * bright);
      const Evaluation e =
          measured_star(exposed(render_spokes(star, light), static_cast<std::uint64_t>(run) + 1));
      INFO(described(e));
      half.add(result_of(e, "mtf50"), mtf50);
      tenth.add(result_of(e, "mtf10"), mtf10);
    }
    for (const Tally* t : {&half, &tenth}) {
      INFO((t == &half ? "MTF50 " : "MTF10 ")
           << bright << " e: bias " << t->bias() << ", scatter " << t->scatter() << ", stated "
           << t->stated() << ", held " << t->held);
      // 4 standard errors of the mean, and a thousandth for what the model leaves.
      CHECK(std::abs(t->bias()) < 4 * t->scatter() / std::sqrt(kRuns) + 1e-3);
      CHECK(t->held >= 42);  // 0.1 % of studies of a true 95 % are lower
      CHECK(t->scatter() < 1.4 * t->stated());
    }
  }
}
