// SPDX-License-Identifier: Apache-2.0
#include "reports/wording.hpp"

#include "tests/support/catch.hpp"

using namespace etalon::reports;

TEST_CASE("A measurand's base name has neither unit nor relation") {
  CHECK(base_of("mtf50") == "mtf50");
  CHECK(base_of("mtf50_object") == "mtf50");
  CHECK(base_of("mtf50_ratio") == "mtf50");
  CHECK(base_of("edge_width_10_90_px") == "edge_width_10_90");
}

TEST_CASE("Known measurands have labels, unknown ones keep their name with spaces") {
  CHECK(label_of("mtf50_object") == "MTF50");
  CHECK(label_of("mtf50_ratio") == "MTF50 / ideal");
  CHECK(label_of("edge_width_10_90_px") == "edge 10–90 %");
  CHECK(label_of("not_yet_named") == "not yet named");
  CHECK(explanation_of("not_yet_named").empty());
  CHECK_FALSE(explanation_of("lsf_fwhm_px").empty());
}

TEST_CASE("Subjects are said in words, the edge first") {
  CHECK(subject_text({}).empty());
  CHECK(subject_text({{"edge", "edge-1"}}) == "edge-1");
  CHECK(subject_text({{"channel", "488"}, {"edge", "edge-2"}}) == "edge-2, 488 channel");
  CHECK(subject_text({{"edge", "edge-1"}, {"plane", "red"}}) == "edge-1, red plane");
  CHECK(subject_text({{"zone", "top left"}}) == "top left");
  CHECK(subject_text({{"depth", "3"}}) == "depth 3");
}

TEST_CASE("Units stand behind numbers as people write them") {
  CHECK(unit_suffix("um") == " µm");
  CHECK(unit_suffix("deg") == "°");
  CHECK(unit_suffix("cycles/px") == " cycles/px");
  CHECK(unit_suffix("1").empty());
  CHECK(unit_suffix("").empty());
}

TEST_CASE("Dates are written out; what is no date stays as it is") {
  CHECK(date_text("2026-11-23T14:02:11Z") == "23 November 2026");
  CHECK(date_text("2026-01-01") == "1 January 2026");
  CHECK(date_text("2026-13-01T00:00:00Z") == "2026-13-01T00:00:00Z");
  CHECK(date_text("yesterday") == "yesterday");
  CHECK(date_text("2026-xx-yy").size() == 10);
  CHECK(date_text("").empty());
}

TEST_CASE("Names cannot steer the terminal") {
  CHECK(printable("a\x1b[31mb\n\tc\x7f") == "a?[31mb??c?");
  CHECK(printable("µm → 5") == "µm → 5");
}
