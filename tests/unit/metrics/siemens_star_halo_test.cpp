// SPDX-License-Identifier: Apache-2.0
// Light that is spread about as far as the widest spokes: the contrast of large areas is not seen,
// and the interval has to say so. None of these optics served to set the size of that component.
#include "suite/metrics/siemens_star.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"
#include "tests/support/star_images.hpp"

#include <cmath>
#include <vector>

using namespace etalon;
using namespace etalon::test;
using namespace etalon::targets;

namespace {

SiemensStar star_of(int pairs) {
  SiemensStar star;
  star.width = star.height = 360;
  star.pairs = pairs;
  star.centre_x = px(183.3);
  star.centre_y = px(175.9);
  star.angle = deg(3.3);
  return star;
}

Otf with_halo(const Otf& core, double share, double sigma_px) {
  const Otf halo = gaussian_otf(sigma_px);
  return [=](double f) { return (1 - share) * core(f) + share * halo(f); };
}

bool holds(const MeasurementResult& r, double truth) {
  return r.interval.lower <= truth && truth <= r.interval.upper;
}

}  // namespace

TEST_CASE("star: intervals hold the truth of optics with halos and defocus", "[metrics][long]") {
  struct Case {
    const char* name;
    Otf otf;
    double largest;  // relative standard uncertainty that may be stated without noise
    bool halo;
    std::vector<int> pairs{24, 36};
  };
  const Otf core = diffraction_otf(0.75);
  for (const Case& c : {Case{"Gaussian 1 px", gaussian_otf(1), 2e-3, false},
                        Case{"diffraction 0.75", core, 3e-3, false},
                        Case{"15 % over 2 px", with_halo(gaussian_otf(0.8), 0.15, 2), 0.02, true},
                        Case{"5 % over 6 px", with_halo(gaussian_otf(1), 0.05, 6), 0.04, true},
                        Case{"5 % over 6 px, pupil", with_halo(core, 0.05, 6), 0.05, true},
                        Case{"half a wave", defocus_otf(0.55, 0.5), 0.01, false},
                        Case{"one wave", defocus_otf(0.55, 1), 0.15, true, {24}}}) {
    for (const int pairs : c.pairs) {
      const double half = true_star_crossing(c.otf, 0.5);
      const auto image = render(star_of(pairs), c.otf);
      for (const auto& [light, frame] :
           {std::pair{"no noise", noise_free(image)}, std::pair{"noise", exposed(image, 3)}}) {
        const Evaluation e = measured_star(frame);
        INFO(c.name << ", " << pairs << " pairs, " << light << "\n" << described(e));
        const MeasurementResult& r = result_of(e, "mtf50");
        INFO("off by " << 100 * (r.value / half - 1) << " %, stated "
                       << 100 * r.standard_uncertainty / half << " %");
        CHECK(holds(r, half));
        const double tenth = true_star_crossing(c.otf, 0.1);
        if (tenth < 0.47) CHECK(holds(result_of(e, "mtf10"), tenth));  // within Nyquist's limit
        CHECK(r.standard_uncertainty < c.largest * half);
        if (pairs == c.pairs.back()) CHECK(has_caveat(e, "siemens_star.wide_halo") == c.halo);
      }
    }
  }
}
