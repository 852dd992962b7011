// SPDX-License-Identifier: Apache-2.0
#include "protocols/slide_file.hpp"
#include "targets/target.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/refusal.hpp"
#include "tests/support/temporary_folder.hpp"

#include <fstream>
#include <string>
#include <vector>

using namespace etalon;
using namespace etalon::protocols;
using etalon::test::contains_text;
using etalon::test::refusal_of;

TEST_CASE("every slide of the catalogue is right and has the name of its file", "[protocols]") {
  REQUIRE(slide_catalogue().size() >= 35);
  for (const auto& path : slide_catalogue()) {
    const SlideFile slide = read_slide_file(path);
    CHECK(slide.id == path.stem().string());
    CHECK(!slide.title.empty());
    CHECK(!slide.source.empty());
    CHECK(!slide.tolerance.empty());
  }
}

TEST_CASE("a slide of an unknown shape or confidence is refused", "[protocols]") {
  const test::TemporaryFolder folder;
  const auto path = folder.path() / "s.yaml";
  const auto refusal = [&](const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
    return refusal_of([&] { read_slide_file(path); });
  };
  CHECK_THAT(refusal("slide: s\ntitle: T\nshape: slanted_egde\n"),
             contains_text("s.yaml:3:8: shape: there is no shape \"slanted_egde\"; did you mean "
                           "slanted_edge?"));
  CHECK_THAT(refusal("slide: s\ntitle: T\nshape: slanted_edge\nsource: x\nconfidence: high\n"),
             contains_text("s.yaml:5:13: confidence: \"high\" is no degree of confidence"));
  CHECK_THAT(refusal("slide: s\ntitle: T\nshape: slanted_edge\nconfidence: stated\n"),
             contains_text("s.yaml:1:1: the key source is missing"));
  CHECK_THAT(refusal("slide: s\ntitle: T\nshape: slanted_edge\nserial_number: 17\nsource: x\n"
                     "confidence: stated\n"),
             contains_text("s.yaml:4:16: serial_number: a kind of slide has no serial number"));
}

TEST_CASE("every slide of the catalogue can be laid out as it says", "[protocols]") {
  const std::vector<double> x{-31.0, 0.3, 2.2, 158.0};
  const std::vector<double> y{7.0, -0.4, 55.0, -90.0};
  const std::vector<double> sigma(4, 0.5);
  for (const auto& path : slide_catalogue()) {
    const SlideFile slide = read_slide_file(path);
    INFO(slide.id);
    const auto scene = targets::find_target(slide.shape)->lay_out(slide.draw, 1);
    REQUIRE(scene.has_value());
    CHECK((scene->pattern != nullptr || !scene->beads.empty()));
    if (!scene->pattern) continue;
    std::vector<float> light(4);
    scene->pattern->light_at(x, y, sigma, light);
    for (const float l : light) {
      CHECK(l >= 0);
      CHECK(l <= 1);
    }
  }
}

TEST_CASE("a slide that cannot be drawn is refused where it says so", "[protocols]") {
  const test::TemporaryFolder folder;
  const auto path = folder.path() / "s.yaml";
  const auto refusal = [&](const std::string& draw) {
    std::ofstream(path, std::ios::binary) << "slide: s\ntitle: T\nshape: line_grid\ndraw:\n" +
                                                 draw + "\nsource: x\nconfidence: stated\n";
    return refusal_of([&] { read_slide_file(path); });
  };
  CHECK(refusal("  pitch: 20 um").empty());
  CHECK(read_slide_file(path).draw == OptionTexts{{"pitch", "20 um"}});
  CHECK_THAT(refusal("  pitch: 20 um\n  pich: 3 um"),
             contains_text("s.yaml:6:3: draw.pich: the shape line_grid has no option \"pich\"; "
                           "did you mean pitch?"));
  CHECK_THAT(refusal("  angle: 2 deg\n  pitch: 20"), contains_text("s.yaml:6:10: draw.pitch: "));
  CHECK_THAT(refusal("  pitch: 20 um\n  line_width: 30 um"),
             contains_text("s.yaml:6:15: draw.line_width: line_width must be smaller than pitch"));
  CHECK_THAT(refusal("  dark: 2 %\n  polarity: 3"),
             contains_text("s.yaml:6:13: draw.polarity: polarity is either"));
  CHECK_THAT(refusal("  - pitch"), contains_text("s.yaml:5:3: draw: "));
}

TEST_CASE("a slide with beads says how large they are, and its piece may say it better",
          "[protocols]") {
  const SlideInstance slide = uncertified_slide("ps_speck");
  REQUIRE(slide.bead_diameter);
  CHECK(slide.bead_diameter->value == nm(175));
  CHECK(slide.bead_diameter->distribution == Distribution::rectangular);
  CHECK(!uncertified_slide("chrome_edge").bead_diameter);
}
