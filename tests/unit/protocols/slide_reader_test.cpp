// SPDX-License-Identifier: Apache-2.0
#include "protocols/slide_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/protocols/refusal.hpp"

#include <fstream>
#include <string>

using namespace etalon;
using namespace etalon::protocols;
using etalon::test::contains_text;
using etalon::test::refusal_of;

TEST_CASE("every slide of the catalogue is right and has the name of its file", "[protocols]") {
  REQUIRE(slide_catalogue().size() >= 2);
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
}
