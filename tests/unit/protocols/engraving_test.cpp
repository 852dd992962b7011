// SPDX-License-Identifier: Apache-2.0
#include "protocols/engraving.hpp"

#include "tests/support/catch.hpp"

#include <string>
#include <vector>

using namespace etalon;
using namespace etalon::protocols;
using etalon::test::contains_text;

namespace {

struct Engraved {
  std::string text;
  double magnification;
  double na;  ///< 0: not engraved
  Immersion immersion;
};

std::string refusal(const std::string& text) {
  const auto objective = read_engraving(text);
  return objective ? "" : objective.error().code + ": " + objective.error().detail;
}

}  // namespace

TEST_CASE("what makers engrave is understood", "[protocols]") {
  const std::vector<Engraved> all{
      {"20x/0.40", 20, 0.40, Immersion::air},
      {"40x/0.65 oil", 40, 0.65, Immersion::oil},
      {"10 x / 0.25 160/0.17", 10, 0.25, Immersion::air},
      {"4X 0.10", 4, 0.10, Immersion::air},
      {"Plan 40/0.65 160/0.17", 40, 0.65, Immersion::air},
      {"160/0.17 Plan 10/0.25", 10, 0.25, Immersion::air},
      {"PL 4/0.10 160/-", 4, 0.10, Immersion::air},
      {"EF 25/0.50 170/0.17", 25, 0.50, Immersion::air},
      {"Plan 100/1,30 Oel 160/0,17", 100, 1.30, Immersion::oil},
      {"Plan-Apochromat 63x/1.4 Oil DIC M27", 63, 1.4, Immersion::oil},
      {"EC Plan-Neofluar 10x/0.3 M27", 10, 0.3, Immersion::air},
      {"UPlanSApo 100×/1.40 Oil ∞/0.17/FN26.5", 100, 1.40, Immersion::oil},
      {"LUCPlanFLN 40x/0.60 Ph2 ∞/0-2/FN22", 40, 0.60, Immersion::air},
      {"HCX PL APO 63x/1.40-0.60 OIL CS", 63, 1.40, Immersion::oil},
      {"63x/0.60–1.40 oil", 63, 1.40, Immersion::oil},
      {"Plan Fluor 40x/0.75 DIC M ∞/0.17 WD 0.66", 40, 0.75, Immersion::air},
      {"CFI60 Plan Apo λ 20x / 0.75", 20, 0.75, Immersion::air},
      {"LUMPlanFLN 60xW/1.00 ∞/0", 60, 1.00, Immersion::water},
      {"UPLSAPO60XO 1.35", 60, 1.35, Immersion::oil},
      {"C-Apochromat 40x/1.2 W Korr", 40, 1.2, Immersion::water},
      {"C-Achroplan 32x/0.85 W.D. 1.1", 32, 0.85, Immersion::air},
      {"Plan Neofluar 63x/1.3 Glyc", 63, 1.3, Immersion::glycerol},
      {"LD LCI 25x/0.8 Imm Korr", 25, 0.8, Immersion::unknown},
      {"25x/0.8 Oil/W/Gly", 25, 0.8, Immersion::unknown},
      {"Plan Apo 25x/1.05 Sil", 25, 1.05, Immersion::unknown},
      {"Fluor 60x/1.25 silicone oil", 60, 1.25, Immersion::unknown},
      {"HI 100/1.30", 100, 1.30, Immersion::oil},
      {"100/1.25 160/0.17", 100, 1.25, Immersion::unknown},
      {"DIN 10, 10x NA 0.25", 10, 0.25, Immersion::air},
      {"NA=0.45 20x", 20, 0.45, Immersion::air},
      {"20x (N.A. 0.40)", 20, 0.40, Immersion::air},
      {"20x 0.4NA", 20, 0.4, Immersion::air},
      {"M Plan Apo 20x/.42 f=200", 20, 0.42, Immersion::air},
      {"1.25x/0.04", 1.25, 0.04, Immersion::air},
      {"2.5x / 0.075", 2.5, 0.075, Immersion::air},
      {"100x\u00a0/ 1.25 Öl", 100, 1.25, Immersion::oil},
      {"20x", 20, 0, Immersion::air},
      {"20X 160/0.17", 20, 0, Immersion::air},
  };
  for (const auto& expected : all) {
    INFO(expected.text);
    const auto objective = read_engraving(expected.text);
    REQUIRE(objective);
    CHECK(objective->nominal_magnification == expected.magnification);
    CHECK(objective->immersion == expected.immersion);
    REQUIRE(objective->lens_na.has_value() == (expected.na > 0));
    if (!objective->lens_na) continue;
    CHECK(objective->lens_na->value == expected.na);
    CHECK(!objective->lens_na->standard_uncertainty);
  }
}

TEST_CASE("nobody needs to know what is engraved", "[protocols]") {
  const auto objective = read_engraving(" unknown ");
  REQUIRE(objective);
  CHECK(!objective->nominal_magnification);
  CHECK(!objective->lens_na);
  CHECK(objective->immersion == Immersion::unknown);
}

TEST_CASE("what no objective has is refused, with an example", "[protocols]") {
  for (const std::string text :
       {"", "the small one", "160/0.17", "∞/0.17", "0.40", "20", "x", "0.40/20", "1/2", "20/40"}) {
    INFO(text);
    CHECK_THAT(refusal(text), contains_text("has no magnification that I can read."));
  }
  CHECK_THAT(refusal("0x/0.25"), contains_text("No objective magnifies 0 times."));
  CHECK_THAT(refusal("1000x/0.9"), contains_text("No objective magnifies 1000 times."));
  CHECK_THAT(refusal("60x/1.42 water"),
             contains_text("An aperture of 1.42 cannot be had in water"));
  CHECK_THAT(refusal("60x/1.9 oil"), contains_text("cannot be had in oil"));
  CHECK_THAT(refusal("60x/0.001"), contains_text("cannot be had in air"));
  CHECK(refusal(std::string(100'000, '9') + "x/0.4").starts_with("engraving.not_understood: "));
  CHECK_THAT(read_engraving("?").error().advice, contains_text("20x/0.40"));
}
