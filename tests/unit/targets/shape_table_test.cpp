// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/targets/shapes.hpp"

#include <set>
#include <span>

using etalon::test::contains_text;
using etalon::test::laid_out;
using namespace etalon;
using namespace etalon::targets;

namespace {

struct Places {
  std::vector<double> x;
  std::vector<double> y;
  std::vector<double> sigma;
};

/// Two rows of an image that is a little distorted.
Places rows_of_an_image() {
  Places places;
  for (int j = 0; j < 2; ++j) {
    for (int i = 0; i < 500; ++i) {
      places.x.push_back((i - 250) * 0.3 * (1 + 1e-7 * i * i));
      places.y.push_back(j * 11.3 - 4);
      places.sigma.push_back(i % 100 < 50 ? 0.2 : 0.2 * (1 + 1e-6 * i));
    }
  }
  return places;
}

std::vector<float> light_in_chunks(const Scene& scene, const Places& places, std::size_t chunk) {
  std::vector<float> light(places.x.size());
  for (std::size_t start = 0; start < light.size(); start += chunk) {
    const std::size_t count = std::min(chunk, light.size() - start);
    scene.pattern->light_at(
        std::span(places.x).subspan(start, count), std::span(places.y).subspan(start, count),
        std::span(places.sigma).subspan(start, count), std::span(light).subspan(start, count));
  }
  return light;
}

/// Something that is not the default, where there is anything.
OptionTexts unusual(const std::string& id) {
  if (id == "slanted_edge") return {{"roughness", "0.5 um"}, {"radius", "300 um"}};
  if (id == "line_grid") return {{"position_error", "0.3 um"}, {"angle", "7 deg"}};
  if (id == "thin_layer") return {{"unevenness", "10 %"}};
  if (id == "bead_field") return {{"doublets", "30 %"}, {"diameter_spread", "10 %"}};
  return {};
}

}  // namespace

TEST_CASE("every target has an id of its own and says what it is", "[targets]") {
  std::set<std::string> ids;
  for (const Target& target : target_table()) {
    INFO(target.id);
    CHECK(ids.insert(target.id).second);
    CHECK(find_target(target.id) == &target);
    CHECK(!target.title.empty());
    for (const auto& option : target.options) CHECK(!option.meaning.empty());
  }
  CHECK(ids.size() >= 12);
  CHECK(find_target("no_such_target") == nullptr);
}

TEST_CASE("every target can be laid out as it is, with facts in units", "[targets]") {
  for (const Target& target : target_table()) {
    const Scene scene = laid_out(target.id, {});
    INFO(target.id);
    CHECK((scene.pattern != nullptr || !scene.beads.empty()));
    CHECK(scene.thickness_um >= 0);
    for (const Fact& fact : scene.facts) {
      INFO(fact.name);
      CHECK(std::isfinite(fact.value));
      CHECK(is_unit_symbol(fact.unit));
    }
  }
}

TEST_CASE("light is the same to the last bit however the places are cut", "[targets]") {
  const Places places = rows_of_an_image();
  for (const Target& target : target_table()) {
    const Scene scene = laid_out(target.id, unusual(target.id));
    if (!scene.pattern) continue;
    INFO(target.id);
    const auto whole = light_in_chunks(scene, places, places.x.size());
    for (const std::size_t chunk : {1U, 7U, 32U, 333U})
      CHECK(light_in_chunks(scene, places, chunk) == whole);
    for (const float l : whole) {
      CHECK(l > -0.01F);
      CHECK(l < 1.01F);
    }
  }
}

TEST_CASE("the seed decides all that is random, and nothing else does", "[targets]") {
  const Places places = rows_of_an_image();
  for (const std::string id : {"slanted_edge", "line_grid", "thin_layer", "natural_texture"}) {
    INFO(id);
    const auto first = light_in_chunks(laid_out(id, unusual(id), 3), places, 500);
    CHECK(light_in_chunks(laid_out(id, unusual(id), 3), places, 500) == first);
    CHECK(light_in_chunks(laid_out(id, unusual(id), 4), places, 500) != first);
  }
}

