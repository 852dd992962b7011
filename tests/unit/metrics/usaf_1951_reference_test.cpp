// SPDX-License-Identifier: Apache-2.0
// A real image (docs/reference_data.md): groups 4 to 7, bright bars on dark, a scanned beam. The
// other program fitted three bars with edges of error functions, one element at a time.
#include "suite/imagefiles/image_file.hpp"
#include "suite/metrics/usaf_1951.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edge_images.hpp"
#include "tests/support/reference_data.hpp"

#include <cmath>

using namespace etalon;
using namespace etalon::test;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

Evaluation measured_file(const OptionTexts& options = {}) {
  auto file = imagefiles::open_image(reference_data() / "usaf" / "usaf1951_3_u16.tif");
  Observation observation;
  observation.frames = std::move(file.frames);
  return measured(observation, options, "usaf_1951");
}

}  // namespace

TEST_CASE("reference: bars of a real target, with default options", "[metrics]") {
  const Evaluation e = measured_file();
  INFO(described(e));
  CHECK(has_failure(e, "usaf_1951.groups_unknown"));
  int triplets = 0;
  for (const Item& item : e.items)
    if (item.values.count("contrast_ratio") == 1) ++triplets;
  CHECK(triplets >= 18);
  CHECK_FALSE(has_caveat(e, "usaf_1951.mirrored"));
}

TEST_CASE("reference: periods of the real bars, element by element", "[metrics]") {
  const Evaluation e = measured_file({{"largest_group", "4"}});
  INFO(described(e));
  // Theirs are fitted along one profile through the bars, ours to the middle 60 % of their length:
  // the scan's own distortion (1 % from element to element) is met at other places.
  const struct {
    const char* id;
    double period;
  } others[] = {{"4-1-v", 17.112}, {"4-1-h", 16.898}, {"4-3-v", 13.741}, {"4-3-h", 13.589},
                {"4-4-v", 12.307}, {"4-4-h", 12.111}, {"4-5-v", 10.987}, {"4-5-h", 10.787},
                {"4-6-v", 9.747},  {"4-6-h", 9.556},  {"5-2-v", 7.558},  {"5-3-v", 6.754}};
  int compared = 0;
  for (const auto& other : others) {
    for (const Item& item : e.items) {
      if (item.id != other.id || item.values.count("period_px") == 0) continue;
      INFO(other.id);
      CHECK_THAT(item.values.at("period_px").value, WithinRel(other.period, 0.01));
      ++compared;
    }
  }
  CHECK(compared >= 11);
  // Standing bars 3.627 (standard deviation 0.038), lying bars 3.664 (0.019) um/px by the other
  // program, as means over elements; ours are weighted by precision. The interval says how much the
  // scan is distorted.
  const MeasurementResult& x = result_of(e, "pixel_size_x");
  const MeasurementResult& y = result_of(e, "pixel_size_y");
  CHECK_THAT(x.value, WithinAbs(3.627, 0.038));
  CHECK_THAT(y.value, WithinAbs(3.664, 0.038));
  CHECK((x.interval.lower < 3.627 && 3.627 < x.interval.upper));
  CHECK((y.interval.lower < 3.664 && 3.664 < y.interval.upper));
  CHECK(has_caveat(e, "usaf_1951.distortion"));
}
