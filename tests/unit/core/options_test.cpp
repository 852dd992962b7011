// SPDX-License-Identifier: Apache-2.0
#include "suite/core/options.hpp"

#include "tests/support/catch.hpp"

#include <string>

using namespace etalon;

namespace {

struct EdgeOptions {
  bool correct = true;
  int order = 3;
  double contrast = 0.2;
  std::string method = "edge/spline";
  std::optional<Region> region;
  Length wavelength = nm(550);
  std::optional<Pixels> half_width;
};

OptionSet<EdgeOptions> edge_options() {
  return OptionSet<EdgeOptions>()
      .add("correct", &EdgeOptions::correct, "Correct for the pixel.")
      .add("order", &EdgeOptions::order, "Largest order of the edge.")
      .add("contrast", &EdgeOptions::contrast, "Smallest contrast.")
      .add("method", &EdgeOptions::method, "The method.")
      .add("region", &EdgeOptions::region, "Part of the image.")
      .add("wavelength", &EdgeOptions::wavelength, "Of the light.")
      .add("half_width", &EdgeOptions::half_width, "Of the band about the edge.");
}

Failure failure_of(const OptionTexts& texts) {
  const auto parsed = edge_options().parse(texts);
  REQUIRE_FALSE(parsed.has_value());
  return parsed.error();
}

}  // namespace

TEST_CASE("options are read by their declared types, others keep their defaults") {
  const auto options = edge_options().parse({{"correct", "no"},
                                             {"order", "2"},
                                             {"contrast", "0.35"},
                                             {"region", "100, 80,64,128"},
                                             {"wavelength", "0.488 um"}});
  REQUIRE(options.has_value());
  CHECK_FALSE(options->correct);
  CHECK(options->order == 2);
  CHECK(options->contrast == 0.35);
  CHECK(options->method == "edge/spline");
  CHECK(options->region == Region{100, 80, 64, 128});
  CHECK(options->wavelength == nm(488));
  CHECK_FALSE(options->half_width.has_value());
  CHECK(edge_options().parse({{"region", ""}})->region == std::nullopt);
  CHECK(edge_options().parse({{"half_width", "12 px"}})->half_width == px(12));
}

TEST_CASE("declarations name type, default and meaning") {
  const auto declarations = edge_options().declarations();
  REQUIRE(declarations.size() == 7);
  CHECK(declarations[0].name == "correct");
  CHECK(declarations[0].type == "yes or no");
  CHECK(declarations[0].default_value == "yes");
  CHECK(declarations[0].meaning == "Correct for the pixel.");
  CHECK(declarations[1].type == "whole number");
  CHECK(declarations[2].default_value == "0.2");
  CHECK(declarations[4].type == "region x,y,width,height in px");
  CHECK(declarations[4].default_value.empty());
  CHECK(declarations[5].type == "a length such as 550 nm");
  CHECK(declarations[5].default_value == "0.55 um");
}

TEST_CASE("the texts of options read back as the same options") {
  EdgeOptions options;
  options.region = Region{1, 2, 3, 4};
  options.contrast = 1.0 / 3.0;
  options.half_width = px(7.5);
  const OptionTexts texts = edge_options().texts(options);
  CHECK(texts.at("region") == "1,2,3,4");
  CHECK(texts.at("half_width") == "7.5 px");
  const auto again = edge_options().parse(texts);
  REQUIRE(again.has_value());
  CHECK(again->region == options.region);
  CHECK(again->contrast == options.contrast);
  CHECK(edge_options().texts(*again) == texts);
}

TEST_CASE("an unknown option is refused with the nearest known one") {
  const Failure failure = failure_of({{"wavelenght", "550 nm"}});
  CHECK(failure.code == "options.unknown");
  CHECK(failure.detail == "there is no option \"wavelenght\"; did you mean \"wavelength\"?");
  CHECK(failure.advice ==
        "The options are correct, order, contrast, method, region, wavelength, half_width.");
  CHECK(failure_of({{"half-width", "3 px"}}).detail ==
        "there is no option \"half-width\"; did you mean \"half_width\"?");
  CHECK(failure_of({{"exposure_time", "3 ms"}}).detail == "there is no option \"exposure_time\"");
  CHECK(failure_of({{"", ""}}).detail == "there is no option \"\"");
  CHECK(unknown_option("x", {}).advice == "It has no options.");
}

TEST_CASE("the nearest name allows for swaps, case and one letter in three") {
  const std::vector<std::string> known{"region", "order", "wavelength", "id"};
  CHECK(nearest_name("regoin", known) == "region");
  CHECK(nearest_name("Region", known) == "region");
  CHECK(nearest_name("regions", known) == "region");
  CHECK(nearest_name("wave_lenght", known) == "wavelength");
  CHECK(nearest_name("oder", known) == "order");
  CHECK(nearest_name("ab", known).empty());
  CHECK(nearest_name("temperature", known).empty());
  CHECK(nearest_name(std::string(1'000'000, 'r'), known).empty());
}

TEST_CASE("a wrong value is refused in a sentence that begins with the option") {
  const auto detail = [](const char* name, const char* text) {
    const Failure failure = failure_of({{name, text}});
    CHECK(failure.code == "options.value");
    return failure.detail;
  };
  CHECK(detail("wavelength", "550") ==
        "wavelength: \"550\" has no unit; expected a length such as 550 nm");
  CHECK(detail("correct", "maybe") == "correct: \"maybe\" is neither yes nor no");
  for (const char* text : {"2.5", "", "two", "2147483648", "3 px", "+-1"}) {
    CHECK(detail("order", text) == std::string("order: \"") + text +
                                       "\" is not a whole number from -2147483648 to 2147483647");
  }
  CHECK(detail("contrast", "half") == "contrast: \"half\" is not a number");
  for (const char* text :
       {"1,2,3", "1,2,3,4,5", "a,b,c,d", "1.5,2,3,4", "1 2 3 4", ",,,", "1,2,3,"}) {
    CHECK(detail("region", text) ==
          std::string("region: \"") + text +
              "\" is not a region; expected x,y,width,height in whole pixels "
              "such as 100,80,64,128");
  }
  for (const char* text :
       {"-1,0,5,5", "0,-1,5,5", "0,0,0,5", "0,0,5,0", "2147483647,0,1,1", "0,2147483000,1,1000"}) {
    CHECK(detail("region", text) ==
          std::string("region: \"") + text +
              "\" is no region of an image: x and y start at 0, width and "
              "height at 1");
  }
}