TEST_CASE("what cannot be is refused with a sentence", "[targets]") {
  const struct {
    std::string id;
    OptionTexts options;
    std::string sentence;
  } refused[] = {
      {"slanted_edge", {{"dark", "100 %"}}, "dark must lie"},
      {"slanted_edge", {{"polarity", "blue"}}, "polarity is either"},
      {"slanted_edge", {{"radius", "5 um"}}, "radius must be at least"},
      {"slanted_edge", {{"roughness", "-1 um"}}, "roughness must not be negative"},
      {"slanted_edge", {{"roughness", "3 um"}}, "roughness must not exceed"},
      {"slanted_edge", {{"roughness", "1 nm"}, {"correlation_length", "10 nm"}}, "at least 0.1 um"},
      {"slanted_edge", {{"angle", "5"}}, "angle: "},
      {"slanted_edge", {{"angel", "5 deg"}}, "angle"},
      {"usaf_1951", {{"first_group", "-3"}}, "groups must lie"},
      {"usaf_1951", {{"last_group", "12"}}, "groups must lie"},
      {"usaf_1951", {{"first_group", "5"}, {"last_group", "4"}}, "first_group must not"},
      {"siemens_star", {{"pairs", "1"}}, "pairs must lie"},
      {"siemens_star", {{"pairs", "1001"}}, "pairs must lie"},
      {"siemens_star", {{"diameter", "0 um"}}, "diameter must lie"},
      {"siemens_star", {{"profile", "square"}}, "profile is either"},
      {"ronchi_ruling", {{"duty", "0 %"}}, "duty must lie"},
      {"ronchi_ruling", {{"duty", "1"}}, "duty must lie"},
      {"ronchi_ruling", {{"pitch", "-3 um"}}, "pitch must lie"},
      {"ronchi_ruling", {{"pitch", "1e300 um"}}, "pitch must lie"},
      {"line_grid", {{"line_width", "12 um"}}, "line_width must be smaller"},
      {"line_grid", {{"line_width", "-1 um"}}, "line_width must lie"},
      {"line_grid", {{"position_error", "-1 um"}}, "position_error must not be negative"},
      {"line_grid", {{"position_error", "3 um"}}, "a quarter"},
      {"stage_micrometer", {{"ticks", "1"}}, "ticks must lie"},
      {"stage_micrometer", {{"line_width", "11 um"}}, "line_width must be smaller"},
      {"stage_micrometer", {{"position_error", "6 um"}}, "a quarter"},
      {"stage_micrometer", {{"long_tick", "0 um"}}, "long_tick must lie"},
      {"dot_grid", {{"diameter", "30 um"}}, "diameter must be smaller"},
      {"dot_grid", {{"diameter", "-1 um"}}, "diameter must lie"},
      {"bead_field", {{"count", "1000001"}}, "between 1 and 1000000"},
      {"bead_field", {{"count", "0"}}, "between 1 and 1000000"},
      {"bead_field", {{"density", "-1"}}, "between 1 and 1000000"},
      {"bead_field", {{"density", "1e300"}}, "between 1 and 1000000"},
      {"bead_field", {{"count", "9000"}}, "do not fit"},
      {"bead_field", {{"count", "9"}, {"density", "3"}}, "not both"},
      {"bead_field", {{"arrangement", "grid"}, {"count", "9"}}, "on a grid"},
      {"bead_field", {{"arrangement", "heap"}}, "arrangement is"},
      {"bead_field", {{"dye", "hollow"}}, "dye is"},
      {"bead_field", {{"colouring", "some"}}, "colouring is"},
      {"bead_field", {{"colours", "5"}}, "colours must lie"},
      {"bead_field", {{"light", "0"}}, "light must lie"},
      {"bead_field", {{"light_spread", "201 %"}}, "light_spread must lie"},
      {"bead_field", {{"diameter_spread", "-1 %"}}, "diameter_spread must lie"},
      {"bead_field", {{"doublets", "101 %"}}, "doublets must lie"},
      {"bead_field", {{"diameter", "3 um"}}, "spacing must not be smaller"},
      {"bead_field", {{"depth", "-1 um"}}, "depth must not be negative"},
      {"bead_field", {{"width", "0 um"}}, "width must lie"},
      {"thin_layer", {{"thickness", "-1 um"}}, "thickness must not"},
      {"thin_layer", {{"unevenness", "30 %"}}, "unevenness must lie"},
      {"natural_texture", {{"contrast", "30 %"}}, "contrast must lie"},
      {"natural_texture", {{"finest", "60 um"}}, "finest must not"},
      {"natural_texture", {{"exponent", "7"}}, "exponent must lie"},
      {"blank_field", {{"dark", "1 %"}}, "dark"},
      {"fluorescent_slide", {{"dark", "1 %"}}, "dark"},
  };
  for (const auto& [id, options, sentence] : refused) {
    const auto scene = find_target(id)->lay_out(options, 1);
    INFO(id << " " << options.begin()->first << " " << options.begin()->second);
    REQUIRE(!scene.has_value());
    CHECK(scene.error().code.rfind("options.", 0) == 0);
    CHECK_THAT(scene.error().detail + scene.error().advice, contains_text(sentence));
  }
}
